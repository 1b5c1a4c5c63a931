"""An answer to a question of the survey, as people read it."""

from __future__ import annotations

from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.text import Text


def value_shown(fact: Fact, answer: object) -> Text | None:
    """Return an answer as people read it, None where nothing was answered."""
    if answer is None or answer == "":
        return None
    if fact.type is FactType.MONEY:
        return Text(f"{answer} 元", f"{answer} yuan")
    if fact.measured_in is not None:
        unit = fact.measured_in
        return Text(f"{answer} {unit.zh}", f"{answer} {unit.en}")
    return fact.word_for(answer)
