"""Giving people positions and taking them back (任职、交接、免职): art. 12."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tuopin.office.accounts import sign_ins, tokens
from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.models import Appointment, Person
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
                "系统已有任职记录，请由系统管理员办理任职。",
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
    position and place, and so is the successor's at once. Whoever leaves is signed
    out everywhere.
    """
    require(actor, Right.HAND_OVER, places=[appointment.division_id])
    with acting_as(actor):
        standing = _standing(appointment)
        if successor.id == standing.person_id:
            raise UnableToAppoint(
                Text("接任人须为另一人。", "The successor has to be somebody else."),
                cite="art-12",
            )
        if successor.id == actor.person_id or on < today():
            raise UnableToAppoint(
                Text(
                    "不能把岗位交给自己，交接日期也不能早于今天。",
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
        _end(standing, following, actor, on)
        _record([following], "accounts.appointment.made", actor, on)
        return following


def dismiss(*, appointment: Appointment, actor: Actor, on: date) -> Appointment:
    """End an appointment that nobody takes over (免职), and sign the person out.

    Raises UnableToAppoint for one that has ended, and for the actor's own.
    """
    require(actor, Right.HAND_OVER, places=[appointment.division_id])
    with acting_as(actor):
        standing = _standing(appointment)
        if standing.person_id == actor.person_id or on < today():
            raise UnableToAppoint(
                Text(
                    "不能免去自己的岗位，免职日期也不能早于今天。",
                    "Nobody dismisses themselves, or as of a day gone by.",
                ),
                cite="art-12",
            )
        _end(standing, None, actor, on)
        return standing


def _standing(appointment: Appointment) -> Appointment:
    """Return an appointment, locked; raises UnableToAppoint once it has ended."""
    standing = Appointment.objects.select_for_update().get(id=appointment.id)
    if standing.until_on is not None:
        raise UnableToAppoint(
            Text(
                f"该任职已于{standing.until_on}结束。",
                f"This appointment ended on {standing.until_on}.",
            ),
            cite="art-12",
        )
    return standing


def _end(
    standing: Appointment, following: Appointment | None, actor: Actor, on: date
) -> None:
    """End an appointment on the day before, and every sign-in of its holder."""
    standing.until_on = max(standing.from_on, on - timedelta(days=1))
    standing.succeeded_by = following
    Appointment.objects.filter(id=standing.id).update(
        until_on=standing.until_on, succeeded_by=following
    )
    sign_ins.end_of_person(standing.person_id)
    tokens.end_of_person(standing.person_id, on=on)
    _record([standing], "accounts.appointment.ended", actor, on)


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
