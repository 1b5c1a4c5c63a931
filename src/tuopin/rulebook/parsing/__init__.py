"""Turns nodes of a pack into the rulebook's values; leaves out their file format."""
