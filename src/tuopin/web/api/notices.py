"""The notices of one's area, with their frozen rosters (arts 6, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from ninja import Query, Schema

from tuopin.notice import queries
from tuopin.notice.domain import token_of
from tuopin.rulebook.text import Text
from tuopin.web.acting import ActorRequest
from tuopin.web.api.entering import require_reader, router_for_staff
from tuopin.web.api.problems import READING, Problem, missing
from tuopin.web.api.words import (
    PageNumber,
    PlaceCode,
    Row,
    Sent,
    Words,
    Year,
    words,
)

if TYPE_CHECKING:
    from tuopin.notice.models import PublicityNotice

router = router_for_staff(tag="notices")
PER_PAGE = 50


class NoticeListed(Schema):
    """A notice: what it is, where it hangs, and until when."""

    id: int
    token: str
    publicity: str
    title: Words
    village: str
    year: int
    number: str
    place: str
    posted_on: date
    last_day: date
    opens_on: date
    lines: int


class Notice(NoticeListed):
    """A notice with its roster, exactly as it hangs, and its digest."""

    roster: list[dict[str, Any]]
    roster_sha256: str
    closed_on: date | None


class Notices(Schema):
    """A page of a year's notices."""

    page: int
    pages: int
    total: int
    notices: list[NoticeListed]


class Asked(Sent):
    """Which notices are asked for."""

    year: Year | None = None
    village: PlaceCode | None = None
    page: PageNumber = 1


@router.get("/notices", response={200: Notices, READING: Problem}, url_name="notices")
def list_notices(request: ActorRequest, asked: Query[Asked]) -> Notices:
    """List a year's notices in one's area; the present year unless one is named."""
    actor = require_reader(request)
    place = asked.village or actor.division_code
    found = queries.hung_in(place, year=asked.year or request.today.year)
    pages = Paginator(found, PER_PAGE)
    page = pages.get_page(asked.page)
    return Notices(
        page=page.number,
        pages=pages.num_pages,
        total=pages.count,
        notices=_all_listed(list(page.object_list)),
    )


@router.get(
    "/notices/{notice}", response={200: Notice, READING: Problem}, url_name="notice"
)
def one_notice(request: ActorRequest, notice: Row) -> Notice:
    """Return one notice with its roster."""
    require_reader(request)
    found = queries.find_notice(notice)
    if found is None:
        raise missing()
    closing = queries.closing_of(found)
    return Notice(
        **_listed(found, queries.publicity_of(found).title),
        roster=found.roster,
        roster_sha256=found.roster_digest,
        closed_on=closing.closed_on if closing else None,
    )


def _all_listed(notices: Sequence[PublicityNotice]) -> list[NoticeListed]:
    """Write notices; the pack is asked once for each kind and day."""
    kinds = {(one.publicity, one.posted_on): one for one in notices}
    titles = {kind: queries.publicity_of(one).title for kind, one in kinds.items()}
    return [
        NoticeListed(**_listed(one, titles[one.publicity, one.posted_on]))
        for one in notices
    ]


def _listed(notice: PublicityNotice, title: Text) -> dict[str, Any]:
    return {
        "id": notice.id,
        "token": token_of(notice.id, notice.roster_digest),
        "publicity": notice.publicity,
        "title": words(title),
        "village": notice.village_id,
        "year": notice.year,
        "number": notice.number,
        "place": notice.place,
        "posted_on": notice.posted_on,
        "last_day": notice.last_day,
        "opens_on": notice.opens_on,
        "lines": len(notice.roster),
    }
