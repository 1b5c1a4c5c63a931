"""The front of the house: settings, command line, home page, base templates."""
