"""Screens of the five kinds of quality."""
