"""First and second surveys as the record has them, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuopin.office.clock.queries import today
from tuopin.register import queries as register
from tuopin.rulebook.questionnaire.evaluating import Tables
from tuopin.rulebook.questionnaire.reading import UnreadableAnswers, read_answers
from tuopin.survey.fieldwork import members_found
from tuopin.survey.lists import lists_for
from tuopin.survey.models import (
    DrawnSurvey,
    SecondComparison,
    SurveySubmission,
    SurveyVisit,
)
from tuopin.survey.second.agreement import Comparing, Key, Pair
from tuopin.survey.second.queries import second_submissions


@dataclass(frozen=True)
class ComparedSurvey:
    """A drawn household's two surveys, and every question that either answers."""

    drawn: DrawnSurvey
    visit: SurveyVisit
    second: SurveySubmission
    pairs: tuple[Pair, ...]

    @property
    def different(self) -> list[Pair]:
        """The questions on which the two differ."""
        return [one for one in self.pairs if not one.agrees]

    @property
    def decisive(self) -> list[Pair]:
        """Those of them that the standard is judged by."""
        return [one for one in self.different if one.touches_standard]


def compared_surveys(
    comparing: Comparing, found: Sequence[DrawnSurvey]
) -> list[ComparedSurvey]:
    """Return those drawn whose two surveys were compared, as they were, in order."""
    kept = {
        row.drawn_id: row
        for row in SecondComparison.objects.filter(drawn__in=found).select_related(
            "second__submitted_by__person", "drawn__line__visit"
        )
    }
    return [
        ComparedSurvey(
            one,
            kept[one.id].drawn.line.visit,
            kept[one.id].second,
            tuple(_read(comparing, kept[one.id].pairs)),
        )
        for one in found
        if one.id in kept
    ]


def _read(comparing: Comparing, pairs: Iterable[Sequence[Any]]) -> Iterator[Pair]:
    """Yield kept pairs; what the present questionnaire no longer asks is left out."""
    for name, whose, first, second, agrees, touches in pairs:
        question = comparing.compared.get(name)
        if question is not None:
            yield Pair(question, whose, first, second, agrees, touches)


def written(pairs: Iterable[Pair]) -> list[list[object]]:
    """Return pairs as they are kept."""
    return [
        [p.question.name, p.whose, p.first, p.second, p.agrees, p.touches_standard]
        for p in pairs
    ]


def compare_surveys(
    comparing: Comparing, found: Sequence[DrawnSurvey], *, year: int
) -> list[ComparedSurvey]:
    """Hold second surveys that have come against the first, in the order given.

    A first survey without a questionnaire behind it is compared by the facts that it
    answered; what was found of members stands by their numbers.
    """
    seconds = second_submissions(year, household_ids=[d.household_id for d in found])
    there = [one for one in found if one.household_id in seconds]
    if not there:
        return []
    visit_ids = [one.line.visit_id for one in there]
    visits = SurveyVisit.objects.in_bulk(visit_ids)
    firsts = {
        row.visit_id: row
        for row in SurveySubmission.objects.filter(visit_id__in=visit_ids).order_by(
            "id"
        )
    }
    members = members_found(visit_ids)
    rows = register.households_by_id([one.household_id for one in there])
    tables = lists_for(rows, year=year)
    return [
        ComparedSurvey(
            one,
            visits[one.line.visit_id],
            seconds[one.household_id],
            tuple(
                _pairs(
                    comparing,
                    (
                        visits[one.line.visit_id],
                        firsts.get(one.line.visit_id),
                        {
                            number: row.facts
                            for number, row in members.get(
                                one.line.visit_id, {}
                            ).items()
                        },
                    ),
                    seconds[one.household_id],
                    tables,
                )
            ),
        )
        for one in there
        if one.line.visit_id in visits
    ]


First = tuple[
    SurveyVisit, SurveySubmission | None, Mapping[str, Mapping[str, str | None]]
]


def _pairs(
    comparing: Comparing, first: First, second: SurveySubmission, tables: Tables
) -> list[Pair]:
    visit, behind, members = first
    again = _said(comparing, second, tables)
    before = _said(comparing, behind, tables) if behind else None
    if again is None:
        return []
    if before is None:
        # By facts only: what else the second says has nothing to stand against.
        before = comparing.said_by(visit.answers, members)
        own = comparing.only_facts(again)
        again = own if not members else again
        asked = {name for name, _ in before} | {name for name, _ in own}
        again = {key: said for key, said in again.items() if key[0] in asked}
    return comparing.pairs(before, again)


def _said(
    comparing: Comparing, kept: SurveySubmission, tables: Tables
) -> dict[Key, str] | None:
    """Return what a submission says; None where it answers another form's shape."""
    try:
        sheet = read_answers(
            comparing.form, kept.body["answers"], today=today(), tables=tables
        )
    except UnreadableAnswers:
        return None
    return comparing.said_on(sheet)
