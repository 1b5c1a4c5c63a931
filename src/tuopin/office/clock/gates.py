"""Refuse what is dated another day than the office's own."""

from datetime import date

from tuopin.office.accounts.domain import Refusal
from tuopin.office.clock.queries import today
from tuopin.rulebook.text import Text


def refuse_other_day(on: date, refusal: type[Refusal]) -> None:
    """Raise the caller's refusal unless it is dated today: true data (art. 15)."""
    entered_on = today()
    if on != entered_on:
        raise refusal(
            Text(
                f"办理日期{on}不是今天（{entered_on}）。请按今天的日期办理。",
                f"{on} is not today, {entered_on}. Give today's date.",
            ),
            cite="art-15",
        )
