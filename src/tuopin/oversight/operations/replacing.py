"""Taking the next in order for a drawn household that cannot be checked (art. 15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.documents.recording import Written, write
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import drawing, queries
from tuopin.oversight.models import FrameLine, Inspection
from tuopin.oversight.queries import DrawnStanding
from tuopin.oversight.recording import of_inspection
from tuopin.oversight.refusing import (
    UnableToInspect,
    not_there,
    refuse_no_grounds,
    refuse_no_words,
    refused,
    rules_of,
)
from tuopin.rulebook.inspection import ReplacementRule
from tuopin.rulebook.text import Text

LONGEST_NOTE = 300


@dataclass(frozen=True)
class Replacement:
    """Why another is taken: a reason of the pack, in words, with its paper.

    `calls` are the days on which somebody called, where that is the reason.
    """

    reason: str
    note: str
    evidence: str
    calls: tuple[date, ...] = ()


def replace_household(
    *, drawn_id: int, replacement: Replacement, actor: Actor, on: date
) -> int:
    """Take the next in order for one that was drawn; returns its number in the list.

    The one that was drawn stays on the sheet with the reason: nobody is replaced
    silently.
    """
    with acting_as(actor):
        found = queries.find_drawn_by_id(drawn_id)
        if found is None:
            raise not_there()
        inspection = found.drawn.inspection
        alone_with(f"inspection:{inspection.id}")
        require(
            actor,
            Right.INSPECT,
            places=[inspection.division_code, found.drawn.village_code],
        )
        refuse_other_day(on, UnableToInspect)
        found = queries.find_drawn_by_id(drawn_id)
        assert found is not None
        _refuse_settled(found)
        rule = _rule(inspection, replacement)
        _refuse_reason(found, rule, replacement, on)
        lines = queries.lines_of(inspection)
        following = _next(inspection, found, lines)
        line = next(
            one for one in lines if one.list_number == following.line.list_number
        )
        write(
            of_inspection(inspection.id, inspection.division_code),
            "oversight.household.replaced",
            Written(
                "oversight_drawnhousehold",
                {
                    "inspection_id": inspection.id,
                    "line_id": line.id,
                    "village_code": line.village_code,
                    "stratum": following.stratum,
                    "turn": following.turn,
                    "replaces_id": found.drawn.id,
                    "reason": rule.id,
                    "note": _noted(replacement),
                    "evidence": replacement.evidence,
                    "drawn_by_id": actor.appointment_id,
                },
                replacement.evidence,
            ),
            {
                "reason": rule.id,
                "out": found.drawn.line.list_number,
                "in": line.list_number,
            },
            actor=actor,
            on=on,
        )
        return line.list_number


def _refuse_settled(found: DrawnStanding) -> None:
    if found.replaced_by is not None:
        raise refused(
            f"该户已由第{found.replaced_by.line.list_number}号顶替。",
            f"No. {found.replaced_by.line.list_number} stands in for it already.",
        )
    if found.is_told:
        raise refused(
            "该户已有抽查结论，不能再换户。",
            "This household has been told about and is not replaced any more.",
        )


def _rule(inspection: Inspection, replacement: Replacement) -> ReplacementRule:
    known = rules_of(inspection).replacements
    if replacement.reason not in known:
        zh = "、".join(one.title.zh for one in known.values())
        en = "; ".join(one.title.en for one in known.values())
        raise refused(
            f"只有下列情况可以换户：{zh}。请选择一种。",
            f"A household is replaced for these reasons only: {en}. Choose one.",
        )
    return known[replacement.reason]


def _refuse_reason(
    found: DrawnStanding, rule: ReplacementRule, replacement: Replacement, on: date
) -> None:
    what = Text("换户的具体情况", "what the case is")
    refuse_no_words(replacement.note, what=what, longest=LONGEST_NOTE)
    drawn_on = found.drawn.entered_on
    calls = {day for day in replacement.calls if drawn_on <= day <= on}
    if len(calls) < rule.attempts:
        raise refused(
            f"须在抽中（{drawn_on}）以后不同的日子上门{rule.attempts}次未遇，"
            f"才能换户；现有{len(calls)}次。请继续上门，或补填每次的日期。",
            f"Only who was not reached at {rule.attempts} calls on different days "
            f"since the draw ({drawn_on}) is replaced; {len(calls)} are told. Call "
            "again, or give the day of each call.",
        )
    refuse_no_grounds(replacement.evidence)


def _next(
    inspection: Inspection, found: DrawnStanding, lines: Sequence[FrameLine]
) -> drawing.Turn:
    """Return who comes next in the stratum of the one that is replaced."""
    seed = queries.seed_of(inspection)
    assert seed is not None
    frame = queries.frame_in(lines)
    turn = queries.last_turn(inspection, found.drawn.stratum) + 1
    for one in drawing.turns(frame, queries.plan_of(inspection), seed.text):
        if (one.stratum, one.turn) == (found.drawn.stratum, turn):
            return one
    raise refused(
        "这一层的名册已经抽完，没有可以顶替的户。该户请登记为“无法判定”。",
        "Everybody of this stratum has been drawn: nobody is left to stand in. Record "
        "that nothing could be told of this household.",
    )


def _noted(replacement: Replacement) -> str:
    calls = "、".join(day.isoformat() for day in sorted(set(replacement.calls)))
    return replacement.note.strip() + (f"（上门：{calls}）" if calls else "")
