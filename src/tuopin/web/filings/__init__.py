"""Consignments as they go out: letter, roster, bundle, and where each stands."""
