"""Posting, closing, objecting, answering (公示公告、异议; art. 6).

A notice's period is computed once, when it is posted, by the pack's own counting; no
operation closes it early. An objection holds one household and lets the others go.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.notice import domain, queries
from tuopin.notice.domain import Channel, RosterLine
from tuopin.notice.models import NoticeClosing, Objection, PublicityNotice
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import OBJECTION
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.periods import period
from tuopin.rulebook.procedure import Publicity
from tuopin.rulebook.text import Text


class UnableToPost(Refusal):
    """A notice that cannot be posted as it stands."""


class UnableToClose(Refusal):
    """A notice whose period has not ended, or without its last day's photo."""


class UnableToDecide(Refusal):
    """An objection that this person cannot answer, or that was answered."""


@dataclass(frozen=True)
class Posting:
    """A sheet on a board: where, of which households, with what proof."""

    village_code: str
    year: int
    number: str
    place: str
    case_ids: tuple[int, ...]
    evidence: Mapping[str, str]


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


def close_first(
    *, notice: PublicityNotice, evidence: Mapping[str, str], actor: Actor, on: date
) -> BatchResult:
    """Close a first publicity that has hung its whole period (art. 6)."""
    return _close("first", notice, evidence, actor, on)


def close_second(
    *, notice: PublicityNotice, evidence: Mapping[str, str], actor: Actor, on: date
) -> BatchResult:
    """Close a second publicity that has hung its whole period (art. 6)."""
    return _close("second", notice, evidence, actor, on)


def close_announcement(
    *, notice: PublicityNotice, evidence: Mapping[str, str], actor: Actor, on: date
) -> BatchResult:
    """Close an announcement once its time for objections is over (art. 6)."""
    return _close("announcement", notice, evidence, actor, on)


def _post(publicity_id: str, posting: Posting, actor: Actor, on: date) -> Posted:
    pack = pack_of(pack_in_force(on).id)
    publicity = cases.procedure_of(pack).publicities[publicity_id]
    with acting_as(actor):
        _refuse_other_villages(posting)
        _refuse_used_number(posting)
        (notice_id,) = audit_rows.draw_ids("notice_publicitynotice", 1)
        result = procedure.record_act(
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
        lines = [
            RosterLine(line.group, line.head_name, line.member_count)
            for line in queries.roster_lines(result.done)
        ]
        roster, digest = domain.sealed(lines)
        row = audit_rows.insert(
            "notice_publicitynotice",
            (
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
            ),
            [
                (
                    notice_id,
                    publicity.id,
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
            ],
        )
        entries = audit_rows.insert(
            "notice_noticeentry",
            ("notice_id", "case_id", "village_code"),
            [(notice_id, case_id, posting.village_code) for case_id in result.done],
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"notice:{notice_id}",
                    act=f"notice.{publicity.id}.posted",
                    division_code=posting.village_code,
                    body={
                        "number": posting.number,
                        "roster_sha256": digest,
                        "last_day": hangs.last_day.isoformat(),
                    },
                    rows=[*row, *entries],
                )
            ],
        )
        return Posted(PublicityNotice.objects.get(id=notice_id), result)


def _refuse_other_villages(posting: Posting) -> None:
    others = (
        cases.cases_by_id(posting.case_ids)
        .exclude(village_id=posting.village_code, year=posting.year)
        .count()
    )
    if others or not posting.case_ids:
        raise UnableToPost(
            Text(
                f"名单中有{others}户不属于本村本年度,或名单为空。每村单独公示。",
                f"{others} households on the list belong to another village or year, "
                "or the list is empty. Each village has its own notice.",
            ),
            cite="art-06",
        )


def _refuse_used_number(posting: Posting) -> None:
    if queries.is_number_used(posting.village_code, posting.number):
        raise UnableToPost(
            Text(
                f"本村已有编号为{posting.number}的公示公告,请另编号。",
                f"The village has a notice numbered {posting.number}: number this one "
                "otherwise.",
            ),
            cite="art-06",
        )


