"""Acts that are not done row by row: closing a notice, a letter and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.filing import queries as filing
from tuopin.notice import queries as notices
from tuopin.procedure import queries as cases
from tuopin.web.worksheets.fields import is_row_number
from tuopin.web.worksheets.sheet import Scope

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment
    from tuopin.notice.models import PublicityNotice


@dataclass(frozen=True)
class NoticeToClose:
    """A notice that hangs, and how many of its households wait for its end."""

    notice: PublicityNotice
    households: int
    on: date

    @property
    def may_be_closed(self) -> bool:
        """Whether its last day has passed."""
        return self.on >= self.notice.opens_on


def notices_to_close(scope: Scope) -> list[NoticeToClose]:
    """Return the notices of a village that the act would close.

    Also those closed before, on which an objection has been answered since.
    """
    publicity = scope.procedure.publicity_closed_by(scope.rule.id)
    assert publicity is not None
    found = notices.notices_in(
        scope.place.code, publicity=publicity.id, year=scope.year
    )
    return [
        NoticeToClose(notice, households, scope.on)
        for notice in found
        if (households := len(notices.closing_verdicts(notice)))
    ]


def closed_before(scope: Scope, asked: str) -> list[PublicityNotice]:
    """Return the notice of the sheet's place that a form names, closed or not."""
    publicity = scope.procedure.publicity_closed_by(scope.rule.id)
    found = notices.find_notice(int(asked)) if is_row_number(asked) else None
    if found is None or publicity is None or found.publicity != publicity.id:
        return []
    return [found] if found.village_id == scope.place.code else []


def received_before(scope: Scope, asked: str) -> list[Consignment]:
    """Return the letter to the sheet's recipient that a form names."""
    found = filing.find_consignment(int(asked)) if is_row_number(asked) else None
    if found is None or found.recipient != scope.recipient:
        return []
    return [found]


@dataclass(frozen=True)
class Letters:
    """What is to be sent to a recipient, and what was sent without a receipt yet."""

    unsent: tuple[int, ...]
    awaiting: tuple[Consignment, ...]

    @property
    def listed(self) -> str:
        """The households that a page shows as not sent, to be sent back with it."""
        return ",".join(map(str, self.unsent))


def letters_of(scope: Scope) -> Letters:
    """Return the approved households that no letter names, and the letters out."""
    assert scope.recipient is not None
    waiting = cases.cases_of(scope.ready, year=scope.year).values_list("id", flat=True)
    sent = filing.case_ids_sent_to(scope.recipient, year=scope.year)
    awaiting = filing.awaiting_receipt(year=scope.year)
    return Letters(
        tuple(case_id for case_id in waiting if case_id not in sent),
        tuple(one for one in awaiting if one.recipient == scope.recipient.value),
    )
