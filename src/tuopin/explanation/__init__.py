"""解读: the rules in plain words, and a household's own case by a slip (art. 14)."""
