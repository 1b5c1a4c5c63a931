"""An inspection on paper and as files: draw sheet, roster, workbook, referral."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tuopin.office.audit.queries import latest_checkpoint
from tuopin.office.divisions.domain import township_of
from tuopin.office.divisions.queries import unit_named
from tuopin.office.documents.domain import paper_in, references_in
from tuopin.oversight import queries
from tuopin.oversight.domain import (
    Approval,
    Design,
    Frame,
    SeedSource,
    Verdict,
)
from tuopin.oversight.drawing import ROSTER_COLUMNS, Plan
from tuopin.oversight.queries import DrawnStanding
from tuopin.oversight.rates import Rate
from tuopin.register.workbook.cells import Value
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.web.oversight.board import (
    InspectionPage,
    rules_for,
    takes_of,
    villages_below,
)
from tuopin.web.oversight.drawn import order_office
from tuopin.web.papers.forms import Data, dated, written
from tuopin.web.templatetags.office import in_percent

if TYPE_CHECKING:
    from tuopin.oversight.models import AccountabilityCase, Inspection, Seed

SCRIPT = "repeat_draw.py"
COLUMNS = ("顺序", "名册序号", "村", "村代码", "户编号", "备注")
BOOK = (
    "层内顺序",
    "名册序号",
    "村",
    "户编号",
    "户主",
    "冻结时状态",
    "结论",
    "理由",
    "依据",
    "群众认可",
    "查户日期",
    "查户人",
    "整改单位",
    "整改状态",
    "整改期限",
    "换户",
)
RATES = (
    "比率",
    "范围",
    "抽中",
    "查成",
    "计入",
    "估计",
    "下限",
    "上限",
    "设计效应",
    "说明",
)
WIDTH = 16


def roster(inspection: Inspection) -> str:
    """Return the frame as CSV, as the recipe numbers it: no name stands in it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(ROSTER_COLUMNS)
    for line in queries.frame_in(queries.lines_of(inspection)):
        rows.writerow((line.list_number, line.village_code, line.household_number))
    return text.getvalue()


def roster_paper(inspection: Inspection, *, on: date) -> Data:
    """Return the frame to be hung or handed out: no name stands in it."""
    names = villages_below(inspection)
    lines = queries.frame_in(queries.lines_of(inspection))
    return {
        "title": "督查抽查名册",
        "flipped": False,
        "facts": [
            [
                "抽查",
                f"{inspection.title}（第{inspection.id}号，{inspection.year}年度）",
            ],
            ["抽取对象", Frame(inspection.frame).label.zh],
            ["名册户数", f"{inspection.frame_size}户"],
            ["冻结日期", written(inspection.entered_on)],
        ],
        "columns": ["名册序号", "村代码", "村", "户编号"],
        "widths": [0, 1, 1.4, 1.6],
        "rows": [
            [
                str(line.list_number),
                line.village_code,
                names.get(line.village_code, ""),
                line.household_number,
            ]
            for line in lines
        ],
        "nothing": "",
        "signers": [],
        "says": f"名册校验码（SHA-256）：{inspection.frame_digest}　"
        f"最近封存码：{_checkpoint()}　打印日期：{written(on)}",
        "dated": dated(on),
    }


def draw_sheet(inspection: Inspection, *, on: date) -> Data:
    """Return the sheet of a draw, by which anybody can repeat it."""
    seed = queries.seed_of(inspection)
    drawn = queries.drawn_of(inspection)
    plan = queries.plan_of(inspection)
    return {
        "title": "督查抽查抽签单" if seed else "督查抽查名册冻结单",
        "facts": _facts(inspection, seed, drawn),
        "recipe": _recipe(inspection, plan, seed),
        "list-title": f"抽中的户（{len(drawn)}户）",
        "columns": list(COLUMNS) if seed else [],
        "widths": [0.6, 0.8, 1.4, 1.3, 1.8, 1.3],
        "rows": _rows(inspection, drawn),
        "replaced": _replaced(inspection, drawn),
        "signers": ["抽签人", "监督人"],
        "says": f"打印日期：{written(on)}　最近封存码：{_checkpoint()}　"
        "本单不含户主姓名，可以公开。",
        "dated": dated(on),
    }


