"""What each act asks for beside its papers, and the operation that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuopin.filing import operations as filing
from tuopin.notice import operations as notices
from tuopin.office.accounts.domain import Actor
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import BatchResult, Row
from tuopin.procedure.votes import Votes
from tuopin.rulebook.procedure import ActRule
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets.fields import (
    ATTACHMENT,
    Asked,
    AskedRow,
    Choice,
    Field,
    Kind,
)

Fields = Callable[[ActRule, Actor], tuple[Field, ...]]
Do = Callable[[Asked, Actor], BatchResult]


def no_fields(rule: ActRule, actor: Actor) -> tuple[Field, ...]:
    """Ask for nothing more than the papers."""
    return ()


@dataclass(frozen=True)
class Doing:
    """An act's own questions, for the whole sheet and for each row, and its doing."""

    do: Do
    of_sheet: Fields = no_fields
    of_row: Fields = no_fields
    asks_papers: bool = True


def _verdict(rule: ActRule, actor: Actor) -> tuple[Field, ...]:
    """Ask for a verdict where there is more than one."""
    if len(rule.verdicts) == 1:
        return ()
    return (verdict_field(rule), _note())


def verdict_field(rule: ActRule) -> Field:
    """Return the question for a verdict; none is chosen until somebody chooses."""
    verdicts = (Choice(one.id, in_language(one.title)) for one in rule.verdicts)
    choices = (Choice("", "–"), *verdicts)
    return Field("verdict", _("Verdict"), Kind.CHOICE, choices=choices)


def _note() -> Field:
    return Field("note", _("Note"), required=False)


def _decided(act: str) -> Doing:
    """Return an act whose verdict is the officer's own, row by row."""

    def do(asked: Asked, actor: Actor) -> BatchResult:
        rows = [
            Row(row.case_id, row["verdict"], asked.evidence_of(row), note=row["note"])
            for row in asked.rows
        ]
        done: BatchResult = getattr(procedure, act)(rows=rows, actor=actor, on=asked.on)
        return done

    return Doing(do, of_row=_verdict)


def _report(asked: Asked, actor: Actor) -> BatchResult:
    rows = [Row(row.case_id, "reported", asked.evidence) for row in asked.rows]
    return procedure.report_to_township(rows=rows, actor=actor, on=asked.on)


def _assess(asked: Asked, actor: Actor) -> BatchResult:
    return procedure.assess(case_ids=asked.case_ids, actor=actor, on=asked.on)


def _of_meeting(rule: ActRule, actor: Actor) -> tuple[Field, ...]:
    return (
        Field("place", _("Place of the meeting"), longest=120),
        Field("chair", _("Chair"), value=actor.person_name, longest=60),
        Field("recorder", _("Who kept the minutes"), longest=60),
        Field("entitled", _("Entitled to attend"), Kind.WHOLE),
        Field("attended", _("Attended"), Kind.WHOLE),
    )


def _votes(rule: ActRule, actor: Actor) -> tuple[Field, ...]:
    return (
        Field("agree", _("Agree"), Kind.WHOLE),
        Field("against", _("Against"), Kind.WHOLE),
        Field("abstain", _("Abstain"), Kind.WHOLE, value="0"),
        Field("recused", _("Recused"), Kind.WHOLE, value="0"),
        Field("reason", _("Why, if the meeting does not agree"), required=False),
    )


def _appraise(asked: Asked, actor: Actor) -> BatchResult:
    meeting = procedure.Meeting(
        village_code=asked.place_code,
        year=asked.year,
        held_on=asked.on,
        place=asked["place"],
        chair=asked["chair"],
        recorder=asked["recorder"],
        entitled=int(asked["entitled"]),
        attended=int(asked["attended"]),
        votes={row.case_id: _counted(row) for row in asked.rows},
        reasons={row.case_id: row["reason"] for row in asked.rows},
        evidence=asked.evidence,
    )
    return procedure.appraise(meeting=meeting, actor=actor, on=asked.on)


def _counted(row: AskedRow) -> Votes:
    return Votes(
        row.whole("agree"),
        row.whole("against"),
        row.whole("abstain"),
        row.whole("recused"),
    )


