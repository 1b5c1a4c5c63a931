"""The forms of the acts: one for each household of a sheet, in the sheet's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.procedure import queries as cases
from tuopin.procedure.state import CaseState
from tuopin.register import queries as register
from tuopin.rulebook.citation import parse
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule
from tuopin.rulebook.shown import observed
from tuopin.rulebook.units import Unit
from tuopin.standards.queries import assessments_by_id

if TYPE_CHECKING:
    from tuopin.standards.models import Assessment

Data = dict[str, object]


@dataclass(frozen=True)
class Form:
    """What a form says beside the household's own figures, and who signs it."""

    title: str
    signers: tuple[str, ...]
    says: str = ""
    shows_acts: bool = True


FORMS: Mapping[str, Form] = {
    "assess": Form("贫困户退出评定表", ("评定人", "乡（镇）负责人")),
    "verify_committees": Form("村“两委”核实表", ("核实人", "村“两委”负责人")),
    "verify_team": Form("驻村工作队核实表", ("核实人", "驻村工作队队长")),
    "acknowledge": Form(
        "贫困户退出认可书",
        ("户主（或户内成年人，签字或按手印）", "与户主关系", "见证人", "经办人"),
        says="下面的评定结果已向本户当面宣读并说明。本户可以认可，也可以不认可，"
        "还可以要求重新核算；不认可不影响正在享受的帮扶。经办人不得代签。",
        shows_acts=False,
    ),
    "examine": Form("乡（镇）工作组核查表", ("核查人", "核查人", "工作组组长")),
    "approve": Form("县（市、区）贫困户退出审批表", ("领导小组办公室", "领导小组组长")),
}


def forms_of(act: ActRule, case_ids: Sequence[int], *, on: date) -> Data:
    """Return the forms of an act for some cases of the actor's area."""
    form = FORMS[act.id]
    return {
        "title": form.title,
        "says": form.says,
        "shows_findings": True,
        "shows_acts": form.shows_acts,
        "verdicts": [verdict.title.zh for verdict in act.verdicts],
        "signers": list(form.signers),
        "cite": f"依据：{act.cite.label.zh}",
        "printed": f"打印日期：{written(on)}",
        "dated": dated(on),
        "households": households(case_ids),
    }


def dated(day: date) -> Data:
    """Return the day of a paper as its file notes it, whatever the clock says."""
    return {"year": day.year, "month": day.month, "day": day.day}


def written(day: date) -> str:
    """Write a day as papers do: no noughts before it."""
    return f"{day.year}年{day.month}月{day.day}日"


def households(case_ids: Sequence[int]) -> list[Data]:
    """Return the households of cases with findings and acts, by number."""
    states = [
        (state, pack, household_id)
        for state, pack in cases.states(list(case_ids))
        if (household_id := state.household_id) is not None
    ]
    assessments = assessments_by_id(
        [state.assessment_id for state, _, _ in states if state.assessment_id]
    )
    lines = register.roster_by_household([one for _, _, one in states])
    places = {code: _place(code) for code in {one.village_code for one, _, _ in states}}
    found = [
        {
            "number": state.household_number,
            "head_name": lines[household_id].head_name,
            "persons": lines[household_id].member_count,
            "group": lines[household_id].group,
            "place": places[state.village_code],
            "year": state.year,
            "acts": _acts(state, pack),
            "missing": [],
            **_assessed(assessments.get(state.assessment_id or 0), pack),
        }
        for state, pack, household_id in states
    ]
    return sorted(found, key=lambda one: str(one["number"]))


def _place(village_code: str) -> str:
    township = unit_named(township_of(village_code))
    return f"{township.short_name}{unit_named(village_code).short_name}"


def _acts(state: CaseState, pack: PolicyPack) -> list[Data]:
    rules = cases.procedure_of(pack).acts
    return [
        {
            "title": rules[done.act].title.zh,
            "verdict": rules[done.act].verdict(done.verdict).title.zh,
            "person": done.person_name,
            "day": done.done_on.isoformat(),
        }
        for done in state.acts.values()
    ]


def _assessed(assessment: Assessment | None, pack: PolicyPack) -> Data:
    if assessment is None:
        return {
            "findings": [],
            "outcome": "未评定",
            "assessed_on": "",
            "pack": "",
            "version": "",
        }
    return {
        "findings": findings_of(assessment, pack),
        "outcome": Outcome(assessment.outcome).label.zh,
        "assessed_on": written(assessment.assessed_on),
        "pack": pack.title.zh,
        "version": pack.version[:12],
    }


def findings_of(
    assessment: Assessment, pack: PolicyPack, unit: Unit = Unit.HOUSEHOLD
) -> list[Data]:
    """Return what each criterion said, with its figures, reason and article."""
    by_criterion = {found.criterion: found for found in assessment.findings.all()}
    sheet = pack.facts[unit]
    shown: list[Data] = []
    for criterion in pack.criteria(unit):
        found = by_criterion.get(criterion.id)
        if found is None:
            continue
        missing = "、".join(sheet.title_of(fact).zh for fact in found.missing)
        seen = observed(criterion, sheet, found.observed).zh
        figures = " / ".join(one for one in (seen, found.threshold) if one)
        shown.append(
            {
                "title": criterion.title.zh,
                "outcome": Outcome(found.outcome).label.zh,
                "figures": figures,
                "reason": found.reason_zh + (f"（缺：{missing}）" if missing else ""),
                "cite": parse(found.cite).label.zh,
            }
        )
    return shown