def _facts(
    inspection: Inspection, seed: Seed | None, drawn: Sequence[DrawnStanding]
) -> list[list[str]]:
    places = "、".join(unit_named(code).name for code in inspection.places)
    source = SeedSource(inspection.seed_source)
    named = inspection.seed_words or source.label.zh
    facts = [
        ["抽查", f"{inspection.title}（第{inspection.id}号，{inspection.year}年度）"],
        ["范围", places],
        ["抽取对象", Frame(inspection.frame).label.zh],
        ["名册户数", f"{inspection.frame_size}户"],
        ["名册校验码", inspection.frame_digest],
        [
            "冻结",
            f"{written(inspection.entered_on)}，{inspection.frozen_by.person.name}",
        ],
        [
            "抽取办法",
            f"{Design(inspection.design).label.zh}；{takes_of(inspection).zh}",
        ],
        ["种子来源（冻结时写明）", named],
    ]
    if seed is None:
        return [*facts, ["种子", "尚未公布。本单先行公开，种子公布后抽签。"]]
    when = (
        f"封存序号 {seed.checkpoint_size}"
        if seed.checkpoint_size
        else f"{written(seed.happened_on)}公布；依据：{_told(seed.evidence)}"
    )
    kept = sum(one.replaced_by is None for one in drawn)
    return [
        *facts,
        ["种子", seed.text],
        ["种子依据", when],
        ["抽签", f"{written(seed.entered_on)}，{seed.given_by.person.name}"],
        ["抽中户数", f"{kept}户（另换户{len(drawn) - kept}户）"],
    ]


def _recipe(inspection: Inspection, plan: Plan, seed: Seed | None) -> list[str]:
    """Say how the draw is repeated, in words and as a command."""
    steps = [
        "1. 名册每户一行，写作“名册序号|村代码|户编号”，按村代码、户编号的字节顺序"
        "编号，每行以换行符结尾，全部连起来的 SHA-256 即名册校验码。",
    ]
    if plan.design is Design.VILLAGES_FIRST:
        steps.append(
            "2. 对每个村计算“种子|村代码”的 SHA-256（十六进制），"
            f"取数值最小的{plan.villages}个村。"
        )
    within = {
        Design.SIMPLE: "全部名册",
        Design.BY_TOWNSHIP: "每个乡镇（村代码前9位相同）",
        Design.BY_VILLAGE: "每个村",
        Design.VILLAGES_FIRST: "每个抽中的村",
    }[plan.design]
    steps += [
        f"{len(steps) + 1}. 对每户计算“种子|名册序号”的 SHA-256（十六进制），"
        f"在{within}内从小到大排列，{takes_of(inspection).zh}，取排在最前的。",
        f"{len(steps) + 2}. 不能查的户按规定的原因和依据换户，"
        "由同一层里排在已抽各户之后的下一户顶替，原户仍列在单上。",
        f"{len(steps) + 3}. 用任何电脑重算：python3 {SCRIPT} 名册.csv "
        f"{_command(plan, seed)}",
    ]
    return steps


def _command(plan: Plan, seed: Seed | None) -> str:
    share = (
        f"--percent {plan.take_percent}"
        if plan.take_percent
        else f"--number {plan.take_number}"
    )
    villages = f" --villages {plan.villages}" if plan.villages else ""
    said = f'"{seed.text}"' if seed else "种子"
    return f"--design {plan.design.value} {share}{villages} --seed {said}"


def _rows(inspection: Inspection, drawn: Sequence[DrawnStanding]) -> list[list[str]]:
    names = villages_below(inspection)
    stand_in = {one.replaced_by.id for one in drawn if one.replaced_by}
    return [
        [
            str(one.drawn.turn),
            str(one.drawn.line.list_number),
            names.get(one.drawn.village_code, ""),
            one.drawn.village_code,
            one.drawn.line.household_number,
            _remark(one, one.drawn.id in stand_in),
        ]
        for one in drawn
    ]


def _remark(one: DrawnStanding, stands_in: bool) -> str:
    if one.replaced_by is not None:
        return f"由{one.replaced_by.line.list_number}号顶替"
    return "顶替" if stands_in else ""


def _replaced(
    inspection: Inspection, drawn: Sequence[DrawnStanding]
) -> list[list[str]]:
    reasons = rules_for(inspection).replacements
    return [
        [
            str(one.drawn.line.list_number),
            str(by.line.list_number),
            reasons[by.reason].title.zh if by.reason in reasons else by.reason,
            by.note,
            _told(by.evidence),
            by.entered_on.isoformat(),
        ]
        for one in drawn
        for by in [one.replaced_by]
        if by is not None
    ]


