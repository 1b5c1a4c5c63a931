"""The page of the mark: who is to be entered, what differs, who may be confirmed."""
