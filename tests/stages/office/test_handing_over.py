"""Who gives a position to somebody else: nobody who has a say in any exit (art. 12)."""

from __future__ import annotations

import pytest

from tests.support.world import SEATS, World
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.accounts.models import Appointment, Person
from tuopin.office.accounts.operations import UnableToAppoint
from tuopin.office.accounts.rights import MAY, Right
from tuopin.rulebook.positions import Position


def handed_over(world: World, seat: str, *, by: str) -> Appointment:
    return accounts.hand_over(
        appointment=Appointment.objects.get(id=world[seat].appointment_id),
        successor=Person.objects.create(name="庚接任"),
        actor=world[by],
        on=world.today,
    )


@pytest.mark.parametrize("by", ["administrator", "county", "township", "leading group"])
@pytest.mark.parametrize("seat", ["leading group", "examiner", "village"])
def test_a_position_is_handed_over_by_who_decides_nothing(
    world: World, seat: str, by: str
) -> None:
    world.move()

    if by == "administrator":
        following = handed_over(world, seat, by=by)
        assert following.position == SEATS[seat].position.value
        return
    with pytest.raises(NotYourPosition, match="系统管理员"):
        handed_over(world, seat, by=by)

    assert Appointment.objects.get(id=world[seat].appointment_id).until_on is None


@pytest.mark.parametrize("right", [Right.APPOINT, Right.HAND_OVER])
def test_positions_are_given_by_one_position_alone(right: Right) -> None:
    assert MAY[right] == (Position.ADMINISTRATOR,)


def test_an_administrator_seats_nobody_in_their_own_name(world: World) -> None:
    own = Person.objects.get(id=world["administrator"].person_id)
    other = Person.objects.create(name="庚新任")

    accounts.appoint(
        person=other,
        to=SEATS["leading group"],
        actor=world["administrator"],
        on=world.today,
    )
    with pytest.raises(UnableToAppoint, match="自己") as refusal:
        accounts.appoint(
            person=own,
            to=SEATS["leading group"],
            actor=world["administrator"],
            on=world.today,
        )

    assert refusal.value.cite == "art-12"
    assert not own.appointments.exclude(position=Position.ADMINISTRATOR.value).exists()
