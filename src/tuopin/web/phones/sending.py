"""Taking in what a phone sends: the pictures it brought, the survey, what became of it.

All of one submission is kept in one transaction, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.documents import operations as documents
from tuopin.office.documents.domain import DocumentKind, Reference
from tuopin.office.scope import acting_as
from tuopin.register import queries as register
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.text import Text
from tuopin.survey import fieldwork
from tuopin.survey.operations import UnableToSubmit, receive_files
from tuopin.web.phones.xforms import ReceivedForm, leaves
from tuopin.web.surveying import TakenSurvey, take_survey

MOST_NAMED = 5


@dataclass(frozen=True)
class Sent:
    """A form with the files that came beside it, from a device, by an actor."""

    form: ReceivedForm
    files: Mapping[str, bytes]
    device: str
    actor: Actor
    on: date


def take_part(sent: Sent, form: Questionnaire) -> int:
    """Keep the files of a form of which more will come; raises Refusal."""
    with acting_as(sent.actor):
        return receive_files(
            submission=sent.form.submission(form, device=sent.device, attachments={}),
            files=_kept(sent),
            actor=sent.actor,
            on=sent.on,
        )


def take_whole(sent: Sent, form: Questionnaire) -> TakenSurvey:
    """Take in a form with all its files, those of earlier parts among them.

    Raises Refusal; then nothing is kept that was not there before.
    """
    with acting_as(sent.actor):
        earlier = fieldwork.parts_of(sent.form.instance_id)
        brought = {**earlier, **_kept(sent)}
        absent = [one for one in sent.form.pictures(form) if one not in brought]
        if absent:
            raise UnableToSubmit(_absent(absent), cite="art-12")
        submission = sent.form.submission(form, device=sent.device, attachments=brought)
        return take_survey(submission, actor=sent.actor, on=sent.on)


def _kept(sent: Sent) -> dict[str, Reference]:
    """Keep the files that an answer names, where the household is; leave the rest."""
    household = register.find_household(sent.form.household_number)
    place = household.village_id if household else sent.actor.division_code
    named = set(leaves(sent.form.answers))
    return {
        name: documents.keep(
            content=content,
            kind=DocumentKind.EVIDENCE,
            place=place,
            actor=sent.actor,
            on=sent.on,
        ).reference
        for name, content in sent.files.items()
        if name in named
    }


def _absent(names: list[str]) -> Text:
    told = "、".join(one[:40] for one in names[:MOST_NAMED])
    return Text(
        f"照片没有收全，缺{len(names)}张：{told}。请连同照片重新发送。",
        f"{len(names)} pictures are missing: {told}. Send the survey again with them.",
    )
