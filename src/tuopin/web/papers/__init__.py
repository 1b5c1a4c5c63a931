"""Papers that are printed, signed and posted: from the record, as PDF/A for keeping."""
