"""Surveyors with phones, and households assigned to them with a survey filled in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from tests.support import world as county
from tests.support.questionnaires import answers_for, member
from tests.support.syncing.phones import Handset, Survey
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account, Person
from tuopin.office.accounts.queries import actor_of
from tuopin.office.audit import rows
from tuopin.office.scope import acting_as
from tuopin.survey import operations as surveys
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.fieldwork import household_versions


def handsets(
    world: county.World,
    *,
    phones: int,
    each: int,
    name: str,
    conflict_every: int,
    chance: random.Random,
) -> list[Handset]:
    """Return phones with so many surveys each; every so-manieth has a rival.

    A rival is an old copy under the same id, or what a second phone found there.
    """
    form = _form_version(world)
    households = _register(world, phones * each)
    made = []
    for at in range(phones):
        mine = households[at * each : (at + 1) * each]
        made.append(_handset(world, mine, f"{name}{at}", form, conflict_every, chance))
    return made


def _form_version(world: county.World) -> str:
    with acting_as(world["county"]):
        return questionnaire_on(world.today)[1].version


def _handset(
    world: county.World,
    mine: Sequence[int],
    name: str,
    form: str,
    conflict_every: int,
    chance: random.Random,
) -> Handset:
    surveyor, account = _surveyor(world, name)
    surveys.assign(
        household_numbers=[world.households[one] for one in mine],
        surveyor=surveyor.appointment_id,
        due_on=world.today + timedelta(days=7),
        actor=world["township"],
        on=world.today,
    )
    device, secret = accounts.make_device(
        account=account,
        kind=DeviceKind.PAGE,
        name=name,
        actor=surveyor,
        on=world.today,
    )
    with acting_as(surveyor):
        versions = household_versions(mine, year=world.today.year)
    filled = []
    for one in mine:
        number, mark = world.households[one], f"{name} {one}"
        family = [member(f"{number}{at + 1:02d}") for at in range(2)]
        tree = answers_for(number, family, on=world.today, companions=mark)
        survey = Survey(mark, number, tree, versions[one].written)
        filled.append(survey)
        if one % conflict_every == 0:
            same = chance.random() < 0.5
            filled.append(survey.again_as(f"{mark} rival", same_id=same))
    seed = chance.randrange(2**32)
    return Handset(device.login, secret, form, filled, random.Random(seed))


def _surveyor(world: county.World, name: str) -> tuple[Actor, Account]:
    person = Person.objects.create(name=name)
    # Nobody logs in with a password here, and hashing one for each would take long.
    account = Account.objects.create(username=name, person=person, password="!")
    held = accounts.appoint(
        person=person,
        to=county.SEATS["village"],
        actor=world["administrator"],
        on=world.today,
    )
    return actor_of(held), account


def _register(world: county.World, count: int) -> list[int]:
    """Write households with two members each straight into the register."""
    first = len(world.households) + 10_001
    numbers = [f"{county.VILLAGE}{first + at:05d}" for at in range(count)]
    with acting_as(world["county"]):
        made = rows.insert(
            "register_household",
            HOUSEHOLD,
            [(one, county.VILLAGE, "in_register", "乙", 2) for one in numbers],
        )
        rows.insert(
            "register_householdmember",
            county.MEMBER,
            [
                county._member(household.id, county.VILLAGE, number, who, True)
                for household, number in zip(made, numbers, strict=True)
                for who in range(2)
            ],
        )
    ids = [one.id for one in made]
    world.households.update(zip(ids, numbers, strict=True))
    return ids


HOUSEHOLD = (
    "number",
    "village_code",
    "registration_status",
    "head_name",
    "member_count",
)
