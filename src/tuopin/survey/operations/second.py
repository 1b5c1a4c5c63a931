"""Drawing a share of the surveyed households to survey again, blind (arts 12, 15).

The list is closed before a number is spoken; the number is spoken by one before
another; from both anybody can draw again what was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holder_of
from tuopin.office.accounts.rights import Right, require, require_area
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.second_survey import SecondSurveyRules
from tuopin.rulebook.text import Text
from tuopin.survey.models import SecondSurveyFrame
from tuopin.survey.second import queries
from tuopin.survey.second.domain import Lot, digest_of, draw
from tuopin.survey.second.people import WITNESSES
from tuopin.survey.second.queries import Eligible
from tuopin.survey.second.rules import (
    UnableToSurveyAgain,
    rules_on,
)

FRAME = (
    "division_code",
    "year",
    "share",
    "least_per_village",
    "size",
    "digest",
    "frozen_by_id",
)
LINE = (
    "frame_id",
    "village_code",
    "position",
    "household_id",
    "visit_id",
    "surveyor_id",
)
DRAW = (
    "frame_id",
    "division_code",
    "frame_digest",
    "seed",
    "means",
    "place",
    "witness_id",
    "entered_by_id",
)
DRAWN = ("draw_id", "line_id", "village_code", "year", "household_id", "lot")
LEAST_OF_DIGEST = 8
"""So many characters of the list's digest are read from the paper and typed."""
LONGEST_SEED, LONGEST_WORDS = 40, 60


def freeze_second_surveys(*, share: Decimal, actor: Actor, on: date) -> int:
    """Close the list of the year's surveyed households; return its number.

    Every household that was surveyed and not drawn yet is on it, by its latest visit.
    Raises UnableToSurveyAgain.
    """
    require(actor, Right.DRAW_SECOND_SURVEYS, places=[actor.division_code])
    rules = rules_on(on)
    refuse_other_day(on, UnableToSurveyAgain)
    if not rules.allows(share):
        raise UnableToSurveyAgain(
            Text(
                f"比例{share}不在{rules.least.value}至{rules.most.value}之间。请另填。",
                f"{share} is not between {rules.least.value} and {rules.most.value}. "
                "Give another share.",
            ),
            cite=str(rules.cite),
        )
    with acting_as(actor):
        alone_with(f"second survey lists of {actor.division_code}")
        open_list = queries.undrawn(on.year)
        if open_list is not None:
            raise UnableToSurveyAgain(
                Text(
                    f"第{open_list.id}号名单还没有抽签。先对它抽签。",
                    f"Nothing is drawn from list {open_list.id} yet. Draw from it.",
                ),
                cite=str(rules.cite),
            )
        found = queries.eligible(actor.division_code, year=on.year)
        if not found:
            raise UnableToSurveyAgain(_NOBODY_SURVEYED, cite=str(rules.cite))
        return _write_list(found, share, rules, actor, on)


def _write_list(
    found: Sequence[Eligible],
    share: Decimal,
    rules: SecondSurveyRules,
    actor: Actor,
    on: date,
) -> int:
    digest = digest_of(
        [one.line for one in found],
        year=on.year,
        share=share,
        least_per_village=rules.least_per_village,
    )
    (frame,) = audit_rows.insert(
        "survey_secondsurveyframe",
        FRAME,
        [
            (
                actor.division_code,
                on.year,
                share,
                rules.least_per_village,
                len(found),
                digest,
                actor.appointment_id,
            )
        ],
    )
    lines = audit_rows.insert(
        "survey_secondsurveyline",
        LINE,
        [
            (
                frame.id,
                one.line.village_code,
                one.line.position,
                one.household_id,
                one.line.visit_id,
                one.line.surveyor_id,
            )
            for one in found
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"second_survey:{frame.id}",
                act="survey.second.list_closed",
                division_code=actor.division_code,
                body={"households": len(found), "digest": digest},
                rows=[frame, *lines],
            )
        ],
    )
    return frame.id


@dataclass(frozen=True)
class Spoken:
    """What was spoken over a list: the number, how, where, before whom.

    `digest` is how the list's digest begins, as the paper in the room has it.
    """

    seed: str
    digest: str
    means: str
    place: str
    witness: int


