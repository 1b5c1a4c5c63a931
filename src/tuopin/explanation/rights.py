"""How a procedure lets those whom it is about disagree, in plain words; pure."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.explanation.requirements import listed
from tuopin.explanation.sections import Item
from tuopin.procedure.domain import ACKNOWLEDGEMENT
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.text import Text


def rights_under(procedure: Procedure) -> Iterator[Item]:
    """Return how a procedure lets a household disagree."""
    yield from _when_asked(procedure)
    yield from _objecting(procedure)


def _when_asked(procedure: Procedure) -> Iterator[Item]:
    rule = procedure.acts.get(ACKNOWLEDGEMENT)
    if rule is None:
        return
    answers = listed([one.title for one in rule.verdicts])
    yield Item(
        Text("可以不同意，可以要求重算", "You may refuse, and ask for a recount"),
        (
            Text(
                f"办到“{rule.title.zh}”时要当面问您，答什么由您。"
                f"结果照实记，只有这几种：{answers.zh}。",
                f"At the step “{rule.title.en}” you are asked, and the answer is "
                f"yours. Recorded is one of: {answers.en}.",
            ),
            Text(
                "不同意不用说理由，也不影响正在享受的帮扶。办您家事情的人不能替您签字。",
                "You need give no reason, and the help that you get goes on. Nobody "
                "who works on your case may sign for you.",
            ),
        ),
        cite=rule.cite.label,
    )


def _objecting(procedure: Procedure) -> Iterator[Item]:
    titles = listed([one.title for one in procedure.publicities.values()])
    if procedure.publicities:
        yield Item(
            Text("可以提意见（异议）", "You may object"),
            (
                Text(
                    f"{titles.zh}挂出以后，谁都可以提，不用写名字；期满以后、"
                    "最后一步办完以前提的，也要处理。",
                    f"Once a notice hangs ({titles.en}) anybody may object, without a "
                    "name; what comes after its last day, and before the last step, "
                    "is looked into too.",
                ),
                Text(
                    "跟村“两委”、驻村工作队、乡镇、县里当面说、写信、打电话，或者在这个网站上"
                    "提都行。收到后给回执号。",
                    "Say it to the village committees, the work team, the township or "
                    "the county, by letter, by telephone, or here. You get a receipt.",
                ),
                Text(
                    "没有书面答复以前，这一户停在原地。答复的人不能是办过这件事的人。",
                    "Until there is a written answer the household waits where it is. "
                    "Who answers is nobody who worked on the case.",
                ),
            ),
            cite=next(iter(procedure.publicities.values())).cite.label,
        )
    second = procedure.second_review
    if second is not None:
        yield Item(
            Text("对答复不满意，可以要求复核", "You may ask for a second review"),
            (
                Text(
                    f"收到答复后{second.days}天内可以要求上一级再看一次，由别的人答复；"
                    "在这期间这一户也停着。过了期限的，也会答复。",
                    f"Within {second.days} days of the answer the level above looks "
                    "once more, by somebody else, and the household waits meanwhile. "
                    "Asked later, it is answered too.",
                ),
            ),
            cite=second.cite.label,
        )