def _close(
    publicity_id: str,
    notice: PublicityNotice,
    evidence: Mapping[str, str],
    actor: Actor,
    on: date,
) -> BatchResult:
    with acting_as(actor):
        standing = queries.locked_notice(notice.id)
        publicity = queries.publicity_of(standing)
        if publicity.id != publicity_id:
            raise ValueError(f"{standing.number} is no notice of {publicity_id}")
        _refuse_early(standing, publicity, on)
        verdicts = queries.closing_verdicts(standing)
        if not verdicts:
            raise _closed_before(standing, publicity)
        result = procedure.record_act(
            act=publicity.closed_by,
            rows=[
                Row(case_id, verdict, evidence, subject=f"notice:{standing.id}")
                for case_id, verdict in verdicts.items()
            ],
            actor=actor,
            on=on,
        )
        if result.done and queries.closing_of(standing) is None:
            closing = NoticeClosing.objects.create(
                notice=standing,
                village_code=standing.village_id,
                closed_on=on,
                evidence=dict(evidence),
                closed_by_id=actor.appointment_id,
            )
            audit.record(
                actor=actor,
                on=on,
                entries=[
                    audit.Entry(
                        stream=f"notice:{standing.id}",
                        act=f"notice.{publicity.id}.closed",
                        division_code=standing.village_id,
                        body={"number": standing.number},
                        rows=audit_rows.digests("notice_noticeclosing", [closing.id]),
                    )
                ],
            )
        return result


def _closed_before(notice: PublicityNotice, publicity: Publicity) -> UnableToClose:
    """Return why nobody on a notice has a period left to close."""
    closing = queries.closing_of(notice)
    text = Text(
        f"公示{notice.number}上已没有本轮在公示的户。",
        f"No household on notice {notice.number} is in its period any more.",
    )
    if closing is not None:
        name = closing.closed_by.person.name
        text = Text(
            f"{name}已于{closing.closed_on}办理{notice.number}的期满手续。",
            f"{name} closed notice {notice.number} on {closing.closed_on}.",
        )
    return UnableToClose(text, cite=str(publicity.cite))


def _refuse_early(notice: PublicityNotice, publicity: Publicity, on: date) -> None:
    """Refuse to close before the whole of the last day has passed; for anyone."""
    if on >= notice.opens_on and today() >= notice.opens_on:
        return
    label = publicity.cite.label
    raise UnableToClose(
        Text(
            f"{publicity.title.zh}{notice.number}挂到{notice.last_day}为止"
            f"({label.zh}),{notice.opens_on}起方可办理下一步。",
            f"Notice {notice.number} hangs until {notice.last_day} ({label.en}); the "
            f"next act opens on {notice.opens_on}.",
        ),
        cite=str(publicity.cite),
    )


@dataclass(frozen=True)
class Statement:
    """What somebody says against a household on a notice; a name is not needed."""

    case_id: int
    channel: Channel
    text: str
    objector_name: str = ""


def object_to(
    *, notice: PublicityNotice, statement: Statement, actor: Actor, on: date
) -> Objection:
    """Take an objection in, hold that one household, and give a receipt (art. 6).

    Late objections are taken too: as long as the household is not marked, they stop it.
    """
    with acting_as(actor):
        entry = queries.entry(notice.id, statement.case_id)
        require(actor, Right.RECEIVE_OBJECTION, places=[entry.village_code])
        entered_on = today()
        _refuse_unreceived(statement, on, entered_on)
        objection = Objection.objects.create(
            notice_id=notice.id,
            case_id=statement.case_id,
            village_code=entry.village_code,
            channel=statement.channel.value,
            text=statement.text,
            objector_name=statement.objector_name,
            received_on=on,
            entered_on=entered_on,
            received_by_id=actor.appointment_id,
            receipt_code=domain.receipt_code(secrets.randbelow(10**12)),
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"notice:{notice.id}",
                    act="notice.objection.received",
                    division_code=entry.village_code,
                    body={"receipt": objection.receipt_code},
                    rows=audit_rows.digests("notice_objection", [objection.id]),
                )
            ],
        )
        procedure.hold(
            case_id=statement.case_id,
            cause=OBJECTION,
            subject=f"objection:{objection.id}",
            reason=f"异议待处理 / objection undecided ({objection.receipt_code})",
            actor=actor,
            on=entered_on,
        )
        return objection


