"""Building the sets of papers that village, township and county keep (归档, art. 6)."""
