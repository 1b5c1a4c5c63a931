"""退出标准: the standard applied to the facts, findings kept with both (arts 3, 4)."""
