"""建档立卡: households, their members, and villages (art. 2)."""
