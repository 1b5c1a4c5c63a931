"""The acts of article 5, one function each: a plan is drafted, reviewed twice, filed.

A timetable of villages goes the same way as a year's plan, by the same acts.
"""

from tuopin.plan.acting import Opinion
from tuopin.plan.names import UnableToPlan
from tuopin.plan.operations.annual import draft
from tuopin.plan.operations.going_up import (
    file_with_province,
    review_by_city,
    review_by_county,
)
from tuopin.plan.operations.timetables import draft_timetable

__all__ = [
    "Opinion",
    "UnableToPlan",
    "draft",
    "draft_timetable",
    "file_with_province",
    "review_by_city",
    "review_by_county",
]
