"""Holding the national system's list against the register and the archives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.filing.models import Reconciliation
from tuopin.filing.national.comparing import (
    ComparedAs,
    ComparedField,
    Difference,
    differences,
    without_person,
)
from tuopin.filing.national.connector import NationalConnector
from tuopin.filing.national.listing import ListedHousehold, NationalListing
from tuopin.filing.national.ours import our_households
from tuopin.filing.operations.refusals import UnableToFile, form_in_force
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.scope import acting_as, alone_with
from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.text import Text

COLUMNS = (
    "reconciliation_id",
    "case_id",
    "village_code",
    "household_number",
    "outcome",
    "differences",
    "confirmation",
    "recorded_on",
)
NOT_ON_ITS_WAY = Text("今年没有退出程序", "no exit case this year")


@dataclass(frozen=True)
class _Found:
    """What is said of one household."""

    number: str
    outcome: ComparedAs
    village_code: str
    case_id: int | None = None
    differences: Sequence[Difference] = ()
    theirs: ListedHousehold | None = None


def reconcile(
    *, year: int, by: NationalConnector, actor: Actor, on: date
) -> Reconciliation:
    """Compare the system's list of a year with the register and the archives.

    Every household that was handed over for entry is looked for in the list, and every
    household of the list in the register. Raises UnreadableListing.
    """
    require(actor, Right.ENTER_NATIONALLY, places=[actor.division_code])
    with acting_as(actor):
        alone_with(f"reconciliation of {actor.division_code}")
        refuse_other_day(on, UnableToFile)
        form = form_in_force(on)
        listing, digest = by.take_back(form)
        found = _compared(listing, year=year, words=form.lifted_out, actor=actor, on=on)
        counts = Counter(one.outcome.value for one in found)
        reconciliation = Reconciliation.objects.create(
            division_code=actor.division_code,
            year=year,
            file_digest=digest,
            counts={one.value: counts[one.value] for one in ComparedAs},
            reconciled_on=on,
            reconciled_by_id=actor.appointment_id,
        )
        rows = audit_rows.insert(
            "filing_reconciledrow",
            COLUMNS,
            [_columns(reconciliation.id, one) for one in found],
        )
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"reconciliation:{reconciliation.id}",
                    act="filing.national.reconciled",
                    division_code=actor.division_code,
                    body={"sha256": digest, **reconciliation.counts},
                    rows=[
                        *audit_rows.digests(
                            "filing_reconciliation", [reconciliation.id]
                        ),
                        *rows,
                    ],
                )
            ],
        )
        return reconciliation


def _columns(reconciliation_id: int, one: _Found) -> tuple[object, ...]:
    return (
        reconciliation_id,
        one.case_id,
        one.village_code,
        without_person(one.number),
        one.outcome.value,
        Jsonb([difference.kept for difference in one.differences]),
        one.theirs.confirmation if one.theirs else "",
        one.theirs.recorded_on if one.theirs else None,
    )


def _compared(
    listing: NationalListing,
    *,
    year: int,
    words: Sequence[str],
    actor: Actor,
    on: date,
) -> list[_Found]:
    theirs = listing.households
    ours = our_households(listing, year=year, words=words)
    in_register = register.households_by_number(list(theirs))
    found = []
    for number, (state, mine) in sorted(ours.items()):
        place, case_id = state.village_code, state.case_id
        if number not in theirs:
            if mine.entered_on is None:
                continue  # nobody has entered it yet
            found.append(_Found(number, ComparedAs.MISSING, place, case_id))
            continue
        other = theirs[number]
        apart = differences(mine, other, words=words, index=register.index_of, on=on)
        outcome = ComparedAs.DIFFERS if apart else ComparedAs.EQUAL
        found.append(_Found(number, outcome, place, case_id, apart, other))
    for number in sorted(set(theirs) - set(ours)):
        row = in_register.get(number)
        if row is None:
            unknown = ComparedAs.UNKNOWN
            found.append(
                _Found(number, unknown, actor.division_code, theirs=theirs[number])
            )
        elif theirs[number].status in words and row.may_exit:
            found.append(_marked_without_a_case(number, row, theirs[number]))
    return found


def _marked_without_a_case(
    number: str, row: HouseholdRow, other: ListedHousehold
) -> _Found:
    """Say that the system calls lifted out a household that has no case (被脱贫)."""
    apart = Difference(ComparedField.STATUS, NOT_ON_ITS_WAY.zh, other.status)
    return _Found(number, ComparedAs.DIFFERS, row.village_id, None, [apart], other)
