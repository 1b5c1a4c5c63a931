"""Documents whose times contradict each other: compared, and what came of asking."""
