"""备案归档: filings with receipts, three archive sets, the mark (art. 6)."""
