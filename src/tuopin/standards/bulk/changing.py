"""A pack as it would be with other figures: to ask what would follow, never kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tuopin.rulebook.criteria import (
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    Criterion,
    Measure,
    Ratio,
    Threshold,
)
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import Confidence, Figure, Parameter
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

SETTING = re.compile(r"(?P<name>[a-z_.]+)=(?P<figure>\d+(\.\d+)?)")
SOURCE = Text("假设，不是政策", "supposed; no policy says so")
THRESHOLD = "threshold"


class UnknownSetting(Exception):
    """A setting names nothing that the pack has, or gives no figure."""

    def __init__(self, setting: str, known: Sequence[str]) -> None:
        self.message = Text(
            f"不能这样设定：{setting}。可设定：{'、'.join(known)}，写法如"
            " parameters.poverty_line=3335。",
            f"This cannot be set: {setting}. What can: {', '.join(known)}, as in"
            " parameters.poverty_line=3335.",
        )
        super().__init__(self.message.en)


@dataclass(frozen=True, slots=True)
class Setting:
    """A figure of the pack by its name, and what it is supposed to be."""

    name: str
    figure: Figure


def changed_pack(pack: PolicyPack, year: int, settings: Sequence[str]) -> PolicyPack:
    """Return the pack with figures of a year set; raises UnknownSetting.

    A setting is `parameters.NAME=FIGURE`, or `household.CRITERION=FIGURE` or
    `village.CRITERION=FIGURE` for a figure that stands in the criterion itself.
    """
    for written in settings:
        setting = _setting(pack, written)
        pack = _with_figure(pack, year, setting)
    marked = hashlib.sha256("\0".join((pack.version, str(year), *settings)).encode())
    return replace(pack, version=marked.hexdigest())


def settable(pack: PolicyPack) -> list[str]:
    """Return the names of the figures that can be set."""
    own = [
        f"{unit}.{criterion.id}"
        for unit, criteria in pack.standards.items()
        for criterion in criteria.values()
        if _stands_alone(criterion.measure) is not None
    ]
    return [*(f"parameters.{name}" for name in pack.parameters), *own]


def parameters_read(pack: PolicyPack, unit: Unit) -> list[Parameter]:
    """Return the parameters that a unit's criteria are judged by."""
    read = {
        part.threshold.parameter
        for criterion in pack.criteria(unit)
        for part in _parts(criterion.measure)
        if isinstance(part, Amount | AmountPerMember | Ratio)
    }
    return [one for name, one in pack.parameters.items() if name in read]


def _setting(pack: PolicyPack, written: str) -> Setting:
    match = SETTING.fullmatch(written)
    known = settable(pack)
    if match is None or match["name"] not in known:
        raise UnknownSetting(written, known)
    figure = Figure(match["figure"], SOURCE, Confidence.ASSUMED, None)
    return Setting(match["name"], figure)


def _with_figure(pack: PolicyPack, year: int, setting: Setting) -> PolicyPack:
    where, _, name = setting.name.partition(".")
    if where == "parameters":
        parameter = pack.parameters[name]
        by_year = {**parameter.by_year, year: setting.figure}
        changed = replace(parameter, by_year=by_year)
        return replace(pack, parameters={**pack.parameters, name: changed})
    unit = Unit(where)
    criterion = pack.standards[unit][name]
    since = min(pack.in_force_from.replace(year=year), pack.in_force_from)
    threshold = Threshold(None, ((since, setting.figure),))
    return _with_criterion(pack, unit, _with_threshold(criterion, threshold))


def _with_criterion(pack: PolicyPack, unit: Unit, criterion: Criterion) -> PolicyPack:
    criteria: Mapping[str, Criterion] = {
        **pack.standards[unit],
        criterion.id: criterion,
    }
    return replace(pack, standards={**pack.standards, unit: criteria})


def _with_threshold(criterion: Criterion, threshold: Threshold) -> Criterion:
    measure = _stands_alone(criterion.measure)
    assert measure is not None
    changed = replace(measure, threshold=threshold)
    return replace(criterion, measure=_in_place_of(criterion.measure, measure, changed))


def _in_place_of(whole: Measure, part: Measure, other: Measure) -> Measure:
    if whole is part:
        return other
    if isinstance(whole, AllOf | AnyOf):
        parts = tuple(_in_place_of(one, part, other) for one in whole.parts)
        return replace(whole, parts=parts)
    return whole


def _stands_alone(measure: Measure) -> Amount | AmountPerMember | Ratio | None:
    """Return the only part of a criterion that has a dated figure of its own."""
    found = [
        one
        for one in _parts(measure)
        if isinstance(one, Amount | AmountPerMember | Ratio)
        and one.threshold.parameter is None
    ]
    return found[0] if len(found) == 1 else None


def _parts(measure: Measure) -> list[Measure]:
    if isinstance(measure, AllOf | AnyOf):
        return [inner for part in measure.parts for inner in _parts(part)]
    return [measure]
