"""The county's places: units, their codes in both official systems, their names."""
