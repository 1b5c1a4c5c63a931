"""The register of one's area, and one household with everything its page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Query, Schema

from tuopin.procedure.workload import latest_case
from tuopin.register.access import HouseholdNotFound
from tuopin.register.domain import RegistrationStatus
from tuopin.register.queries import HouseholdAsAt, HouseholdRow, Order
from tuopin.web.acting import ActorRequest
from tuopin.web.api.cases import Case, as_case
from tuopin.web.api.entering import require_reader, router_for_staff
from tuopin.web.api.judged import Assessment, Happened, assessment_of, timeline_of
from tuopin.web.api.problems import READING, Fault, Problem, faulty, missing
from tuopin.web.api.words import (
    Named,
    PageNumber,
    PlaceCode,
    Sent,
    Words,
    named,
    some_words,
    status_named,
    words,
)
from tuopin.web.household_page import HouseholdPage, page_of
from tuopin.web.listing import Listing, listing_for

router = router_for_staff(tag="households")


class HouseholdListed(Schema):
    """A household of the list; `status` is where its exit stands, if it has begun."""

    number: str
    head_name: str
    persons: int
    village: str
    village_name: str
    registration: Named
    status: Named | None


class Households(Schema):
    """A page of the register of one's area."""

    page: int
    pages: int
    total: int
    households: list[HouseholdListed]


class Asked(Sent):
    """What to narrow the list by; nobody's name, for addresses are logged."""

    place: PlaceCode | None = None
    registration: RegistrationStatus | None = None
    status: str | None = None
    open: str | None = None
    sort: Order = Order.NUMBER
    page: PageNumber = 1


class Member(Schema):
    """A member as the register has them; the identity number is masked."""

    name: str
    relation: str
    gender: str
    id_number: str
    born_on: date | None
    health: str
    schooling: str
    insured: bool | None


class Fact(Schema):
    """A fact as a visit found it; no value where it was not answered."""

    title: Words
    value: Words | None


class Visit(Schema):
    """A visit to the household, and what it found."""

    surveyed_on: date
    entered_on: date
    surveyor: str
    organization: str
    facts: list[Fact]


class Open(Schema):
    """Something about the household that nobody has answered yet."""

    kind: str
    says: Words


class Household(HouseholdListed):
    """A household with its facts, findings, acts and record."""

    township_name: str
    group: str
    kind: str
    main_cause: str
    phone: str
    bank_account: str
    members: list[Member]
    visits: list[Visit]
    assessment: Assessment | None
    case: Case | None
    open_questions: list[Open]
    timeline: list[Happened]


@router.get(
    "/households", response={200: Households, READING: Problem}, url_name="households"
)
def list_households(request: ActorRequest, asked: Query[Asked]) -> Households:
    """List the households of one's area, fifty a page."""
    actor = require_reader(request)
    sent = {
        name: str(value) for name, value in asked.model_dump(exclude_none=True).items()
    }
    listing = listing_for(actor, sent, request.session, on=request.today)
    _refuse_unknown(listing)
    page = listing.page
    return Households(
        page=page.page,
        pages=page.pages,
        total=page.total,
        households=[
            HouseholdListed(**_row(row.household), status=status_named(row.status))
            for row in listing.rows
        ],
    )


def _refuse_unknown(listing: Listing) -> None:
    """Refuse a place, a status or an act that the list does not know."""
    faults = [
        Fault(field=name, says=Words(zh="没有这一项。", en="There is no such choice."))
        for name in listing.form.errors
    ]
    if faults:
        raise faulty(faults)


def _row(row: HouseholdRow) -> dict[str, Any]:
    status = row.registration_status
    return {
        "number": row.number,
        "head_name": row.head_name,
        "persons": row.member_count,
        "village": row.village_id,
        "village_name": row.village_name,
        "registration": named(status.value, status.label),
    }


@router.get(
    "/households/{number}",
    response={200: Household, READING: Problem},
    url_name="household",
)
def one_household(request: ActorRequest, number: str) -> Household:
    """Return one household of one's area; any other is not there."""
    actor = require_reader(request)
    try:
        page = page_of(actor, number, on=request.today)
    except HouseholdNotFound as not_found:
        raise missing() from not_found
    case = latest_case(page.household.id)
    shown = as_case(case, page.case) if case and page.case else None
    return Household(
        **_row(page.household),
        status=shown.status if shown else None,
        township_name=page.place.township,
        **_details(page.as_at),
        visits=_visits(page),
        assessment=assessment_of(page.assessment),
        case=shown,
        open_questions=_open_questions(page),
        timeline=timeline_of(page.timeline),
    )


def _details(as_at: HouseholdAsAt | None) -> dict[str, Any]:
    if as_at is None:
        empty = dict.fromkeys(
            ("group", "kind", "main_cause", "phone", "bank_account"), ""
        )
        return {**empty, "members": []}
    details = as_at.details
    return {
        "group": details.group,
        "kind": details.kind,
        "main_cause": details.main_cause,
        "phone": details.phone,
        "bank_account": details.bank_account,
        "members": [
            Member(
                name=one.name,
                relation=one.relation,
                gender=one.gender,
                id_number=one.id_number,
                born_on=one.born_on,
                health=one.health,
                schooling=one.schooling,
                insured=one.insured,
            )
            for one in as_at.members
        ],
    }


def _visits(page: HouseholdPage) -> list[Visit]:
    return [
        Visit(
            surveyed_on=one.surveyed_on,
            entered_on=one.entered_on,
            surveyor=one.surveyor,
            organization=one.organization,
            facts=[
                Fact(title=words(fact.title), value=some_words(fact.value))
                for fact in one.facts
            ],
        )
        for one in page.visits
    ]


def _open_questions(page: HouseholdPage) -> list[Open]:
    """Return what waits for an answer: facts not known, objections, holds."""
    findings = page.assessment.findings if page.assessment else ()
    unknown = dict.fromkeys(fact for one in findings for fact in one.missing)
    found = [Open(kind="fact_missing", says=words(fact)) for fact in unknown]
    if page.case is not None:
        found += [
            Open(kind="objection", says=Words(zh=one.text, en=one.text))
            for one in page.case.objections
            if one.answer is None
        ]
        found += [
            Open(kind="hold", says=Words(zh=one.reason, en=one.reason))
            for one in page.case.holds
        ]
    return found
