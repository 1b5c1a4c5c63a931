"""What stands around submissions when they come, looked up once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.clock.queries import today
from tuopin.office.documents import queries as documents
from tuopin.office.documents.domain import Reference
from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.questionnaire.evaluating import Tables
from tuopin.survey import fieldwork
from tuopin.survey.domain import HouseholdVersion, Submission
from tuopin.survey.fieldwork import Assigned
from tuopin.survey.lists import tables_of
from tuopin.survey.second.queries import SentAgain, sent_again


@dataclass(frozen=True)
class Surroundings:
    """The day, who was sent where, which files are there, what is known of whom."""

    day: date
    sent: Mapping[int, Mapping[int, Assigned]]
    unknown: frozenset[Reference]
    versions: Mapping[int, HouseholdVersion]
    again: Mapping[tuple[int, int], SentAgain]
    tables: Mapping[int, Tables]

    def assigned(self, household_id: int, year: int) -> Assigned | None:
        """Return who is assigned to a household in a year."""
        return self.sent.get(year, {}).get(household_id)

    def is_again(self, household_id: int, year: int, actor: Actor) -> bool:
        """Whether the actor is sent to survey a household again, and has not yet."""
        one = self.again.get((household_id, year))
        return one is not None and one.is_open_for(actor)


def surroundings_of(found: Sequence[tuple[Submission, HouseholdRow]]) -> Surroundings:
    """Return what stands around submissions of different households."""
    day = today()
    by_year: dict[int, list[int]] = {day.year: []}
    for submission, household in found:
        by_year.setdefault(submission.surveyed_on.year, []).append(household.id)
    everyone = [household.id for _, household in found]
    versions: dict[int, HouseholdVersion] = {}
    for year, ids in by_year.items():
        if ids:
            versions |= fieldwork.household_versions(ids, year=year)
    files = [one for submission, _ in found for one in submission.attachments.values()]
    members = register.member_rows(everyone)
    return Surroundings(
        day=day,
        sent={
            year: fieldwork.assignments(year, household_ids=everyone)
            for year in by_year
        },
        unknown=frozenset(documents.unknown(files)),
        versions=versions,
        again=sent_again(household_ids=everyone),
        tables={
            household.id: tables_of([household], versions, members)
            for _, household in found
        },
    )
