"""Inspections as their pages, papers and workbooks show them."""
