"""People, the positions they hold, what a position may do, and the office clock."""
