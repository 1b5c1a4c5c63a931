"""One drawn household's two surveys side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.office.accounts.domain import Actor
from tuopin.register.queries import MemberRow, member_rows
from tuopin.rulebook.text import Text
from tuopin.survey.second import queries
from tuopin.survey.second.agreement import Comparing, Pair
from tuopin.survey.second.comparing import ComparedSurvey, compared_surveys
from tuopin.web.second_surveys.board import comparing_on
from tuopin.web.templatetags.office import in_language

if TYPE_CHECKING:
    from tuopin.survey.models import DrawnSurvey


@dataclass(frozen=True)
class PairShown:
    """One question as both surveys answer it, in words."""

    label: Text
    whose: str
    first: str
    second: str
    agrees: bool
    touches_standard: bool


@dataclass(frozen=True)
class PairPage:
    """Both surveys of a household; nothing of them before the second has come."""

    drawn: DrawnSurvey
    compared: ComparedSurvey | None
    rows: tuple[PairShown, ...]

    @property
    def different(self) -> list[PairShown]:
        """The questions on which the two differ, those of the standard first."""
        found = [one for one in self.rows if not one.agrees]
        return sorted(found, key=lambda one: not one.touches_standard)

    @property
    def alike(self) -> list[PairShown]:
        """The questions on which they agree."""
        return [one for one in self.rows if one.agrees]


def pair_page(actor: Actor, number: int, *, on: date) -> PairPage | None:
    """Return a drawn household's two surveys, None where none was drawn in sight."""
    drawn = queries.drawn_by_id(number)
    if drawn is None:
        return None
    comparing = comparing_on(on)
    found = compared_surveys(comparing, [drawn])
    if not found:
        return PairPage(drawn, None, ())
    (one,) = found
    rows = member_rows([drawn.household_id]).get(drawn.household_id, [])
    names = {row.number: row for row in rows}
    return PairPage(
        drawn, one, tuple(_shown(comparing, pair, names) for pair in one.pairs)
    )


def _shown(
    comparing: Comparing, pair: Pair, names: Mapping[str, MemberRow]
) -> PairShown:
    member = names.get(pair.whose)
    return PairShown(
        label=pair.question.label,
        whose=member.name if member else pair.whose,
        first=said(comparing, pair, pair.first),
        second=said(comparing, pair, pair.second),
        agrees=pair.agrees,
        touches_standard=pair.touches_standard,
    )


def said(comparing: Comparing, pair: Pair, value: str) -> str:
    """Return an answer in words; nothing where nobody answered."""
    named = {one.name: in_language(one.label) for one in pair.question.choices}
    if named:
        return "、".join(named.get(one, one) for one in value.split())
    if value and comparing.is_amount(pair.question):
        return f"{value} 元"
    return value
