"""Satisfaction: drawn households are asked, by somebody who is not of the village."""
