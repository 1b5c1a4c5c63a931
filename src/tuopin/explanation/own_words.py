"""A household's own case as sections of an explanation; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tuopin.explanation.own import (
    COLORS,
    Bound,
    EarlierRound,
    NextStep,
    OwnCase,
    OwnExit,
    OwnFinding,
    OwnJudgement,
    OwnNotice,
    OwnObjection,
    Record,
    own_case,
)
from tuopin.explanation.requirements import listed
from tuopin.explanation.rights import rights_under
from tuopin.explanation.sections import Item, Section, dated
from tuopin.procedure.strip import ActOnStrip, Standing
from tuopin.register.domain import RegistrationStatus
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.text import Text

_IN_THE_OFFICE = Text(
    "数字和理由不在网上显示，请到村里或乡镇看。",
    "Figure and reason are not shown here: see them at the village or the township.",
)
_NOTHING = Text("", "")


@dataclass(frozen=True)
class OwnPage:
    """A household's case, told section by section."""

    case: OwnCase
    sections: tuple[Section, ...]


def own_page(record: Record, bound: Bound) -> OwnPage:
    """Return what a household is told of its record."""
    case = own_case(record, bound)
    return OwnPage(case, sections_about(case, bound.procedure))


def sections_about(case: OwnCase, procedure: Procedure) -> tuple[Section, ...]:
    """Return what a household is told of its case, what matters most first."""
    made = [_standing(case)]
    if case.exit is not None:
        made.append(_next(case.exit))
    if case.judged is not None:
        made.append(_judged(case.judged))
    made.append(_care(case))
    if case.exit is not None:
        made += [_hanging(case.exit), _done(case.exit)]
    made.append(_rights(procedure))
    return tuple(one for one in made if one.items)


def _standing(case: OwnCase) -> Section:
    return Section(
        "standing",
        Text("现在怎么样", "How it stands"),
        _NOTHING,
        tuple(_how_it_stands(case)),
    )


def _how_it_stands(case: OwnCase) -> Iterator[Item]:
    yield Item(
        Text("登记状态", "Status in the register"),
        state=case.status.label,
        color="done" if case.status is RegistrationStatus.LIFTED_OUT else "open",
    )
    own = case.exit
    if own is None:
        yield Item(
            Text("还没有列入退出计划", "In no exit plan"),
            (
                Text(
                    "没有列入计划，就不会有人给您家办退出。现在的帮扶照常。",
                    "Nobody works on an exit of your household. Your help goes on.",
                ),
            ),
        )
        return
    yield Item(
        Text(f"{own.year}年的退出", f"Exit in {own.year}"),
        tuple(_about_exit(own)),
        state=own.status.title,
        color=own.status.kind.value,
    )
    for hold in own.holds:
        yield Item(
            Text("暂停办理", "On hold"),
            (
                Text(
                    f"{hold.why.zh}。从{dated(hold.since).zh}起停着，查清楚以前不往下办。",
                    f"Since {dated(hold.since).en}: {hold.why.en}. No further step "
                    "before it is settled.",
                ),
            ),
            color="waits",
        )


def _about_exit(own: OwnExit) -> Iterator[Text]:
    if own.round > 1:
        yield Text(f"现在是第{own.round}轮。", f"This is round {own.round}.")
    if own.is_undone:
        yield Text(
            "后来又登记为贫困户，帮扶重新开始。",
            "The household was put on the register again since.",
        )
    elif own.has_left:
        yield Text("全部步骤都办完了。", "Every step is done.")
    elif own.is_over:
        yield Text(
            "这一轮到此为止，您家不退出。", "It ended here: no exit in this round."
        )


def _next(own: OwnExit) -> Section:
    later = listed(own.later)
    items = [_next_item(one) for one in own.next]
    if own.later:
        items.append(
            Item(
                Text("以后还有", "After that"), (Text(f"{later.zh}。", f"{later.en}."),)
            )
        )
    return Section("next", Text("下一步", "What comes next"), _NOTHING, tuple(items))


def _next_item(one: NextStep) -> Item:
    lines = [one.who, *one.says]
    if one.opens_on is not None:
        day = dated(one.opens_on)
        lines.append(Text(f"{day.zh}起才能办。", f"Not before {day.en}."))
    elif one.because:
        zh = "；".join(text.zh for text in one.because)
        en = "; ".join(text.en for text in one.because)
        lines.append(Text(f"现在还不能办：{zh}。", f"Not yet: {en}."))
    if one.latest is not None:
        lines.append(_by(dated(one.latest), is_late=one.is_late))
    return Item(one.title, tuple(lines), color="open")


def _by(day: Text, *, is_late: bool) -> Text:
    """Return by when an act has to be done, and whether that day has passed."""
    if is_late:
        return Text(
            f"要在今年办完，{day.zh}以前就该办这一步，现在已经晚了。",
            f"To be in time this year it had to be done by {day.en}: it is late.",
        )
    return Text(
        f"要在今年办完，最迟{day.zh}办这一步。",
        f"By {day.en} at the latest, to be in time this year.",
    )


def _hanging(own: OwnExit) -> Section:
    items = [_notice(one) for one in own.notices]
    items += [_objection(one) for one in own.objections]
    return Section(
        "notices", Text("公示和意见", "Notices and objections"), _NOTHING, tuple(items)
    )


def _notice(one: OwnNotice) -> Item:
    posted, last = dated(one.posted_on), dated(one.last_day)
    state = Text("正在挂", "hanging") if one.is_hanging else Text("已期满", "over")
    return Item(
        one.title,
        (
            Text(
                f"{posted.zh}张贴在{one.place}，挂到{last.zh}。",
                f"Posted on {posted.en} at {one.place}, until {last.en}.",
            ),
        ),
        state=state,
        color="open" if one.is_hanging else "done",
    )


