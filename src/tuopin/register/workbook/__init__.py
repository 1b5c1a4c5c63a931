"""The register workbook (登记表): read, checked, sent back, written. No Django here."""
