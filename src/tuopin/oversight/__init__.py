"""考核督查: draws, spot checks, orders to correct and accountability (arts 12, 15)."""
