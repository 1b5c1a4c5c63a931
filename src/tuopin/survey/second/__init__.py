"""A drawn share surveyed again, blind, and held against the first (arts 12, 15)."""
