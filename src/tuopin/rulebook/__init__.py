"""The rules as pure Python: packs, judging, periods, procedures; no I/O, no clock."""
