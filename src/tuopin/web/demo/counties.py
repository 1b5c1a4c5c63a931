"""The county in the demonstration: approval, announcement, filing, archives, marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tuopin.filing import operations as filing
from tuopin.filing.domain import Level, Recipient
from tuopin.notice import operations as notices
from tuopin.office.accounts.domain import Actor
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import BatchResult, Row
from tuopin.register.domain import WhyShown
from tuopin.rulebook.positions import Position
from tuopin.web.demo.diary import Diary, Village
from tuopin.web.demo.script import Turn

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment

InBulk = Callable[..., BatchResult]


def approve(diary: Diary, day: date) -> None:
    """Hold a meeting of the leading group on everything that reached it."""
    diary.says(f"{day} 县审批认定，同时在各村公告(第六条)  approved and announced")
    villages, diary.awaiting_approval = diary.awaiting_approval, []
    group = diary.officer(Position.COUNTY_LEADING_GROUP)
    of_village = {case_id: v for v in villages for case_id in v.numbers}
    rows = []
    for one in diary.standing("awaiting_approval", group):
        if one not in of_village:
            continue
        turn = diary.turn(of_village[one], one)
        if turn is Turn.NOT_APPROVED_YET:
            continue
        if turn is Turn.FINDING_OPEN:
            _find(diary, one, day)
        rows.append(
            Row(
                one,
                "not_approved" if turn is Turn.NOT_APPROVED else "approved",
                diary.papers(one, approval_form="审批表"),
            )
        )
    result = diary.took(procedure.approve(rows=rows, actor=group, on=day))
    denied = {row.case_id for row in rows if row.verdict == "not_approved"}
    approved = sorted(set(result.done) - denied)
    for village in villages:
        village.approved = [one for one in approved if one in village.numbers]
        if village.approved:
            _announce(diary, village, day)
    if approved:
        diary.at(day + timedelta(days=1), partial(_send, diary, approved))


def _find(diary: Diary, case_id: int, day: date) -> None:
    procedure.hold(
        case_id=case_id,
        cause="finding",
        subject=f"finding:{diary.next_number()}",
        reason="督查发现问题待整改 / inspector's finding not yet corrected",
        actor=diary.officer(Position.SUPERVISION),
        on=day,
    )


def _announce(diary: Diary, village: Village, day: date) -> None:
    actor = diary.officer(Position.COUNTY_OFFICE)
    posted = notices.announce(
        posting=diary.sheet(village, village.approved, "公告", actor, day),
        actor=actor,
        on=day,
    )
    diary.took(posted.result)
    village.announcement = posted.notice
    if posted.notice is not None:
        diary.at(
            posted.notice.opens_on,
            partial(_close_announcement, diary, village),
        )


def _send(diary: Diary, approved: Sequence[int], day: date) -> None:
    office = diary.officer(Position.COUNTY_OFFICE)
    for recipient, file_with, after in (
        (Recipient.CITY, filing.file_with_city, 4),
        (Recipient.PROVINCE, filing.file_with_province, 6),
    ):
        consignment = filing.send_consignment(
            recipient=recipient,
            case_ids=approved,
            letter_number=f"备字〔{diary.year}〕{diary.next_number()}号",
            actor=office,
            on=day,
        )
        diary.at(
            day + timedelta(days=after),
            partial(_receive, diary, file_with, consignment),
        )


def _receive(
    diary: Diary, file_with: InBulk, consignment: Consignment, day: date
) -> None:
    diary.took(
        file_with(
            consignment=consignment,
            number=diary.paper("备案回执", consignment.letter_number),
            actor=diary.officer(Position.COUNTY_OFFICE),
            on=day,
        )
    )


def _close_announcement(diary: Diary, village: Village, day: date) -> None:
    assert village.announcement is not None
    office = diary.officer(Position.COUNTY_OFFICE)
    diary.took(
        notices.close_announcement(
            notice=village.announcement, evidence={}, actor=office, on=day
        )
    )
    committees = diary.staff.at(Position.VILLAGE_COMMITTEES, village.code)
    township = diary.staff.at(Position.TOWNSHIP_OFFICE, village.township)
    steps: tuple[tuple[int, Level, InBulk, Actor], ...] = (
        (2, Level.VILLAGE, filing.archive_village, committees),
        (4, Level.TOWNSHIP, filing.archive_township, township),
        (6, Level.COUNTY, filing.archive_county, office),
    )
    for after, level, archive, actor in steps:
        numbers = {
            one: f"{level.value}-{diary.year}-{village.numbers[one]}"
            for one in village.approved
        }
        diary.at(
            day + timedelta(days=after),
            partial(_keep, diary, archive, numbers, actor),
        )
    diary.at(day + timedelta(days=7), partial(_mark, diary, village))


def _keep(
    diary: Diary,
    archive: InBulk,
    numbers: Mapping[int, str],
    actor: Actor,
    day: date,
) -> None:
    diary.took(archive(numbers=numbers, actor=actor, on=day))


def _mark(diary: Diary, village: Village, day: date) -> None:
    """Enter a village's households in the national system, compare, confirm."""
    office, clerk = diary.officer(Position.COUNTY_OFFICE), diary.staff.national_clerk
    due = [
        one
        for one in diary.standing("awaiting_marking", office, village.code)
        if diary.turn(village, one) is not Turn.NOT_IN_NATIONAL_SYSTEM
    ]
    if not due:
        return
    system = diary.national
    filing.export_for_entry(
        case_ids=due, why=WhyShown.ENTERING, by=system, actor=clerk, on=day
    )
    system.enter(on=day)
    filing.reconcile(year=diary.year, by=system, actor=clerk, on=day)
    diary.took(filing.mark_lifted_out(case_ids=due, actor=office, on=day))
