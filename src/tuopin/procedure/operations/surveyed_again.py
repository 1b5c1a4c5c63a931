"""Second surveys of drawn households: those that differ wait to be concluded on.

What differs was asked of whoever surveyed first; nobody's household goes on before
somebody of supervision or the county office has said what is to be made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.scope import acting_as
from tuopin.procedure.held import hold_for_questions, holds_about, let_go
from tuopin.survey import operations as surveys
from tuopin.survey.integrity.domain import Conclusion
from tuopin.survey.operations import SURVEYORS

LONGEST_REASON = 400


def hold_for_second_surveys(
    *, household_ids: Sequence[int], actor: Actor, on: date
) -> int:
    """Stop the cases of households whose two surveys differ; return how many.

    Called when a second survey has come, by whoever sent it.
    """
    require_position(actor, SURVEYORS)
    with acting_as(actor):
        return hold_for_questions(household_ids, {}, actor=actor, on=on)


def conclude_on_surveys(
    *, number: int, conclusion: Conclusion, text: str, actor: Actor, on: date
) -> None:
    """Conclude on a question about surveys, and let go the case that it held."""
    with acting_as(actor):
        surveys.conclude_on_surveys(
            number=number, conclusion=conclusion, text=text, actor=actor, on=on
        )
        holds = holds_about(f"integrity:{number}")
        if holds:
            said = f"第二次调查：{conclusion.label.zh}。{text.strip()}"
            let_go(holds, said[:LONGEST_REASON], actor=actor, on=on)
