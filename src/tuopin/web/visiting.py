"""A visit from the survey form into the record, and what the record made of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as, alone_with
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.workload import latest_case
from tuopin.register import access
from tuopin.register.queries import HouseholdRow, MemberRow, members_as_at
from tuopin.rulebook.citation import parse
from tuopin.rulebook.facts import Fact
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.survey.operations import RecordedVisit, Visit, record_visits
from tuopin.survey.queries import visits_to
from tuopin.web import evidence
from tuopin.web.visit_form import VisitForm
from tuopin.web.worksheets.fields import Brought

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

OUTCOME_KEY = "visit_outcome"


@dataclass(frozen=True)
class MemberShown:
    """A member as the register has them: who it is, and what the rules read of them."""

    member: MemberRow
    values: tuple[tuple[Text, Text | None], ...]


@dataclass(frozen=True)
class VisitPage:
    """The survey form of one household, beside what the register has of its members."""

    household: HouseholdRow
    form: VisitForm
    member_facts: tuple[Fact, ...]
    members: tuple[MemberShown, ...]
    brought: Brought


@dataclass(frozen=True)
class VisitOutcome:
    """What was recorded of a visit, and why it is not the year's survey if it is not.

    Neither a survey nor refused: the household had no case in the visit's year.
    """

    number: str
    is_repeated: bool
    is_survey: bool
    refused: Text | None = None
    cite: str = ""
    put_aside: Text | None = None

    @property
    def has_no_case(self) -> bool:
        """Whether there was no case that the visit could serve."""
        said = self.refused or self.put_aside
        return not self.is_survey and not self.is_repeated and said is None


def page_of(
    actor: Actor, number: str, sent: evidence.Sent | None, *, on: date
) -> VisitPage:
    """Return a household's survey form; raises HouseholdNotFound for another area's.

    Files that were sent with it are kept in the household's village.
    """
    household = access.household_for(actor, number)
    village = household.village_id
    brought = sent.kept(actor, on, lambda _: village) if sent else {}
    asked = sent.words if sent else None
    case = latest_case(household.id)
    is_of_the_year = case is not None and case.year == on.year
    pack = pack_of(case.pack_id if case and is_of_the_year else pack_in_force(on).id)
    facts = _member_facts(pack)
    rule = procedure_of(pack).acts["survey"]
    return VisitPage(
        household=household,
        form=_offering(
            VisitForm(asked, pack=pack, rule=rule, actor=actor, on=on, brought=brought),
            actor,
            village,
        ),
        brought=brought,
        member_facts=facts,
        members=tuple(
            MemberShown(
                member,
                tuple((f.title, _value(f, member.value_of(f.column))) for f in facts),
            )
            for member in members_as_at(household.id, on)
        ),
    )


def _offering(form: VisitForm, actor: Actor, village: str) -> VisitForm:
    form.papers = evidence.offering(form.papers, actor, [village])
    return form


def _member_facts(pack: PolicyPack) -> tuple[Fact, ...]:
    return tuple(
        inner
        for fact in pack.facts[Unit.HOUSEHOLD].facts.values()
        for inner in fact.member_facts.values()
    )


def _value(fact: Fact, kept: object) -> Text | None:
    """Return a member's fact as people read it; None is not known."""
    if kept is None:
        return None
    if isinstance(kept, bool):
        return fact.word_for("yes" if kept else "no")
    return fact.word_for(fact.value_of(str(kept)) or kept)


def take_visit(
    visit: Visit, household: HouseholdRow, *, actor: Actor, on: date
) -> VisitOutcome:
    """Record a visit once, and take it as the year's survey if it can be (art. 3 ¶2).

    The visit stands even where the procedure refuses it. Raises UnableToRecordVisit
    when it cannot have been made as described.
    """
    with acting_as(actor):
        alone_with(f"visits to household {household.id}")
        earlier = _earlier(visit, household, actor)
        recorded = earlier or record_visits(visits=[visit], actor=actor, on=on)
        is_repeated = bool(earlier)
        try:
            result = procedure.survey(visits=recorded, actor=actor, on=on)
        except Refusal as refusal:
            return VisitOutcome(
                household.number, is_repeated, False, refusal.text, refusal.cite
            )
    for row in result.refused:
        why = row.refusal
        # Sent twice, it serves its case already.
        is_known = is_repeated and why and why.because is Because.DONE_BEFORE
        if why is not None and not is_known:
            return VisitOutcome(
                household.number, is_repeated, False, why.text, _unsaid_cite(why)
            )
    return VisitOutcome(household.number, is_repeated, bool(result.done))


def _unsaid_cite(why: CaseRefusal) -> str:
    """Return a refusal's article, unless its words name it."""
    return "" if parse(why.cite).label.zh in why.text.zh else why.cite


def _earlier(
    visit: Visit, household: HouseholdRow, actor: Actor
) -> tuple[RecordedVisit, ...]:
    """Return the same visit if the actor has recorded it, as after a double click."""
    for one in visits_to(household.id):
        is_same = (
            one.recorded_by_id == actor.appointment_id
            and one.surveyed_on == visit.surveyed_on
            and one.surveyor == visit.surveyor
            and one.organization == visit.organization
            and one.answers == visit.answers
            and one.evidence == visit.evidence
        )
        if is_same:
            return (RecordedVisit(one.id, household.id, visit),)
    return ()


def keep_outcome(session: SessionBase, outcome: VisitOutcome) -> None:
    """Keep what became of a visit for the page that is shown next."""
    session[OUTCOME_KEY] = asdict(outcome)


def kept_outcome(session: SessionBase, number: str) -> VisitOutcome | None:
    """Return, once, what became of a visit to this household."""
    if session.get(OUTCOME_KEY, {}).get("number") != number:
        return None
    kept = session.pop(OUTCOME_KEY)
    said = {
        name: Text(**kept[name]) if kept[name] else None
        for name in ("refused", "put_aside")
    }
    return VisitOutcome(**{**kept, **said})
