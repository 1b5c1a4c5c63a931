"""A whole visit's answers to the county's questionnaire, from which a test departs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.support.world import World
from tuopin.office.scope import acting_as
from tuopin.register.queries import member_rows
from tuopin.survey import operations as surveys
from tuopin.survey.domain import Channel, Receipt, Submission
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.fieldwork import household_versions

SIGNATURE = "signature.png"

INCOME: Mapping[str, str] = {
    "wages_kinds": "work_away",
    "wages_work_away": "9000.00",
    "business_kinds": "crops livestock",
    "business_crops": "3000",
    "business_livestock": "1000.00",
    "property_kinds": "none",
    "transfers_kinds": "pension",
    "transfers_pension": "500",
    "costs_kinds": "crops",
    "costs_crops": "1000",
}


def member(number: str, **answers: str) -> dict[str, str]:
    """Return what is answered of a grown-up who is insured and can work."""
    said = {
        "member": number,
        "membership": "stays",
        "insured": "yes",
        "labor": "ordinary",
        "health": "healthy",
    }
    return {**said, **answers}


def answers_for(
    household: str,
    members: Sequence[Mapping[str, str]],
    /,
    *,
    on: date,
    **changed: Any,
) -> dict[str, Any]:
    """Return a whole tree of answers; a name set to None is left out."""
    tree: dict[str, Any] = {
        "household": household,
        "surveyed_on": on.isoformat(),
        "respondent": "head",
        "companions": "无",
        "members": [dict(one) for one in members],
        "newcomers": "0",
        **INCOME,
        "income_agreed": "yes",
        "stable_income_source": "务工",
        "stable_income_papers": "payroll",
        "food_and_clothing": "yes",
        "dwelling_kind": "own",
        "dwelling_grade": "B",
        "dwelling_report": "鉴2017-15",
        "dwelling_graded_on": "2017-05-04",
        "water_source": "piped",
        "water_quality": "safe",
        "water_quantity": "safe",
        "water_access": "safe",
        "water_reliability": "safe",
        "read_back": "OK",
        "signer": "head",
        "signature": SIGNATURE,
    }
    tree.update(changed)
    return {name: value for name, value in tree.items() if value is not None}


def assign(world: World, household: int, *, to: str = "village", **changed: Any) -> int:
    """Send somebody to a household within the week."""
    said: dict[str, Any] = {
        "household_numbers": [world.households[household]],
        "surveyor": world[to].appointment_id,
        "due_on": world.today + timedelta(days=7),
        "actor": world["township"],
        "on": world.today,
    }
    return surveys.assign(**{**said, **changed})


def base_of(world: World, household: int) -> str:
    """Return the version of a household on a list that is fetched now."""
    with acting_as(world["county"]):
        found = household_versions([household], year=world.today.year)
    return found[household].written


def submission_for(
    world: World,
    household: int,
    *,
    on: date | None = None,
    members: Sequence[Mapping[str, str]] | None = None,
    envelope: Mapping[str, Any] | None = None,
    **answers: Any,
) -> Submission:
    """Return a whole visit to a household, as a client would send it."""
    number = world.households[household]
    with acting_as(world["county"]):
        _, form = questionnaire_on(world.today)
        registered = member_rows([household])[household]
    day = on or world.today
    family = members or [member(one.number) for one in registered]
    tree = answers_for(number, family, on=day, **answers)
    signature = world.document(number[:12]).reference
    said: dict[str, Any] = {
        "instance_id": uuid4(),
        "form_version": form.version,
        "form_digest": form.digest,
        "household_number": number,
        "surveyed_on": day,
        "device": "手机甲",
        "channel": Channel.OFFLINE,
        "answers": tree,
        "attachments": {SIGNATURE: signature},
        "base_version": base_of(world, household),
    }
    return Submission(**{**said, **(envelope or {})})


def submit(world: World, submission: Submission, *, by: str = "village") -> Receipt:
    """Submit it."""
    return surveys.submit_survey(submission=submission, actor=world[by], on=world.today)
