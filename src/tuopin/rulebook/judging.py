"""Judges one unit by a pack's criteria; reads no database and no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from string import Formatter

from tuopin.rulebook.criteria import Criterion, ReasonFor
from tuopin.rulebook.facts import FactSheet
from tuopin.rulebook.findings import Finding, Outcome
from tuopin.rulebook.measured import Excess, Measured, Scope
from tuopin.rulebook.measuring import measuring
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
    return tuple([rule.judge(facts) for rule in _rules(pack, unit, year)])


@lru_cache(maxsize=32)
def _rules(pack: PolicyPack, unit: Unit, year: int) -> tuple[Rule, ...]:
    """Make a pack's criteria for a unit ready once for all its units."""
    scope = Scope.of(pack, year)
    sheet = pack.facts[unit]
    return tuple(Rule(one, sheet, scope) for one in pack.standards[unit].values())


MOST_REMEMBERED = 4096


class Rule:
    """A criterion made ready for one pack and year; raises MissingFigure."""

    def __init__(self, criterion: Criterion, sheet: FactSheet, scope: Scope) -> None:
        self._criterion = criterion
        self._sheet = sheet
        self._measure = measuring(criterion.measure, scope)
        cite = criterion.cite.label
        self._sentences = {
            kind: (
                _sentence(sentence.zh, cite=cite.zh, year=str(scope.year)),
                _sentence(sentence.en, cite=cite.en, year=str(scope.year)),
            )
            for kind, sentence in criterion.reasons.items()
        }
        # Most units have one of a few findings in common, words and all.
        self._findings: dict[tuple[object, ...], Finding] = {}

    def judge(self, facts: Mapping[str, object]) -> Finding:
        """Judge a unit by the criterion; a float where a figure belongs: TypeError."""
        measured = self._measure(facts)
        value = _value(self._criterion, facts)
        if "observed" in measured.figures:
            return self._finding(measured, value)
        key = (
            measured.outcome,
            measured.missing,
            measured.failing,
            measured.applies,
            measured.excess,
            value,
            *measured.figures.values(),
        )
        found = self._findings.get(key)
        if found is None:
            if len(self._findings) >= MOST_REMEMBERED:
                self._findings.clear()
            found = self._findings[key] = self._finding(measured, value)
        return found

    def _finding(self, measured: Measured, value: str | None) -> Finding:
        criterion = self._criterion
        return Finding(
            criterion=criterion.id,
            outcome=measured.outcome,
            observed=measured.figures.get("observed", value),
            threshold=measured.figures.get("threshold"),
            cite=criterion.cite,
            missing=measured.missing,
            reason=self._reason(measured, value),
        )

    def _reason(self, measured: Measured, value: str | None) -> Text:
        if measured.excess:
            return _impossible(measured.excess, self._criterion, self._sheet)
        kind = _REASON[measured.outcome]
        if not measured.applies and ReasonFor.NOT_APPLICABLE in self._sentences:
            kind = ReasonFor.NOT_APPLICABLE
        zh, en = self._sentences[kind]
        missing = _titles(measured.missing, self._sheet)
        failing = _titles(measured.failing, self._sheet)
        word = _worded(self._criterion, value, self._sheet)
        shown = _Shown(measured.figures)
        shown["missing"], shown["failing"] = missing.zh, failing.zh
        shown["value"] = word.zh
        in_chinese = zh(shown)
        shown["missing"], shown["failing"] = missing.en, failing.en
        shown["value"] = word.en
        return Text(in_chinese, en(shown))


def _impossible(
    excess: Sequence[Excess], criterion: Criterion, sheet: FactSheet
) -> Text:
    """Say which figures cannot be: no share of a whole is larger than the whole."""
    named = [
        (sheet.title_of(one.part), one.found, sheet.title_of(one.whole), one.most)
        for one in excess
    ]
    zh = "；".join(f"{p.zh}{n}大于{w.zh}{most}" for p, n, w, most in named)
    en = "; ".join(f"{p.en} {n} exceeds {w.en} {most}" for p, n, w, most in named)
    cite = criterion.cite.label
    return Text(
        f"{zh}，其中必有一项有误，情况不明（{cite.zh}）。请负责的部门核对后重新报送。",
        f"{en}: one of the figures is wrong, so this is unknown ({cite.en}). Whoever "
        "answers for them has to check and report anew.",
    )


class _Shown(dict[str, str]):
    """What a sentence is filled with; a part's figure that is not known is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


Sentence = Callable[[Mapping[str, str]], str]


def _sentence(template: str, **known: str) -> Sentence:
    """Take a sentence apart once; what is known is in it before it is filled."""
    parts: list[tuple[str, str]] = []
    text = ""
    for literal, name, _, _ in Formatter().parse(template):
        text += literal
        if name in known:
            text += known[name]
        elif name is not None:
            parts.append((text, name))
            text = ""
    ending = text

    def filled(shown: Mapping[str, str]) -> str:
        return "".join([before + shown[name] for before, name in parts]) + ending

    return filled


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


def _worded(criterion: Criterion, value: str | None, sheet: FactSheet) -> Text:
    if criterion.observes is None or value is None:
        return _BLANK
    return sheet.facts[criterion.observes].word_for(value)


_BLANK = Text("空白", "blank")
_NOTHING = Text("", "")
