"""Opening cases from a filed plan, and taking visits as their surveys (arts 3, 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as, alone_with
from tuopin.plan import queries as plans
from tuopin.procedure import queries
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.held import hold_for_questions, lists_of, titles_of
from tuopin.procedure.models import ExitCase
from tuopin.procedure.operations.cases import Opening, refuse_a_year_gone
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.register import queries as register
from tuopin.rulebook.procedure import ActRule
from tuopin.rulebook.text import Text
from tuopin.survey import queries as surveys
from tuopin.survey.operations import RecordedVisit

if TYPE_CHECKING:
    from tuopin.survey.models import SurveyVisit


@dataclass(frozen=True)
class ListedHousehold:
    """What became of one household: the case opened for it, or why there is none."""

    household_id: int
    case_id: int | None
    refusal: CaseRefusal | None = None


@dataclass(frozen=True)
class Listed:
    """A result for every household that was to be listed."""

    act: str
    rows: tuple[ListedHousehold, ...]

    @property
    def done(self) -> tuple[int, ...]:
        """The cases that were opened."""
        return tuple(row.case_id for row in self.rows if row.case_id is not None)

    @property
    def refused(self) -> tuple[ListedHousehold, ...]:
        """The households for which there is no case, with the reason of each."""
        return tuple(row for row in self.rows if row.refusal is not None)


def list_in_plan(
    *, household_ids: Sequence[int], year: int, actor: Actor, on: date
) -> Listed:
    """Open a case for each household that a filed plan of the year names (art. 5).

    A household outside every filed plan gets no case; its remedy is an amended plan.
    A case stands with its first act or not at all.
    """
    in_force = pack_in_force(on)
    procedure = queries.procedure_of(pack_of(in_force.id))
    rule = procedure.acts["list_in_plan"]
    require_position(actor, rule.performed_by)
    refuse_a_year_gone(year, on)
    with acting_as(actor):
        alone_with(f"cases of {actor.division_code}", lists_of(actor.division_code))
        rows = plans.filed_rows(year=year, household_ids=household_ids)
        _refuse_unlisted([one for one in household_ids if one not in rows], rule)
        _refuse_off_the_register(household_ids)
        _refuse_opened_before(household_ids, year, rule)
        opening = Opening(year, in_force.id, procedure, rule, actor, on)
        opened = opening.open([rows[one] for one in household_ids])
        hold_for_questions(
            household_ids, titles_of(pack_of(in_force.id)), actor=actor, on=on
        )
        return Listed(
            rule.id,
            tuple(
                ListedHousehold(one, None if row.refusal else row.case_id, row.refusal)
                for one, row in zip(household_ids, opened, strict=True)
            ),
        )


def _used_before(
    case: ExitCase, visit: SurveyVisit, used: set[tuple[int, str, int]]
) -> CaseRefusal | None:
    """Refuse a visit on which an earlier round of the case rested (art. 3 ¶2)."""
    subject = f"visit:{visit.id}"
    if all((case.id, subject, at) not in used for at in range(1, case.round)):
        return None
    return CaseRefusal(
        Because.SPECIFIC,
        Text(
            "这次入户调查是上一轮所用；请重新入户调查。",
            "An earlier round rested on this visit: visit the household again.",
        ),
        "art-03 ¶2",
    )


def _entered_by_another(visit: SurveyVisit, actor: Actor) -> CaseRefusal | None:
    """Refuse a visit of which another person entered the answers (art. 12).

    Whoever entered them would pass by what keeps one person out of two acts.
    """
    if visit.recorded_by.person_id == actor.person_id:
        return None
    return CaseRefusal(
        Because.SPECIFIC,
        Text(
            "这次入户调查由他人录入；请由录入人办理，或自行入户调查后再录入。",
            "Somebody else entered this visit: they have to take it as the survey, "
            "or you visit the household and enter what you found.",
        ),
        "art-12",
    )


def _refuse_unlisted(outside: Sequence[int], rule: ActRule) -> None:
    if outside:
        raise UnableToRecord(
            Text(
                f"有{len(outside)}户不在已报省备案的年度计划内。"
                "请先修订计划并备案，再办理。",
                f"{len(outside)} households are in no plan filed with the "
                "province. Amend the plan and file it first.",
            ),
            cite=str(rule.cite),
        )


def _refuse_off_the_register(household_ids: Sequence[int]) -> None:
    """Refuse households that left the register after their plan was made (art. 2)."""
    households = register.households_by_id(household_ids)
    gone = [household.number for household in households if not household.may_exit]
    if gone:
        raise UnableToRecord(
            Text(
                f"以下户已不在册或已脱贫：{'、'.join(gone[:5])}。请从名单中去掉。",
                f"These households have left the register: {', '.join(gone[:5])}. "
                "Take them off the list.",
            ),
            cite="art-02",
        )


def _refuse_opened_before(
    household_ids: Sequence[int], year: int, rule: ActRule
) -> None:
    opened = queries.cases(year=year).filter(household_id__in=list(household_ids))
    numbers = list(opened.values_list("household__number", flat=True))
    if numbers:
        raise UnableToRecord(
            Text(
                f"以下户本年度已建立退出程序：{'、'.join(numbers[:5])}。请从名单中去掉。",
                f"These households have their case of {year}: "
                f"{', '.join(numbers[:5])}. Take them off the list.",
            ),
            cite=str(rule.cite),
        )


def survey(*, visits: Sequence[RecordedVisit], actor: Actor, on: date) -> BatchResult:
    """Take recorded visits as the year's surveys of their cases (入户调查, art. 3).

    A visit of another year is no survey for the case, nor one that served an earlier
    round or that somebody else entered. What is taken is what the record has.
    """
    with acting_as(actor):
        recorded = surveys.visits_by_id(visit.id for visit in visits)
        by_household = {visit.household_id: visit for visit in recorded.values()}
        cases = ExitCase.objects.filter(
            household_id__in=by_household,
            year__in={visit.year for visit in recorded.values()},
        ).order_by("id")
        used = queries.subjects_used(case.id for case in cases)
        rows = []
        for case in cases:
            visit = by_household[case.leaving_id]
            if visit.year != case.year:
                continue
            rows.append(
                Row(
                    case.id,
                    "surveyed",
                    {**visit.evidence, "surveyor": visit.surveyor},
                    subject=f"visit:{visit.id}",
                    on=visit.surveyed_on,
                    refusal=_used_before(case, visit, used)
                    or _entered_by_another(visit, actor),
                )
            )
        return record_acts(act="survey", rows=rows, actor=actor, on=on)
