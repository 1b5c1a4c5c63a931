"""A drawn household's whole file as one paper (督查卷)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.rulebook.citation import parse
from tuopin.web.oversight.drawn import DrawnPage
from tuopin.web.papers.forms import Data, dated, written


def dossier(shown: DrawnPage, *, on: date) -> Data:
    """Return every part of the file: facts, reasons, acts, papers, objections."""
    line = shown.standing.drawn.line
    return {
        "title": f"督查抽查案卷（名册序号 {line.list_number}）",
        "parts": [
            _household(shown),
            _checks(shown),
            _findings(shown),
            _facts(shown),
            _members(shown),
            _acts(shown),
            _proofs(shown),
            _notices(shown),
            _objections(shown),
            _archive(shown),
            _record(shown),
        ],
        "says": f"抽查：{shown.inspection.title}（第{shown.inspection.id}号）　"
        f"打印日期：{written(on)}　供督查使用，身份证号已遮盖。",
        "dated": dated(on),
    }


def _part(
    title: str,
    columns: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    nothing: str = "没有记录。",
) -> Data:
    return {
        "title": title,
        "columns": list(columns),
        "widths": list(widths),
        "rows": [list(row) for row in rows],
        "nothing": nothing,
    }


def _household(shown: DrawnPage) -> Data:
    page = shown.page
    case = page.case
    rows = [
        ["户主", page.household.head_name, "户编号", page.household.number],
        ["所在村", f"{page.place.township}{page.place.village}", "人口",
         str(page.household.member_count)],
        ["登记状态", page.household.registration_status.label.zh, "冻结时",
         shown.standing.standing.label.zh],
        ["退出年度", str(case.year) if case else "–", "办理状态",
         case.status.title.zh if case else "没有列入计划"],
    ]  # fmt: skip
    return _part("一、基本情况", (), (0, 1, 0, 1), rows)


def _checks(shown: DrawnPage) -> Data:
    rows = [
        [
            one.check.done_on.isoformat(),
            one.verdict.zh,
            one.check.grounds,
            one.approval.zh,
            one.check.checked_by.person.name,
        ]
        for one in shown.checks
    ]
    columns = ("查户日期", "结论", "理由", "群众认可", "查户人")
    return _part("二、抽查结论", columns, (0, 0, 1, 0, 0), rows, "尚未登记结论。")


def _findings(shown: DrawnPage) -> Data:
    found = shown.page.assessment.findings if shown.page.assessment else ()
    rows = [
        [
            one.title.zh,
            one.outcome.label.zh,
            " / ".join(part for part in (one.observed.zh, one.threshold) if part),
            one.reason.zh,
            parse(one.cite).label.zh,
        ]
        for one in found
    ]
    columns = ("退出标准", "结论", "实际 / 标准", "理由", "依据")
    return _part("三、对照标准", columns, (1.2, 0, 1, 2.2, 0), rows, "尚未评定。")


def _facts(shown: DrawnPage) -> Data:
    visits = shown.page.visits
    if not visits:
        return _part("四、入户调查", (), (1, 1), [], "没有入户调查。")
    visit = visits[0]
    rows = [
        ["调查日期", visit.surveyed_on.isoformat()],
        ["调查人", f"{visit.surveyor}（{visit.organization}）"],
        *(
            [one.title.zh, one.value.zh if one.value else "未回答：不明"]
            for one in visit.facts
        ),
    ]
    return _part("四、入户调查", ("项目", "查到"), (1, 1), rows)


def _members(shown: DrawnPage) -> Data:
    members = shown.page.as_at.members if shown.page.as_at else ()
    insured = {True: "参合", False: "未参合", None: "不明"}
    rows = [
        [
            one.name,
            one.relation,
            one.gender,
            one.born_on.isoformat() if one.born_on else "–",
            one.id_number or "–",
            insured[one.insured],
        ]
        for one in members
    ]
    columns = ("姓名", "与户主关系", "性别", "出生", "身份证号", "合作医疗")
    return _part("五、家庭成员", columns, (0, 0, 0, 0, 1, 0), rows)


def _acts(shown: DrawnPage) -> Data:
    case = shown.page.case
    rows = [
        [
            str(act.number),
            act.rule.title.zh,
            act.verdict.title.zh if act.verdict else act.standing.label.zh,
            act.done.person_name if act.done else "",
            act.done.done_on.isoformat() if act.done else "",
        ]
        for act in (case.acts if case else ())
    ]
    columns = ("序", "环节", "结论", "经办人", "日期")
    return _part("六、退出程序", columns, (0, 1.4, 1, 0.8, 0), rows)


def _proofs(shown: DrawnPage) -> Data:
    case = shown.page.case
    rows = [
        [
            proof.act.zh,
            proof.title.zh,
            proof.paper or "–",
            "、".join(f"附件{file.number}" for file in proof.files) or "–",
        ]
        for proof in (case.proofs if case else ())
    ]
    return _part("七、依据和照片", ("环节", "材料", "纸质", "附件"), (1, 1, 1, 1), rows)


def _notices(shown: DrawnPage) -> Data:
    case = shown.page.case
    rows = [
        [
            one.title.zh,
            one.notice.number,
            one.notice.posted_on.isoformat(),
            one.notice.last_day.isoformat(),
            one.notice.closed_on.isoformat() if one.notice.closed_on else "尚在公示",
        ]
        for one in (case.notices if case else ())
    ]
    columns = ("公示公告", "编号", "张贴", "最后一日", "期满")
    return _part("八、公示公告", columns, (1, 1, 0, 0, 0), rows)


def _objections(shown: DrawnPage) -> Data:
    case = shown.page.case
    rows = [
        [
            one.received_on.isoformat(),
            one.text,
            ("成立" if one.answer.is_upheld else "不成立") if one.answer else "未处理",
            one.answer.text if one.answer else "",
        ]
        for one in (case.objections if case else ())
    ]
    columns = ("收到", "异议", "决定", "答复")
    return _part("九、异议", columns, (0, 1.4, 0, 1.4), rows, "没有收到异议。")


def _archive(shown: DrawnPage) -> Data:
    rows = [
        [
            one.level.label.zh,
            one.entry.archive_number,
            one.entry.archived_by.person.name,
            one.entry.archived_on.isoformat(),
        ]
        for one in shown.archived
    ]
    columns = ("归档", "档号", "归档人", "日期")
    return _part("十、归档", columns, (1, 1.4, 1, 0), rows, "尚未归档。")


def _record(shown: DrawnPage) -> Data:
    rows = [
        [
            one.happened_on.isoformat(),
            one.title.zh + (f"：{one.detail.zh}" if one.detail else ""),
            f"{one.person_name}（{one.position.label.zh}）",
            one.entered_on.isoformat(),
            one.seal.label.zh,
        ]
        for one in shown.page.timeline
    ]
    columns = ("日期", "事项", "经办人", "录入", "封存")
    return _part("十一、操作留痕", columns, (0, 1.4, 1.2, 0, 0), rows)