def _answers(rule: ActRule, actor: Actor) -> tuple[Field, ...]:
    manners = (
        Choice("", "–"),
        Choice("signature", _("signed")),
        Choice("screen", _("signed on the screen")),
        Choice("fingerprint", _("fingerprint")),
        Choice("proxy", _("by proxy")),
    )
    return (
        verdict_field(rule),
        Field("signer", _("Who signed"), required=False, longest=60),
        Field("relation", _("Relation to the head"), required=False, longest=40),
        Field("manner", _("How"), Kind.CHOICE, required=False, choices=manners),
        Field("witness", _("Witness"), required=False, longest=60),
    )


def _acknowledge(asked: Asked, actor: Actor) -> BatchResult:
    answers = [
        procedure.Answer(
            case_id=row.case_id,
            verdict=row["verdict"],
            signer=row["signer"],
            relation=row["relation"],
            manner=row["manner"],
            witness=row["witness"],
            evidence=asked.evidence_of(row),
        )
        for row in asked.rows
    ]
    return procedure.acknowledge(answers=answers, actor=actor, on=asked.on)


def of_notice(rule: ActRule, actor: Actor) -> tuple[Field, ...]:
    """Ask for a notice's number and where it hangs."""
    return (
        Field("number", _("Number of the notice"), longest=40),
        Field(
            "place",
            _("Where it hangs"),
            hint=_("such as: village notice board"),
            longest=120,
        ),
        Field(
            ATTACHMENT,
            _("To be published with it"),
            Kind.FILES,
            required=False,
            hint=_(
                "A list or text that anybody may download. It is first searched for "
                "identity, card and phone numbers and for illnesses."
            ),
        ),
    )


def _posting(act: str) -> Doing:
    """Return an act that hangs a sheet in one village."""

    def do(asked: Asked, actor: Actor) -> BatchResult:
        posting = notices.Posting(
            village_code=asked.place_code,
            year=asked.year,
            number=asked["number"],
            place=asked["place"],
            case_ids=asked.case_ids,
            evidence=asked.evidence,
            attachments=asked.attachments,
        )
        posted: notices.Posted = getattr(notices, act)(
            posting=posting, actor=actor, on=asked.on
        )
        return posted.result

    return Doing(do, of_sheet=of_notice)


def _archive_number(rule: ActRule, actor: Actor) -> tuple[Field, ...]:
    return (Field("archive_number", _("Archive number"), longest=80),)


def _archiving(act: str) -> Doing:
    """Return an act that puts households' papers into one level's set."""

    def do(asked: Asked, actor: Actor) -> BatchResult:
        numbers = {row.case_id: row["archive_number"] for row in asked.rows}
        done: BatchResult = getattr(filing, act)(
            numbers=numbers, actor=actor, on=asked.on
        )
        return done

    return Doing(do, of_row=_archive_number, asks_papers=False)


def _mark(asked: Asked, actor: Actor) -> BatchResult:
    return filing.mark_lifted_out(case_ids=asked.case_ids, actor=actor, on=asked.on)


DOINGS: Mapping[str, Doing] = {
    "assess": Doing(_assess),
    "appraise": Doing(_appraise, of_sheet=_of_meeting, of_row=_votes),
    "verify_committees": _decided("verify_committees"),
    "verify_team": _decided("verify_team"),
    "acknowledge": Doing(_acknowledge, of_row=_answers),
    "post_first": _posting("post_first"),
    "report_to_township": Doing(_report),
    "examine": _decided("examine"),
    "determine": _decided("determine"),
    "post_second": _posting("post_second"),
    "approve": _decided("approve"),
    "announce": _posting("announce"),
    "archive_village": _archiving("archive_village"),
    "archive_township": _archiving("archive_township"),
    "archive_county": _archiving("archive_county"),
    "mark_lifted_out": Doing(_mark, asks_papers=False),
}
"""The acts that are done household by household on one sheet."""
CLOSINGS = {
    "close_first": notices.close_first,
    "close_second": notices.close_second,
    "close_announcement": notices.close_announcement,
}
"""The acts that are done for a whole notice; what becomes of a row is found out."""
FILINGS = {
    "file_with_city": filing.file_with_city,
    "file_with_province": filing.file_with_province,
}
"""The acts that a letter and its receipt do for every household in the letter."""
