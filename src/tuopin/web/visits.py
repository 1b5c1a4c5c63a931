"""A workbook's survey rows as visits, in the facts that the policy pack asks for."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.register.workbook.entries import SurveyEntry
from tuopin.rulebook.facts import FactSource
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.survey.operations import Visit


def visits_of(
    entries: Iterable[SurveyEntry], pack: PolicyPack, year: int
) -> list[Visit]:
    """Return the year's visits of a workbook, answers by the pack's fact names.

    A survey without a date, or of another year, is none for this year; a cell that
    was blank stays unanswered.
    """
    of_survey = [
        fact
        for fact in pack.facts[Unit.HOUSEHOLD].facts.values()
        if fact.source is FactSource.SURVEY and fact.column is not None
    ]
    visits = []
    for survey in entries:
        if survey.surveyed_on is None or survey.surveyed_on.year != year:
            continue
        answers = {}
        for fact in of_survey:
            written = survey.values.get(fact.column or "")
            value = fact.value_of(written) if fact.words and written else written
            if value is not None and value != "":
                answers[fact.name] = value
        visits.append(
            Visit(
                household_number=survey.household_number,
                surveyed_on=survey.surveyed_on,
                surveyor=survey.surveyor,
                organization=survey.organization,
                answers=answers,
                evidence={
                    "signed_survey_form": f"纸质:入户调查表-{survey.household_number}"
                },
            )
        )
    return visits
