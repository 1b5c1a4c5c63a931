"""Departments' returns on a village's indicators, and their examination on site.

Each figure of a village belongs to one department, and nobody else can report it; a
village's own account of itself is none (arts 4 ¶2, 7, 12).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.documents.domain import references_in
from tuopin.office.documents.using import Use, write_uses
from tuopin.office.scope import acting_as
from tuopin.rulebook.facts import Fact, FactSheet, FactType
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.survey import queries
from tuopin.survey.models import DepartmentReturn

RETURN = (
    "village_code",
    "year",
    "round",
    "department",
    "figures",
    "evidence",
    "returned_on",
    "recorded_by_id",
)
# As many as the register keeps of an amount.
MOST_DIGITS = 14
EXAMINATION = (
    "department_return_id",
    "village_code",
    "is_confirmed",
    "examiners",
    "note",
    "evidence",
    "examined_on",
    "recorded_by_id",
)


class UnableToReturn(Refusal):
    """A figure of another department, one that cannot be, or nothing to examine."""


@dataclass(frozen=True)
class Reported:
    """What one department reports of a village in the present round of its case."""

    village_code: str
    year: int
    round: int
    figures: Mapping[str, str]
    evidence: Mapping[str, str]


def record_return(
    *, reported: Reported, sheet: FactSheet, actor: Actor, on: date
) -> DepartmentReturn:
    """Record a department's return on one village (部门报送, art. 4 ¶2).

    `sheet` is the pack's, and says which facts are this department's. A fact left out
    or left blank is not known. Called by the procedure, whose gates come first.
    """
    require_position(actor, (Position.DEPARTMENT,))
    require_area(actor, [reported.village_code])
    figures = {name: text.strip() for name, text in reported.figures.items()}
    figures = {name: text for name, text in figures.items() if text}
    _refuse_others_figures(figures, sheet, actor)
    _refuse_nothing(figures)
    for name, text in figures.items():
        _refuse_impossible(sheet.facts[name], text)
    with acting_as(actor):
        (row,) = audit_rows.insert(
            "survey_departmentreturn",
            RETURN,
            [
                (
                    reported.village_code,
                    reported.year,
                    reported.round,
                    actor.department,
                    Jsonb(figures),
                    Jsonb(dict(reported.evidence)),
                    on,
                    actor.appointment_id,
                )
            ],
        )
        proofs = _proved(
            "return_indicators",
            f"return:{row.id}",
            reported.evidence,
            reported.village_code,
            actor,
        )
        _record("returned", reported.village_code, [row, *proofs], actor, on)
        return DepartmentReturn.objects.get(id=row.id)


@dataclass(frozen=True)
class Examination:
    """What was found on site, and who of the county went there."""

    is_confirmed: bool
    examiners: str
    note: str
    evidence: Mapping[str, str]


def examine_return(
    *, standing: DepartmentReturn, found: Examination, actor: Actor, on: date
) -> None:
    """Record what a department found on site of its own return (入村核查, art. 7)."""
    require_position(actor, (Position.DEPARTMENT,))
    require_area(actor, [standing.village_id])
    _refuse_another_s(standing, actor)
    if not found.examiners.strip():
        raise UnableToReturn(
            Text(
                "请写明入村核查人员的姓名。",
                "Name who went to the village and examined it.",
            ),
            cite="art-07",
        )
    if not found.is_confirmed and not found.note.strip():
        raise UnableToReturn(
            Text(
                "核查不属实的，请写明哪里不符。",
                "Not confirmed: say what does not agree.",
            ),
            cite="art-07",
        )
    with acting_as(actor):
        _refuse_second_examination(standing)
        (row,) = audit_rows.insert(
            "survey_siteexamination",
            EXAMINATION,
            [
                (
                    standing.id,
                    standing.village_id,
                    found.is_confirmed,
                    found.examiners.strip(),
                    found.note.strip(),
                    Jsonb(dict(found.evidence)),
                    on,
                    actor.appointment_id,
                )
            ],
        )
        proofs = _proved(
            "examine_on_site",
            f"examination:{row.id}",
            found.evidence,
            standing.village_id,
            actor,
        )
        _record("examined", standing.village_id, [row, *proofs], actor, on)


def _refuse_nothing(figures: Mapping[str, str]) -> None:
    if not figures:
        raise UnableToReturn(
            Text(
                "报送是空的。请至少填一项；不清楚的再留空。",
                "The return is empty. Give at least one figure; leave blank only what "
                "is not known.",
            ),
            cite="art-04 ¶2",
        )


def _refuse_others_figures(
    figures: Mapping[str, str], sheet: FactSheet, actor: Actor
) -> None:
    own = {fact.name for fact in sheet.reported_by(actor.department)}
    if not own:
        raise UnableToReturn(
            Text(
                f"“{actor.department or ''}”没有负责的村级指标，不能报送。",
                f"No figure of a village belongs to {actor.department!r}.",
            ),
            cite="art-04 ¶2",
        )
    for name in figures.keys() - own:
        fact = sheet.facts.get(name)
        if fact is None:
            raise ValueError(f"the pack has no village fact {name!r}")
        raise UnableToReturn(
            Text(
                f"“{fact.title.zh}”由{fact.department}负责，"
                f"{actor.department}不能报送。请由{fact.department}的账户填报。",
                f"“{fact.title.en}” belongs to {fact.department}; "
                f"{actor.department} cannot report it. Leave it to them.",
            ),
            cite="art-04 ¶2",
        )


def _refuse_impossible(fact: Fact, text: str) -> None:
    """Refuse a figure that cannot be one: words for a number, less than none."""
    if fact.type is FactType.YES_NO:
        wrong = text not in ("yes", "no")
        right = Text("“是”或“否”", "yes or no")
    elif fact.type is FactType.COUNT:
        wrong = not (text.isascii() and text.isdecimal()) or len(text) > MOST_DIGITS
        right = Text("不小于零的整数，如 1050", "a whole number such as 1050")
    elif fact.type in (FactType.MONEY, FactType.NUMBER):
        wrong = not _is_amount(text)
        right = Text("不小于零的数，如 52000.00", "a figure such as 52000.00")
    else:
        return
    if wrong:
        raise UnableToReturn(
            Text(
                f"“{fact.title.zh}”填的是“{text}”，应填{right.zh}；不知道的请留空。",
                f"“{fact.title.en}” says {text!r}. It should be {right.en}; leave "
                "blank what is not known.",
            ),
            cite="art-04 ¶2",
        )


def _is_amount(text: str) -> bool:
    whole, _, cents = text.partition(".")
    digits = (whole + cents) if text.count(".") <= 1 else ""
    is_plain = digits.isascii() and digits.isdecimal() and bool(whole)
    return is_plain and len(digits) <= MOST_DIGITS


def _refuse_another_s(standing: DepartmentReturn, actor: Actor) -> None:
    if standing.department != actor.department:
        raise UnableToReturn(
            Text(
                f"这份报送属于{standing.department}，{actor.department}不能核查。",
                f"This return is {standing.department}'s; {actor.department} cannot "
                "examine it.",
            ),
            cite="art-07",
        )


def _refuse_second_examination(standing: DepartmentReturn) -> None:
    earlier = queries.examination_of(standing)
    if earlier is not None:
        raise UnableToReturn(
            Text(
                f"{earlier.recorded_by.person.name}已于{earlier.examined_on}录入这份报送的核查。"
                "情况有变的，请重新报送，再核查。",
                f"{earlier.recorded_by.person.name} entered the examination of "
                f"{earlier.examined_on}. If things have changed, report anew.",
            ),
            cite="art-07",
        )


def _proved(
    act: str,
    occasion: str,
    evidence: Mapping[str, str],
    village_code: str,
    actor: Actor,
) -> list[audit_rows.RowRef]:
    """Bind the kept files that evidence names to what they prove; return the rows."""
    uses = [
        Use(reference, village_code, act, name, occasion)
        for name, text in evidence.items()
        for reference in references_in(text)
    ]
    return list(write_uses(uses, actor).values())


def _record(
    act: str,
    village_code: str,
    rows: Sequence[audit_rows.RowRef],
    actor: Actor,
    on: date,
) -> None:
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"village:{village_code}",
                act=f"survey.department.{act}",
                division_code=village_code,
                body={"department": actor.department or ""},
                rows=rows,
            )
        ],
    )
