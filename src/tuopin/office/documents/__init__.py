"""Files that prove an act: kept as they came, found by their content (影像、附件)."""
