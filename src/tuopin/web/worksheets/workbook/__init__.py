"""A sheet as an Excel file: written to be filled in at leisure, and read back.

What may be typed is asked by the sheet's own fields, and the act is the sheet's own.
"""
