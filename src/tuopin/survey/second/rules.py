"""The pack's rules for surveying again, and what is refused by them."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Refusal
from tuopin.office.clock.queries import today
from tuopin.office.policy.queries import pack_on
from tuopin.rulebook.second_survey import SecondSurveyRules
from tuopin.rulebook.text import Text


class UnableToSurveyAgain(Refusal):
    """A list that cannot be closed or drawn from, or somebody who cannot be sent."""


def rules_on(on: date) -> SecondSurveyRules:
    """Return the pack's rules; raises UnableToSurveyAgain where it has none."""
    rules = pack_on(on).second_survey
    if rules is None:
        raise UnableToSurveyAgain(_NO_RULES)
    return rules


def refuse_other_day(on: date) -> None:
    if on != today():
        raise UnableToSurveyAgain(
            Text(
                f"办理日期{on}不是今天({today()})。请按今天的日期办理。",
                f"{on} is not today, {today()}. Give today's date.",
            ),
            cite="art-15",
        )


_NO_RULES = Text(
    "生效的政策包没有规定第二次调查。",
    "The pack in force has no rules for surveying again.",
)
