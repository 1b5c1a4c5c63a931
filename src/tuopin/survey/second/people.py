"""Who may witness a draw, and who may survey a drawn household again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holders_of
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.survey.models import DrawnSurvey

WITNESSES = (
    Position.COUNTY_OFFICE,
    Position.COUNTY_LEADING_GROUP,
    Position.SUPERVISION,
    Position.TOWNSHIP_OFFICE,
)


def witnesses_for(actor: Actor, *, on: date) -> list[Actor]:
    """Return before whom the actor may enter a number."""
    held = holders_of(WITNESSES, under=actor, on=on)
    return [one for one in held if one.person_id != actor.person_id]


def surveyors_of(drawn: DrawnSurvey, first: str, among: Sequence[Actor]) -> list[Actor]:
    """Return who of some surveyors may go to a household that `first` surveyed."""
    return [one for one in among if why_not(drawn, first, one) is None]


def why_not(drawn: DrawnSurvey, first: str, sent: Actor) -> Text | None:
    """Return why somebody does not survey a household again."""
    is_first = sent.person_id == drawn.line.surveyor.person_id
    if is_first or sent.person_name == first:
        return Text(
            f"户{drawn.household.number}第一次是{sent.person_name}调查的，"
            "第二次由别人去。",
            f"{sent.person_name} surveyed {drawn.household.number} first; somebody "
            "else goes the second time.",
        )
    own = sent.division_code == drawn.village_code
    if sent.position is Position.VILLAGE_COMMITTEES and own:
        return Text(
            f"户{drawn.household.number}的第二次调查不由本村“两委”去。"
            "请选驻村工作队等其他人。",
            "The village's own committees do not survey "
            f"{drawn.household.number} again. Choose the work team or others.",
        )
    return None
