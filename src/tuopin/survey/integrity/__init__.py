"""Surveys that deserve a second look, and the questions asked about them (art. 12)."""
