"""The audit record of one household, in words: what happened when, entered when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.office.accounts.models import Person
from tuopin.office.audit.queries import Seal, TimelineEvent, timeline
from tuopin.register.domain import WhyShown
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.text import Text

CASE_ACT = "procedure.case."
ABOUT_ONE = ("notice.objection.", "notice.second_review.")
ID_NUMBER_SHOWN = "register.id_number.shown"
WHOLE_NUMBERS_READ = "register.whole_numbers.read"
NOTICE = "notice"
DEPARTMENT = ("survey.department.", "survey.comparison.")
VISIT_RECORDED = "survey.visit.recorded"

TITLES = {
    "procedure.case.opened": Text("建立退出程序", "case opened"),
    "procedure.case.restarted": Text("重新开始一轮", "begun again in another round"),
    "procedure.case.held": Text("暂停办理", "put on hold"),
    "procedure.case.released": Text("解除暂停", "released from hold"),
    "procedure.case.given_up": Text("退出程序终止", "case given up"),
    "procedure.acknowledgement.kept": Text(
        "记录该户的答复", "the household's answer kept"
    ),
    "register.household.registered": Text("登记入册", "entered in the register"),
    "register.household.changed": Text("登记信息变更", "register entry changed"),
    "register.household.lifted_out": Text("标注脱贫", "marked as lifted out"),
    "register.household.returned": Text(
        "登记返贫", "registered as returned to poverty"
    ),
    "register.household.deregistered": Text("注销登记", "deregistered"),
    "register.household.in_register": Text("恢复在册", "on the register again"),
    ID_NUMBER_SHOWN: Text("查看身份证号", "identity number shown"),
    WHOLE_NUMBERS_READ: Text("导出完整号码", "whole numbers exported"),
    "filing.national_mark.confirmed": Text(
        "确认全国系统标注", "national mark confirmed"
    ),
    VISIT_RECORDED: Text("录入入户调查", "survey visit recorded"),
    "survey.assignment.made": Text("分派入户调查", "survey visits assigned"),
    "survey.submission.put_aside": Text("调查上报后搁置", "submission put aside"),
    "survey.submission.decided": Text("处理搁置的调查", "submission decided on"),
    "survey.department.returned": Text("部门报送", "reported by a department"),
    "survey.department.examined": Text("部门入村核查", "examined on site"),
    "survey.department.asked": Text(
        "报送数与入户调查不一致，提出疑点", "asked why figures differ"
    ),
    "survey.department.answered": Text("答复疑点", "answered why figures differ"),
    "survey.comparison.asked": Text("部门比对，提出疑点", "asked about by a list"),
    "survey.comparison.answered": Text("答复比对疑点", "answered a list's question"),
    "standards.village.assessed": Text("对照标准评定", "assessed by the standard"),
    "filing.village.delisted": Text("销号", "delisted"),
    "standards.household.assessed": Text("对照标准评定", "assessed by the standard"),
    "aftercare.visit.logged": Text("回访", "called on after the exit"),
    "aftercare.calls.planned": Text("制定回访计划", "calls planned"),
    "aftercare.measure.begun": Text("登记帮扶措施", "help recorded"),
    "aftercare.measure.renewed": Text("帮扶措施续期", "help renewed"),
    "aftercare.measure.ended": Text("终止帮扶措施", "help ended"),
    "aftercare.risk.opened": Text("登记返贫风险", "risk of falling back recorded"),
    "aftercare.risk.removed": Text("认定风险已消除", "risk found to be gone"),
    "aftercare.risk.returned": Text("风险以返贫办结", "risk settled by a return"),
    "aftercare.return.decided": Text("认定返贫", "return to poverty decided"),
    "oversight.check.recorded": Text("督查抽查结论", "checked by an inspector"),
    "oversight.correction.ordered": Text("下达整改要求", "ordered to be corrected"),
    "oversight.correction.answered": Text("答复整改", "answered as corrected"),
    "oversight.correction.accepted": Text("认定整改到位", "correction accepted"),
    "oversight.correction.sent_back": Text("整改退回", "correction sent back"),
    "oversight.interview.recorded": Text("满意度回访", "asked whether it is content"),
    "oversight.red_line.marked": Text("认定触及红线", "marked as a red line"),
    "explanation.slip.given": Text("交付查询凭条", "slip given"),
    "explanation.slip.withdrawn": Text("收回查询凭条", "slip withdrawn"),
    "notice.objection.received": Text("收到异议", "objection received"),
    "notice.objection.upheld": Text("异议成立", "objection upheld"),
    "notice.objection.dismissed": Text("异议不成立", "objection dismissed"),
    "notice.second_review.asked": Text("申请异议复核", "second review asked for"),
    "notice.second_review.upheld": Text(
        "复核：异议成立", "objection upheld by the second review"
    ),
    "notice.second_review.dismissed": Text(
        "复核：异议不成立", "objection dismissed by the second review"
    ),
}
POSTED = Text("张贴", "posted")
CLOSED = Text("期满", "closed")


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    title: Text
    detail: Text | None
    happened_on: date
    entered_on: date
    is_entered_late: bool
    person_name: str
    position: Position
    seal: Seal


def happenings(
    streams: Sequence[str],
    *,
    procedure: Procedure,
    receipts: Collection[str],
    days: Mapping[tuple[str, str], Sequence[date]],
) -> list[Happening]:
    """Return what happened to a household, the latest first.

    A notice names many households; of its objections only those with one of
    `receipts` are about this one. `days` has, for a stream and an act, the days that
    were declared, in the order of recording: a batch has one day in its events, its
    rows may each have their own.
    """
    events = [
        event
        for event in timeline(streams)
        if not event.act.startswith(ABOUT_ONE) or event.body.get("receipt") in receipts
    ]
    people = dict(
        Person.objects.filter(id__in={event.person_id for event in events}).values_list(
            "id", "name"
        )
    )
    declared = {key: iter(given) for key, given in days.items()}
    shown = [
        _happening(
            event,
            procedure,
            people,
            next(declared.get((event.stream, event.act), iter(())), event.happened_on),
        )
        for event in events
    ]
    return sorted(shown, key=lambda one: one.happened_on)[::-1]


def _happening(
    event: TimelineEvent,
    procedure: Procedure,
    people: Mapping[int, str],
    happened_on: date,
) -> Happening:
    title, detail = _words(event, procedure)
    return Happening(
        title=title,
        detail=detail,
        happened_on=happened_on,
        entered_on=event.entered_on,
        is_entered_late=event.entered_on > happened_on,
        person_name=people.get(event.person_id, ""),
        position=event.position,
        seal=event.seal,
    )


def _words(event: TimelineEvent, procedure: Procedure) -> tuple[Text, Text | None]:
    """Return an event's title, and for an act of the procedure its verdict."""
    rule = procedure.acts.get(event.act.removeprefix(CASE_ACT))
    if event.act.startswith(CASE_ACT) and rule is not None:
        return rule.title, rule.verdict(str(event.body["verdict"])).title
    stage, matter, past = event.act.split(".", 2)
    publicity = procedure.publicities.get(matter)
    if publicity is not None and stage == NOTICE:
        return publicity.title, POSTED if past == "posted" else CLOSED
    if event.act in (ID_NUMBER_SHOWN, WHOLE_NUMBERS_READ):
        why = event.body.get("why")
        return TITLES[event.act], WhyShown(str(why)).label if why else None
    if event.act.startswith(DEPARTMENT):
        name = str(event.body.get("department", ""))
        return TITLES[event.act], Text(name, name)
    # An act without words here is shown by its name rather than left out.
    return TITLES.get(event.act, Text(event.act, event.act)), None
