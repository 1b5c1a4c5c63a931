"""Tuopin (脱贫): a county's exit mechanism, from the rules to the mark."""
