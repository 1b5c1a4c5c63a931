"""Contradictions between documents' times as their page and workbook show them."""
