"""The rules that the office works under: packs, local rules, open readings."""
