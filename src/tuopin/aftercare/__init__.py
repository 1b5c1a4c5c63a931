"""后续帮扶: pairings that stay, helpers, visits after an exit (art. 9)."""
