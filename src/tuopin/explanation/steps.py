"""What one step of an exit means for whom it is about, by the pack; pure.

The office's own view of an act is elsewhere; here speaks somebody to a household.
"""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.explanation.requirements import listed
from tuopin.procedure.domain import ACKNOWLEDGEMENT
from tuopin.rulebook.periods import DayUnit
from tuopin.rulebook.procedure import ActRule, Consequence, Procedure, Publicity
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

SURVEY = "survey"


def who_does(act: ActRule) -> Text:
    """Return by whom an act is done."""
    who = listed([position.label for position in act.performed_by])
    return Text(f"谁来办：{who.zh}。", f"Done by: {who.en}.")


def at_this_step(act: ActRule, procedure: Procedure) -> Iterator[Text]:
    """Return what happens at an act, what one may do then, and what stops it."""
    yield from yours_to_do(act, procedure)
    others = [procedure.acts[one].title for one in act.different_person_from]
    if others:
        said = listed(others)
        yield Text(
            f"办过“{said.zh}”的人不能办这一步。",
            f"Not by whoever did: {said.en}.",
        )
    yield from _what_follows(act)


def days_of(publicity: Publicity) -> Text:
    """Return how long a notice hangs at least, in the days that count."""
    if publicity.day_unit is DayUnit.CALENDAR:
        return Text(f"{publicity.days}天", f"{publicity.days} days")
    return Text(f"{publicity.days}个工作日", f"{publicity.days} working days")


def yours_to_do(act: ActRule, procedure: Procedure) -> Iterator[Text]:
    """Return what somebody concerned sees and may do at an act."""
    if procedure.unit is Unit.HOUSEHOLD and act.id == SURVEY:
        yield Text(
            "有人上门问情况。请逐项核对再签字；不清楚的就说不清楚，不要让人代填。",
            "Somebody comes and asks. Look at each answer before you sign; say so "
            "where you do not know, and let nobody fill it in for you.",
        )
    if act.id == ACKNOWLEDGEMENT:
        answers = listed([one.title for one in act.verdicts])
        yield Text(
            f"这一步要当面问您，答什么由您。结果照实记，只有这几种：{answers.zh}。",
            "You are asked, and the answer is yours. Recorded is one of: "
            f"{answers.en}.",
        )
    publicity = procedure.publicity_opened_by(act.id)
    if publicity is not None:
        yield Text(
            f"最少挂{days_of(publicity).zh}。谁都可以看、可以提意见，不用写名字。",
            f"It hangs for {days_of(publicity).en} at least. Anybody may look and "
            "object, without a name.",
        )
    if procedure.publicity_closed_by(act.id) is not None:
        yield Text(
            "挂满以前不能办；还有意见没答复的，也不能往下办。",
            "Not before the notice has hung its whole time, and no further while an "
            "objection is unanswered.",
        )


def _what_follows(act: ActRule) -> Iterator[Text]:
    ends = [one.title for one in act.verdicts if one.consequence is Consequence.ENDS]
    waits = [one.title for one in act.verdicts if one.consequence is Consequence.WAITS]
    if waits:
        said = listed(waits)
        yield Text(
            f"结果是“{said.zh}”的，要再办一次。", f"Done again after: {said.en}."
        )
    if ends:
        said = listed(ends)
        yield Text(
            f"结果是“{said.zh}”的，到此为止，这一轮不退出。",
            f"After “{said.en}” it ends here: no exit in this round.",
        )