def draw_second_surveys(*, frame: int, spoken: Spoken, actor: Actor, on: date) -> int:
    """Draw from a closed list by a number spoken in public; return how many are drawn.

    Raises UnableToSurveyAgain.
    """
    require(actor, Right.DRAW_SECOND_SURVEYS, places=[actor.division_code])
    rules = rules_on(on)
    refuse_other_day(on, UnableToSurveyAgain)
    with acting_as(actor):
        closed = queries.locked_frame(frame)
        if closed is None:
            raise UnableToSurveyAgain(_NO_LIST)
        require_area(actor, [closed.division_code])
        _refuse_spoken(closed, spoken, rules, actor)
        rows = queries.lines_of(closed)
        household_of = {row.position: (row.id, row.household_id) for row in rows}
        lots = draw(
            queries.as_lines(rows),
            spoken.seed,
            share=closed.share,
            least_per_village=closed.least_per_village,
        )
        _write_draw(closed, spoken, lots, household_of, actor, on)
        return len(lots)


def _write_draw(
    closed: SecondSurveyFrame,
    spoken: Spoken,
    lots: Sequence[Lot],
    household_of: dict[int, tuple[int, int]],
    actor: Actor,
    on: date,
) -> None:
    (drawing,) = audit_rows.insert(
        "survey_secondsurveydraw",
        DRAW,
        [
            (
                closed.id,
                closed.division_code,
                closed.digest,
                spoken.seed,
                spoken.means.strip(),
                spoken.place.strip(),
                spoken.witness,
                actor.appointment_id,
            )
        ],
    )
    drawn = audit_rows.insert(
        "survey_drawnsurvey",
        DRAWN,
        [
            (
                drawing.id,
                household_of[lot.line.position][0],
                lot.line.village_code,
                closed.year,
                household_of[lot.line.position][1],
                lot.value,
            )
            for lot in lots
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"second_survey:{closed.id}",
                act="survey.second.drawn",
                division_code=closed.division_code,
                body={"drawn": len(lots), "digest": closed.digest},
                rows=[drawing, *drawn],
            )
        ],
    )


def _refuse_spoken(
    closed: SecondSurveyFrame, spoken: Spoken, rules: SecondSurveyRules, actor: Actor
) -> None:
    cite = str(rules.cite)
    if hasattr(closed, "draw"):
        raise UnableToSurveyAgain(
            Text("这份名单已经抽过签。", "This list has been drawn from."), cite=cite
        )
    seed = spoken.seed
    digits = seed.isascii() and seed.isdigit()
    if not digits or not rules.digits <= len(seed) <= LONGEST_SEED:
        raise UnableToSurveyAgain(
            Text(
                f"报出的号码应为{rules.digits}至{LONGEST_SEED}位数字，"
                "按报出的顺序写，不加空格。",
                f"The number has {rules.digits} to {LONGEST_SEED} digits, written as "
                "they were spoken, without spaces.",
            ),
            cite=cite,
        )
    typed = spoken.digest.strip().lower().replace(" ", "")
    if len(typed) < LEAST_OF_DIGEST or not closed.digest.startswith(typed):
        raise UnableToSurveyAgain(
            Text(
                f"名单校验码对不上：请照现场那份名单抄写前{LEAST_OF_DIGEST}位。"
                "对不上的名单不能用来抽签。",
                "The list's check code does not fit: copy its first "
                f"{LEAST_OF_DIGEST} characters from the paper in the room. "
                "Another list cannot be drawn from.",
            ),
            cite=cite,
        )
    words = [spoken.means.strip(), spoken.place.strip()]
    if not all(0 < len(one) <= LONGEST_WORDS for one in words):
        raise UnableToSurveyAgain(_NO_PLACE, cite=cite)
    witness = holder_of(spoken.witness, on=today())
    if witness is None or witness.position not in WITNESSES:
        raise UnableToSurveyAgain(_NO_WITNESS, cite=cite)
    if witness.person_id == actor.person_id:
        raise UnableToSurveyAgain(
            Text(
                "见证人不能是录入人自己。请另选一人。",
                "Whoever enters the number is no witness to it. Choose another.",
            ),
            cite=cite,
        )


_NOBODY_SURVEYED = Text(
    "今年还没有可列入名单的户：要有附了凭证的入户调查，而且今年没有抽中过。",
    "No household can be listed: it takes a survey of this year with a paper behind "
    "it, and one that was not drawn before.",
)
_NO_LIST = Text("您辖区内没有这份名单。", "There is no such list in your area.")
_NO_PLACE = Text(
    "请写明号码怎么产生（如掷骰子、抽号球）和地点，各不超过60字。",
    "Say how the number came about (dice, balls) and where, in at most 60 characters "
    "each.",
)
_NO_WITNESS = Text("请选择在场的见证人。", "Choose who was there and saw it.")
