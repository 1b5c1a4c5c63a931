"""退出计划: who is to leave the register in which year, by name (art. 5)."""
