"""The pages that belong to no stage: the entrance, the day's work, the households."""
