"""What each act of article 7 asks for on the board, and the operation that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuopin.filing import operations as filing
from tuopin.notice import operations as notices
from tuopin.notice.about import notices_about
from tuopin.notice.queries import find_notice
from tuopin.office.accounts.domain import Actor
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult, Row
from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule
from tuopin.rulebook.units import Unit
from tuopin.survey import operations as surveys
from tuopin.survey import queries as returns
from tuopin.web.sent_before import Said
from tuopin.web.templatetags.office import in_language
from tuopin.web.worksheets.doings import of_notice, verdict_field
from tuopin.web.worksheets.fields import Asked, Choice, Field, Kind

FIGURE = "figure"
"""How the fields of figures are named: this, a hyphen, the fact's name."""


@dataclass(frozen=True)
class Sought:
    """What an act on a village is done for: its case, its pack, by whom."""

    case_id: int
    village_code: str
    rule: ActRule
    pack: PolicyPack
    actor: Actor


Fields = Callable[[Sought], tuple[Field, ...]]
Do = Callable[[Sought, Asked], BatchResult | None]


def no_fields(sought: Sought) -> tuple[Field, ...]:
    """Ask for nothing more than the day and the papers."""
    return ()


@dataclass(frozen=True)
class Doing:
    """An act's own questions, and its doing."""

    do: Do
    fields: Fields = no_fields
    asks_papers: bool = True


def _figures(sought: Sought) -> tuple[Field, ...]:
    sheet = sought.pack.facts[Unit.VILLAGE]
    return tuple(_figure(one) for one in sheet.reported_by(sought.actor.department))


def _figure(fact: Fact) -> Field:
    name, title = f"{FIGURE}-{fact.name}", in_language(fact.title)
    hint = _("leave blank what is not known")
    if fact.type is FactType.YES_NO:
        words = (
            Choice(w.value, in_language(fact.word_for(w.value))) for w in fact.words
        )
        choices = (Choice("", _("not known")), *words)
        return Field(name, title, Kind.CHOICE, False, choices, hint=hint)
    return Field(name, title, required=False, hint=hint)


def _report(sought: Sought, asked: Asked) -> None:
    figures = {
        name.removeprefix(f"{FIGURE}-"): value
        for name, value in asked.typed.items()
        if name.startswith(f"{FIGURE}-")
    }
    cases.lock_cases([sought.case_id])
    latest = returns.latest_returns([sought.village_code], year=asked.year)
    standing = (
        latest[max(latest)].get(sought.actor.department or "") if latest else None
    )
    said = {name: value for name, value in figures.items() if value}
    if standing is not None and not hasattr(standing, "examination"):
        earlier = Said(
            standing.recorded_by.person_id,
            standing.returned_on,
            (standing.figures, standing.evidence),
        )
        if earlier.is_said_by(sought.actor, asked.on, (said, asked.evidence)):
            return
    procedure.return_indicators(
        case_id=sought.case_id,
        figures=figures,
        evidence=asked.evidence,
        actor=sought.actor,
        on=asked.on,
    )


def _examination(sought: Sought) -> tuple[Field, ...]:
    return (
        verdict_field(sought.rule),
        Field("examiners", _("Who went to the village"), longest=120),
        Field("note", _("What does not agree"), required=False, longest=400),
    )


def _examine(sought: Sought, asked: Asked) -> None:
    procedure.examine_on_site(
        case_id=sought.case_id,
        found=surveys.Examination(
            asked["verdict"] == "confirmed",
            asked["examiners"],
            asked["note"],
            asked.evidence,
        ),
        actor=sought.actor,
        on=asked.on,
    )


def _assess(sought: Sought, asked: Asked) -> BatchResult:
    return procedure.assess_villages(
        case_ids=[sought.case_id], actor=sought.actor, on=asked.on
    )


def _verdict(sought: Sought) -> tuple[Field, ...]:
    if len(sought.rule.verdicts) == 1:
        return ()
    return (
        verdict_field(sought.rule),
        Field("note", _("Note"), required=False, longest=400),
    )


def _decided(do: Callable[..., BatchResult]) -> Doing:
    """Return an act whose verdict is the officer's own."""

    def decide(sought: Sought, asked: Asked) -> BatchResult:
        verdict = asked["verdict"] or sought.rule.verdicts[0].id
        row = Row(sought.case_id, verdict, asked.evidence, note=asked["note"])
        return do(rows=[row], actor=sought.actor, on=asked.on)

    return Doing(decide, _verdict)


def _posting(do: Callable[..., notices.Posted]) -> Doing:
    """Return an act that hangs a notice of the village's exit."""

    def post(sought: Sought, asked: Asked) -> BatchResult:
        posting = notices.Posting(
            village_code=sought.village_code,
            year=asked.year,
            number=asked["number"],
            place=asked["place"],
            case_ids=(sought.case_id,),
            evidence=asked.evidence,
        )
        return do(posting=posting, actor=sought.actor, on=asked.on).result

    return Doing(post, lambda sought: of_notice(sought.rule, sought.actor))


def _closing(publicity: str, do: Callable[..., BatchResult]) -> Doing:
    """Return an act that closes the village's latest notice of a kind."""

    def close(sought: Sought, asked: Asked) -> BatchResult | None:
        hung = [
            one for one in notices_about(sought.case_id) if one.publicity == publicity
        ]
        notice = find_notice(hung[-1].id) if hung else None
        if notice is None:
            return None
        return do(
            notice=notice, evidence=asked.evidence, actor=sought.actor, on=asked.on
        )

    return Doing(close)


def _receipt(sought: Sought) -> tuple[Field, ...]:
    return (Field("receipt", _("Number of the province's receipt"), longest=60),)


def _file(sought: Sought, asked: Asked) -> BatchResult:
    return filing.file_villages_with_province(
        case_ids=[sought.case_id],
        receipt_number=asked["receipt"],
        actor=sought.actor,
        on=asked.on,
    )


DOINGS: Mapping[str, Doing] = {
    "return_indicators": Doing(_report, _figures),
    "examine_on_site": Doing(_examine, _examination),
    "assess": Doing(_assess),
    "determine": _decided(procedure.determine_villages),
    "post_in_village": _posting(notices.post_in_village),
    "post_in_township": _posting(notices.post_in_township),
    "close_in_village": _closing("village", notices.close_in_village),
    "close_in_township": _closing("township", notices.close_in_township),
    "submit_to_city": _decided(procedure.submit_to_city),
    "approve": _decided(procedure.approve_villages),
    "announce_in_county_media": _decided(procedure.announce_in_county_media),
    "file_with_province": Doing(_file, _receipt, asks_papers=False),
}
"""The acts of a village's case after it was listed."""
