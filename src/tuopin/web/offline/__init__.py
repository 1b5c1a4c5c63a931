"""The survey page off line, as the office serves it and takes its files in."""
