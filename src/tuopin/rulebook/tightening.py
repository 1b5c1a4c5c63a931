"""Rules below the rules: what an office may tighten for its area, and never relax.

A closed list (art. 16). What is tightened is a path in the pack; the local figure is
held against the pack's own, and the stricter of the two is what binds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tuopin.rulebook.citation import Citation
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import (
    ActRule,
    Deadline,
    EvidenceRule,
    Kept,
    Procedure,
    Publicity,
    TimeLimit,
)
from tuopin.rulebook.text import Text

LONGEST_PERIOD = 90
"""So many days are longer than any publicity: a slip of the finger, and no rule."""

LONGEST_FIGURE = len(str(LONGEST_PERIOD)) + 1


class Tightens(StrEnum):
    """What of a procedure may be tightened."""

    PUBLICITY_DAYS = "publicity_days"  # 公示天数，只能更长
    ENTRY_DAYS = "entry_days"  # 录入期限，只能更短
    PAPER_REQUIRED = "paper_required"  # 选交的材料改为必交
    PAPER_AS_FILE = "paper_as_file"  # 材料须上传文件本身
    DEADLINE = "deadline"  # 期限，只能更早
    TIME_LIMIT = "time_limit"  # 时限，只能更短

    @property
    def takes_figure(self) -> bool:
        """Whether a figure of its own has to be given."""
        return self not in (Tightens.PAPER_REQUIRED, Tightens.PAPER_AS_FILE)


@dataclass(frozen=True, slots=True)
class Tightening:
    """One thing that a local document makes stricter than the pack."""

    procedure: str
    kind: Tightens
    subject: str
    figure: str
    source: Text

    @property
    def path(self) -> str:
        """Where it stands in the pack."""
        return f"{self.procedure}.{self.kind}.{self.subject}"


@dataclass(frozen=True, slots=True)
class Tightenable:
    """A thing of the pack that may be tightened, as it stands there."""

    procedure: str
    kind: Tightens
    subject: str
    title: Text
    stands: Text
    cite: Citation
    performed_by: tuple[Position, ...] = ()

    @property
    def path(self) -> str:
        """Where it stands in the pack."""
        return f"{self.procedure}.{self.kind}.{self.subject}"


def tightenables(procedure: Procedure) -> tuple[Tightenable, ...]:
    """Return all of a procedure that may be tightened, in the pack's order."""
    return tuple(_tightenables(procedure))


def _tightenables(procedure: Procedure) -> Iterator[Tightenable]:
    for one in procedure.publicities.values():
        yield Tightenable(
            procedure.id,
            Tightens.PUBLICITY_DAYS,
            one.id,
            Text(f"{one.title.zh}天数", f"days of the {one.title.en}"),
            _days(one.days),
            one.cite,
            procedure.acts[one.opened_by].performed_by,
        )
    for rule in procedure.acts.values():
        yield from _of_act(procedure, rule)
    for day in procedure.deadlines:
        yield Tightenable(
            procedure.id,
            Tightens.DEADLINE,
            day.id,
            day.title,
            _day(day.month, day.day),
            day.cite,
        )
    for limit in procedure.time_limits:
        yield Tightenable(
            procedure.id,
            Tightens.TIME_LIMIT,
            limit.id,
            limit.title,
            _days(limit.days),
            limit.cite,
        )


def _of_act(procedure: Procedure, rule: ActRule) -> Iterator[Tightenable]:
    """Yield what of an act may be tightened.

    Not of those that begin a case or a round: a plan and a survey bring their papers
    along, and what is asked there stands in the pack's own questionnaire.
    """
    if not rule.requires or rule.id == procedure.restart_at:
        return
    if rule.entry_within_days:
        yield Tightenable(
            procedure.id,
            Tightens.ENTRY_DAYS,
            rule.id,
            Text(f"“{rule.title.zh}”录入期限", f"entry of “{rule.title.en}”"),
            _days(rule.entry_within_days),
            rule.cite,
            rule.performed_by,
        )
    for paper in rule.evidence:
        named = Text(
            f"“{rule.title.zh}”的{paper.title.zh}",
            f"{paper.title.en} of “{rule.title.en}”",
        )
        subject = f"{rule.id}.{paper.id}"
        if not paper.required:
            yield Tightenable(
                procedure.id,
                Tightens.PAPER_REQUIRED,
                subject,
                Text(f"{named.zh}改为必交", f"{named.en}, made required"),
                Text("选交", "may be given"),
                rule.cite,
                rule.performed_by,
            )
        if not paper.is_file:
            yield Tightenable(
                procedure.id,
                Tightens.PAPER_AS_FILE,
                subject,
                Text(f"{named.zh}须上传文件", f"{named.en}, as a file"),
                Text("可以只写名称", "may be named only"),
                rule.cite,
                rule.performed_by,
            )


