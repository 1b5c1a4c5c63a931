"""What a letter upward says and names: households, villages, or plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuopin.filing import queries
from tuopin.filing.consigning import name_of_plan
from tuopin.filing.domain import Matter, Recipient
from tuopin.office.divisions.domain import DivisionLevel, level_of, township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.office.policy.queries import pack_on
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.register.workbook.cells import Value
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.units import Unit
from tuopin.standards.queries import assessments_by_id
from tuopin.web.filings.roster import roster_of
from tuopin.web.papers.forms import findings_of
from tuopin.web.plans.printed import Sheet, household_rows, village_rows

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment
    from tuopin.plan.models import ExitPlan

TOWNSHIP = "乡（镇）"


@dataclass(frozen=True)
class Content:
    """What a letter is about, in words, in a table by township, and name by name."""

    matter: Matter
    title: str
    says: tuple[str, ...]
    columns: tuple[str, str, str]
    summary: tuple[tuple[str, str, str], ...]
    total: tuple[str, str, str]
    attached: str
    counted: tuple[tuple[str, Value], ...]
    names: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def content_of(consignment: Consignment) -> Content:
    """Return what a consignment says and names, as it was on the day it was sent."""
    matter = queries.matters_of([consignment.id])[consignment.id]
    return _CONTENTS[matter](consignment)


def sender_of(consignment: Consignment) -> str:
    """Return the office that a letter is signed by."""
    if level_of(consignment.division_code) is DivisionLevel.COUNTY:
        return f"{pack_on(consignment.sent_on).issued_by.zh}办公室"
    return f"{_office(consignment)}领导小组办公室"


def _office(consignment: Consignment) -> str:
    return unit_named(consignment.division_code).name


def _by_the_rules(consignment: Consignment, cite: Citation) -> str:
    return f"根据《{pack_on(consignment.sent_on).title.zh}》{cite.label.zh}，"


def _households(consignment: Consignment) -> Content:
    year, roster = consignment.year, roster_of(consignment)
    households, persons = len(roster.lines), roster.persons
    act = Recipient(consignment.recipient).act
    cite = cases.procedure_of(pack_on(consignment.sent_on)).acts[act].cite
    lines: list[tuple[Value, ...]] = [
        (at, one.township, one.village, one.number, one.head_name, one.persons)
        for at, one in enumerate(roster.lines, start=1)
    ]
    summary: list[tuple[Value, ...]] = [
        (one.township, one.households, one.persons) for one in roster.summary
    ]
    return Content(
        matter=Matter.HOUSEHOLD_EXITS,
        title=f"{_office(consignment)}关于报送{year}年度退出贫困户名单备案的报告",
        says=(
            f"{_by_the_rules(consignment, cite)}我县（市、区）"
            f"{year}年度退出的贫困户已经民主评议、核实认可、两次公示、"
            f"乡（镇）核查和县级审批认定，共{households}户{persons}人。"
            "现将名单报送备案，请收到后出具备案回执。",
            "各乡（镇）户数、人数见下表。",
        ),
        columns=(TOWNSHIP, "户数", "人数"),
        summary=tuple(
            (one.township, str(one.households), str(one.persons))
            for one in roster.summary
        ),
        total=("合计", str(households), str(persons)),
        attached=f"{year}年度退出贫困户名单",
        counted=(("户数", households), ("人数", persons)),
        names=tuple(line.number for line in roster.lines),
        sheets=(
            ("名单", ("序号", TOWNSHIP, "村", "户编号", "户主姓名", "人口"), lines),
            ("分乡镇汇总", (TOWNSHIP, "户数", "人数"), summary),
        ),
    )


@dataclass(frozen=True)
class _VillageLine:
    """A village of a letter, with what was found of each criterion."""

    township: str
    name: str
    code: str
    findings: tuple[tuple[str, str, str, str], ...]


def _villages(consignment: Consignment) -> Content:
    year, lines = consignment.year, _village_lines(consignment)
    is_submission = consignment.recipient == Recipient.CITY
    act = "submit_to_city" if is_submission else "file_with_province"
    rules = cases.procedure_of(pack_on(consignment.sent_on), Unit.VILLAGE)
    lead = _by_the_rules(consignment, rules.acts[act].cite)
    townships = dict.fromkeys(line.township for line in lines)
    summary = tuple(
        (
            township,
            str(sum(line.township == township for line in lines)),
            "、".join(line.name for line in lines if line.township == township),
        )
        for township in townships
    )
    office = _office(consignment)
    return Content(
        matter=Matter.VILLAGE_EXITS,
        title=f"{office}关于呈报{year}年度贫困村退出验收审批的请示"
        if is_submission
        else f"{office}关于报送{year}年度退出贫困村名单备案的报告",
        says=(
            f"{lead}我县（市、区）{year}年度计划退出的贫困村，各项指标已经责任部门报送、"
            "入村核查，对照退出标准评定达标，由县领导小组确定，并在退出村和所在乡（镇）"
            f"公示期满、无未决异议，共{len(lines)}个村。现将名单和各项指标报上，请予验收审批。",
            "各乡（镇）村数见下表。妥否，请批示。",
        )
        if is_submission
        else (
            f"{lead}我市{year}年度退出的贫困村已经县级公示、市级验收审批，"
            f"并在县级媒体公告，共{len(lines)}个村。"
            "现将名单报送备案，请收到后出具备案回执。",
            "各乡（镇）村数见下表。",
        ),
        columns=(TOWNSHIP, "村数", "贫困村"),
        summary=summary,
        total=("合计", str(len(lines)), ""),
        attached=f"{year}年度退出贫困村名单和指标",
        counted=(("村数", len(lines)),),
        names=tuple(line.code for line in lines),
        sheets=(
            (
                "名单",
                ("序号", TOWNSHIP, "贫困村", "区划代码", "退出年度"),
                [
                    (at, line.township, line.name, line.code, year)
                    for at, line in enumerate(lines, start=1)
                ],
            ),
            (
                "指标",
                ("贫困村", "退出标准", "结论", "实际/标准", "依据"),
                [(line.name, *one) for line in lines for one in line.findings],
            ),
        ),
    )


def _village_lines(consignment: Consignment) -> list[_VillageLine]:
    case_ids = queries.case_ids_in(consignment)
    states = cases.states(case_ids)
    assessed = cases.assessed_by(case_ids, consignment.sent_on)
    kept = assessments_by_id(list(assessed.values()))
    lines = []
    for state, pack in states:
        found = kept.get(assessed.get(state.case_id, 0))
        told = findings_of(found, pack, Unit.VILLAGE) if found is not None else []
        findings = tuple(
            (
                str(one["title"]),
                str(one["outcome"]),
                str(one["figures"]),
                str(one["cite"]),
            )
            for one in told
        )
        code = state.village_code
        township = unit_named(township_of(code)).name
        lines.append(_VillageLine(township, unit_named(code).name, code, findings))
    return sorted(lines, key=lambda line: line.code)


def _plans(consignment: Consignment) -> Content:
    found = [plans.find_plan(one) for one in queries.plan_ids_in(consignment)]
    sent = sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.township_id, one.year),
    )
    sizes = {one.id: _size(one) for one in sent}
    is_submission = consignment.recipient == Recipient.CITY
    rules = pack_on(consignment.sent_on).procedure("plan")
    lead = _by_the_rules(consignment, rules.cite)
    office = _office(consignment)
    timetables = sum(one.is_timetable for one in sent)
    counted = f"退出时序{timetables}份、年度计划{len(sent) - timetables}份"
    return Content(
        matter=Matter.PLANS,
        title=f"{office}关于呈报贫困退出时序和脱贫计划审核的请示"
        if is_submission
        else f"{office}关于报送贫困退出时序和脱贫计划备案的报告",
        says=(
            f"{lead}各乡（镇）编制的贫困村退出时序和贫困户脱贫计划，实名列明，"
            f"已经我县（市、区）审核通过，共{counted}。现报上，请予审核，并报省备案。",
            "各乡（镇）情况见下表。妥否，请批示。",
        )
        if is_submission
        else (
            f"{lead}各乡（镇）编制的贫困村退出时序和贫困户脱贫计划，实名列明，"
            f"已经县、市审核通过，共{counted}。现报送备案，请收到后出具备案回执。",
            "各乡（镇）情况见下表。",
        ),
        columns=(TOWNSHIP, "退出时序", "年度计划"),
        summary=_plans_by_township(sent, sizes),
        total=("合计", f"{timetables}份", f"{len(sent) - timetables}份"),
        attached="退出时序和脱贫计划名单",
        counted=(("退出时序", timetables), ("年度计划", len(sent) - timetables)),
        names=tuple(name_of_plan(one) for one in sent),
        sheets=_plan_sheets(sent, sizes),
    )


def _size(plan: ExitPlan) -> tuple[int, int]:
    if plan.is_timetable:
        return len(plans.years_of_villages(plan)), 0
    return plans.sizes([plan.id]).get(plan.id, (0, 0))


def _plans_by_township(
    sent: Sequence[ExitPlan], sizes: Mapping[int, tuple[int, int]]
) -> tuple[tuple[str, str, str], ...]:
    found: dict[str, tuple[list[str], list[str]]] = {}
    for plan in sent:
        villages, households = sizes[plan.id]
        own = found.setdefault(plan.township.name, ([], []))
        if plan.is_timetable:
            own[0].append(f"第{plan.version}稿，{villages}个村")
        else:
            own[1].append(
                f"{plan.year}年第{plan.version}稿，{villages}个村、{households}户"
            )
    return tuple(
        (township, "；".join(timetables) or "–", "；".join(years) or "–")
        for township, (timetables, years) in found.items()
    )


def _plan_sheets(
    sent: Sequence[ExitPlan], sizes: Mapping[int, tuple[int, int]]
) -> tuple[Sheet, ...]:
    columns = ("序号", TOWNSHIP, "计划", "版次", "贫困村", "贫困户")
    return (
        (
            "名单",
            columns,
            [
                (
                    at,
                    one.township.name,
                    "退出时序" if one.is_timetable else f"{one.year}年度计划",
                    one.version,
                    *sizes[one.id],
                )
                for at, one in enumerate(sent, start=1)
            ],
        ),
        (
            "贫困村",
            (TOWNSHIP, "计划", "退出年度", "贫困村", "区划代码"),
            [
                (
                    one.township.name,
                    "退出时序" if one.is_timetable else "年度计划",
                    *row,
                )
                for one in sent
                for row in village_rows(one)
            ],
        ),
        (
            "贫困户",
            (TOWNSHIP, "退出年度", "村", "户主姓名", "户编号", "人口"),
            [
                (one.township.name, one.year, *row)
                for one in sent
                if not one.is_timetable
                for row in household_rows(one)
            ],
        ),
        (
            "各份校验码",
            (TOWNSHIP, "计划", "名单校验码（SHA-256）"),
            [
                (
                    one.township.name,
                    "退出时序" if one.is_timetable else f"{one.year}年度计划",
                    one.roster_digest,
                )
                for one in sent
            ],
        ),
    )


_CONTENTS: Mapping[Matter, Callable[[Consignment], Content]] = {
    Matter.HOUSEHOLD_EXITS: _households,
    Matter.VILLAGE_EXITS: _villages,
    Matter.PLANS: _plans,
}
