"""Whether criteria point at figures, interpretations and words that exist."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.criteria import (
    AgeBetween,
    AllOf,
    Amount,
    AmountPerMember,
    AnyOf,
    Criterion,
    EveryMember,
    Measure,
    Ratio,
    ReasonFor,
    SomeMember,
    Threshold,
    lead,
)
from tuopin.rulebook.document import PackFiles, Place
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text

_ALWAYS = frozenset({"year", "cite", "missing", "failing", "value"})
_SUMMED = frozenset({"observed", "total", "required", "gap"})
_LIMIT = frozenset({"threshold"})
_SHARED = frozenset({"threshold", "threshold_percent"})
_COUNTED = frozenset({"observed", "observed_percent", "part", "whole", "gap"})
_MEMBERS = frozenset(
    {"members", "picked_members", "failing_members", "unknown_members"}
)
_SOME = frozenset({"members", "meeting_members", "unknown_members"})


def criterion_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what criteria and parameters name that the pack does not have."""
    for unit, criteria in pack.standards.items():
        for criterion in criteria.values():
            file = f"standards/{unit}/{criterion.id}.yaml"
            yield from _notes(pack, files, file, criterion)
            yield from _reasons(files, file, criterion)
            yield from _thresholds(pack, files, file, criterion)
            yield from _leads(files, file, criterion)
    if pack.source.note is not None and pack.source.note not in pack.interpretations:
        place = locate(files, "pack.yaml", "source", "note")
        yield no_interpretation(place, pack.source.note)
    if pack.national is not None and pack.national.note not in pack.interpretations:
        place = locate(files, "national.yaml", "note")
        yield no_interpretation(place, pack.national.note)
    for parameter in pack.parameters.values():
        if parameter.note not in pack.interpretations:
            place = locate(files, f"parameters/{parameter.id}.yaml", "note")
            yield no_interpretation(place, parameter.note)


def no_interpretation(place: Place, note: str) -> Fault:
    """Return the fault of naming an interpretation that is not in the register."""
    return Fault(
        place,
        Text(f"释义登记中没有“{note}”", f"no interpretation {note!r}"),
        Text("INTERPRETATION.md 中的标题", "a heading of INTERPRETATION.md"),
    )


def measures_in(measure: Measure) -> Iterator[Measure]:
    """Yield a measure and every measure inside it."""
    yield measure
    match measure:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from measures_in(part)
        case EveryMember(where, each):
            if where is not None:
                yield where
            yield from measures_in(each)
        case SomeMember(each):
            yield from measures_in(each)
        case _:
            return


def has_figure(measure: Measure) -> bool:
    """Say whether a figure decides, so that there is a boundary to stand on."""
    figured = (Amount, AmountPerMember, Ratio, AgeBetween)
    return any(isinstance(inner, figured) for inner in measures_in(measure))


def _notes(
    pack: PolicyPack, files: PackFiles, file: str, criterion: Criterion
) -> Iterator[Fault]:
    for note in criterion.notes:
        if note not in pack.interpretations:
            yield no_interpretation(locate(files, file, "notes", note), note)


def _thresholds(
    pack: PolicyPack, files: PackFiles, file: str, criterion: Criterion
) -> Iterator[Fault]:
    place = locate(files, file, "measure")
    for threshold in _thresholds_in(criterion.measure):
        name = threshold.parameter
        if name is not None and name not in pack.parameters:
            known = ", ".join(pack.parameters)
            wrong = Text(f"没有参数“{name}”", f"there is no parameter {name!r}")
            yield Fault(place, wrong, Text(f"下列之一：{known}", f"one of {known}"))
        for _, figure in threshold.dated:
            if figure.note is not None and figure.note not in pack.interpretations:
                yield no_interpretation(place, figure.note)


def _thresholds_in(measure: Measure) -> Iterator[Threshold]:
    for inner in measures_in(measure):
        if isinstance(inner, Amount | AmountPerMember | Ratio):
            yield inner.threshold


def _reasons(files: PackFiles, file: str, criterion: Criterion) -> Iterator[Fault]:
    for kind, sentence in criterion.reasons.items():
        place = locate(files, file, "reasons", kind)
        allowed = _placeholders(criterion.measure, kind)
        for language in (sentence.zh, sentence.en):
            for name in _names_in(language) - allowed:
                known = ", ".join(sorted(allowed))
                wrong = Text(f"此处没有“{{{name}}}”", f"{{{name}}} is not known here")
                yield Fault(place, wrong, Text(f"下列之一：{known}", f"one of {known}"))
    zero_passes = any(
        isinstance(inner, Ratio) and inner.zero_whole is Outcome.MET
        for inner in measures_in(criterion.measure)
    )
    if zero_passes and ReasonFor.NOT_APPLICABLE not in criterion.reasons:
        place = locate(files, file, "reasons")
        wrong = Text("缺少 not_applicable", "not_applicable is missing")
        yield Fault(place, wrong, Text("不适用时的一句话", "a sentence for that case"))


def _leads(files: PackFiles, file: str, criterion: Criterion) -> Iterator[Fault]:
    # The figures of parts go by the fact that leads each, so no two may share one.
    leads = [name for inner in measures_in(criterion.measure) if (name := lead(inner))]
    for name in sorted({name for name in leads if leads.count(name) > 1}):
        wrong = Text(f"两处都以“{name}”为首", f"{name!r} leads two parts")
        right = Text("每处各以一个事实为首", "a fact of its own first in each part")
        yield Fault(locate(files, file, "measure"), wrong, right)


def _names_in(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def _placeholders(measure: Measure, kind: ReasonFor) -> frozenset[str]:
    known = _ALWAYS
    decided = kind in (ReasonFor.MET, ReasonFor.NOT_MET)
    match measure:
        case Amount() | AmountPerMember() | Ratio():
            known |= _figures(measure, decided=decided)
        case AllOf() | AnyOf():
            known |= _figures_of_parts(measure)
        case EveryMember():
            known |= _MEMBERS if kind is not ReasonFor.UNKNOWN else frozenset()
        case SomeMember():
            known |= _SOME if decided else frozenset()
        case _:
            pass
    return known


def _figures(
    measure: Amount | AmountPerMember | Ratio, *, decided: bool
) -> frozenset[str]:
    match measure:
        case Amount():
            return _LIMIT | (_SUMMED if decided else frozenset())
        case AmountPerMember():
            return _LIMIT | (_SUMMED | {"members"} if decided else frozenset())
        case Ratio():
            return _SHARED | (_COUNTED if decided else frozenset())


def _figures_of_parts(measure: AllOf | AnyOf) -> frozenset[str]:
    """Return the figures of the parts, each named by the fact that leads its part."""
    known: frozenset[str] = frozenset()
    for part in measure.parts:
        if isinstance(part, AllOf | AnyOf):
            known |= _figures_of_parts(part)
        elif isinstance(part, Amount | AmountPerMember | Ratio):
            figures = _figures(part, decided=True)
            known |= {f"{lead(part)}_{name}" for name in figures}
    return known
