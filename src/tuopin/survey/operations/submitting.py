"""Taking in whole questionnaires, whichever way they came (arts 3 ¶2, 12, 15).

Nothing is lost, doubled or written over: the same submission gets the receipt it has;
what would contradict something is put aside, word for word, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from tuopin.office.accounts import devices
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.audit import operations as audit
from tuopin.office.scope import acting_as, alone_with
from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.questionnaire.examining import AnswerFault
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.text import Text
from tuopin.survey import fieldwork, refusing
from tuopin.survey.domain import HouseholdVersion, Receipt, Submission, WhyPutAside
from tuopin.survey.examining import examined_by, questionnaire_on
from tuopin.survey.operations.visits import SURVEYORS
from tuopin.survey.refusing import UnableToSubmit
from tuopin.survey.second.asking import ask_about_differences
from tuopin.survey.surroundings import surroundings_of
from tuopin.survey.writing import Found, Kept, write_as_visits, write_submissions

Taken: TypeAlias = "Receipt | UnableToSubmit"
Numbered: TypeAlias = "tuple[int, Submission]"
OF_THE_FIRST = (WhyPutAside.TWO_SURVEYS, WhyPutAside.HOUSEHOLD_CHANGED)
"""Conflicts with what the household has: a second survey stands beside it."""


def submit_survey(*, submission: Submission, actor: Actor, on: date) -> Receipt:
    """Take in one questionnaire, once; return its receipt.

    The same id with the same content gets the stored receipt again. Raises
    UnableToSubmit, with every fault, where it cannot be a visit at all: then nothing
    of it is kept, and the client has to keep it.
    """
    (taken,) = submit_surveys(submissions=[submission], actor=actor, on=on)
    if isinstance(taken, UnableToSubmit):
        raise taken
    return taken


def submit_surveys(
    *, submissions: Sequence[Submission], actor: Actor, on: date
) -> list[Taken]:
    """Take in questionnaires, each once; return for each its receipt or its refusal.

    As many as were submitted one after the other, in one transaction: nothing that is
    refused keeps another from being taken.
    """
    require_position(actor, SURVEYORS)
    taken: dict[int, Taken] = {}
    waiting: list[Numbered] = []
    for at, one in enumerate(submissions):
        try:
            refusing.refuse_unkeepable(one)
        except UnableToSubmit as refusal:
            taken[at] = refusal
        else:
            waiting.append((at, one))
    with acting_as(actor):
        alone_with(*(f"submission {one.instance_id}" for _, one in waiting))
        numbers = [one.household_number for _, one in waiting]
        households = register.households_by_number(numbers)
        alone_with(*(f"visits to household {one.id}" for one in households.values()))
        while waiting:
            now, waiting = _apart(waiting)
            taken |= _take(now, households, actor, on)
    return [taken[at] for at in range(len(submissions))]


def _apart(waiting: Sequence[Numbered]) -> tuple[list[Numbered], list[Numbered]]:
    """Return those that can be taken together, and those that come after them.

    Of one id, and of one household, the second has to meet the first one.
    """
    now: list[Numbered] = []
    later: list[Numbered] = []
    met: set[object] = set()
    for at, one in waiting:
        own = {one.instance_id, one.household_number}
        (later if met & own else now).append((at, one))
        met |= own
    return now, later


def _take(
    now: Sequence[Numbered],
    households: dict[str, HouseholdRow],
    actor: Actor,
    on: date,
) -> dict[int, Taken]:
    """Take in submissions of different ids and households."""
    taken: dict[int, Taken] = {}
    fresh: list[tuple[int, Submission, HouseholdRow]] = []
    earlier = fieldwork.submissions_of(one.instance_id for _, one in now)
    for at, one in now:
        same = [
            before
            for before in earlier.get(one.instance_id, ())
            if before.content_hash == one.content_hash
        ]
        if same:
            taken[at] = fieldwork.receipt_of(same[0], is_repeated=True)
        elif one.household_number not in households:
            taken[at] = UnableToSubmit(refusing.NOT_HERE, cite="art-02")
        else:
            fresh.append((at, one, households[one.household_number]))
    if not fresh:
        return taken
    around = surroundings_of([(one, household) for _, one, household in fresh])
    asked = questionnaire_on(around.day)
    revoked = devices.revoked_among(one.device for _, one, _ in fresh)
    visits: dict[int, Found] = {}
    aside: dict[int, Kept] = {}
    for at, one, household in fresh:
        try:
            refusing.refuse_impossible(one, household, actor, around)
            is_again = around.is_again(household.id, one.surveyed_on.year, actor)
            because = _conflict(one, asked[1], around.versions[household.id])
            if is_again and because in OF_THE_FIRST:
                because = None
            if one.device in revoked:
                because = WhyPutAside.REVOKED_DEVICE
            if one.instance_id in earlier:
                because = WhyPutAside.SAME_ID
            if because is not None:
                aside[at] = Kept(one, household, because=because)
                continue
            found = examined_by(asked, one, around.tables[household.id], on=around.day)
            if found.faults:
                raise UnableToSubmit(_faulty(found.faults), faults=found.faults)
        except UnableToSubmit as refusal:
            taken[at] = refusal
        else:
            if is_again:
                second = WhyPutAside.SECOND_SURVEY
                aside[at] = Kept(one, household, because=second)
                continue
            who, organization = actor.person_name, actor.position.label.zh
            visits[at] = Found(one, household, found, who, organization)
    return taken | _keep(visits, aside, actor, on)


def _conflict(
    submission: Submission, form: Questionnaire, version: HouseholdVersion
) -> WhyPutAside | None:
    if submission.form_digest != form.digest:
        return WhyPutAside.OTHER_FORM
    return version.conflict_with(submission.base_version)


def _keep(
    visits: dict[int, Found], aside: dict[int, Kept], actor: Actor, on: date
) -> dict[int, Receipt]:
    """Write what is a visit and what is put aside; return the receipts."""
    written = write_as_visits(list(visits.values()), actor=actor)
    kept = {
        at: Kept(one.submission, one.household, visit_id=visit.row.id)
        for (at, one), (visit, _) in zip(visits.items(), written, strict=True)
    } | aside
    rows = dict(zip(kept, write_submissions(list(kept.values()), actor), strict=True))
    entries = [
        audit.Entry(
            stream=f"survey:{visit.row.id}",
            act="survey.visit.recorded",
            division_code=one.household.village_id,
            body={"household": one.household.number, "channel": one.submission.channel},
            rows=[*proofs, rows[at]],
        )
        for (at, one), (visit, proofs) in zip(visits.items(), written, strict=True)
    ]
    entries += [
        audit.Entry(
            stream=f"submission:{rows[at].id}",
            act=_act_of(one),
            division_code=one.household.village_id,
            body={
                "household": one.household.number,
                "because": one.because.value if one.because else "",
            },
            rows=[rows[at]],
        )
        for at, one in aside.items()
    ]
    audit.record(actor=actor, on=on, entries=entries)
    again = [one for one in aside.values() if one.because is WhyPutAside.SECOND_SURVEY]
    ask_about_differences(
        [one.household for one in again],
        year=min((one.submission.surveyed_on.year for one in again), default=on.year),
        actor=actor,
        on=on,
    )
    receipts = fieldwork.receipts_of(row.id for row in rows.values())
    return {at: receipts[row.id] for at, row in rows.items()}


def _act_of(one: Kept) -> str:
    if one.because is WhyPutAside.SECOND_SURVEY:
        return "survey.second.received"
    return "survey.submission.put_aside"


def _faulty(faults: tuple[AnswerFault, ...]) -> Text:
    shown = [fault.text for fault in faults[:3]]
    more = len(faults) - len(shown)
    also_zh = f"另有{more}处。" if more else ""
    also_en = f" And {more} more." if more else ""
    return Text(
        "调查没有收下，请改正后重新送来：" + "".join(one.zh for one in shown) + also_zh,
        "The survey was not taken. Mend it and send it again: "
        + " ".join(one.en for one in shown)
        + also_en,
    )
