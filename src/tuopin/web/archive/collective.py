"""A set's papers about a place: plans, meetings, notices, consignments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from tuopin.filing.archive.kept import Sent, consignments
from tuopin.filing.domain import Matter
from tuopin.filing.queries import find_consignment
from tuopin.notice.domain import token_of
from tuopin.notice.queries import closing_of, notices_of_area
from tuopin.office.divisions.domain import covers
from tuopin.office.divisions.queries import villages_of
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.procedure.recorded import HeldMeeting, meetings_held
from tuopin.register import queries as register
from tuopin.rulebook.archive import CollectivePaper
from tuopin.rulebook.pack import PolicyPack
from tuopin.web.archive.lists import listing
from tuopin.web.archive.papers import Data, text_of
from tuopin.web.archive.village_exits import village_exits
from tuopin.web.filings.contents import content_of
from tuopin.web.papers.forms import dated, written
from tuopin.web.papers.notices import Shape, printed_notice
from tuopin.web.plans.printed import drafted_on, printed_plan

if TYPE_CHECKING:
    from tuopin.notice.models import PublicityNotice


@dataclass(frozen=True)
class Collected:
    """A paper of the set: its line in the catalogue, its form, what it says."""

    kind: CollectivePaper
    title: str
    date: str
    form: str
    says: Mapping[str, object]
    roster: str | None = None


def collected(
    kind: CollectivePaper, place: str, pack: PolicyPack, *, year: int
) -> Iterator[Collected]:
    """Yield a place's papers of one kind of a year, the earliest first."""
    yield from _COLLECTORS[kind](place, pack, year)


def _notices(place: str, pack: PolicyPack, year: int) -> Iterator[Collected]:
    for notice in notices_of_area(place, year=year):
        token = token_of(notice.id, notice.roster_digest)
        path = reverse("web:portal_notice", args=[token])
        address = f"{settings.TUOPIN_PUBLIC_ADDRESS}{path}"
        says = printed_notice(notice, Shape.SHEET, address=address)
        yield Collected(
            kind=CollectivePaper.NOTICES,
            title=f"{says['title']}（{notice.number}）",
            date=notice.posted_on.isoformat(),
            form="notice",
            says=says,
            roster=text_of(_hung(notice)),
        )


def _hung(notice: PublicityNotice) -> Data:
    closing = closing_of(notice)
    return {
        "number": notice.number,
        "publicity": notice.publicity,
        "village": notice.village_id,
        "year": notice.year,
        "place": notice.place,
        "posted_on": notice.posted_on.isoformat(),
        "last_day": notice.last_day.isoformat(),
        "closed_on": closing.closed_on.isoformat() if closing else None,
        "papers": {**notice.evidence, **(closing.evidence if closing else {})},
        "roster": notice.roster,
        "roster_sha256": notice.roster_digest,
    }


def _meetings(place: str, pack: PolicyPack, year: int) -> Iterator[Collected]:
    villages = villages_of(place)
    for meeting in meetings_held(list(villages), year=year):
        yield Collected(
            kind=CollectivePaper.MEETINGS,
            title=f"{villages[meeting.village_code]}民主评议会会议记录",
            date=meeting.held_on.isoformat(),
            form="listing",
            says=_minutes(meeting, villages[meeting.village_code]),
        )


def _minutes(meeting: HeldMeeting, village: str) -> Data:
    heads = {
        case.id: case.leaving
        for case in cases.cases_by_id([vote.case_id for vote in meeting.votes])
        .select_related("household")
        .order_by("id")
    }
    return listing(
        "民主评议会会议记录",
        facts=[
            ("村", village),
            ("时间", written(meeting.held_on)),
            ("地点", meeting.place),
            ("主持人、记录人", f"{meeting.chair}、{meeting.recorder}"),
            ("应到、实到", f"应到{meeting.entitled}人，实到{meeting.attended}人"),
            ("纸质材料", "；".join(str(one) for one in meeting.evidence.values())),
        ],
        columns={
            "序号": 0,
            "户主": 2,
            "户编号": 3,
            "同意": 1,
            "不同意": 1,
            "弃权": 1,
            "回避": 1,
        },
        rows=[
            [
                str(at),
                heads[vote.case_id].head_name,
                heads[vote.case_id].number,
                *(
                    str(votes)
                    for votes in (vote.agree, vote.against, vote.abstain, vote.recused)
                ),
            ]
            for at, vote in enumerate(meeting.votes, 1)
        ],
        signers=("主持人", "记录人", "监票人"),
        day=dated(meeting.held_on),
    )


