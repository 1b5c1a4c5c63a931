"""Looks through a file that is to be published for what nobody may publish.

A file is clean only where all of it could be read: text, hidden sheets, comments,
changes that were tracked, properties. What cannot be read is not published.
"""
