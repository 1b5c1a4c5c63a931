"""Whether a questionnaire is answered as it asks; each fault says what would be right.

The same examination serves the page, the applications of the field and whatever was
filled in off line: nothing that a client says of its own form is believed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.rulebook.questionnaire.evaluating import Unknown, number, text
from tuopin.rulebook.questionnaire.form import AnswerType, Question
from tuopin.rulebook.questionnaire.sheet import AnswerSheet, Asked
from tuopin.rulebook.text import Text

MOST_LETTERS = 2000
ACKNOWLEDGED = "OK"
CENT = Decimal("0.01")

_INTEGER = re.compile(r"-?\d{1,9}")
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_GEOPOINT = re.compile(r"-?\d{1,3}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?){0,2}")
_FURTHEST = (90, 180)
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """An answer that cannot be taken: where it stands, what is right.

    `value` is what was sent; it may say something of a person, so `text` leaves it out
    and `shown` has it for who sent it.
    """

    question: str
    label: Text
    value: str
    right: Text
    instance: int | None = None

    @property
    def text(self) -> Text:
        """The fault in words, without what was sent."""
        at = self.instance
        nth_zh = "" if at is None else f"（第{at + 1}个）"
        nth_en = "" if at is None else f" (no. {at + 1})"
        if self.right is REQUIRED and not self.value:
            return Text(
                f"“{self.label.zh}”{nth_zh}：还没有填，这一项必须填写。",
                f"{self.label.en}{nth_en}: not answered yet, and it has to be.",
            )
        return Text(
            f"“{self.label.zh}”{nth_zh}：应为{self.right.zh}。",
            f"{self.label.en}{nth_en}: right would be {self.right.en}.",
        )

    @property
    def shown(self) -> Text:
        """The fault in words, with what was sent."""
        if not self.value:
            return self.text
        said = self.value[:40]
        return Text(
            f"填的是“{said}”。{self.text.zh}", f"“{said}” was given. {self.text.en}"
        )


def examine(
    sheet: AnswerSheet, pictures: Collection[str] | None
) -> tuple[AnswerFault, ...]:
    """Return every fault of an answer sheet, in the order of the form.

    `pictures` are the names of the files that came with it; None where they are not
    there yet, so that whether they came is not asked.
    """
    return (
        *(fault for one in sheet.asked() for fault in faults_of(sheet, one, pictures)),
        *_not_asked(sheet),
        *_twice(sheet),
        *_left_out(sheet),
    )


def faults_of(
    sheet: AnswerSheet, asked: Asked, pictures: Collection[str] | None
) -> Iterator[AnswerFault]:
    """Yield what is wrong with one answer; at most one fault, the first."""
    question, value = asked.question, sheet.given(asked.question.name, asked.instance)
    if question.type is AnswerType.CALCULATE:
        yield from _miscalculated(sheet, asked, value)
        return
    if question.type is AnswerType.NOTE:
        return
    if not value.strip():
        if question.is_required:
            yield _fault(asked, value, REQUIRED)
        return
    right = _form_of(sheet, asked, value, pictures)
    if right is not None:
        yield _fault(asked, value, right)
        return
    if question.constraint is not None and not sheet.holds(
        question.constraint, asked.instance, value
    ):
        yield _fault(asked, value, question.constraint_says or REQUIRED)


def _form_of(
    sheet: AnswerSheet, asked: Asked, value: str, pictures: Collection[str] | None
) -> Text | None:
    """Return what would be right where a value has not the form of its question."""
    question = asked.question
    match question.type:
        case AnswerType.TEXT:
            fits = len(value) <= MOST_LETTERS and not _UNPRINTED.search(value)
        case AnswerType.INTEGER:
            fits = _INTEGER.fullmatch(value) is not None
        case AnswerType.DECIMAL:
            fits = _DECIMAL.fullmatch(value) is not None
        case AnswerType.DATE:
            fits = _is_day(value)
        case AnswerType.SELECT_ONE:
            fits = question.choice(value) is not None
        case AnswerType.SELECT_MULTIPLE:
            chosen = value.split()
            fits = len(set(chosen)) == len(chosen) and all(
                question.choice(one) for one in chosen
            )
        case AnswerType.FROM_LIST:
            fits = value in sheet.options(asked)
        case AnswerType.ACKNOWLEDGE:
            fits = value == ACKNOWLEDGED
        case AnswerType.GEOPOINT:
            fits = _is_on_earth(value)
        case AnswerType.IMAGE:
            fits = pictures is None or value in pictures
        case _:
            fits = True
    return None if fits else _right_for(question)


def _right_for(question: Question) -> Text:
    if question.type.is_choice:
        return Text(
            "下列之一：" + "、".join(one.label.zh for one in question.choices),
            "one of " + ", ".join(one.label.en for one in question.choices),
        )
    return _RIGHT[question.type]


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_on_earth(value: str) -> bool:
    if _GEOPOINT.fullmatch(value) is None:
        return False
    degrees = [abs(Decimal(one)) for one in value.split()[:2]]
    return all(d <= most for d, most in zip(degrees, _FURTHEST, strict=True))


def _miscalculated(
    sheet: AnswerSheet, asked: Asked, value: str
) -> Iterator[AnswerFault]:
    """Yield a fault where a client calculated otherwise; none need calculate at all.

    Clients count in binary, so a figure may be out by less than half a cent.
    """
    if not value or value == "NaN":
        return
    found = sheet.value(asked.question.name, asked.instance)
    claimed = number(value)
    counted = number(found)
    if isinstance(counted, Unknown) or isinstance(claimed, Unknown):
        agrees = text(found) == value
    else:
        agrees = abs(counted - claimed) < CENT / 2
    if not agrees:
        kept = text(found)
        right = Text(
            kept or "空白（还有没答的）", kept or "blank: something is unknown"
        )
        yield _fault(asked, value, right)


def _not_asked(sheet: AnswerSheet) -> Iterator[AnswerFault]:
    """Yield what was answered though it is not asked, or not by this questionnaire."""
    places: list[tuple[Mapping[str, str], int | None, str | None]]
    places = [(sheet.answers, None, None)]
    for name, instances in sheet.repeats.items():
        places += [(one, at, name) for at, one in enumerate(instances)]
    known = {repeat.name for repeat in sheet.form.repeats}
    for answers, instance, repeat in places:
        for name, value in answers.items():
            question = sheet.form.questions.get(name)
            inside = sheet.form.repeat_of(name) if question else None
            is_here = question and (inside.name if inside else None) == repeat
            if question is None or not is_here or (repeat and repeat not in known):
                label = Text(name[:40], name[:40])
                yield AnswerFault(name[:40], label, value, NO_SUCH, instance)
            elif (
                value
                and question.type is not AnswerType.CALCULATE
                and not sheet.is_asked(name, instance)
            ):
                yield _fault(Asked(question, instance), value, BLANK)


def _twice(sheet: AnswerSheet) -> Iterator[AnswerFault]:
    """Yield who stands in a repeat twice: each of a list's own has one place in it."""
    for repeat in sheet.form.repeats:
        listed = [q for q in repeat.questions() if q.type is AnswerType.FROM_LIST]
        for question in listed:
            met: set[str] = set()
            for at in range(sheet.count(repeat)):
                value = sheet.given(question.name, at)
                if value and value in met:
                    yield _fault(Asked(question, at), value, ONCE)
                met.add(value)


