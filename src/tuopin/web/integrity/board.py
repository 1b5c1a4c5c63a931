"""Questions about surveys as their page and their workbook show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.divisions.queries import villages_of
from tuopin.office.policy.queries import pack_on
from tuopin.register.queries import HouseholdRow, households_by_number
from tuopin.register.workbook.writing import workbook_at
from tuopin.rulebook.integrity import IntegrityCheck
from tuopin.rulebook.text import Text
from tuopin.survey.integrity import queries
from tuopin.survey.integrity.domain import Conclusion
from tuopin.survey.integrity.queries import AskedAbout
from tuopin.survey.operations import SURVEYORS
from tuopin.web.acting import NotInThePack
from tuopin.web.templatetags.office import in_language

_TWO_SURVEYS = Text("两次调查不一致", "two surveys differ")
MOST_HOUSEHOLDS = 60
"""So many households a card lists; the workbook has all."""


@dataclass(frozen=True)
class OddShown:
    """One question with what was odd, about which households, and what was said."""

    asked: AskedAbout
    check: IntegrityCheck | None
    place: str
    households: tuple[HouseholdRow, ...]
    is_late: bool
    may_answer: bool
    may_conclude: bool
    differing: tuple[Text, ...] = ()
    asks: Text | None = None

    @property
    def id(self) -> int:
        """Its number."""
        return self.asked.question.id

    @property
    def title(self) -> Text:
        """What was looked for."""
        kind = self.asked.question.kind
        if self.asked.is_second:
            return _TWO_SURVEYS
        return self.check.title if self.check else Text(kind, kind)

    @property
    def measured(self) -> Text:
        """How much was odd among how much, and how much with others."""
        said = self.asked.question.measured
        odd, total, others = said["odd"], said["total"], said.get("others")
        if self.asked.is_second:
            return Text(
                f"标准指标{total}项中有{odd}项不一致",
                f"{odd} of {total} answers of the standard differ",
            )
        if others is None:
            return Text(f"{total}件中有{odd}件", f"{odd} of {total}")
        share = f"{Decimal(others) * 100:.1f}%"
        return Text(
            f"{total}件中有{odd}件；其他调查人为{share}",
            f"{odd} of {total}; with other surveyors {share}",
        )

    @property
    def more(self) -> int:
        """How many households are not listed on the card."""
        return len(self.asked.question.households) - len(self.households)


@dataclass(frozen=True)
class OddBoard:
    """The questions that a reader follows, or was asked."""

    follows: bool
    waiting: tuple[OddShown, ...]
    concluded: tuple[OddShown, ...]
    conclusions: tuple[Conclusion, ...] = tuple(Conclusion)


def board_of(actor: Actor, *, on: date) -> OddBoard:
    """Return the year's questions; whoever was asked sees the own ones."""
    checks = checks_on(on)
    follows = actor.position in MAY[Right.FOLLOW_INTEGRITY]
    found = queries.asked_about(on.year) if follows else queries.asked_of(actor)
    shown = _shown(found, checks, actor, on)
    return OddBoard(
        follows,
        tuple(one for one in shown if one.asked.is_open),
        tuple(one for one in shown if not one.asked.is_open),
    )


def checks_on(on: date) -> Mapping[str, IntegrityCheck]:
    """Return the pack's checks; raises NotInThePack where it has none."""
    rules = pack_on(on).integrity
    if rules is None:
        raise NotInThePack(
            _("The rules in force do not say which surveys deserve a second look.")
        )
    return rules.checks


def _shown(
    found: Sequence[AskedAbout],
    checks: Mapping[str, IntegrityCheck],
    actor: Actor,
    on: date,
) -> list[OddShown]:
    names = villages_of(actor.division_code)
    pack = pack_on(on)
    form = pack.questionnaire
    again = pack.second_survey
    listed = {h for one in found for h in one.question.households[:MOST_HOUSEHOLDS]}
    households = households_by_number(sorted(listed))
    follows = actor.position in MAY[Right.FOLLOW_INTEGRITY]
    return [
        OddShown(
            asked=one,
            check=checks.get(one.question.kind),
            place=names.get(one.question.division_code, one.question.division_code),
            households=tuple(
                households[number]
                for number in one.question.households[:MOST_HOUSEHOLDS]
                if number in households
            ),
            is_late=one.is_open and not one.answers and one.question.due_on < on,
            may_answer=one.is_open
            and actor.position in SURVEYORS
            and one.question.asked_of.person_id == actor.person_id,
            may_conclude=one.is_open
            and follows
            and one.question.asked_of.person_id != actor.person_id,
            differing=tuple(
                form.questions[name].label
                for name in one.question.measured.get("questions", "").split()
                if form is not None and name in form.questions
            ),
            asks=again.question if again is not None and one.is_second else None,
        )
        for one in found
    ]


def questions_to(actor: Actor) -> int:
    """Return how many open questions about surveys a person was asked."""
    if actor.position not in SURVEYORS:
        return 0
    found = queries.asked_of(actor)
    return sum(one.is_open and not one.answers for one in found)


COLUMNS = (
    Text("疑点", "question"),
    Text("调查人", "surveyor"),
    Text("地点", "place"),
    Text("情况", "what was found"),
    Text("状态", "state"),
    Text("期限", "due"),
    Text("户编号", "household"),
    Text("户主", "head"),
    Text("说明和结论", "answers"),
)


def write_workbook(path: Path, actor: Actor, *, on: date) -> None:
    """Write the year's questions, a row for each household."""
    shown = _shown(queries.asked_about(on.year), checks_on(on), actor, on)
    numbers = {h for one in shown for h in one.asked.question.households}
    households = households_by_number(sorted(numbers))
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("Surveys to look at"))
        for at, title in enumerate(COLUMNS):
            sheet.write_string(0, at, in_language(title), bold)
        row = 0
        for one in shown:
            said = " / ".join(answer.text for answer in one.asked.answers)
            for number in one.asked.question.households:
                row += 1
                head = households[number].head_name if number in households else ""
                cells = (
                    in_language(one.title),
                    one.asked.question.asked_of.person.name,
                    one.place,
                    in_language(one.measured),
                    in_language(one.asked.state),
                    one.asked.question.due_on.isoformat(),
                    number,
                    head,
                    said,
                )
                for at, cell in enumerate(cells):
                    sheet.write_string(row, at, cell)
