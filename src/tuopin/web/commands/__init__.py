"""What `./tuopin` can be told to do, by the noun that it is told about."""
