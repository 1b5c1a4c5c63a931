"""What is refused of a submission before any of it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.documents.gates import NOT_KEPT
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.questionnaire.examining import AnswerFault
from tuopin.rulebook.text import Text
from tuopin.survey.domain import Submission
from tuopin.survey.surroundings import Surroundings

MOST_BYTES = 512 * 1024
MOST_FILES = 60
DEEPEST = 8
LONGEST = {
    "form_version": 40,
    "form_digest": 64,
    "household_number": 40,
    "device": 80,
    "base_version": 80,
    "began_at": 40,
    "ended_at": 40,
}


class UnableToSubmit(Refusal):
    """A submission that is not taken; `faults` names every answer that is wrong."""

    def __init__(
        self, text: Text, *, cite: str = "", faults: Sequence[AnswerFault] = ()
    ) -> None:
        super().__init__(text, cite=cite)
        self.faults = tuple(faults)


def refuse_unkeepable(submission: Submission) -> None:
    """Refuse what cannot be kept word for word."""
    envelope = [getattr(submission, name) for name in LONGEST]
    fits = all(
        len(value) <= most
        for value, most in zip(envelope, LONGEST.values(), strict=True)
    )
    if not fits or len(submission.attachments) > MOST_FILES:
        raise UnableToSubmit(TOO_BIG)
    if not _is_tree(submission.answers, 0):
        raise UnableToSubmit(UNREADABLE)
    said = json.dumps([submission.body, envelope], ensure_ascii=False)
    try:
        size = len(said.encode())
    except UnicodeEncodeError as odd:
        raise UnableToSubmit(UNREADABLE) from odd
    if "\\u0000" in said:
        raise UnableToSubmit(UNREADABLE)
    if size > MOST_BYTES:
        raise UnableToSubmit(TOO_BIG)


def _is_tree(tree: object, depth: int) -> bool:
    """Say whether it is made of named texts, lists and groups only."""
    if depth > DEEPEST:
        return False
    if isinstance(tree, Mapping):
        return all(
            isinstance(name, str) and _is_tree(one, depth + 1)
            for name, one in tree.items()
        )
    if isinstance(tree, list | tuple):
        return all(_is_tree(one, depth + 1) for one in tree)
    return tree is None or isinstance(tree, str)


def refuse_impossible(
    submission: Submission, household: HouseholdRow, actor: Actor, around: Surroundings
) -> None:
    """Refuse a visit that nobody can have been sent to make, or with strange files."""
    day = submission.surveyed_on
    if day > around.day:
        raise UnableToSubmit(
            Text(
                f"走访日期{day}晚于今天{around.day}。请写真正上门的那一天。",
                f"The visit is dated {day}, after today, {around.day}. "
                "Give the day you were there.",
            ),
            cite="art-12",
        )
    if not household.may_be_surveyed:
        raise UnableToSubmit(
            Text(
                f"户{household.number}已注销，不再入户调查。",
                f"Household {household.number} was deregistered and is surveyed no "
                "more.",
            ),
            cite="art-02",
        )
    _refuse_unassigned(submission, household, actor, around)
    if around.unknown & set(submission.attachments.values()):
        raise UnableToSubmit(NOT_KEPT, cite="art-12")


def _refuse_unassigned(
    submission: Submission, household: HouseholdRow, actor: Actor, around: Surroundings
) -> None:
    day, this_year = submission.surveyed_on, around.day.year
    if around.is_again(household.id, day.year, actor):
        return
    assigned = around.assigned(household.id, day.year)
    if assigned is None and around.assigned(household.id, this_year):
        raise UnableToSubmit(
            Text(
                f"走访日期{day}不在分派的年度{this_year}年内。",
                f"The visit of {day} is outside the year it was assigned for, "
                f"{this_year}.",
            ),
            cite="art-03 ¶2",
        )
    if assigned is None:
        raise UnableToSubmit(
            Text(
                f"户{household.number}{day.year}年还没有分派调查人。"
                "请先由乡镇或村里分派。",
                f"Nobody is assigned to survey {household.number} in {day.year}. "
                "Township or village assign somebody first.",
            ),
            cite="art-12",
        )
    if not assigned.is_for(actor):
        raise UnableToSubmit(
            Text(
                f"这一户分给了{assigned.surveyor_name}。由本人上报，"
                "或者请乡镇扶贫办换人。",
                f"This household is {assigned.surveyor_name}'s to survey. They submit "
                "it, or the township office sends somebody else.",
            ),
            cite="art-12",
        )


NOT_HERE = Text(
    "您辖区的登记册里没有这一户。请核对户编号。",
    "There is no such household in your part of the register. Check its number.",
)
NO_QUESTIONNAIRE = Text(
    "生效的政策包没有入户调查问卷，请用入户调查表录入。",
    "The pack in force has no questionnaire. Use the survey form instead.",
)
UNREADABLE = Text(
    "送来的内容读不懂：应是按题目的文字回答。",
    "What was sent cannot be read: it has to be texts, by question.",
)
TOO_BIG = Text(
    "送来的内容太大，没有收下。请减少照片或说明。",
    "Too much was sent, and it was not taken. Send fewer pictures or words.",
)
