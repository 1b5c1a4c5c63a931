"""Doing the acts of article 6 in the browser: a sheet of households, a verdict per row.

A sheet reads and asks; what may be done is the operations' to say, row by row.
"""
