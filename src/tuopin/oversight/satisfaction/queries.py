"""Reading interviews, and what a draw says of how content people are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuopin.aftercare.queries import helpers_named
from tuopin.office.accounts.queries import holds_seat_named
from tuopin.office.counting import Measure
from tuopin.oversight.estimating import Estimate
from tuopin.oversight.models import Inspection, Interview
from tuopin.oversight.queries import DrawnStanding, plan_of, sizes_of
from tuopin.oversight.rates import estimate_of
from tuopin.oversight.satisfaction.domain import Reply
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.positions import Position
from tuopin.rulebook.satisfaction import SatisfactionQuestion, SatisfactionRules

OF_THE_VILLAGE = (Position.VILLAGE_COMMITTEES, Position.RESIDENT_WORK_TEAM)
ASKED = """
SELECT s.village_code::text AS place, l.household_number::text AS unit,
  (d.inspection_id || '/' || l.list_number)::text AS about, s.done_on AS day,
  s.is_content AS counts
FROM (
  SELECT n.drawn_id, n.village_code, n.done_on,
    n.answers->>%(question)s = ANY(%(content)s) AS is_content
  FROM oversight_interview n WHERE n.reply = 'answered'
  UNION ALL
  SELECT c.drawn_id, c.village_code, c.done_on, c.approval = 'content'
  FROM oversight_spotcheck c WHERE c.approval <> 'not_asked' AND NOT EXISTS (
    SELECT FROM oversight_interview n
    WHERE n.drawn_id = c.drawn_id AND n.reply = 'answered')
) s
JOIN oversight_drawnhousehold d ON d.id = s.drawn_id
JOIN inspections_of(%(year)s::int) i ON i.id = d.inspection_id
JOIN oversight_frameline l ON l.id = d.line_id
"""


@dataclass(frozen=True)
class QuestionTold:
    """A question, and the share of the frame that is content with it."""

    question: SatisfactionQuestion
    estimate: Estimate


@dataclass(frozen=True)
class Satisfaction:
    """What a draw's households said: how many replied how, and each question."""

    drawn: int
    answered: int
    refused: int
    not_reached: int
    questions: tuple[QuestionTold, ...]

    @property
    def not_asked(self) -> int:
        """How many nobody has asked yet."""
        return self.drawn - self.answered - self.refused - self.not_reached


def approval(year: int, rules: SatisfactionRules | None) -> Measure:
    """Return whom a year's draws asked: who is content counts.

    An interview stands before what an inspector asked beside the check.
    """
    question = rules.questions[rules.overall] if rules else None
    return Measure(
        ASKED,
        {
            "year": year,
            "question": question.id if question else "",
            "content": list(question.content) if question else [],
        },
    )


def interviews_of(drawn_id: int) -> list[Interview]:
    """Return how often a drawn household was asked, in order."""
    found = Interview.objects.filter(drawn_id=drawn_id)
    return list(found.select_related("recorded_by__person").order_by("id"))


def satisfaction_of(
    inspection: Inspection,
    drawn: Sequence[DrawnStanding],
    *,
    rules: SatisfactionRules,
    figures: InspectionRules,
) -> Satisfaction | None:
    """Return what the households of a draw said, None before anybody was asked.

    Whoever was replaced is left out; whoever stands in counts instead.
    """
    kept = [one for one in drawn if one.replaced_by is None]
    found = Interview.objects.filter(drawn__inspection=inspection).order_by("id")
    last = {one.drawn_id: one for one in found}
    if not last:
        return None
    replies = Counter(
        Reply(last[one.drawn.id].reply) for one in kept if one.drawn.id in last
    )
    plan, sizes = plan_of(inspection), sizes_of(inspection)

    def told(question: SatisfactionQuestion) -> Estimate:
        def counts(one: DrawnStanding) -> bool | None:
            interview = last.get(one.drawn.id)
            if interview is None or interview.reply != Reply.ANSWERED.value:
                return None
            return interview.answers.get(question.id) in question.content

        return estimate_of(kept, kept, counts, plan=plan, sizes=sizes, rules=figures)

    return Satisfaction(
        len(kept),
        replies[Reply.ANSWERED],
        replies[Reply.REFUSED],
        replies[Reply.NOT_REACHED],
        tuple(QuestionTold(one, told(one)) for one in rules.questions.values()),
    )


def is_of_the_village(name: str, village: str, *, on: date) -> bool:
    """Say whether somebody of this name works in a village or helps a household of it.

    By the name alone: whoever shares one with them lets somebody else ask.
    """
    return name in helpers_named(village) or holds_seat_named(
        name, OF_THE_VILLAGE, village, on=on
    )
