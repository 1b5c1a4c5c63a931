"""Assessments, visits and the timeline, as households and villages share them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ninja import Schema

from tuopin.web.api.words import Article, Named, Words, article, named, some_words
from tuopin.web.api.words import words as in_both
from tuopin.web.household_page import AssessmentShown
from tuopin.web.timeline import Happening


class Finding(Schema):
    """What a criterion said: figure, threshold, article, source, why, what misses."""

    title: Words
    outcome: Named
    observed: Words
    threshold: str
    article: Article | None
    source: Named | None
    reason: Words
    missing: list[Words]


class Assessment(Schema):
    """An assessment with all its findings: by whom, when, on which rules."""

    outcome: Named
    assessed_on: date
    assessed_by: str
    visited_on: date | None
    rules: Words
    rules_version: str
    findings: list[Finding]


class Happened(Schema):
    """A line of the audit record."""

    title: Words
    detail: Words | None
    happened_on: date
    entered_on: date
    is_entered_late: bool
    by: str
    position: Named


def assessment_of(shown: AssessmentShown | None) -> Assessment | None:
    """Write an assessment as it is shown."""
    if shown is None:
        return None
    return Assessment(
        outcome=named(shown.outcome.value, shown.outcome.label),
        assessed_on=shown.assessed_on,
        assessed_by=shown.assessed_by,
        visited_on=shown.visited_on,
        rules=in_both(shown.pack_title),
        rules_version=shown.pack_version,
        findings=[
            Finding(
                title=in_both(one.title),
                outcome=named(one.outcome.value, one.outcome.label),
                observed=in_both(one.observed),
                threshold=one.threshold,
                article=article(one.cite),
                source=named(one.source.value, one.source.label)
                if one.source
                else None,
                reason=in_both(one.reason),
                missing=[in_both(fact) for fact in one.missing],
            )
            for one in shown.findings
        ],
    )


def timeline_of(happened: Iterable[Happening]) -> list[Happened]:
    """Write the record of a household or a village, the latest first."""
    return [
        Happened(
            title=in_both(one.title),
            detail=some_words(one.detail),
            happened_on=one.happened_on,
            entered_on=one.entered_on,
            is_entered_late=one.is_entered_late,
            by=one.person_name,
            position=named(one.position.value, one.position.label),
        )
        for one in happened
    ]
