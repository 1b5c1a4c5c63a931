"""Reading slips, and the record of one household's case as it is shown to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tuopin.explanation.domain import Proof
from tuopin.explanation.models import Slip
from tuopin.explanation.own import Bound, Record
from tuopin.explanation.own_words import OwnPage, own_page
from tuopin.explanation.rules import Rules, sections_of
from tuopin.explanation.sections import Section
from tuopin.notice.public import as_the_public, digits_in
from tuopin.office.encryption import Purpose, key_ring
from tuopin.office.policy.local import local_rules
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure.queries import find_procedure, procedure_of, states
from tuopin.procedure.workload import latest_case
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit


@dataclass(frozen=True)
class SlipHeld:
    """A slip that holds: whose hands it is in, and until when."""

    id: int
    member_name: str
    proof: Proof
    given_on: date
    given_by: str
    valid_until: date


def slip_of(household_id: int, *, on: date) -> SlipHeld | None:
    """Return the slip that a household's case is seen by, if one holds."""
    found = Slip.objects.filter(household_id=household_id).order_by("-id")
    slip = found.select_related("handed_to", "given_by__person", "withdrawn").first()
    if slip is None or slip.valid_until < on or hasattr(slip, "withdrawn"):
        return None
    return SlipHeld(
        id=slip.id,
        member_name=slip.handed_to.name,
        proof=Proof(slip.proof),
        given_on=slip.entered_on,
        given_by=slip.given_by.person.name,
        valid_until=slip.valid_until,
    )


def index_of_code(typed: str) -> bytes:
    """Return by what a slip's code is found, its digits however grouped."""
    index = key_ring().blind_index(Purpose.SLIP, digits_in(typed))
    assert index is not None  # of a text
    return index


def is_code_of(held: SlipHeld, typed: str) -> bool:
    """Say whether a code is the one of a slip that holds."""
    return Slip.objects.filter(id=held.id, code_index=index_of_code(typed)).exists()


def rules_in_words(pack: PolicyPack, *, year: int) -> tuple[Section, ...]:
    """Return what a pack lets the portal explain, for a year."""
    by_unit = {unit: find_procedure(pack, unit) for unit in Unit}
    rules = Rules(pack, year, by_unit[Unit.HOUSEHOLD], by_unit[Unit.VILLAGE])
    return sections_of(rules)


def case_at_the_office(household_id: int, *, on: date) -> OwnPage:
    """Return what a household is shown at the office, for an actor of its place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT own_case(%s)", [household_id])
        record: Record = json.loads(cursor.fetchone()[0])
    case = latest_case(household_id)
    changed = False
    if case is not None:
        ((state, _),) = states([case.id])
        changed = state.facts_changed
    return own_page(record, _bound(record, facts_changed=changed, on=on))


def case_by_code(typed: str, *, on: date) -> OwnPage | None:
    """Return what the portal shows by a slip's code; nothing for one that is none.

    Wrong, ended and withdrawn codes are told apart by nobody.
    """
    with as_the_public() as cursor:
        cursor.execute("SELECT public_own_case(%s)", [index_of_code(typed)])
        (said,) = cursor.fetchone()
    if said is None:
        return None
    record: Record = json.loads(said)
    return own_page(record, _bound(record, facts_changed=False, on=on))


def _bound(record: Record, *, facts_changed: bool, on: date) -> Bound:
    """Return what binds a case at its place: its pack, and local rules (art. 16)."""
    case = record["case"]
    pack = pack_of(case["pack"] if case else pack_in_force(on).id)
    procedure = local_rules().procedure(
        procedure_of(pack), place=record["village_code"], on=on
    )
    return Bound(pack, procedure, facts_changed, on=on)
