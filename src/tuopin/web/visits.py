"""Survey answers as visits, in the facts that the policy pack asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tuopin.register.workbook.entries import SurveyEntry
from tuopin.rulebook.facts import Fact, FactSource
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.survey.operations import Visit


def facts_asked(pack: PolicyPack) -> list[Fact]:
    """Return the facts of a household that a visit has to find, as the pack asks."""
    return [
        fact
        for fact in pack.facts[Unit.HOUSEHOLD].facts.values()
        if fact.source is FactSource.SURVEY and fact.column is not None
    ]


def answers_of(facts: Iterable[Fact], values: Mapping[str, str]) -> dict[str, str]:
    """Return answers by fact name from values by column; a blank is no answer."""
    answers = {}
    for fact in facts:
        written = values.get(fact.column or "")
        value = fact.value_of(written) if fact.words and written else written
        if value is not None and value != "":
            answers[fact.name] = value
    return answers


def visits_of(
    entries: Iterable[SurveyEntry], pack: PolicyPack, year: int
) -> list[Visit]:
    """Return the year's visits of a workbook, answers by the pack's fact names.

    A survey without a date, or of another year, is none for this year; a cell that
    was blank stays unanswered.
    """
    asked = facts_asked(pack)
    visits = []
    for survey in entries:
        if survey.surveyed_on is None or survey.surveyed_on.year != year:
            continue
        visits.append(
            Visit(
                household_number=survey.household_number,
                surveyed_on=survey.surveyed_on,
                surveyor=survey.surveyor,
                organization=survey.organization,
                answers=answers_of(asked, survey.values),
                evidence={
                    "signed_survey_form": f"纸质：入户调查表-{survey.household_number}"
                },
            )
        )
    return visits
