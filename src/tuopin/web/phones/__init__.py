"""What phones speak with the office: who they are, what they take, what they send."""
