"""The policy packs: read from files, and which one is in force."""
