"""Who visits whom by when, how far the visits are, and what was put aside."""
