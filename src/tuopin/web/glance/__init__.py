"""An area at a glance: every figure once, for the page, the workbook and the brief."""
