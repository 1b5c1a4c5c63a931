"""The five kinds of quality that article 12 asks for, each with one figure."""
