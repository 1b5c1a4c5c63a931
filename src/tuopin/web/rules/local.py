"""Working plans of offices, and what they make stricter than the pack (art. 16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.queries import names_of
from tuopin.office.policy.local import OF_EXITS, open_to, working_plans
from tuopin.office.policy.models import LocalRule, WorkingPlan
from tuopin.office.policy.operations import Proposed
from tuopin.office.policy.operations.tightening import (
    LONGEST_ISSUER,
    LONGEST_NUMBER,
    LONGEST_TITLE,
)
from tuopin.office.policy.queries import pack_on
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.rulebook.tightening import Tightenable, Tightens, tightenables
from tuopin.web.answering import CONTROL, DAY, LEFT_OUT
from tuopin.web.objection_forms import DAYS, NO_DAY, choose
from tuopin.web.templatetags.office import in_language

SELECT = {"class": "form-select"}
ROWS = 6
"""So many things one form tightens; another plan may follow."""


def _words(label: object, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=longest,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )


def _day(label: object) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )


class PlanForm(forms.Form):
    """A working plan as a document, and which earlier one it supersedes."""

    title = _words(gettext_lazy("Title of the document"), LONGEST_TITLE)
    document_number = _words(gettext_lazy("Number of the document"), LONGEST_NUMBER)
    issued_by = _words(gettext_lazy("Issued by"), LONGEST_ISSUER)
    issued_on = _day(gettext_lazy("Issued on"))
    in_force_from = _day(gettext_lazy("In force from"))
    supersedes = forms.ChoiceField(
        label=gettext_lazy("Supersedes"),
        required=False,
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        *,
        on: date,
        plans: Sequence[tuple[str, str]],
    ) -> None:
        days = {"issued_on": on, "in_force_from": on}
        super().__init__(asked, auto_id="plan-%s", initial=days)
        choose(self, "supersedes", [("", _("none of ours")), *plans])


@dataclass(frozen=True)
class Choice:
    """A thing of the pack that may be tightened, as the form names it."""

    path: str
    label: str


@dataclass(frozen=True)
class RowAsked:
    """A line of the form: which thing, and which figure."""

    number: int
    path: str = ""
    figure: str = ""


@dataclass(frozen=True)
class RuleShown:
    """What a plan makes stricter, beside what the pack has."""

    title: Text
    stands: Text
    bound: Text
    cite: Text | None


@dataclass(frozen=True)
class PlanShown:
    """A working plan with the place it binds and how far it holds."""

    plan: WorkingPlan
    place: str
    rules: Sequence[RuleShown]
    state: Text
    is_in_force: bool


@dataclass(frozen=True)
class LocalPage:
    """The plans that bind a place, and the form of an office that may make one."""

    plans: Sequence[PlanShown]
    may_keep: bool
    form: PlanForm
    choices: Sequence[tuple[str, Sequence[Choice]]]
    rows: Sequence[RowAsked]


def local_page(
    actor: Actor, *, on: date, asked: Mapping[str, str] | None = None
) -> LocalPage:
    """Return the working plans that bind an actor's area or a part of it."""
    pack, found = pack_on(on), working_plans(actor)
    known = {
        one.path: one
        for name in OF_EXITS
        if name in pack.procedures
        for one in tightenables(pack.procedures[name])
    }
    names = names_of({one.area_code for one in found})
    may_keep = may(actor, Right.KEEP_WORKING_PLAN, in_division=actor.division_code)
    return LocalPage(
        [_plan(one, known, names, on) for one in found],
        may_keep,
        PlanForm(asked, on=on, plans=_own(found, actor)),
        _choices(pack, actor) if may_keep else (),
        [_row(number, asked or {}) for number in range(1, ROWS + 1)],
    )


def _own(found: Sequence[WorkingPlan], actor: Actor) -> list[tuple[str, str]]:
    """Return the plans of an office that its next one may supersede."""
    is_department = actor.position is Position.DEPARTMENT
    department = (actor.department or "") if is_department else ""
    return [
        (str(one.id), f"{one.title} {one.document_number}")
        for one in found
        if one.area_code == actor.division_code
        and one.department == department
        and not hasattr(one, "superseded_by")
    ]


def _row(number: int, asked: Mapping[str, str]) -> RowAsked:
    return RowAsked(
        number, asked.get(f"path-{number}", ""), asked.get(f"figure-{number}", "")
    )


def proposed_in(asked: Mapping[str, str]) -> tuple[Proposed, ...]:
    """Return what a form proposes to tighten; a line without a thing says nothing."""
    rows = [_row(number, asked) for number in range(1, ROWS + 1)]
    return tuple(Proposed(row.path, row.figure) for row in rows if row.path)


def _choices(pack: PolicyPack, actor: Actor) -> list[tuple[str, list[Choice]]]:
    groups: dict[str, list[Choice]] = {}
    for one in open_to(pack, actor):
        title = in_language(pack.procedures[one.procedure].title)
        label = f"{in_language(one.title)} · {in_language(one.stands)}"
        groups.setdefault(title, []).append(Choice(one.path, label))
    return list(groups.items())


def _plan(
    plan: WorkingPlan,
    known: Mapping[str, Tightenable],
    names: Mapping[str, str],
    on: date,
) -> PlanShown:
    follower = getattr(plan, "superseded_by", None)
    is_over = follower is not None and follower.in_force_from <= on
    if is_over:
        assert follower is not None
        state = Text(
            f"已由{follower.document_number}接替",
            f"superseded by {follower.document_number}",
        )
    elif plan.in_force_from > on:
        state = Text(f"{plan.in_force_from}起施行", f"from {plan.in_force_from}")
    else:
        state = Text("施行中", "in force")
    rules = [_rule(one, known) for one in plan.rules.all()]
    is_in_force = not is_over and plan.in_force_from <= on
    return PlanShown(plan, names.get(plan.area_code, ""), rules, state, is_in_force)


def _rule(rule: LocalRule, known: Mapping[str, Tightenable]) -> RuleShown:
    one = known.get(str(rule))
    kind = Tightens(rule.kind)
    bound = Text("必须", "required")
    if kind in (Tightens.PUBLICITY_DAYS, Tightens.ENTRY_DAYS, Tightens.TIME_LIMIT):
        bound = Text(f"{rule.figure}天", f"{rule.figure} days")
    elif kind.takes_figure:
        bound = Text(rule.figure, rule.figure)
    if one is None:
        # A pack adopted since has no such thing any more.
        return RuleShown(Text(str(rule), str(rule)), Text("–", "–"), bound, None)
    return RuleShown(one.title, one.stands, bound, one.cite.label)
