"""Appointing people, handing over, recusing (回避): art. 12's named persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.models import Account, Appointment, Person, Recusal
from tuopin.office.accounts.queries import actor_of
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text


class UnableToAppoint(Refusal):
    """An appointment or hand-over that cannot stand."""


@dataclass(frozen=True)
class Seat:
    """A position at a place, for one department where the position has several."""

    position: Position
    division_code: str
    department: str = ""


def install_administrator(*, appointment: Appointment, on: date) -> Actor:
    """Record a fresh installation's first appointment, made by nobody before it.

    Raises UnableToAppoint once anybody was appointed.
    """
    if Appointment.objects.exists():
        raise UnableToAppoint(
            Text(
                "系统已有任职记录,请由系统管理员办理任职。",
                "People have been appointed already: ask the administrator.",
            ),
            cite="art-12",
        )
    with transaction.atomic():
        appointment.save()
        actor = actor_of(appointment)
        with acting_as(actor):
            _record([appointment], "accounts.appointment.made", actor, on)
    return actor


def appoint(*, person: Person, to: Seat, actor: Actor, on: date) -> Appointment:
    """Give a person a position from a day on (任职)."""
    (appointment,) = appoint_many(appointments=[(person, to)], actor=actor, on=on)
    return appointment


def appoint_many(
    *, appointments: Sequence[tuple[Person, Seat]], actor: Actor, on: date
) -> list[Appointment]:
    """Give many people their positions from a day on, all or none.

    Raises UnableToAppoint when the actor is among them.
    """
    require(
        actor, Right.APPOINT, places=[seat.division_code for _, seat in appointments]
    )
    if any(person.id == actor.person_id for person, _ in appointments):
        raise UnableToAppoint(
            Text(
                "不能任命自己；请由另一位系统管理员办理。",
                "Nobody appoints themselves: ask another administrator.",
            ),
            cite="art-12",
        )
    with acting_as(actor):
        made = Appointment.objects.bulk_create(
            Appointment(
                person=person,
                position=seat.position.value,
                division_id=seat.division_code,
                department=seat.department,
                from_on=on,
            )
            for person, seat in appointments
        )
        _record(made, "accounts.appointment.made", actor, on)
        return made


def hand_over(
    *, appointment: Appointment, successor: Person, actor: Actor, on: date
) -> Appointment:
    """Hand a position over in one act: open work follows it, history stays.

    What was done stays with who did it; what is still to be done belongs to the
    position and place, and so is the successor's at once.
    """
    require(actor, Right.HAND_OVER, places=[appointment.division_id])
    with acting_as(actor):
        standing = Appointment.objects.select_for_update().get(id=appointment.id)
        if standing.until_on is not None:
            raise UnableToAppoint(
                Text(
                    f"该任职已于{standing.until_on}结束。",
                    f"This appointment ended on {standing.until_on}.",
                ),
                cite="art-12",
            )
        if successor.id == standing.person_id:
            raise UnableToAppoint(
                Text("接任人须为另一人。", "The successor has to be somebody else."),
                cite="art-12",
            )
        if successor.id == actor.person_id or on < today():
            raise UnableToAppoint(
                Text(
                    "不能把岗位交给自己,交接日期也不能早于今天。",
                    "Nobody hands a position to themselves, or as of a day gone by.",
                ),
                cite="art-12",
            )
        following = Appointment.objects.create(
            person=successor,
            position=standing.position,
            division_id=standing.division_id,
            department=standing.department,
            from_on=on,
        )
        last_day = max(standing.from_on, on - timedelta(days=1))
        Appointment.objects.filter(id=standing.id).update(
            until_on=last_day, succeeded_by=following
        )
        _record([standing], "accounts.appointment.ended", actor, on)
        _record([following], "accounts.appointment.made", actor, on)
        return following


def recuse(
    *, person: Person, household_number: str, reason: str, actor: Actor, on: date
) -> Recusal:
    """Have a person keep out of one household's case (回避); it cannot be undone."""
    with acting_as(actor):
        require(actor, Right.RECORD_RECUSAL, places=[actor.division_code])
        recusal = Recusal.objects.create(
            person=person,
            household_number=household_number,
            division_code=actor.division_code,
            reason=reason,
            recorded_on=on,
            recorded_by_id=actor.appointment_id,
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"person:{person.id}",
                    act="accounts.person.recused",
                    division_code=actor.division_code,
                    body={"household": household_number},
                    rows=audit_rows.digests("accounts_recusal", [recusal.id]),
                )
            ],
        )
        return recusal


def open_account(*, username: str, person: Person, password: str) -> Account:
    """Let a person log in; what they may do comes from appointments alone."""
    account = Account(username=username, person=person)
    account.set_password(password)
    account.save()
    return account


def _record(
    appointments: Sequence[Appointment], act: str, actor: Actor, on: date
) -> None:
    digests = audit_rows.digests(
        "accounts_appointment", [appointment.id for appointment in appointments]
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"appointment:{appointment.id}",
                act=act,
                division_code=appointment.division_id,
                body={"position": appointment.position},
                rows=[row],
            )
            for appointment, row in zip(appointments, digests, strict=True)
        ],
    )
