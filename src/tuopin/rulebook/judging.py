"""Judges one unit by a pack's criteria; reads no database and no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tuopin.rulebook.criteria import Criterion, ReasonFor
from tuopin.rulebook.facts import FactSheet
from tuopin.rulebook.findings import Finding, Outcome
from tuopin.rulebook.measuring import Measured, Scope, measure
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.shown import amount_text
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

_REASON = {
    Outcome.MET: ReasonFor.MET,
    Outcome.NOT_MET: ReasonFor.NOT_MET,
    Outcome.UNKNOWN: ReasonFor.UNKNOWN,
}


def judge(
    pack: PolicyPack, unit: Unit, facts: Mapping[str, object], *, year: int
) -> tuple[Finding, ...]:
    """Judge a unit by every criterion of the pack; raises MissingFigure.

    A fact that is None or absent is unknown, and unknown never passes. A float where
    money or a count belongs raises TypeError.
    """
    scope = Scope.of(pack, year)
    sheet = pack.facts[unit]
    return tuple(
        judge_criterion(criterion, facts, sheet, scope)
        for criterion in pack.standards[unit].values()
    )


def judge_criterion(
    criterion: Criterion, facts: Mapping[str, object], sheet: FactSheet, scope: Scope
) -> Finding:
    """Judge a unit by one criterion; raises MissingFigure."""
    measured = measure(criterion.measure, facts, scope)
    observed = measured.figures.get("observed")
    if observed is None:
        observed = _value(criterion, facts)
    return Finding(
        criterion=criterion.id,
        outcome=measured.outcome,
        observed=observed,
        threshold=measured.figures.get("threshold"),
        cite=criterion.cite,
        missing=measured.missing,
        reason=_reason(criterion, measured, facts, sheet, scope),
    )


def _reason(
    criterion: Criterion,
    measured: Measured,
    facts: Mapping[str, object],
    sheet: FactSheet,
    scope: Scope,
) -> Text:
    kind = _REASON[measured.outcome]
    if not measured.applies and ReasonFor.NOT_APPLICABLE in criterion.reasons:
        kind = ReasonFor.NOT_APPLICABLE
    sentence, label = criterion.reasons[kind], criterion.cite.label
    missing = _titles(measured.missing, sheet)
    failing = _titles(measured.failing, sheet)
    value = _worded(criterion, facts, sheet)
    figures = {**measured.figures, "year": str(scope.year)}
    return Text(
        sentence.zh.format_map(
            _Shown(
                figures,
                cite=label.zh,
                missing=missing.zh,
                failing=failing.zh,
                value=value.zh,
            )
        ),
        sentence.en.format_map(
            _Shown(
                figures,
                cite=label.en,
                missing=missing.en,
                failing=failing.en,
                value=value.en,
            )
        ),
    )


class _Shown(dict[str, str]):
    """What a sentence is filled with; a part's figure that is not known is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _titles(names: Sequence[str], sheet: FactSheet) -> Text:
    if not names:
        return _NOTHING
    titles = [sheet.title_of(name) for name in names]
    return Text(
        "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
    )


def _value(criterion: Criterion, facts: Mapping[str, object]) -> str | None:
    """Return what was seen, where a criterion reads a single answer."""
    name = criterion.observes
    value = facts.get(name) if name else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | int):
        return amount_text(value)
    return value if isinstance(value, str) and value else None


def _worded(
    criterion: Criterion, facts: Mapping[str, object], sheet: FactSheet
) -> Text:
    name, value = criterion.observes, _value(criterion, facts)
    if name is None or value is None:
        return _BLANK
    return sheet.facts[name].word_for(value)


_BLANK = Text("空白", "blank")
_NOTHING = Text("", "")