def why_not(
    found: Tightenable | None, figure: str, procedure: Procedure
) -> Text | None:
    """Say why a figure does not tighten what the pack has; None where it does."""
    if found is None:
        return Text(
            "政策包中没有这一项，或者它不能由下级从严规定。请从所列各项中选择。",
            "The pack has no such thing, or it is none that may be tightened. Choose "
            "one of those listed.",
        )
    if not found.kind.takes_figure:
        return None
    return _HELD_AGAINST[found.kind](found, figure.strip(), procedure)


def _longer(found: Tightenable, figure: str, procedure: Procedure) -> Text | None:
    days = procedure.publicities[found.subject].days
    if _whole(figure) is None or int(figure) > LONGEST_PERIOD:
        return _unreadable(figure, Text("天数，如 10", "a number of days, such as 10"))
    return None if int(figure) > days else _weaker(found, _days(int(figure)), _MORE)


def _shorter(found: Tightenable, figure: str, procedure: Procedure) -> Text | None:
    days = (
        procedure.acts[found.subject].entry_within_days
        if found.kind is Tightens.ENTRY_DAYS
        else next(x.days for x in procedure.time_limits if x.id == found.subject)
    )
    if _whole(figure) is None:
        return _unreadable(figure, Text("天数，如 2", "a number of days, such as 2"))
    return None if int(figure) < days else _weaker(found, _days(int(figure)), _FEWER)


def _earlier(found: Tightenable, figure: str, procedure: Procedure) -> Text | None:
    day = next(one for one in procedure.deadlines if one.id == found.subject)
    asked = month_and_day(figure)
    if asked is None:
        return _unreadable(figure, Text("月-日，如 12-20", "month-day, as in 12-20"))
    return (
        None if asked < (day.month, day.day) else _weaker(found, _day(*asked), _SOONER)
    )


_HELD_AGAINST: Mapping[
    Tightens, Callable[[Tightenable, str, Procedure], Text | None]
] = {
    Tightens.PUBLICITY_DAYS: _longer,
    Tightens.ENTRY_DAYS: _shorter,
    Tightens.TIME_LIMIT: _shorter,
    Tightens.DEADLINE: _earlier,
}
_MORE = Text("只能更长", "may only be longer")
_FEWER = Text("只能更短", "may only be shorter")
_SOONER = Text("只能更早", "may only be earlier")


def _weaker(found: Tightenable, proposed: Text, may: Text) -> Text:
    label = found.cite.label
    return Text(
        f"下级规定不得放宽：{found.title.zh}，{label.zh}及政策包为{found.stands.zh}，"
        f"拟定{proposed.zh}，{may.zh}（第十六条只许结合实际从严）。",
        f"A local rule relaxes nothing: {found.title.en} is {found.stands.en} by "
        f"{label.en} and the pack, {proposed.en} was proposed, and it {may.en}.",
    )


def _unreadable(figure: str, right: Text) -> Text:
    return Text(
        f"“{figure}”无法采用，应为{right.zh}。",
        f"{figure!r} cannot be taken; right would be {right.en}.",
    )


def _whole(figure: str) -> int | None:
    written = figure.isascii() and figure.isdigit() and len(figure) <= LONGEST_FIGURE
    return int(figure) if written else None


