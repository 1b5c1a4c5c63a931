"""The register stage on a real database."""
