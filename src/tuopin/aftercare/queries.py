"""Reading pairings, helpers and calls, and who is still to be called on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuopin.aftercare.models import AftercareVisit, AssistanceOfficer, Pairing
from tuopin.register.domain import RegistrationStatus
from tuopin.register.roster import Listed, listed_in
from tuopin.rulebook.aftercare import Term


@dataclass(frozen=True)
class Cared:
    """A household after its exit: who helps it, when somebody called last."""

    household: Listed
    helper: AssistanceOfficer | None
    last: AftercareVisit | None
    is_done: bool
    """Whether somebody has called in the present period."""


def pairing_of(village_code: str) -> Pairing | None:
    """Return the pairing of a village that has not ended."""
    found = Pairing.objects.filter(village_code=village_code, ended__isnull=True)
    return found.select_related("paired_by__person").order_by("id").first()


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


def cared_for(places: Sequence[str], term: Term) -> list[Cared]:
    """Return the households of some places that have exited, by number."""
    households = [
        one for one in listed_in(places) if one.status is RegistrationStatus.LIFTED_OUT
    ]
    ids = [one.id for one in households]
    helpers = {
        one.household_id: one
        for one in AssistanceOfficer.objects.filter(
            household_id__in=ids, followed_by__isnull=True, pairing__ended__isnull=True
        ).order_by("id")
    }
    latest = (
        AftercareVisit.objects.filter(household_id__in=ids)
        .order_by("household_id", "-done_on")
        .distinct("household_id")
    )
    last = {one.household_id: one for one in latest}
    return [
        Cared(
            one,
            helpers.get(one.id),
            last.get(one.id),
            one.id in last and last[one.id].done_on >= term.first_day,
        )
        for one in households
    ]
