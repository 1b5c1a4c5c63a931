"""Reading appointments: as whom a person may act on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account, Appointment, Person, Recusal
from tuopin.rulebook.positions import Position


def appointments_of(person_id: int, *, on: date) -> QuerySet[Appointment]:
    """Return the appointments that a person holds on a day, in order of beginning."""
    return (
        Appointment.objects.filter(person_id=person_id, from_on__lte=on)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
        .select_related("person", "division")
        .order_by("from_on", "id")
    )


def actor_of(appointment: Appointment) -> Actor:
    """Return an appointment as the actor of acts."""
    return Actor(
        appointment_id=appointment.id,
        person_id=appointment.person_id,
        person_name=appointment.person.name,
        position=Position(appointment.position),
        division_code=appointment.division_id,
        department=appointment.department or None,
    )


def actor_for(person_id: int, *, on: date, appointment_id: int | None) -> Actor | None:
    """Return as whom a person acts: under the appointment chosen, or the first."""
    held = appointments_of(person_id, on=on)
    if appointment_id is not None:
        held = held.filter(id=appointment_id)
    found = held.order_by("from_on", "id").first()
    return actor_of(found) if found else None


def holder_of(appointment_id: int, *, on: date) -> Actor | None:
    """Return who acts under an appointment on a day, None if nobody does."""
    found = _in_force(on).filter(id=appointment_id).order_by("id").first()
    return actor_of(found) if found else None


def holders_of(positions: Iterable[Position], *, under: Actor, on: date) -> list[Actor]:
    """Return who holds one of these positions in an actor's area on a day."""
    first, after = under.codes
    held = _in_force(on).filter(
        position__in=[one.value for one in positions],
        division__code__gte=first,
        division__code__lt=after,
    )
    return [actor_of(one) for one in held.order_by("division__code", "id")]


def holds_seat_named(
    name: str, positions: Iterable[Position], place: str, *, on: date
) -> bool:
    """Say whether somebody of a name holds one of these positions at a place."""
    held = _in_force(on).filter(
        position__in=[one.value for one in positions],
        division__code=place,
        person__name=name,
    )
    return held.exists()


def _in_force(on: date) -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(from_on__lte=on)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
        .select_related("person")
    )


def portal_actor(*, on: date, at: str) -> Actor | None:
    """Return as whom the portal takes objections in at a place, if one may."""
    held = Appointment.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on),
        position=Position.PORTAL.value,
        from_on__lte=on,
    )
    actors = map(actor_of, held.select_related("person").order_by("from_on", "id"))
    return next((actor for actor in actors if actor.covers([at])), None)


def person_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people by id."""
    found = Person.objects.filter(id__in=set(person_ids))
    return dict(found.values_list("id", "name"))


def actor_of_account(username: str, *, on: date) -> Actor | None:
    """Return as whom the person of an account acts on a day."""
    named = Account.objects.filter(username=username, is_active=True)
    account = named.order_by("id").first()
    if account is None:
        return None
    return actor_for(account.person_id, on=on, appointment_id=None)


def account_by_id(account_id: int) -> Account | None:
    """Return an account that is open, with its person."""
    found = Account.objects.filter(id=account_id, is_active=True)
    return found.select_related("person").order_by("id").first()


def person_of_account(username: str) -> Person | None:
    """Return whose account it is, if there is one and it is open."""
    found = Account.objects.filter(username=username, is_active=True)
    account = found.select_related("person").order_by("id").first()
    return account.person if account else None


def all_appointments_of(person_id: int) -> list[Appointment]:
    """Return every appointment of a person, the latest first, with its place."""
    found = Appointment.objects.filter(person_id=person_id)
    return list(found.select_related("division").order_by("-from_on", "-id"))


def appointments_within(codes: tuple[str, str], *, on: date) -> QuerySet[Appointment]:
    """Return who holds what in an area on a day, from the top down, with accounts."""
    first, after = codes
    return (
        Appointment.objects.filter(
            division_id__gte=first, division_id__lt=after, from_on__lte=on
        )
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
        .select_related("person__account", "division")
        .order_by("division_id", "position", "id")
    )


def accounts_without_appointment(*, on: date) -> list[Account]:
    """Return the accounts whose people hold nothing today or later."""
    held = Appointment.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
    found = Account.objects.exclude(person_id__in=held.values("person_id"))
    return list(found.select_related("person").order_by("username"))


def is_founded() -> bool:
    """Say whether anybody was ever appointed here."""
    return Appointment.objects.exists()


def is_recused(person_id: int, household_number: str) -> bool:
    """Say whether a person keeps out of a household's matters (回避)."""
    return Recusal.objects.filter(
        person_id=person_id, household_number=household_number
    ).exists()
