"""Screens and papers of a township's yearly performance."""
