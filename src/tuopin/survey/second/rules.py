"""The pack's rules for surveying again, and what is refused by them."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Refusal
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


_NO_RULES = Text(
    "生效的政策包没有规定第二次调查。",
    "The pack in force has no rules for surveying again.",
)