def month_and_day(figure: str) -> tuple[int, int] | None:
    """Read a day of any year, such as 12-20."""
    month, dash, day = figure.strip().partition("-")
    if not dash or _whole(month) is None or _whole(day) is None:
        return None
    found = (int(month), int(day))
    if not 1 <= found[0] <= len(_DAYS) or not 1 <= found[1] <= _DAYS[found[0] - 1]:
        return None
    return found


# Without the leap day: a deadline holds in every year.
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _days(days: int) -> Text:
    return Text(f"{days}天", f"{days} days")


def _day(month: int, day: int) -> Text:
    return Text(f"{month}月{day}日", f"{month:02d}-{day:02d}")


def tightened(procedure: Procedure, found: Iterable[Tightening]) -> Procedure:
    """Return a procedure as local rules leave it: never weaker, whatever they say.

    Of several on one thing the strictest binds. What a later pack has no more is left
    out, and what it has made stricter itself stays as the pack has it.
    """
    for one in found:
        if one.procedure == procedure.id:
            procedure = _APPLY[one.kind](procedure, one)
    return procedure


def _on_publicity(procedure: Procedure, one: Tightening) -> Procedure:
    stands = procedure.publicities.get(one.subject)
    days = _whole(one.figure)
    if stands is None or days is None or days <= stands.days:
        return procedure
    binding: Publicity = replace(stands, days=days, local=one.source)
    changed = {**procedure.publicities, stands.id: binding}
    return replace(procedure, publicities=changed)


def _on_entry(procedure: Procedure, one: Tightening) -> Procedure:
    stands = procedure.acts.get(one.subject)
    days = _whole(one.figure)
    if stands is None or days is None or days >= stands.entry_within_days:
        return procedure
    return _with_act(
        procedure, replace(stands, entry_within_days=days, local=one.source)
    )


def _on_paper(procedure: Procedure, one: Tightening) -> Procedure:
    act, _, paper = one.subject.partition(".")
    stands = procedure.acts.get(act)
    if stands is None:
        return procedure
    evidence = tuple(
        _stricter(each, one) if each.id == paper else each for each in stands.evidence
    )
    return _with_act(procedure, replace(stands, evidence=evidence))


def _stricter(paper: EvidenceRule, one: Tightening) -> EvidenceRule:
    if one.kind is Tightens.PAPER_REQUIRED and not paper.required:
        return replace(paper, required=True, local=one.source)
    if one.kind is Tightens.PAPER_AS_FILE and not paper.is_file:
        return replace(paper, kept=Kept.FILE, local=one.source)
    return paper


def _with_act(procedure: Procedure, rule: ActRule) -> Procedure:
    return replace(procedure, acts={**procedure.acts, rule.id: rule})


def _on_deadline(procedure: Procedure, one: Tightening) -> Procedure:
    asked = month_and_day(one.figure)
    if asked is None:
        return procedure
    deadlines = tuple(_sooner(each, one, asked) for each in procedure.deadlines)
    return replace(procedure, deadlines=deadlines)


def _sooner(day: Deadline, one: Tightening, asked: tuple[int, int]) -> Deadline:
    if day.id != one.subject or asked >= (day.month, day.day):
        return day
    return replace(day, month=asked[0], day=asked[1], local=one.source)


def _on_limit(procedure: Procedure, one: Tightening) -> Procedure:
    days = _whole(one.figure)
    if days is None:
        return procedure
    limits: tuple[TimeLimit, ...] = tuple(
        replace(each, days=days, local=one.source)
        if each.id == one.subject and days < each.days
        else each
        for each in procedure.time_limits
    )
    return replace(procedure, time_limits=limits)


_APPLY: Mapping[Tightens, Callable[[Procedure, Tightening], Procedure]] = {
    Tightens.PUBLICITY_DAYS: _on_publicity,
    Tightens.ENTRY_DAYS: _on_entry,
    Tightens.PAPER_REQUIRED: _on_paper,
    Tightens.PAPER_AS_FILE: _on_paper,
    Tightens.DEADLINE: _on_deadline,
    Tightens.TIME_LIMIT: _on_limit,
}


def also_by(local: Text | None) -> Text:
    """Return the local document that makes something stricter, as a reason adds it."""
    if local is None:
        return Text("", "")
    return Text(f"；{local.zh}", f"; {local.en}")
