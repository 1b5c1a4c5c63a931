"""Second surveys of a drawn share: the list, the draw, who goes, what agrees."""
