"""Screens of the burden meter, and the counting beside the work."""
