"""The rows of visits and submissions; an operation writes and records them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import rows as audit_rows
from tuopin.office.documents.domain import Reference, naming, references_in
from tuopin.office.documents.using import Use, write_uses
from tuopin.office.scope import acting_as
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.questionnaire.reading import evidence_of, facts_of, members_of
from tuopin.rulebook.questionnaire.sheet import AnswerSheet
from tuopin.rulebook.units import Unit
from tuopin.survey.domain import Receipt, Submission, WhyPutAside
from tuopin.survey.examining import Examined
from tuopin.survey.queries import visits_by_id

VISIT = (
    "household_id",
    "village_code",
    "year",
    "surveyed_on",
    "surveyor",
    "organization",
    "answers",
    "evidence",
    "recorded_by_id",
)
SUBMISSION = (
    "instance_id",
    "content_hash",
    "household_id",
    "village_code",
    "year",
    "surveyed_on",
    "form_version",
    "form_digest",
    "device",
    "channel",
    "base_version",
    "body",
    "put_aside",
    "visit_id",
    "submitted_by_id",
)
MEMBER = ("visit_id", "village_code", "number", "facts", "answers")


@dataclass(frozen=True)
class Visit:
    """One visit as the surveyor wrote it down; `answers` by fact name, as text."""

    household_number: str
    surveyed_on: date
    surveyor: str
    organization: str
    answers: Mapping[str, str]
    evidence: Mapping[str, str]


@dataclass(frozen=True)
class RecordedVisit:
    """A visit with the number that the record gave it."""

    id: int
    household_id: int
    visit: Visit


@dataclass(frozen=True)
class WrittenVisit:
    """A visit's row, and the rows of the files that prove it."""

    row: audit_rows.RowRef
    household: HouseholdRow
    proofs: tuple[audit_rows.RowRef, ...]

    @property
    def rows(self) -> list[audit_rows.RowRef]:
        """All that was written of it."""
        return [self.row, *self.proofs]


def write_visits(
    visits: Sequence[Visit],
    households: Mapping[str, HouseholdRow],
    *,
    actor: Actor,
    entered_by: int | None = None,
) -> list[WrittenVisit]:
    """Write visits and the use of their files, for an operation that records them.

    `entered_by` is the appointment under which the answers were entered, where it is
    not the actor's.
    """
    rows = audit_rows.insert(
        "survey_surveyvisit",
        VISIT,
        [
            (
                households[visit.household_number].id,
                households[visit.household_number].village_id,
                visit.surveyed_on.year,
                visit.surveyed_on,
                visit.surveyor,
                visit.organization,
                Jsonb(dict(visit.answers)),
                Jsonb(dict(visit.evidence)),
                entered_by or actor.appointment_id,
            )
            for visit in visits
        ],
    )
    proofs = _write_uses(visits, rows, households, actor)
    return [
        WrittenVisit(
            row, households[visit.household_number], tuple(proofs.get(row.id, ()))
        )
        for visit, row in zip(visits, rows, strict=True)
    ]


def _write_uses(
    visits: Sequence[Visit],
    rows: Sequence[audit_rows.RowRef],
    households: Mapping[str, HouseholdRow],
    actor: Actor,
) -> dict[int, list[audit_rows.RowRef]]:
    """Write which files prove the visits; return the rows by the visit's number."""
    uses = {
        Use(
            reference,
            households[visit.household_number].village_id,
            "survey",
            evidence,
            f"visit:{row.id}",
            visit.household_number,
        ): row.id
        for visit, row in zip(visits, rows, strict=True)
        for evidence, text in visit.evidence.items()
        for reference in references_in(text)
    }
    found: dict[int, list[audit_rows.RowRef]] = {}
    for use, written in write_uses(list(uses), actor).items():
        found.setdefault(uses[use], []).append(written)
    return found


def write_as_visit(
    submission: Submission,
    household: HouseholdRow,
    examined: Examined,
    *,
    surveyor: tuple[str, str],
    actor: Actor,
    entered_by: int | None = None,
) -> tuple[WrittenVisit, list[audit_rows.RowRef]]:
    """Write what a submission found as a visit, members and files among it."""
    sheet, facts = examined.sheet, examined.pack.facts[Unit.HOUSEHOLD]
    name, organization = surveyor
    visit = Visit(
        household_number=household.number,
        surveyed_on=submission.surveyed_on,
        surveyor=name,
        organization=organization,
        answers=facts_of(sheet, facts),
        evidence=_evidence(sheet, submission.attachments),
    )
    (written,) = write_visits(
        [visit], {household.number: household}, actor=actor, entered_by=entered_by
    )
    members = audit_rows.insert(
        "survey_surveyedmember",
        MEMBER,
        [
            (
                written.row.id,
                household.village_id,
                one.number,
                Jsonb(dict(one.facts)),
                Jsonb(dict(one.answers)),
            )
            for one in members_of(sheet, facts)
        ],
    )
    return written, [*written.rows, *members]


def _evidence(
    sheet: AnswerSheet, attachments: Mapping[str, Reference]
) -> dict[str, str]:
    return {
        paper: naming("", [attachments[name] for name in names])
        for paper, names in evidence_of(sheet).items()
    }


def write_submission(
    submission: Submission,
    household: HouseholdRow,
    actor: Actor,
    *,
    visit_id: int | None = None,
    because: WhyPutAside | None = None,
) -> audit_rows.RowRef:
    """Write a submission as it came: as a visit, or put aside."""
    (row,) = audit_rows.insert(
        "survey_surveysubmission",
        SUBMISSION,
        [
            (
                submission.instance_id,
                submission.content_hash,
                household.id,
                household.village_id,
                submission.surveyed_on.year,
                submission.surveyed_on,
                submission.form_version,
                submission.form_digest,
                submission.device,
                submission.channel.value,
                submission.base_version,
                Jsonb(submission.body),
                because.value if because else "",
                visit_id,
                actor.appointment_id,
            )
        ],
    )
    return row


def recorded_as(receipt: Receipt, *, actor: Actor) -> tuple[RecordedVisit, ...]:
    """Return the visit that a submission is, none if it is put aside."""
    with acting_as(actor):
        return recorded_visits([receipt.visit_id] if receipt.visit_id else [])


def recorded_visits(visit_ids: Sequence[int]) -> tuple[RecordedVisit, ...]:
    """Return visits as the record has them, as far as in sight."""
    return tuple(
        RecordedVisit(
            row.id,
            row.household_id,
            Visit(
                household_number=row.household.number,
                surveyed_on=row.surveyed_on,
                surveyor=row.surveyor,
                organization=row.organization,
                answers=row.answers,
                evidence=row.evidence,
            ),
        )
        for row in visits_by_id(visit_ids).values()
    )
