"""What changed in a household's case since the act before, old beside new."""