def _told(evidence: str) -> str:
    """Return what evidence names, files by their numbers."""
    files = [f"附件{one.number}" for one in references_in(evidence)]
    return "、".join([*([paper_in(evidence)] if paper_in(evidence) else []), *files])


def _checkpoint() -> str:
    found = latest_checkpoint()
    return found.code if found else "–"


def write_workbook(
    path: Path, page: InspectionPage, drawn: Sequence[DrawnStanding]
) -> None:
    """Write what was drawn and found, the rates, and by what it is repeated."""
    names = villages_below(page.inspection)
    found: list[tuple[Value, ...]] = [_line(one, names) for one in drawn]
    rates: list[tuple[Value, ...]] = [_rate(one) for one in page.rates]
    facts: list[tuple[Value, ...]] = [
        (name, value) for name, value in _facts(page.inspection, page.seed, drawn)
    ]
    sheets = (
        ("抽查结果", BOOK, found),
        (f"比率（{page.confidence}%可信）", RATES, rates),
        ("抽签依据", ("项目", "内容"), facts),
    )
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        for title, columns, rows in sheets:
            sheet = book.add_worksheet(title)
            sheet.set_column(0, len(columns) - 1, WIDTH)
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                sheet.write_string(0, at, column, bold)
            for number, row in enumerate(rows, 1):
                for at, value in enumerate(row):
                    write_cell(sheet, number, at, value)


def _rate(one: Rate) -> tuple[Value, ...]:
    found = one.estimate
    told = (one.title.zh, one.of.zh, found.drawn, found.told, found.counted)
    if found.interval is None or found.share is None:
        because = found.because.zh if found.because else ""
        return (*told, "–", "–", "–", "–", f"不能由此样本得出结论：{because}")
    return (
        *told,
        in_percent(found.share),
        in_percent(found.interval.low),
        in_percent(found.interval.high),
        found.design_effect or "–",
        "",
    )


def _line(one: DrawnStanding, names: Mapping[str, str]) -> tuple[Value, ...]:
    line, check, order = one.drawn.line, one.check, one.order
    return (
        one.drawn.turn,
        line.list_number,
        names.get(line.village_code, line.village_code),
        line.household_number,
        line.household.head_name,
        one.standing.label.zh,
        Verdict(check.verdict).label.zh if check else "",
        check.grounds if check else "",
        _told(check.evidence) if check else "",
        Approval(check.approval).label.zh if check else "",
        check.done_on if check else None,
        check.checked_by.person.name if check else "",
        order_office(order).zh if order else "",
        order.state.label.zh if order else "",
        order.order.due_on if order else None,
        _remark(one, bool(one.drawn.replaces_id)),
    )


def referral_letter(referral: AccountabilityCase) -> Data:
    """Return the letter by which a finding is referred (问责, art. 15)."""
    check = referral.check_made
    line = check.drawn.line
    inspection = check.drawn.inspection
    place = unit_named(referral.division_code).name
    village = unit_named(line.village_code)
    township = unit_named(township_of(line.village_code))
    return {
        "title": f"{place}督查发现问题移送函",
        "number": f"文号：{referral.letter_number}",
        "recipient": f"{referral.referred_to}：",
        "says": [
            f"在{inspection.year}年度“{inspection.title}”抽查"
            f"（第{inspection.id}号，名册序号{line.list_number}）中，发现"
            f"{township.name}{village.name}户编号{line.household_number}"
            f"（户主{line.household.head_name}）{Verdict(check.verdict).label.zh}。"
            "根据有关规定，现将问题及证据移送你单位，请依规依纪处理，并函告结果。",
        ],
        "facts": [
            ["涉及的单位和人员", referral.concerns],
            ["查明的事实", referral.facts],
            ["抽查结论及理由", check.grounds],
            [
                "抽查人、日期",
                f"{check.checked_by.person.name}，{written(check.done_on)}",
            ],
            ["抽查依据", _told(check.evidence)],
            ["移送的证据", _told(referral.evidence)],
        ],
        "signed": f"{place}督查组",
        "day": written(referral.entered_on),
        "seal": f"经办：{referral.referred_by.person.name}　"
        f"名册校验码：{inspection.frame_digest}　最近封存码：{_checkpoint()}",
        "dated": dated(referral.entered_on),
    }
