"""The questionnaire on the page: one step after the other, kept as it goes."""
