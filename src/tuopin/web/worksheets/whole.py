"""Acts that are not done row by row: closing a notice, a letter and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import QueryDict

from tuopin.filing import queries as filing
from tuopin.notice import queries as notices
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult
from tuopin.web.papers.notices import is_edited
from tuopin.web.worksheets.doings import CLOSINGS
from tuopin.web.worksheets.fields import (
    Brought,
    Field,
    day_in,
    filled,
    is_row_number,
    papers_in,
)
from tuopin.web.worksheets.sheet import Scope, sheet_fields

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
    def is_edited(self) -> bool:
        """Whether the county puts it into its media, too."""
        return is_edited(self.notice)

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


@dataclass(frozen=True)
class Closing:
    """The notices that may be closed, what is asked, and what was filled in for one."""

    scope: Scope
    notices: tuple[NoticeToClose, ...]
    fields: tuple[Field, ...]
    chosen: PublicityNotice | None

    @property
    def is_faulty(self) -> bool:
        """Whether something was sent that cannot be taken, or for no notice."""
        return self.chosen is None or any(field.fault for field in self.fields)

    def done(self) -> BatchResult:
        """Close the notice; only where nothing is faulty."""
        assert self.chosen is not None
        return CLOSINGS[self.scope.rule.id](
            notice=self.chosen,
            evidence=papers_in(self.fields),
            actor=self.scope.actor,
            on=day_in(self.fields),
        )


def closing_of(scope: Scope, typed: QueryDict | None, brought: Brought) -> Closing:
    """Return what there is to close, filled in with what was typed."""
    found = notices_to_close(scope)
    asked = typed.get("notice", "") if typed is not None else ""
    chosen = [one.notice for one in found if str(one.notice.id) == asked]
    if not chosen:
        # Somebody closed it meanwhile: the act itself says who, and when.
        chosen = closed_before(scope, asked)
    return Closing(
        scope=scope,
        notices=tuple(found),
        fields=filled(sheet_fields(scope), typed, brought),
        chosen=chosen[0] if chosen else None,
    )


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
