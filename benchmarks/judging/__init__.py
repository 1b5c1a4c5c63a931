"""Judging one register in many ways, and what each costs; run by `judge.sh`."""