def _refuse_unreceived(statement: Statement, on: date, entered_on: date) -> None:
    if not statement.text.strip():
        raise UnableToDecide(
            Text(
                "请写明异议内容,一句话即可。",
                "Say what the objection is; one sentence is enough.",
            ),
            cite="art-06",
        )
    if on > entered_on:
        raise UnableToDecide(
            Text(
                f"收到异议的日期{on}晚于今天{entered_on}。",
                f"{on} is after today, {entered_on}.",
            ),
            cite="art-06",
        )


def decide_objection(
    *, objection: Objection, is_upheld: bool, answer: str, actor: Actor, on: date
) -> None:
    """Answer an objection in writing, upheld or dismissed (art. 6).

    Not by who received it nor by anybody who acted in the household's case. An
    objection upheld ends the round when its notice is closed; upheld after that, it
    ends the case at once.
    """
    with acting_as(actor):
        require(actor, Right.DECIDE_OBJECTION, places=[objection.village_code])
        ((state, _),) = cases.states(cases.lock_cases([objection.case_id]))
        _refuse_partial(
            objection, {one.person_id for one in state.acts.values()}, actor
        )
        _refuse_unwritten(answer, on)
        (row,) = audit_rows.insert(
            "notice_objectiondecision",
            (
                "objection_id",
                "village_code",
                "is_upheld",
                "answer",
                "decided_on",
                "decided_by_id",
            ),
            [
                (
                    objection.id,
                    objection.village_code,
                    is_upheld,
                    answer,
                    on,
                    actor.appointment_id,
                )
            ],
        )
        verdict = "upheld" if is_upheld else "dismissed"
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"notice:{objection.notice_id}",
                    act=f"notice.objection.{verdict}",
                    division_code=objection.village_code,
                    body={"receipt": objection.receipt_code},
                    rows=[row],
                )
            ],
        )
        closed_by = queries.publicity_of(objection.notice).closed_by
        procedure.settle(
            subject=f"objection:{objection.id}",
            reason=_REASONS[is_upheld].format(objection.receipt_code),
            gives_up=is_upheld and closed_by in state.acts,
            actor=actor,
            on=on,
        )


_REASONS = {
    True: "异议成立 / objection upheld ({})",
    False: "异议不成立 / objection dismissed ({})",
}


def _refuse_unwritten(answer: str, on: date) -> None:
    if not answer.strip():
        raise UnableToDecide(
            Text(
                "处理决定须有书面答复,请写明理由。",
                "A decision needs a written answer with its reasons.",
            ),
            cite="art-06",
        )
    entered_on = today()
    if on != entered_on:
        raise UnableToDecide(
            Text(
                f"处理日期{on}不是今天({entered_on})。请按今天的日期办理。",
                f"{on} is not today, {entered_on}. Give today's date.",
            ),
            cite="art-15",
        )


def _refuse_partial(objection: Objection, involved: set[int], actor: Actor) -> None:
    decision = queries.decision_of(objection)
    if decision is not None:
        raise UnableToDecide(
            Text(
                f"该异议已由{decision.decided_by.person.name}于{decision.decided_on}作出决定。",
                f"{decision.decided_by.person.name} decided this on "
                f"{decision.decided_on}.",
            ),
            cite="art-06",
        )
    receiver = objection.received_by
    if receiver is not None:
        involved = involved | {receiver.person_id}
    if actor.person_id in involved:
        raise UnableToDecide(
            Text(
                "您经办过该户的退出程序或接收了该异议,须由其他人作出决定。",
                "You acted in this household's case or took the objection in; "
                "somebody else has to decide it.",
            ),
            cite="art-15",
        )
