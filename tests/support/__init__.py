"""What tests share: a server of their own, invented people, and short ways to acts."""
