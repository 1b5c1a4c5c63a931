"""入户调查: what was found at the household's own door (arts 3, 11, 12)."""
