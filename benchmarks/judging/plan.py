"""Who takes part, and up to how many households each is run, not extrapolated."""

from __future__ import annotations

from dataclasses import dataclass

EVERY = 10**9
NATION = 29_480_000
LARGEST_IN_ROUNDS = 10_000_000
REFERENCE = "product"
"""Whose outcomes all others have to equal."""
LIMIT = "hand_sql"
"""What the others' times are divided by: the practical limit."""


@dataclass(frozen=True)
class Contender:
    """One way of judging; larger registers than `once_up_to` would take it too long."""

    name: str
    title: str
    often_up_to: int = EVERY
    once_up_to: int = EVERY
    judges: bool = True

    def rounds(self, households: int, most: int) -> int:
        """Return in how many rounds it takes part."""
        if households > self.once_up_to:
            return 0
        return most if households <= min(self.often_up_to, LARGEST_IN_ROUNDS) else 1


CONTENDERS = (
    Contender("product", "Tuopin, raw tables"),
    Contender("hand_sql", "DuckDB SQL by hand"),
    Contender("product_keeping", "Tuopin, keeping facts", judges=False),
    Contender("product_kept", "Tuopin, kept facts"),
    Contender("hand_sql_spans", "DuckDB SQL by hand, in spans"),
    Contender("polars_by_hand", "Polars by hand"),
    Contender("openfisca", "OpenFisca-Core", 1_000_000, 10_000_000),
    Contender("plain_python", "plain Python by hand", 1_000_000, 10_000_000),
    Contender("zen", "GoRules ZEN", 10_000, 1_000_000),
    Contender("product_rulebook", "Tuopin, rulebook with reasons", 10_000, 1_000_000),
    Contender("spiff_dmn", "SpiffWorkflow DMN", 10_000, 10_000),
)
ONE_HOUSEHOLD = {
    "plain_python": "plain Python by hand, outcomes only",
    "product": "Tuopin's rulebook, with every reason",
    "zen": "GoRules ZEN, outcomes only",
    "spiff_dmn": "SpiffWorkflow DMN, outcomes only",
    "openfisca": "OpenFisca-Core, a simulation of one",
    "hand_sql": "DuckDB, prepared, tables in memory",
}
PACKAGES = (
    "duckdb",
    "polars",
    "pyarrow",
    "numpy",
    "openfisca-core",
    "zen-engine",
    "spiffworkflow",
)
