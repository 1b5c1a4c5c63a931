"""Posting a roster in one village for its period (公示公告, art. 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.notice import domain, queries
from tuopin.notice.models import PublicityNotice
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.audit.domain import JSON
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.models import Document
from tuopin.office.documents.publishing import clean_documents
from tuopin.office.documents.using import Use, write_uses
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.periods import Period, period
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


class UnableToPost(Refusal):
    """A notice that cannot be posted as it stands."""


NOTICE = (
    "id",
    "publicity",
    "village_code",
    "year",
    "number",
    "roster",
    "roster_digest",
    "posted_on",
    "last_day",
    "opens_on",
    "place",
    "evidence",
    "posted_by_id",
)


ATTACHMENT = (
    "notice_id",
    "village_code",
    "position",
    "document_id",
    "digest",
    "media_type",
    "size",
)


@dataclass(frozen=True)
class Posting:
    """A sheet on a board: where, of which households, with what proof."""

    village_code: str
    year: int
    number: str
    place: str
    case_ids: tuple[int, ...]
    evidence: Mapping[str, str]
    attachments: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Posted:
    """A notice that hangs, and what became of each household put forward for it."""

    notice: PublicityNotice | None
    result: BatchResult


def post_first(*, posting: Posting, actor: Actor, on: date) -> Posted:
    """Post a village's first publicity notice (第一次公示, art. 6)."""
    return _post("first", posting, actor, on)


def post_second(*, posting: Posting, actor: Actor, on: date) -> Posted:
    """Post the township's list in one village (第二次公示, art. 6)."""
    return _post("second", posting, actor, on)


def announce(*, posting: Posting, actor: Actor, on: date) -> Posted:
    """Announce the county's approval in one village (公告, art. 6)."""
    return _post("announcement", posting, actor, on)


def post_in_village(*, posting: Posting, actor: Actor, on: date) -> Posted:
    """Post that a village is to exit, in the village itself (art. 7)."""
    return _post("village", posting, actor, on)


def post_in_township(*, posting: Posting, actor: Actor, on: date) -> Posted:
    """Post that a village is to exit, at its township's seat (art. 7)."""
    return _post("township", posting, actor, on)


def _post(publicity_id: str, posting: Posting, actor: Actor, on: date) -> Posted:
    with acting_as(actor):
        _refuse_other_villages(posting)
        pack = _pack(posting, on)
        unit, publicity = cases.publicity_at(
            pack, publicity_id, place=posting.village_code, on=on
        )
        _refuse_used_number(posting)
        attached = clean_documents(posting.attachments)
        (notice_id,) = audit_rows.draw_ids("notice_publicitynotice", 1)
        result = procedure.record_decision(
            act=publicity.opened_by,
            rows=[
                Row(case_id, "posted", posting.evidence, subject=f"notice:{notice_id}")
                for case_id in posting.case_ids
            ],
            actor=actor,
            on=on,
        )
        if not result.done:
            return Posted(None, result)
        hangs = period(
            on,
            days=publicity.days,
            day_unit=publicity.day_unit,
            rollover=publicity.rollover,
            calendar=pack.calendar,
        )
        sheet = _Sheet(notice_id, publicity.id, unit, posting, hangs, tuple(attached))
        _hang(sheet, result.done, actor, on)
        return Posted(PublicityNotice.objects.get(id=notice_id), result)


def _pack(posting: Posting, on: date) -> PolicyPack:
    """Return the pack that the cases began under, whichever is in force by now.

    Of cases that are not in sight nothing is known, and none will be posted.
    """
    packs = cases.packs_of(posting.case_ids) or [pack_of(pack_in_force(on).id)]
    if len(packs) > 1:
        raise UnableToPost(
            Text(
                "名单中的各户是按不同的政策文件开始退出的，期限可能不同，须分别公示。",
                "The exits on this list began under different rules, whose periods may "
                "differ. Post them apart.",
            ),
            cite="art-06",
        )
    return packs[0]


@dataclass(frozen=True)
class _Sheet:
    """A notice with its number in the record and the days that it hangs."""

    id: int
    publicity: str
    unit: Unit
    posting: Posting
    hangs: Period
    attached: tuple[Document, ...] = field(default=())


def _hang(sheet: _Sheet, case_ids: Sequence[int], actor: Actor, on: date) -> None:
    """Freeze the roster and keep the notice with everybody who stands on it."""
    posting, hangs = sheet.posting, sheet.hangs
    of_villages = sheet.unit is Unit.VILLAGE
    lines = queries.village_lines if of_villages else queries.household_lines
    roster, digest = domain.sealed(lines(case_ids))
    notice = (
        sheet.id,
        sheet.publicity,
        posting.village_code,
        posting.year,
        posting.number,
        Jsonb(roster),
        digest,
        hangs.posted_on,
        hangs.last_day,
        hangs.opens_on,
        posting.place,
        Jsonb(dict(posting.evidence)),
        actor.appointment_id,
    )
    kept = audit_rows.insert("notice_publicitynotice", NOTICE, [notice])
    entries = audit_rows.insert(
        "notice_noticeentry",
        ("notice_id", "case_id", "village_code"),
        [(sheet.id, case_id, posting.village_code) for case_id in case_ids],
    )
    attachments = _attach(sheet, actor)
    said: dict[str, JSON] = {
        "number": posting.number,
        "roster_sha256": digest,
        "last_day": hangs.last_day.isoformat(),
    }
    if sheet.attached:
        said["attachments_sha256"] = [one.digest for one in sheet.attached]
    entry = audit.Entry(
        stream=f"notice:{sheet.id}",
        act=f"notice.{sheet.publicity}.posted",
        division_code=posting.village_code,
        body=said,
        rows=[*kept, *entries, *attachments],
    )
    audit.record(actor=actor, on=on, entries=[entry])


def _attach(sheet: _Sheet, actor: Actor) -> list[audit_rows.RowRef]:
    """Hang the files that go with a notice, and return their rows."""
    village = sheet.posting.village_code
    rows = audit_rows.insert(
        "notice_noticeattachment",
        ATTACHMENT,
        [
            (
                sheet.id,
                village,
                position,
                one.id,
                one.digest,
                one.media_type,
                one.size,
            )
            for position, one in enumerate(sheet.attached, start=1)
        ],
    )
    uses = [
        Use(one.reference, village, "publish", "attachment", f"notice:{sheet.id}")
        for one in sheet.attached
    ]
    return [*rows, *write_uses(uses, actor).values()]


def _refuse_other_villages(posting: Posting) -> None:
    others = (
        cases.cases_by_id(posting.case_ids)
        .exclude(village__code=posting.village_code, year=posting.year)
        .count()
    )
    if others or not posting.case_ids:
        raise UnableToPost(
            Text(
                f"名单中有{others}户（村）不属于本村本年度，或名单为空。每村单独公示。",
                f"{others} on the list belong to another village or year, or the list "
                "is empty. Each village has its own notice.",
            ),
            cite="art-06",
        )


def _refuse_used_number(posting: Posting) -> None:
    if queries.is_number_used(posting.village_code, posting.number):
        raise UnableToPost(
            Text(
                f"本村已有编号为{posting.number}的公示公告，请另编号。",
                f"The village has a notice numbered {posting.number}: number this one "
                "otherwise.",
            ),
            cite="art-06",
        )
