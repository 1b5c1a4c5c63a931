"""A household's own sheet: where it stands, why, and what is still missing."""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.procedure.workload import latest_case
from tuopin.register import access
from tuopin.web.household_page import CaseShown, HouseholdPage, page_of
from tuopin.web.papers.forms import Data, dated, households, written


def explanation(actor: Actor, number: str, *, on: date) -> Data:
    """Return why a household stands where it does; raises HouseholdNotFound."""
    household = access.household_for(actor, number)
    case = latest_case(household.id)
    found = households([case.id]) if case else []
    page = page_of(actor, number, on=on)
    shown = page.case
    if found and shown is not None:
        found[0]["missing"] = _missing(shown)
    return {
        "title": "贫困户退出情况说明",
        "says": "" if found else f"户编号{number}：没有列入任何年度退出计划。",
        "shows_findings": True,
        "shows_acts": True,
        "verdicts": [],
        "signers": [],
        "cite": "本表据台账打印，供本户查询；有不同意见可随时提出。"
        + _to_confirm(page),
        "printed": f"打印日期：{written(on)}",
        "dated": dated(on),
        "households": found,
    }


def _to_confirm(page: HouseholdPage) -> str:
    """Return the readings that the findings rest on and nobody has decided."""
    open_readings = page.assessment.open_readings if page.assessment else ()
    if not open_readings:
        return ""
    taken = "".join(one.default.zh for one in open_readings)
    return f"以下读法待县脱贫攻坚领导小组办公室解释（第十七条），现暂按：{taken}"


def _missing(case: CaseShown) -> list[str]:
    """Return what still has to happen, in the words of the household's page."""
    lines = [f"{hold.reason}（{hold.placed_on}起暂停）" for hold in case.holds]
    for act in case.next_acts:
        by = "、".join(position.label.zh for position in act.rule.performed_by)
        why = "；".join(reason.zh for reason in act.because)
        now = f"可由{by}办理" if act.may_be_done else f"暂不能办：{why}"
        lines.append(f"{act.rule.title.zh}（{act.rule.cite.label.zh}）：{now}。")
    closed = case.first_closed
    if closed is not None:
        why = "；".join(reason.zh for reason in closed.because)
        lines.append(f"{closed.rule.title.zh}：{why}。")
    return lines
