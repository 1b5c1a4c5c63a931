"""The demonstration: a county set up from nothing, and a year run through its offices."""
