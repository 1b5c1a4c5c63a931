"""Reading pairings, helpers, plans of calls, calls, help, risks and returns."""

from __future__ import annotations

from collections.abc import Sequence

from tuopin.aftercare.models import (
    AftercareMeasure,
    AftercareVisit,
    AssistanceOfficer,
    CallPlan,
    Pairing,
    ReturnToPoverty,
    RiskRecord,
)


def pairing_of(village_code: str) -> Pairing | None:
    """Return the pairing of a village that has not ended."""
    found = Pairing.objects.filter(village_code=village_code, ended__isnull=True)
    return found.select_related("paired_by__person").order_by("id").first()


def last_pairing_of(village_code: str) -> Pairing | None:
    """Return the pairing of a village that ended last, with its end."""
    found = Pairing.objects.filter(village_code=village_code, ended__isnull=False)
    return found.select_related("ended").order_by("-id").first()


def pairings() -> dict[str, Pairing]:
    """Return the pairings in sight that have not ended, by village."""
    found = Pairing.objects.filter(ended__isnull=True).order_by("id")
    return {one.village_code: one for one in found}


def find_pairing(pairing_id: int) -> Pairing | None:
    """Return a pairing of the actor's area that has not ended."""
    found = Pairing.objects.filter(id=pairing_id, ended__isnull=True)
    return found.order_by("id").first()


def officers_of(pairing: Pairing) -> dict[int | None, AssistanceOfficer]:
    """Return who leads the team (None) and who helps which household, as it stands."""
    found = AssistanceOfficer.objects.filter(pairing=pairing, followed_by__isnull=True)
    return {one.household_id: one for one in found.order_by("id")}


def helpers_named(village_code: str) -> set[str]:
    """Return the names of who leads a village's team or helps a household of it."""
    found = AssistanceOfficer.objects.filter(
        village_code=village_code, followed_by__isnull=True
    )
    return set(found.values_list("name", flat=True))


def helpers_of(household_id: int) -> list[AssistanceOfficer]:
    """Return who has helped a household, with what was handed over, latest first."""
    found = AssistanceOfficer.objects.filter(household_id=household_id)
    return list(
        found.select_related(
            "follows", "hand_over__recorded_by__person", "pairing"
        ).order_by("-id")
    )


def helper_names(household_ids: Sequence[int]) -> dict[int, str]:
    """Return who helps each of some households, where somebody does."""
    found = AssistanceOfficer.objects.filter(
        household_id__in=list(household_ids),
        followed_by__isnull=True,
        pairing__ended__isnull=True,
    )
    return {
        household: name
        for household, name in found.order_by("id").values_list("household_id", "name")
        if household is not None
    }


def plans_in_force(household_ids: Sequence[int]) -> dict[int, CallPlan]:
    """Return the plan of calls of each household that nobody follows."""
    found = CallPlan.objects.filter(
        household_id__in=list(household_ids), followed_by__isnull=True
    )
    return {one.household_id: one for one in found.order_by("id")}


def calls_on(household_id: int) -> list[AftercareVisit]:
    """Return every call on a household with what it found, the latest first."""
    found = AftercareVisit.objects.filter(household_id=household_id)
    return list(
        found.select_related("finding", "logged_by__person").order_by("-done_on", "-id")
    )


def measures_of(household_id: int) -> list[AftercareMeasure]:
    """Return the help that a household got, with ends and renewals, latest first."""
    found = AftercareMeasure.objects.filter(household_id=household_id)
    return list(
        found.select_related("ended", "renewed_by", "begun_by__person").order_by(
            "-until_on", "-id"
        )
    )


def find_measure(measure_id: int) -> AftercareMeasure | None:
    """Return a measure of the actor's area, with its end or renewal."""
    found = AftercareMeasure.objects.filter(id=measure_id)
    return found.select_related("ended", "renewed_by").order_by("id").first()


def risks_of(household_id: int) -> list[RiskRecord]:
    """Return the risks recorded of a household, the latest first."""
    found = RiskRecord.objects.filter(household_id=household_id)
    return list(
        found.select_related(
            "owner__person", "closing__closed_by__person", "opened_by__person"
        ).order_by("-id")
    )


def open_risks(household_ids: Sequence[int]) -> dict[int, RiskRecord]:
    """Return the risk of each household that is not settled."""
    found = RiskRecord.objects.filter(
        household_id__in=list(household_ids), closing__isnull=True
    )
    told = found.select_related("owner__person").order_by("id")
    return {one.household_id: one for one in told}


def find_risk(risk_id: int) -> RiskRecord | None:
    """Return a risk of the actor's area."""
    found = RiskRecord.objects.filter(id=risk_id).select_related("owner", "closing")
    return found.order_by("id").first()


def risks_of_owner(person_id: int) -> list[RiskRecord]:
    """Return the open risks in sight that a person is to settle, the next due first."""
    found = RiskRecord.objects.filter(owner__person_id=person_id, closing__isnull=True)
    return list(found.order_by("due_on", "id"))


def returns_of(household_id: int) -> list[ReturnToPoverty]:
    """Return how often a household was put back, each with the exit it undid."""
    found = ReturnToPoverty.objects.filter(household_id=household_id)
    return list(found.select_related("case", "decided_by__person").order_by("-id"))
