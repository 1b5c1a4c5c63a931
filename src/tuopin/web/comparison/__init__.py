"""The pages on which departments bring lists and offices clear their questions."""
