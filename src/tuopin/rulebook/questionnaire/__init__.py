"""Questionnaires: what is asked on a visit, and what follows from the answers."""