def _left_out(sheet: AnswerSheet) -> Iterator[AnswerFault]:
    """Yield the repeats that leave out some of the list they go by."""
    for repeat in sheet.form.repeats:
        for question in repeat.questions():
            if question.type is not AnswerType.FROM_LIST:
                continue
            met = {sheet.given(question.name, at) for at in range(sheet.count(repeat))}
            absent = set(sheet.options(Asked(question, 0))) - met
            if absent and sheet.group_is_asked(repeat):
                yield AnswerFault(repeat.name, repeat.label, "", _everybody(absent))


def _everybody(absent: Collection[str]) -> Text:
    return Text(
        f"名单上的每个人都填到（还差{len(absent)}人）",
        f"everybody of the list ({len(absent)} are left out)",
    )


def _fault(asked: Asked, value: str, right: Text) -> AnswerFault:
    question = asked.question
    label = question.label if question.label.zh else Text(question.name, question.name)
    return AnswerFault(question.name, label, value, right, asked.instance)


REQUIRED = Text("填写，不能空着", "an answer; this must not stay blank")
BLANK = Text(
    "空着：按前面的回答，这一项不问", "blank: it is not asked after the answers before"
)
NO_SUCH = Text("问卷里有的题目", "a question of the questionnaire")
ONCE = Text("每人只填一次", "each only once")
_RIGHT = {
    AnswerType.TEXT: Text(
        f"不超过{MOST_LETTERS}个字的文字",
        f"a text of at most {MOST_LETTERS} characters",
    ),
    AnswerType.INTEGER: Text("整数", "a whole number"),
    AnswerType.DECIMAL: Text("数字，如 1200.50", "a figure such as 1200.50"),
    AnswerType.DATE: Text("日期，如 2000-01-31", "a date such as 2000-01-31"),
    AnswerType.FROM_LIST: Text("名单里的一项", "one of the list"),
    AnswerType.ACKNOWLEDGE: Text("勾选，或者空着", "ticked, or blank"),
    AnswerType.GEOPOINT: Text(
        "定位所得的经纬度，如 42.2 123.7", "degrees as located, such as 42.2 123.7"
    ),
    AnswerType.IMAGE: Text("随调查一起送来的照片", "a picture that came with it"),
}
