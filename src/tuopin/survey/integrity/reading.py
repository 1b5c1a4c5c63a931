"""A year's submissions as the checks look at them: one statement, then plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models.functions import Coalesce

from tuopin.office.documents.domain import references_in
from tuopin.rulebook.criteria import AmountPerMember
from tuopin.rulebook.integrity import IntegrityRules
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.questionnaire.form import AnswerType, Questionnaire
from tuopin.rulebook.units import Unit
from tuopin.survey.domain import Channel
from tuopin.survey.integrity.looking import AmountSeen, SurveySeen
from tuopin.survey.models import SurveySubmission

NOTE = "_note"
"""How the question is called that says how an amount was counted."""
CENT = Decimal("0.01")
OF_ONE_VISIT = (
    AnswerType.TEXT,
    AnswerType.DATE,
    AnswerType.FROM_LIST,
    AnswerType.GEOPOINT,
    AnswerType.IMAGE,
)
"""Answers that differ between households however alike these live."""
COLUMNS = (
    "id",
    "household_id",
    "household__number",
    "household__member_count",
    "submitted_by__person_id",
    "channel",
    "device",
    "body",
    "recorded_at",
    "taken_answers",
)


@dataclass(frozen=True)
class Asked:
    """What the questionnaire asks, sorted by what the checks want of it."""

    amounts: Mapping[str, bool]
    """The questions for amounts, and whether each is a cost."""
    places: tuple[str, ...]
    left_out: frozenset[str]
    add: tuple[str, ...] = ()
    subtract: tuple[str, ...] = ()
    line: Decimal | None = None
    clock: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))


def surveys_seen(
    form: Questionnaire, pack: PolicyPack, rules: IntegrityRules, *, year: int
) -> list[SurveySeen]:
    """Return the year's latest submission of each household in sight.

    What came before is the latest of the year before.
    """
    asked = _asked(form, pack, rules, year)
    before = {
        row["household_id"]: _amounts(row["body"]["answers"], asked, {})
        for row in _latest(year - 1)
    }
    return [_seen(row, asked, before) for row in _latest(year)]


def _latest(year: int) -> Iterable[dict[str, Any]]:
    """Return the latest that became a visit; what was put aside, once it was taken."""
    found = SurveySubmission.objects.filter(year=year).annotate(
        taken_as=Coalesce("visit_id", "decision__visit_id"),
        taken_answers=Coalesce("visit__answers", "decision__visit__answers"),
    )
    latest = (
        found.filter(taken_as__isnull=False)
        .order_by("household_id", "-taken_as")
        .distinct("household_id")
    )
    rows: Iterable[dict[str, Any]] = latest.values(*COLUMNS).iterator()
    return rows


def _asked(
    form: Questionnaire, pack: PolicyPack, rules: IntegrityRules, year: int
) -> Asked:
    measure = next(
        (
            one.measure
            for one in pack.criteria(Unit.HOUSEHOLD)
            if isinstance(one.measure, AmountPerMember)
        ),
        None,
    )
    subtract = measure.subtract if measure else ()
    amounts: dict[str, bool] = {}
    for section in form.sections:
        questions = list(section.questions())
        is_cost = any(one.fact in subtract for one in questions if one.fact)
        for one in questions:
            is_amount = one.type is AnswerType.DECIMAL
            if is_amount and f"{one.name}{NOTE}" in form.questions:
                amounts[one.name] = is_cost
    return Asked(
        amounts=amounts,
        places=_of_types(form, AnswerType.GEOPOINT),
        left_out=frozenset(_of_types(form, *OF_ONE_VISIT)),
        add=measure.add if measure else (),
        subtract=subtract,
        line=_line(measure, pack, year),
        clock=rules.clock,
    )


def _line(
    measure: AmountPerMember | None, pack: PolicyPack, year: int
) -> Decimal | None:
    name = measure.threshold.parameter if measure else None
    try:
        return pack.parameter(name, year) if name else None
    except MissingFigure:
        return None


def _of_types(form: Questionnaire, *types: AnswerType) -> tuple[str, ...]:
    return tuple(name for name, one in form.questions.items() if one.type in types)


def _seen(
    row: Mapping[str, Any],
    asked: Asked,
    before: Mapping[int, tuple[AmountSeen, ...]],
) -> SurveySeen:
    answers = row["body"]["answers"]
    earlier = before.get(row["household_id"])
    is_page = row["channel"] == Channel.PAGE
    ended = row["body"]["ended_at"] or (
        row["recorded_at"].isoformat() if is_page else ""
    )
    persons = row["household__member_count"]
    return SurveySeen(
        id=row["id"],
        household=row["household__number"],
        surveyor=row["submitted_by__person_id"],
        # A browser's name tells no machine from another.
        device="" if is_page else row["device"],
        began=_moment(row["body"]["began_at"], asked),
        ended=_moment(ended, asked),
        place=_place(answers, asked),
        persons=max(1, persons),
        per_capita=_per_capita(row["taken_answers"], persons, asked),
        line=asked.line,
        answers=_digest(answers, asked),
        had_before=earlier is not None,
        amounts=_amounts(answers, asked, {a.item: a.amount for a in earlier or ()}),
        pictures=tuple(
            reference.digest
            for said in row["body"]["attachments"].values()
            for reference in references_in(said)
        ),
    )


def _amounts(
    answers: Mapping[str, Any], asked: Asked, before: Mapping[str, Decimal]
) -> tuple[AmountSeen, ...]:
    found = []
    for name, is_cost in asked.amounts.items():
        amount = _figure(answers.get(name))
        if amount is not None:
            note = str(answers.get(f"{name}{NOTE}", ""))
            found.append(AmountSeen(name, amount, is_cost, note, before.get(name)))
    return tuple(found)


def _figure(written: object) -> Decimal | None:
    try:
        figure = Decimal(str(written)) if written is not None else None
    except InvalidOperation:
        return None
    return figure if figure is not None and figure.is_finite() else None


def _per_capita(facts: Mapping[str, str], persons: int, asked: Asked) -> Decimal | None:
    """Return the net income a head; unknown if a part of it is."""
    signs = [(1, name) for name in asked.add] + [(-1, name) for name in asked.subtract]
    parts = [(sign, _figure(facts.get(name))) for sign, name in signs]
    known = [sign * part for sign, part in parts if part is not None]
    if not signs or len(known) < len(parts) or persons < 1:
        return None
    return (sum(known, Decimal(0)) / persons).quantize(CENT)


def _moment(written: str, asked: Asked) -> datetime | None:
    """Return a moment by the county's clock; what names no zone is taken as its."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    local = moment.astimezone(asked.clock) if moment.tzinfo else moment
    return local.replace(tzinfo=None, microsecond=0)


def _place(answers: Mapping[str, Any], asked: Asked) -> tuple[str, str] | None:
    for name in asked.places:
        parts = str(answers.get(name, "")).split()
        if len(parts) > 1:
            return parts[0], parts[1]
    return None


def _digest(answers: Mapping[str, Any], asked: Asked) -> str:
    """Return what submissions share that say the same of their households."""
    said = json.dumps(_alike(answers, asked), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _alike(tree: object, asked: Asked) -> object:
    if isinstance(tree, Mapping):
        return {
            name: _alike(one, asked)
            for name, one in tree.items()
            if name not in asked.left_out
        }
    if isinstance(tree, list):
        return [_alike(one, asked) for one in tree]
    return tree
