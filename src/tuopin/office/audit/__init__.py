"""The audit record (操作留痕): what was done, by whom, and proof that it stands."""
