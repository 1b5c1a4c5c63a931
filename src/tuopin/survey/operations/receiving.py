"""Keeping files of a submission whose parts come one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.documents.domain import Reference
from tuopin.office.scope import acting_as, alone_with
from tuopin.register import queries as register
from tuopin.survey import fieldwork, refusing
from tuopin.survey.domain import Submission
from tuopin.survey.operations.visits import SURVEYORS
from tuopin.survey.refusing import UnableToSubmit
from tuopin.survey.surroundings import surroundings_of

COLUMNS = ("instance_id", "village_code", "name", "document_id", "sent_by_id")
LONGEST_NAME = 120


def receive_files(
    *, submission: Submission, files: Mapping[str, Reference], actor: Actor, on: date
) -> int:
    """Keep under their names files of a submission that is not whole yet.

    Whoever may not submit it may not send parts of it. Returns how many were not there
    under that name. Raises UnableToSubmit.
    """
    require_position(actor, SURVEYORS)
    refusing.refuse_unkeepable(submission)
    if any(len(name) > LONGEST_NAME for name in files):
        raise UnableToSubmit(refusing.UNREADABLE)
    with acting_as(actor):
        alone_with(f"submission {submission.instance_id}")
        household = register.find_household(submission.household_number)
        if household is None:
            raise UnableToSubmit(refusing.NOT_HERE, cite="art-02")
        around = surroundings_of([(submission, household)])
        refusing.refuse_impossible(submission, household, actor, around)
        there = fieldwork.parts_of(submission.instance_id)
        fresh = {name: one for name, one in files.items() if there.get(name) != one}
        if len({*there, *fresh}) > refusing.MOST_FILES:
            raise UnableToSubmit(refusing.TOO_BIG)
        rows = audit_rows.insert(
            "survey_submissionpart",
            COLUMNS,
            [
                (
                    submission.instance_id,
                    household.village_id,
                    name,
                    one.number,
                    actor.appointment_id,
                )
                for name, one in fresh.items()
            ],
        )
        if rows:
            entry = audit.Entry(
                stream=f"instance:{submission.instance_id}",
                act="survey.part.received",
                division_code=household.village_id,
                body={"household": household.number, "files": len(rows)},
                rows=rows,
            )
            audit.record(actor=actor, on=on, entries=[entry])
        return len(rows)
