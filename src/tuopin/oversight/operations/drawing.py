"""Freezing a frame, and drawing from it by a seed nobody knew before (art. 15)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import rows as audit_rows
from tuopin.office.audit.queries import first_checkpoint_holding
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.divisions.queries import find_unit
from tuopin.office.documents.recording import Written, note, write
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as, alone_with
from tuopin.oversight import drawing, queries
from tuopin.oversight.domain import Design, Frame, SeedSource
from tuopin.oversight.drawing import LONGEST_SEED, Plan
from tuopin.oversight.frames import Gathered, gathered
from tuopin.oversight.models import Inspection
from tuopin.oversight.recording import of_inspection
from tuopin.oversight.refusing import (
    UnableToInspect,
    no_rules,
    not_there,
    refuse_no_grounds,
    refuse_no_words,
    refused,
)
from tuopin.rulebook.text import Text

LONGEST_TITLE = 60
LINE = (
    "inspection_id",
    "list_number",
    "village_code",
    "household_id",
    "household_number",
    "standing",
)
DRAWN = (
    "inspection_id",
    "line_id",
    "village_code",
    "stratum",
    "turn",
    "reason",
    "note",
    "evidence",
    "drawn_by_id",
)
NOT_REPLACED = ("", "", "")


@dataclass(frozen=True)
class Setup:
    """What an inspection draws from, how, and where its seed will come from."""

    title: str
    year: int
    frame: Frame
    places: tuple[str, ...]
    plan: Plan
    seed_source: SeedSource
    seed_words: str = ""


@dataclass(frozen=True)
class GivenSeed:
    """What the public act said that was named, on which day, by which paper."""

    text: str
    happened_on: date
    evidence: str


def freeze_frame(*, setup: Setup, actor: Actor, on: date) -> int:
    """Freeze whom an inspection draws from, and say how it will; returns its number.

    The digest is on record before there is a seed: nobody is put in or left out
    afterwards.
    """
    require(actor, Right.INSPECT, places=setup.places or [actor.division_code])
    refuse_other_day(on, UnableToInspect)
    _refuse_setup(setup)
    adopted = pack_in_force(on)
    if pack_of(adopted.id).inspection is None:
        raise no_rules()
    with acting_as(actor):
        alone_with(f"frames of {actor.division_code}")
        frame = gathered(setup.frame, setup.places, year=setup.year)
        _refuse_frame(frame, setup.plan)
        place = _over(setup.places, actor)
        values = {
            "division_code": place,
            "year": setup.year,
            "title": setup.title.strip(),
            "frame": setup.frame.value,
            "places": Jsonb(sorted(set(setup.places))),
            "design": setup.plan.design.value,
            "take_number": setup.plan.take_number,
            "take_percent": setup.plan.take_percent,
            "villages": setup.plan.villages,
            "seed_source": setup.seed_source.value,
            "seed_words": setup.seed_words.strip(),
            "pack_id": adopted.id,
            "frame_size": len(frame.lines),
            "frame_digest": drawing.roster_digest(frame.lines),
            "frozen_by_id": actor.appointment_id,
        }
        # The number is drawn ahead: the stream of the event is named after it.
        (number,) = audit_rows.draw_ids("oversight_inspection", 1)
        (row,) = audit_rows.insert(
            "oversight_inspection", ("id", *values), [[number, *values.values()]]
        )
        audit_rows.write("oversight_frameline", LINE, _lines(number, frame))
        note(
            of_inspection(number, place),
            "oversight.frame.frozen",
            [row],
            {"households": len(frame.lines), "digest": str(values["frame_digest"])},
            actor=actor,
            on=on,
        )
        return number


def draw_sample(
    *, inspection_id: int, seed: GivenSeed | None, actor: Actor, on: date
) -> int:
    """Draw from a frozen frame by its seed; returns how many were drawn (art. 15).

    Without a seed of its own it is the root of the first checkpoint that holds the
    freezing. The database draws again by itself and refuses any other list.
    """
    with acting_as(actor):
        alone_with(f"inspection:{inspection_id}")
        inspection = queries.find_inspection(inspection_id)
        if inspection is None:
            raise not_there()
        require(actor, Right.INSPECT, places=[inspection.division_code])
        refuse_other_day(on, UnableToInspect)
        text = _write_seed(inspection, seed, actor, on)
        lines = queries.lines_of(inspection)
        line_ids = {one.list_number: one.id for one in lines}
        frame = queries.frame_in(lines)
        drawn = [
            one
            for one in drawing.turns(frame, queries.plan_of(inspection), text)
            if one.is_drawn
        ]
        rows = audit_rows.insert(
            "oversight_drawnhousehold",
            DRAWN,
            [
                (
                    inspection.id,
                    line_ids[one.line.list_number],
                    one.line.village_code,
                    one.stratum,
                    one.turn,
                    *NOT_REPLACED,
                    actor.appointment_id,
                )
                for one in drawn
            ],
        )
        note(
            of_inspection(inspection.id, inspection.division_code),
            "oversight.sample.drawn",
            rows,
            {"households": len(drawn)},
            actor=actor,
            on=on,
        )
        return len(drawn)


def _write_seed(
    inspection: Inspection, seed: GivenSeed | None, actor: Actor, on: date
) -> str:
    if queries.seed_of(inspection) is not None:
        raise refused(
            "这项抽查已经抽过户，种子只用一次。要再抽，请另冻结一份名册。",
            "This inspection has been drawn; a seed serves once. To draw again, freeze "
            "another frame.",
        )
    source = SeedSource(inspection.seed_source)
    values: dict[str, object]
    if source is SeedSource.PUBLIC_ACT:
        _refuse_seed(inspection, seed, on)
        assert seed is not None
        values = {
            "text": seed.text.strip(),
            "happened_on": seed.happened_on,
            "evidence": seed.evidence,
            "checkpoint_size": None,
        }
    else:
        values = _sealed_seed(inspection, on)
    write(
        of_inspection(inspection.id, inspection.division_code),
        "oversight.seed.given",
        Written(
            "oversight_seed",
            {
                "inspection_id": inspection.id,
                "division_code": inspection.division_code,
                **values,
                "given_by_id": actor.appointment_id,
            },
            str(values["evidence"]),
        ),
        {"source": source.value, "seed": str(values["text"])},
        actor=actor,
        on=on,
    )
    return str(values["text"])


def _sealed_seed(inspection: Inspection, on: date) -> dict[str, object]:
    found = first_checkpoint_holding(f"inspection:{inspection.id}")
    if found is None:
        raise refused(
            "冻结以后还没有封存，种子还不存在。下一次封存以后再来抽户。",
            "Nothing has been sealed since the freezing, so there is no seed yet. "
            "Draw once the next checkpoint is signed.",
        )
    return {
        "text": found.root,
        "happened_on": on,
        "evidence": "",
        "checkpoint_size": found.size,
    }


def _refuse_seed(inspection: Inspection, seed: GivenSeed | None, on: date) -> None:
    if seed is None or not seed.text.strip() or len(seed.text) > LONGEST_SEED:
        raise refused(
            f"请照原样填写公开结果（{inspection.seed_words}），不超过{LONGEST_SEED}字。",
            f"Give what the public act said ({inspection.seed_words}), as it stands, "
            f"in at most {LONGEST_SEED} characters.",
        )
    if not inspection.entered_on < seed.happened_on <= on:
        raise refused(
            f"名册于{inspection.entered_on}冻结，种子须是次日以后、今天（{on}）以前"
            f"公布的结果；填写的是{seed.happened_on}。",
            f"The frame was frozen on {inspection.entered_on}. A seed was made public "
            f"on a later day, and not after today, {on}; this says "
            f"{seed.happened_on}.",
        )
    refuse_no_grounds(seed.evidence)


def _refuse_setup(setup: Setup) -> None:
    what = Text("抽查的名称", "what the inspection is called")
    refuse_no_words(setup.title, what=what, longest=LONGEST_TITLE)
    if setup.seed_source is SeedSource.PUBLIC_ACT:
        words = Text(
            "种子取自哪一次公开结果（如某月某日第几期的开奖号码）",
            "from which public act the seed will come (which draw of which day)",
        )
        refuse_no_words(setup.seed_words, what=words, longest=LONGEST_SEED)
    if not setup.places:
        raise refused(
            "请选择抽查哪些地方。", "Choose the places that the inspection is of."
        )
    unknown = [code for code in setup.places if find_unit(code) is None]
    if unknown:
        raise refused(
            f"没有区划代码{'、'.join(unknown[:5])}。请从列表中选择。",
            f"There is no place {', '.join(unknown[:5])}. Choose from the list.",
        )
    plan = setup.plan
    has_one = (plan.take_number > 0) != (plan.take_percent > 0)
    if not has_one or plan.take_percent > 100:
        raise refused(
            "请填写抽多少户，或者抽百分之几（1至100），两者只填一项。",
            "Give how many households are drawn, or which percentage (1 to 100): one "
            "of the two.",
        )
    if (plan.design is Design.VILLAGES_FIRST) != (plan.villages > 0):
        raise refused(
            "先抽村的，请填写抽几个村；其他抽法不填。",
            "Give how many villages are drawn where villages are drawn first, and "
            "nowhere else.",
        )


def _refuse_frame(frame: Gathered, plan: Plan) -> None:
    if not frame.lines:
        raise refused(
            "所选的地方没有这一类户，名册是空的。请换一类户或扩大范围。",
            "The places chosen have no household of this kind. Choose another kind, "
            "or more places.",
        )
    villages = Counter(line.village_code for line in frame.lines)
    if plan.villages > len(villages):
        raise refused(
            f"名册只有{len(villages)}个村，抽不出{plan.villages}个村。",
            f"The frame has {len(villages)} villages only, not {plan.villages}.",
        )


def _lines(number: int, frame: Gathered) -> list[tuple[object, ...]]:
    return [
        (
            number,
            line.list_number,
            line.village_code,
            frame.household_ids[line.household_number],
            line.household_number,
            frame.standings[line.household_number].value,
        )
        for line in frame.lines
    ]


def _over(places: tuple[str, ...], actor: Actor) -> str:
    """Return whose inspection it is: the county's, if all places lie in one."""
    counties = {f"{code[:6]}000000" for code in places}
    (only, *others) = sorted(counties)
    return only if not others and actor.covers([only]) else actor.division_code
