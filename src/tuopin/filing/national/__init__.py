"""The national system: what goes in by a workbook, and what comes back to compare."""
