"""The sets of papers that village, township and county keep: bags and their checks."""
