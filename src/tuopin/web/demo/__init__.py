"""The demonstration: a county set up from nothing, and a year in its offices."""
