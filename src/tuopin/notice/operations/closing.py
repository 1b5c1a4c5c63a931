"""Closing a notice once its whole period has passed, never before (art. 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.notice import queries
from tuopin.notice.models import NoticeClosing, PublicityNotice
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.procedure import Publicity
from tuopin.rulebook.text import Text
from tuopin.rulebook.tightening import also_by


class UnableToClose(Refusal):
    """A notice whose period has not ended, or without its last day's photo."""


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


def close_in_village(
    *, notice: PublicityNotice, evidence: Mapping[str, str], actor: Actor, on: date
) -> BatchResult:
    """Close the notice of a village's exit that hung in the village (art. 7)."""
    return _close("village", notice, evidence, actor, on)


def close_in_township(
    *, notice: PublicityNotice, evidence: Mapping[str, str], actor: Actor, on: date
) -> BatchResult:
    """Close the notice of a village's exit that hung at the township seat (art. 7)."""
    return _close("township", notice, evidence, actor, on)


def _close(
    publicity_id: str,
    notice: PublicityNotice,
    evidence: Mapping[str, str],
    actor: Actor,
    on: date,
) -> BatchResult:
    with acting_as(actor):
        standing = queries.locked_notice(notice.id)
        publicity = queries.publicity_at_posting(standing)
        if publicity.id != publicity_id:
            raise ValueError(f"{standing.number} is no notice of {publicity_id}")
        _refuse_early(standing, publicity, on)
        verdicts = queries.closing_verdicts(standing)
        if not verdicts:
            raise _closed_before(standing, publicity)
        result = procedure.record_acts(
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
        f"公示{notice.number}上已没有本轮在公示的对象。",
        f"Nobody on notice {notice.number} is in a period any more.",
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
    label, also = publicity.cite.label, also_by(publicity.local)
    raise UnableToClose(
        Text(
            f"{publicity.title.zh}{notice.number}挂到{notice.last_day}为止"
            f"({label.zh}{also.zh}),{notice.opens_on}起方可办理下一步。",
            f"Notice {notice.number} hangs until {notice.last_day} "
            f"({label.en}{also.en}); the next act opens on {notice.opens_on}.",
        ),
        cite=str(publicity.cite),
    )
