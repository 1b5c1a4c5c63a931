"""The acts of article 5 on a page: whose turn it is, what to fill in, doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.plan import operations as plans
from tuopin.plan import queries
from tuopin.rulebook.procedure import ActRule, Procedure, open_acts
from tuopin.rulebook.text import Text
from tuopin.web.worksheets.doings import verdict_field
from tuopin.web.worksheets.fields import Field, day_in, papers_in
from tuopin.web.worksheets.sheet import day_field, paper_fields

if TYPE_CHECKING:
    from datetime import date

    from tuopin.plan.models import ExitPlan, PlanAct


@dataclass(frozen=True)
class ActOfPlan:
    """An act of article 5 as it stands in a plan."""

    rule: ActRule
    done: PlanAct | None

    @property
    def verdict(self) -> Text | None:
        """What was decided, in the pack's words."""
        return self.rule.verdict(self.done.verdict).title if self.done else None


def acts_of_plan(rules: Procedure, done: Mapping[str, PlanAct]) -> list[ActOfPlan]:
    """Return the acts of article 5 in their order, as they stand."""
    return [ActOfPlan(rule, done.get(rule.id)) for rule in rules.acts.values()]


def performed(acts: Mapping[str, PlanAct]) -> dict[str, str]:
    """Return the verdict of each act done."""
    return {act: record.verdict for act, record in acts.items()}


def next_act(plan: ExitPlan, rules: Procedure, actor: Actor) -> ActRule | None:
    """Return the act of the plan that is the reader's to do now."""
    if queries.next_version(plan.township_id, plan.year) != plan.version + 1:
        return None
    open_now = open_acts(rules, performed(queries.acts_of(plan)))
    mine = (rules.acts[act] for act in open_now)
    return next((rule for rule in mine if actor.position in rule.performed_by), None)


def act_fields(rule: ActRule, on: date) -> tuple[Field, ...]:
    """Return what an act asks for."""
    decided = (
        (verdict_field(rule), Field("opinion", _("Opinion"), longest=400))
        if len(rule.verdicts) > 1
        else ()
    )
    return (day_field(rule, on), *decided, *paper_fields(rule))


def do(plan: ExitPlan, rule: ActRule, fields: tuple[Field, ...], actor: Actor) -> None:
    """Do an act as it was filled in; raises Refusal."""
    typed = {field.name: field.value for field in fields}
    verdict = typed.get("verdict") or rule.verdicts[0].id
    opinion = plans.Opinion(verdict, typed.get("opinion", ""), papers_in(fields))
    _ACTS[rule.id](plan, opinion, actor, day_in(fields))


def _file(plan: ExitPlan, opinion: plans.Opinion, actor: Actor, on: date) -> None:
    plans.file_with_province(plan=plan, evidence=opinion.evidence, actor=actor, on=on)


_ACTS: dict[str, Callable[[ExitPlan, plans.Opinion, Actor, date], None]] = {
    "county_review": lambda plan, opinion, actor, on: plans.review_by_county(
        plan=plan, opinion=opinion, actor=actor, on=on
    ),
    "city_review": lambda plan, opinion, actor, on: plans.review_by_city(
        plan=plan, opinion=opinion, actor=actor, on=on
    ),
    "file_with_province": _file,
}
NOT_NOW = Refusal(
    Text(
        "这一步已经办理，或者现在不由您办理。",
        "This act has been done, or is not yours to do now.",
    ),
    cite="art-05",
)
