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
from tuopin.rulebook.facts import FactSheet
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


@dataclass(frozen=True)
class Found:
    """A submission as it was examined, of a household, by whom it was surveyed."""

    submission: Submission
    household: HouseholdRow
    examined: Examined
    surveyor: str
    organization: str

    @property
    def facts(self) -> FactSheet:
        """The facts that the pack asks of a household."""
        return self.examined.pack.facts[Unit.HOUSEHOLD]

    @property
    def visit(self) -> Visit:
        """What was found as a visit has it."""
        sheet = self.examined.sheet
        return Visit(
            household_number=self.household.number,
            surveyed_on=self.submission.surveyed_on,
            surveyor=self.surveyor,
            organization=self.organization,
            answers=facts_of(sheet, self.facts),
            evidence=_evidence(sheet, self.submission.attachments),
        )


def write_as_visits(
    found: Sequence[Found], *, actor: Actor, entered_by: int | None = None
) -> list[tuple[WrittenVisit, list[audit_rows.RowRef]]]:
    """Write submissions of different households as visits, members and files too."""
    visits = write_visits(
        [one.visit for one in found],
        {one.household.number: one.household for one in found},
        actor=actor,
        entered_by=entered_by,
    )
    members = [
        (visit.row.id, one.household.village_id, who)
        for one, visit in zip(found, visits, strict=True)
        for who in members_of(one.examined.sheet, one.facts)
    ]
    rows = audit_rows.insert(
        "survey_surveyedmember",
        MEMBER,
        [
            (
                visit_id,
                village,
                who.number,
                Jsonb(dict(who.facts)),
                Jsonb(dict(who.answers)),
            )
            for visit_id, village, who in members
        ],
    )
    own: dict[int, list[audit_rows.RowRef]] = {}
    for (visit_id, _, _), row in zip(members, rows, strict=True):
        own.setdefault(visit_id, []).append(row)
    return [(one, [*one.rows, *own.get(one.row.id, ())]) for one in visits]


def _evidence(
    sheet: AnswerSheet, attachments: Mapping[str, Reference]
) -> dict[str, str]:
    return {
        paper: naming("", [attachments[name] for name in names])
        for paper, names in evidence_of(sheet).items()
    }


@dataclass(frozen=True)
class Kept:
    """A submission as it is kept: as a visit, or put aside for a reason."""

    submission: Submission
    household: HouseholdRow
    visit_id: int | None = None
    because: WhyPutAside | None = None


def write_submissions(kept: Sequence[Kept], actor: Actor) -> list[audit_rows.RowRef]:
    """Write submissions as they came."""
    return audit_rows.insert(
        "survey_surveysubmission",
        SUBMISSION,
        [
            (
                one.submission.instance_id,
                one.submission.content_hash,
                one.household.id,
                one.household.village_id,
                one.submission.surveyed_on.year,
                one.submission.surveyed_on,
                one.submission.form_version,
                one.submission.form_digest,
                one.submission.device,
                one.submission.channel.value,
                one.submission.base_version,
                Jsonb(one.submission.body),
                one.because.value if one.because else "",
                one.visit_id,
                actor.appointment_id,
            )
            for one in kept
        ],
    )


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
