"""Questionnaires that are being filled in on the page: begun, saved, gone when sent.

A draft is no act and no record: it counts for nothing, and only who began it sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models.functions import Now

from tuopin.office.accounts.domain import Actor
from tuopin.office.documents.domain import Reference, references_in
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.questionnaire.form import AnswerType, Group, Questionnaire
from tuopin.survey.domain import Channel, Submission
from tuopin.survey.fieldwork import household_versions
from tuopin.survey.lists import HOUSEHOLDS, MEMBERS, lists_for
from tuopin.survey.models import SurveyDraft

Tree = dict[str, Any]


def draft_of(actor: Actor, household_id: int, *, year: int) -> SurveyDraft | None:
    """Return what the actor has begun for a household, if anything."""
    found = SurveyDraft.objects.filter(
        household_id=household_id, year=year, surveyor_id=actor.appointment_id
    )
    return found.order_by("id").first()


def begin(
    form: Questionnaire, household: HouseholdRow, *, actor: Actor, on: date
) -> SurveyDraft:
    """Begin a draft, or return the one that is begun."""
    versions = household_versions([household.id], year=on.year)
    draft, is_fresh = SurveyDraft.objects.get_or_create(
        household_id=household.id,
        year=on.year,
        surveyor_id=actor.appointment_id,
        defaults={
            "instance_id": uuid4(),
            "village_code": household.village_id,
            "base_version": versions[household.id].written,
            "answers": {"surveyed_on": on.isoformat()},
            "attachments": {},
        },
    )
    if is_fresh:
        renew(draft, form, household)
    return draft


def renew(draft: SurveyDraft, form: Questionnaire, household: HouseholdRow) -> None:
    """Take the household into the draft as the register has it now; keep the answers.

    Who is no longer on the register goes out, who is new comes in.
    """
    versions = household_versions([household.id], year=draft.year)
    members = lists_for([household], year=draft.year)[MEMBERS]
    draft.base_version = versions[household.id].written
    listed = form.from_list(HOUSEHOLDS)
    if listed is not None:
        draft.answers[listed.name] = household.number
    for repeat in form.repeats:
        who = _who(repeat)
        if who is not None:
            begun = {one.get(who): one for one in draft.answers.get(repeat.name, [])}
            draft.answers[repeat.name] = [
                begun.get(number, {who: number}) for number in members
            ]
    write_down(draft)


def _who(repeat: Group) -> str | None:
    """Return the question by which a repeat goes through the members."""
    return next(
        (
            one.name
            for one in repeat.questions()
            if one.type is AnswerType.FROM_LIST and one.list_name == MEMBERS
        ),
        None,
    )


def write_down(draft: SurveyDraft) -> None:
    """Keep a draft as it is now."""
    SurveyDraft.objects.filter(id=draft.id).update(
        base_version=draft.base_version,
        answers=draft.answers,
        attachments=draft.attachments,
        saved_at=Now(),
    )


def discard(draft: SurveyDraft) -> None:
    """Let a draft go, because it was submitted or its surveyor says so."""
    SurveyDraft.objects.filter(id=draft.id).delete()


def references_of(draft: SurveyDraft) -> dict[str, Reference]:
    """Return the files that a draft names, by the names that it gives them."""
    found = {name: references_in(said) for name, said in draft.attachments.items()}
    return {name: kept[0] for name, kept in found.items() if kept}


def as_submission(
    draft: SurveyDraft,
    form: Questionnaire,
    answers: Mapping[str, object],
    *,
    number: str,
    device: str,
) -> Submission:
    """Return a draft as what is submitted, with the answers that are asked."""
    files = references_of(draft)
    named = set(_texts(answers))
    return Submission(
        instance_id=draft.instance_id,
        form_version=form.version,
        form_digest=form.digest,
        household_number=number,
        surveyed_on=date.fromisoformat(str(answers["surveyed_on"])),
        device=device[:80],
        channel=Channel.PAGE,
        answers=answers,
        attachments={name: one for name, one in files.items() if name in named},
        base_version=draft.base_version,
        began_at=draft.begun_at.isoformat(),
    )


def _texts(tree: object) -> list[str]:
    if isinstance(tree, Mapping):
        return [text for one in tree.values() for text in _texts(one)]
    if isinstance(tree, list):
        return [text for one in tree for text in _texts(one)]
    return [str(tree)]