def _plans(place: str, pack: PolicyPack, year: int) -> Iterator[Collected]:
    for latest in (*plans.latest_timetables(), *plans.latest_plans(year=year)):
        if not covers(place, latest.township_id):
            continue
        for plan in reversed(plans.versions_of(latest)):
            drafted = drafted_on(plan)
            # A timetable goes with the year's set once it was drafted by that year.
            if drafted.year > year:
                continue
            says = printed_plan(plan, pack)
            yield Collected(
                kind=CollectivePaper.PLANS,
                title=str(says["title"]),
                date=drafted.isoformat(),
                form="listing",
                says=says,
            )


def _consignments(place: str, pack: PolicyPack, year: int) -> Iterator[Collected]:
    for sent in consignments(year=year):
        to = sent.recipient.label.zh
        title = f"报{to}{sent.matter.label.zh}材料"
        yield Collected(
            kind=CollectivePaper.CONSIGNMENTS,
            title=f"{title}（{sent.letter_number}）",
            date=sent.sent_on.isoformat(),
            form="listing",
            says=_LETTERS.get(sent.matter, _letter)(sent, title),
        )


def _letter(sent: Sent, title: str) -> Data:
    """Return a letter about villages or plans: what it names, by township."""
    consignment = find_consignment(sent.id)
    assert consignment is not None
    content = content_of(consignment)
    first, second, third = content.columns
    return listing(
        title,
        facts=[*_facts(sent), *((name, str(n)) for name, n in content.counted)],
        columns={first: 2, second: 2, third: 3},
        rows=[list(row) for row in content.summary],
        day=dated(sent.sent_on),
    )


def _facts(sent: Sent) -> list[tuple[str, str]]:
    receipt = "尚未收到"
    if sent.received_on is not None:
        receipt = f"{sent.receipt_number}，{written(sent.received_on)}收到"
    return [
        ("文号", sent.letter_number),
        ("报送日期", written(sent.sent_on)),
        ("备案回执", receipt),
        ("名单校验码", sent.roster_digest),
    ]


def _consignment(sent: Sent, title: str) -> Data:
    rows = register.households_by_number(list(sent.household_numbers))
    return listing(
        title,
        facts=[*_facts(sent), ("户数", f"{len(sent.household_numbers)}户")],
        columns={"序号": 0, "户编号": 2, "户主": 2, "人口": 1},
        rows=[
            [str(at), number, rows[number].head_name, str(rows[number].member_count)]
            for at, number in enumerate(sent.household_numbers, 1)
            if number in rows
        ],
        day=dated(sent.sent_on),
    )


_LETTERS: Mapping[Matter, Callable[[Sent, str], Data]] = {
    Matter.HOUSEHOLD_EXITS: _consignment,
}


def _village_exits(place: str, pack: PolicyPack, year: int) -> Iterator[Collected]:
    for day, says in village_exits(place, year=year):
        yield Collected(
            kind=CollectivePaper.VILLAGE_EXITS,
            title=str(says["title"]),
            date=day.isoformat(),
            form="listing",
            says=says,
        )


_COLLECTORS: Mapping[
    CollectivePaper, Callable[[str, PolicyPack, int], Iterator[Collected]]
] = {
    CollectivePaper.PLANS: _plans,
    CollectivePaper.MEETINGS: _meetings,
    CollectivePaper.NOTICES: _notices,
    CollectivePaper.CONSIGNMENTS: _consignments,
    CollectivePaper.VILLAGE_EXITS: _village_exits,
}