def _objection(one: OwnObjection) -> Item:
    state, color = Text("正在查", "being looked into"), "waits"
    if one.is_upheld:
        state, color = Text("意见成立", "upheld"), "ends"
    elif one.is_upheld is not None:
        state, color = Text("意见不成立", "dismissed"), "done"
    day = dated(one.received_on)
    lines = [Text(f"{day.zh}收到。", f"Received on {day.en}.")]
    if one.decided_on is not None:
        day = dated(one.decided_on)
        lines.append(Text(f"{day.zh}书面答复。", f"Answered in writing on {day.en}."))
    if one.asked_on is not None:
        day = dated(one.asked_on)
        lines.append(
            Text(f"{day.zh}要求复核。", f"A second review was asked for on {day.en}.")
        )
    if one.second_decided_on is not None:
        day = dated(one.second_decided_on)
        if one.second_is_upheld:
            said = Text("意见成立", "upheld")
        else:
            said = Text("维持原答复", "the answer stands")
        lines.append(
            Text(f"{day.zh}复核答复：{said.zh}。", f"Reviewed on {day.en}: {said.en}.")
        )
    return Item(
        Text("有人对您家退出提了意见", "Somebody objected to your exit"),
        tuple(lines),
        state=state,
        color=color,
    )


def _done(own: OwnExit) -> Section:
    items = [_earlier(one) for one in own.earlier]
    items += [_act(one) for one in own.done]
    return Section("done", Text("已经办的", "What is done"), _NOTHING, tuple(items))


_ACT_COLORS = {Standing.DONE: "done", Standing.ENDED: "ends"}


def _act(one: ActOnStrip) -> Item:
    assert one.done is not None
    day = dated(one.done.done_on)
    verdict = one.verdict.title if one.verdict else _NOTHING
    return Item(
        one.rule.title,
        cite=Text(
            f"{day.zh}　{one.rule.cite.label.zh}", f"{day.en}, {one.rule.cite.label.en}"
        ),
        state=verdict,
        color=_ACT_COLORS.get(one.standing, "waits"),
    )


def _earlier(one: EarlierRound) -> Item:
    day = dated(one.done_on)
    return Item(
        Text(f"第{one.number}轮", f"Round {one.number}"),
        (
            Text(
                f"最后一步：{one.title.zh}，{day.zh}。",
                f"Its last step: {one.title.en}, {day.en}.",
            ),
        ),
        state=one.verdict,
        color="ends",
    )


def _judged(judged: OwnJudgement) -> Section:
    day = dated(judged.assessed_on)
    says = Text(f"{day.zh}对照标准评定。", f"Assessed on {day.en}.")
    if judged.surveyed_on is not None:
        seen = dated(judged.surveyed_on)
        says = Text(
            f"{seen.zh}入户调查，{day.zh}对照标准评定。",
            f"Surveyed on {seen.en}, assessed on {day.en}.",
        )
    if judged.is_overtaken:
        says = Text(
            f"{says.zh}后来情况有变化或者又调查过，要重新核对，以新的评定为准。",
            f"{says.en} Since then something changed, or there was another survey: it "
            "is looked at anew, and the new assessment will count.",
        )
    return Section(
        "judged",
        Text("每一项标准达到没有", "Each criterion"),
        says,
        tuple(_finding(one) for one in judged.findings),
        is_numbered=True,
    )


def _finding(one: OwnFinding) -> Item:
    lines = []
    if one.reason is not None:
        lines.append(one.reason)
        # A yes or a grade is in every pack's sentence; a figure may not be.
        is_figure = any(letter.isdecimal() for letter in one.observed.zh)
        if is_figure and one.observed.zh not in one.reason.zh:
            lines.append(
                Text(f"查到：{one.observed.zh}。", f"Found: {one.observed.en}.")
            )
    else:
        lines.append(_IN_THE_OFFICE)
    if one.missing:
        missing = listed(one.missing)
        lines.append(Text(f"还不知道：{missing.zh}。", f"Not known yet: {missing.en}."))
    if one.source is not None:
        lines.append(Text(f"依据：{one.source.zh}。", f"From: {one.source.en}."))
    lines.append(
        Text(f"要求：{one.required.says.zh}", f"Required: {one.required.says.en}")
    )
    return Item(
        one.title,
        tuple(lines),
        one.required.parts,
        cite=one.cite,
        state=one.outcome.label,
        color=COLORS[one.outcome],
    )


def _care(case: OwnCase) -> Section:
    care = case.care
    items = []
    if care.helper or care.unit:
        who = "，".join(one for one in (care.helper, care.unit) if one)
        items.append(
            Item(Text("帮扶责任人", "Who helps you"), (Text(f"{who}。", f"{who}."),))
        )
    if care.each_year and care.until is not None:
        until = dated(care.until)
        items.append(
            Item(
                Text("回访", "Calls"),
                (
                    Text(
                        f"每年上门{care.each_year}次，到{until.zh}。",
                        f"{care.each_year} times a year, until {until.en}.",
                    ),
                ),
            )
        )
    if care.called_on is not None:
        last = dated(care.called_on)
        items.append(
            Item(
                Text("最近一次回访", "The last call"),
                (Text(f"{last.zh}。", f"{last.en}."),),
            )
        )
    return Section("care", Text("谁在帮您", "Who helps"), _NOTHING, tuple(items))


def _rights(procedure: Procedure) -> Section:
    return Section(
        "rights",
        Text("不同意怎么办", "If you do not agree"),
        _NOTHING,
        tuple(rights_under(procedure)),
    )
