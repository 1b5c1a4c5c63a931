"""A small invented county for tests: its people, its households, and the way to acts.

Every act is done through the operations that screens call; only households are put
straight into the register, because importing one workbook per test would be slow.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, connections, transaction

from tests.support.national import Entered
from tests.support.pictures import picture
from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.filing.models import Reconciliation
from tuopin.filing.national.queries import due_case_ids
from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, PublicityNotice
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account, Appointment, Person
from tuopin.office.accounts.operations import Seat
from tuopin.office.accounts.queries import actor_of
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock import operations as clock
from tuopin.office.clock.models import DemoClock
from tuopin.office.divisions.operations import load_divisions
from tuopin.office.documents import operations as documents
from tuopin.office.documents.domain import DocumentKind, Reference
from tuopin.office.documents.models import Document
from tuopin.office.policy.operations import adopt_pack
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.procedure import operations as procedure
from tuopin.procedure.models import ExitCase, Hold
from tuopin.procedure.recording import BatchResult, Row
from tuopin.procedure.votes import Votes
from tuopin.register import operations as register
from tuopin.register.domain import RegistrationStatus, WhyShown
from tuopin.register.models import Household
from tuopin.register.workbook.entries import (
    HouseholdEntry,
    MemberEntry,
    RegisterWorkbook,
)
from tuopin.rulebook.positions import Position as P
from tuopin.survey import operations as surveys
from tuopin.survey.operations import Visit

PACK = "tieling-county-2017"
YEAR = 2017
FIRST_DAY = date(2017, 9, 1)
PROVINCE, CITY, COUNTY = "210000000000", "211200000000", "211221000000"
TOWNSHIP, OTHER_TOWNSHIP = "211221101000", "211221102000"
VILLAGE, NEXT_VILLAGE = "211221101200", "211221101201"
OTHER_VILLAGE = "211221102200"

SEATS: Mapping[str, Seat] = {
    "village": Seat(P.VILLAGE_COMMITTEES, VILLAGE),
    "team": Seat(P.RESIDENT_WORK_TEAM, VILLAGE),
    "next village": Seat(P.VILLAGE_COMMITTEES, NEXT_VILLAGE),
    "next team": Seat(P.RESIDENT_WORK_TEAM, NEXT_VILLAGE),
    "other village": Seat(P.VILLAGE_COMMITTEES, OTHER_VILLAGE),
    "other team": Seat(P.RESIDENT_WORK_TEAM, OTHER_VILLAGE),
    "township": Seat(P.TOWNSHIP_OFFICE, TOWNSHIP),
    "examiner": Seat(P.TOWNSHIP_EXAMINER, TOWNSHIP),
    "other township": Seat(P.TOWNSHIP_OFFICE, OTHER_TOWNSHIP),
    "other examiner": Seat(P.TOWNSHIP_EXAMINER, OTHER_TOWNSHIP),
    "county": Seat(P.COUNTY_OFFICE, COUNTY),
    "national clerk": Seat(P.COUNTY_OFFICE, COUNTY),
    "leading group": Seat(P.COUNTY_LEADING_GROUP, COUNTY),
    "water department": Seat(P.DEPARTMENT, COUNTY, "水利局"),
    "road department": Seat(P.DEPARTMENT, COUNTY, "交通局"),
    "housing department": Seat(P.DEPARTMENT, COUNTY, "城建局"),
    "farming department": Seat(P.DEPARTMENT, COUNTY, "农发局"),
    "health department": Seat(P.DEPARTMENT, COUNTY, "卫生计生委"),
    "culture department": Seat(P.DEPARTMENT, COUNTY, "文化局"),
    "statistics department": Seat(P.DEPARTMENT, COUNTY, "统计局"),
    "finance department": Seat(P.DEPARTMENT, COUNTY, "财政局"),
    "city": Seat(P.CITY_OFFICE, CITY),
    "province": Seat(P.PROVINCE_OFFICE, PROVINCE),
    "supervision": Seat(P.SUPERVISION, COUNTY),
    "city supervision": Seat(P.SUPERVISION, CITY),
    "portal": Seat(P.PORTAL, COUNTY),
}
"""Who is there, by the name that tests call them."""

ADEQUATE: Mapping[str, str] = {
    "wage_income": "9000.00",
    "business_income": "4000.00",
    "property_income": "0.00",
    "transfer_income": "500.00",
    "business_expense": "1000.00",
    "stable_income_source": "务工",
    "food_and_clothing": "yes",
    "dwelling_grade": "B",
    "water_quality": "safe",
    "water_quantity": "safe",
    "water_access": "safe",
    "water_reliability": "safe",
}
"""A visit's answers by which a household of two meets every criterion."""


UNKNOWN_OF_A_MEMBER = """
ethnicity education schooling health labor months_away insured other_insurance
out_of_school out_of_school_cause
"""


def found_county() -> None:
    """Commit the county that every test starts from: places, people, pack, clock."""
    folder = settings.PACKS / PACK
    DemoClock.objects.using("owner").create(today=FIRST_DAY)
    load_divisions(folder / "divisions")
    administrator = accounts.install_administrator(
        appointment=Appointment(
            person=_person("administrator"),
            position=P.ADMINISTRATOR.value,
            division_id=PROVINCE,
            from_on=FIRST_DAY,
        ),
        on=FIRST_DAY,
    )
    accounts.appoint_many(
        appointments=[(_person(name), seat) for name, seat in SEATS.items()],
        actor=administrator,
        on=FIRST_DAY,
    )
    adopt_pack(pack_id=PACK, actor=actor("county"), on=FIRST_DAY)


def _person(name: str) -> Person:
    person = Person.objects.create(name=f"甲{name}")
    accounts.open_account(username=name, person=person, password="a good password")
    return person


def actor(name: str) -> Actor:
    """Return who holds a seat, by the name in `SEATS` (or the administrator)."""
    account = Account.objects.get(username=name)
    held = (
        Appointment.objects.select_related("person")
        .filter(person_id=account.person_id, until_on=None)
        .order_by("id")
    )
    return actor_of(held[0])


def seat_beside(name: str, seat: Seat, *, on: date = FIRST_DAY) -> Actor:
    """Appoint a person to a second seat, and return them as who sits there."""
    person = Person.objects.get(id=actor(name).person_id)
    return actor_of(
        accounts.appoint(person=person, to=seat, actor=actor("administrator"), on=on)
    )


@dataclass
class World:
    """The county in one test's hands: its day, and shorthand for every act."""

    today: date = FIRST_DAY
    actors: dict[str, Actor] = field(default_factory=dict)
    households: dict[int, str] = field(default_factory=dict)
    attachments: tuple[Reference, ...] = ()
    """What goes with each notice that is posted from now on."""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __getitem__(self, name: str) -> Actor:
        if name not in self.actors:
            self.actors[name] = actor(name)
        return self.actors[name]

    def newcomer(self, name: str, *, called: str = "") -> str:
        """Appoint somebody new to the seat of a name, and return what to call them."""
        newcomer = called or f"new {name}"
        person = _person(newcomer)
        accounts.appoint(
            person=person,
            to=SEATS[name],
            actor=self["administrator"],
            on=self.today,
        )
        return newcomer

    def seat_again(self, name: str, other: str) -> Actor:
        """Appoint somebody to another seat too, and return them as who sits there."""
        return seat_beside(name, SEATS[other], on=self.today)

    def named(self, name: str, seat: Seat) -> Actor:
        """Appoint somebody of a given name to a seat."""
        return actor_of(
            accounts.appoint(
                person=Person.objects.create(name=name),
                to=seat,
                actor=self["administrator"],
                on=self.today,
            )
        )

    def move(self, *, days: int = 1) -> date:
        """Move the clock on and return the day."""
        return self.move_to(self.today + timedelta(days=days))

    def move_to(self, day: date) -> date:
        """Move the clock to a day and return it."""
        self.today = max(day, self.today)
        clock.move_to(self.today)
        return self.today

    # The register.

    def register(
        self, *, village: str = VILLAGE, persons: int = 2, insured: bool | None = True
    ) -> int:
        """Put a household with a head and other adults into the register."""
        at = next(self._numbers)
        number = f"{village}{at:05d}"
        with acting_as(self["county"]):
            household = Household.objects.create(
                number=number,
                village_id=village,
                registration_status="in_register",
                head_name=f"乙{at}",
                member_count=persons,
            )
            self._protect("register_household", [household.id], village, number)
            details = audit_rows.insert(
                "register_householddetails",
                DETAILS,
                [
                    (
                        household.id,
                        village,
                        "1组",
                        "一般贫困户",
                        "",
                        "",
                        "",
                        b"",
                        FIRST_DAY,
                    )
                ],
            )
            members = audit_rows.insert(
                "register_householdmember",
                MEMBER,
                [
                    _member(household.id, village, number, at, insured)
                    for at in range(persons)
                ],
            )
            registration = audit_rows.insert(
                "register_registrationperiod",
                ("household_id", "village_code", "status", "valid_from"),
                [(household.id, village, "in_register", FIRST_DAY)],
            )
            self._record(village, number, [*registration, *details, *members])
        self.households[household.id] = number
        return household.id

    def change_member(self, household_id: int, *, insured: bool | None) -> None:
        """Let the register learn something of a household's last member."""
        number = self.households[household_id]
        village = number[:12]
        with acting_as(self["county"]), connections["default"].cursor() as cursor:
            cursor.execute(
                "UPDATE register_householdmember SET valid_to = %s"
                " WHERE household_id = %s AND valid_to IS NULL AND relation <> '户主'"
                " RETURNING id, number",
                [self.today, household_id],
            )
            closed = cursor.fetchall()
            fresh = audit_rows.insert(
                "register_householdmember",
                MEMBER,
                [
                    (
                        *_member(household_id, village, number, 1, insured)[:-1],
                        self.today,
                    )
                ],
            )
            old = audit_rows.digests("register_householdmember", [i for i, _ in closed])
            self._record(village, number, [*old, *fresh])

    # Files.

    def keep(
        self,
        content: bytes,
        kind: DocumentKind = DocumentKind.EVIDENCE,
        *,
        place: str = VILLAGE,
        by: str = "province",
    ) -> Document:
        """Keep a file."""
        return documents.keep(
            content=content, kind=kind, place=place, actor=self[by], on=self.today
        )

    def document(self, place: str = VILLAGE, *, by: str = "province") -> Document:
        """Keep a photo that nobody has seen before."""
        return self.keep(picture(), place=place, by=by)

    def photo(self, place: str = VILLAGE, *, by: str = "province") -> str:
        """Keep a photo, and return how evidence names it."""
        return self.document(place, by=by).reference.written

    # What stops a household.

    def object_to(
        self, case_id: int, *, publicity: str = "first", by: str = "supervision"
    ) -> Objection:
        """Take in an objection to a household on a notice."""
        return notices.object_to(
            notice=self.notice_of(case_id, publicity),
            statement=notices.Statement(case_id, Channel.PHONE, "该户收入不实"),
            actor=self[by],
            on=self.today,
        )

    def decide(
        self, objection: Objection, *, upheld: bool = False, by: str = "county"
    ) -> None:
        """Answer an objection."""
        notices.decide_objection(
            objection=objection,
            is_upheld=upheld,
            answer="经复核答复如下",
            actor=self[by],
            on=self.today,
        )

    def hold(self, case_id: int, *, by: str = "supervision") -> Hold:
        """Hold a household up for an inspector's finding."""
        return procedure.hold(
            case_id=case_id,
            cause="finding",
            subject=f"finding:{next(self._numbers)}",
            reason="收入依据不足",
            actor=self[by],
            on=self.today,
        )

    def release(self, hold: Hold, *, by: str = "city supervision") -> None:
        """Let a household go on."""
        procedure.release(hold=hold, reason="已整改", actor=self[by], on=self.today)

    def withdraw(self, case_id: int, *, by: str = "township") -> None:
        """Give a case up."""
        procedure.withdraw(
            case_id=case_id,
            ending="withdrawn",
            reason="户要求撤回",
            actor=self[by],
            on=self.today,
        )

    def restart(self, case_ids: Sequence[int], *, by: str = "township") -> int:
        """Begin a fresh round of cases."""
        return procedure.restart(
            case_ids=case_ids, reason="重新调查", actor=self[by], on=self.today
        )

    def gates_named(self, statement: str, household_id: int) -> set[str]:
        """Try a mark by plain SQL in the county's area; return the gates it names."""
        with acting_as(self["county"]), connections["default"].cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(statement, [household_id])
                    raise AssertionError("the database let the mark pass")
            except IntegrityError as refusal:
                return set(re.findall(r"\b(G\d+) \(", str(refusal)))

    def workbook_of(self, number: str) -> RegisterWorkbook:
        """Write a workbook that has one household with its head."""
        household = HouseholdEntry(
            number, number[:12], "2组", "一般贫困户", None, None, None, None, None, None
        )
        member = MemberEntry(
            household_number=number,
            number=f"{number}01",
            name="乙户主",
            gender="男",
            id_number=None,
            born_on=date(1970, 5, 1),
            relation="户主",
            **dict.fromkeys(UNKNOWN_OF_A_MEMBER.split()),
        )
        return RegisterWorkbook((household,), (member,), (), (), (), frozenset())

    def deregister(self, household_id: int) -> None:
        """Let a household leave the register, as one that has moved away."""
        register.change_status(
            household_ids=[household_id],
            to=RegistrationStatus.DEREGISTERED,
            actor=self["county"],
            on=self.today,
        )

    def notice_of(self, case_id: int, publicity: str) -> PublicityNotice:
        """Return the latest notice of a kind on which a household stands."""
        with acting_as(self["county"]):
            return PublicityNotice.objects.filter(
                entries__case_id=case_id, publicity=publicity
            ).order_by("-id")[0]

    def _protect(
        self, table: str, ids: Sequence[int], village: str, number: str
    ) -> None:
        self._record(village, number, audit_rows.digests(table, ids))

    def _record(
        self, village: str, number: str, rows: Sequence[audit_rows.RowRef]
    ) -> None:
        audit.record(
            actor=self["county"],
            on=self.today,
            entries=[
                audit.Entry(
                    stream=f"household:{number}",
                    act="register.household.entered",
                    division_code=village,
                    body={},
                    rows=rows,
                )
            ],
        )

    # Article 5 and the survey.

    def file_plan(
        self,
        household_ids: Sequence[int],
        *,
        township: str = "township",
        year: int = YEAR,
    ) -> None:
        """Draft, review twice and file a plan that names these households."""
        plan = plans.draft(
            township_code=self[township].division_code,
            year=year,
            household_numbers=[self.households[one] for one in household_ids],
            evidence={"plan_list": "名单"},
            actor=self[township],
            on=self.today,
        )
        opinion = plans.Opinion("accepted", "同意", {"review_opinion": "意见"})
        plans.review_by_county(
            plan=plan, opinion=opinion, actor=self["county"], on=self.today
        )
        plans.review_by_city(
            plan=plan, opinion=opinion, actor=self["city"], on=self.today
        )
        plans.file_with_province(
            plan=plan,
            evidence={"filing_receipt": "回执"},
            actor=self["city"],
            on=self.today,
        )

    def open_cases(
        self, household_ids: Sequence[int], *, township: str = "township"
    ) -> list[int]:
        """Open the cases of households on a filed plan and return their ids."""
        self.list_in_plan(household_ids, by=township)
        with acting_as(self["county"]):
            by_household = dict(
                ExitCase.objects.filter(household_id__in=household_ids).values_list(
                    "household_id", "id"
                )
            )
        return [by_household[one] for one in household_ids]

    def list_in_plan(
        self,
        household_ids: Sequence[int],
        *,
        by: str = "township",
        on: date | None = None,
        year: int = YEAR,
    ) -> procedure.Listed:
        """Open the cases of households on a filed plan."""
        return procedure.list_in_plan(
            household_ids=household_ids,
            year=year,
            actor=self[by],
            on=on or self.today,
        )

    def visit(
        self,
        household_ids: Sequence[int],
        *,
        by: str = "village",
        without: Sequence[str] = (),
        on: date | None = None,
        **answers: str,
    ) -> BatchResult:
        """Visit households, record what they answered, and take it as the survey."""
        given = {**ADEQUATE, **answers}
        for name in without:
            del given[name]
        recorded = self.visited(household_ids, by=by, answers=given, on=on)
        return procedure.survey(visits=recorded, actor=self[by], on=self.today)

    def visit_again(
        self, household_id: int, *, by: str = "village", **answers: str
    ) -> None:
        """Visit a household once more, without a survey for its case."""
        self.visited([household_id], by=by, answers={**ADEQUATE, **answers})

    def visited(
        self,
        household_ids: Sequence[int],
        *,
        by: str,
        answers: Mapping[str, str] = ADEQUATE,
        on: date | None = None,
    ) -> Sequence[surveys.RecordedVisit]:
        """Record visits to households."""
        return surveys.record_visits(
            visits=[
                Visit(
                    household_number=self.households[one],
                    surveyed_on=on or self.today,
                    surveyor="丙访问",
                    organization="村委会",
                    answers=answers,
                    evidence={"signed_survey_form": "调查表"},
                )
                for one in household_ids
            ],
            actor=self[by],
            on=self.today,
        )

    def assess(self, case_ids: Sequence[int], *, by: str = "township") -> BatchResult:
        """Assess cases against the standard."""
        return procedure.assess(case_ids=case_ids, actor=self[by], on=self.today)

    # Article 6, act by act, with everything in order unless a test says otherwise.

    def appraise(
        self,
        case_ids: Sequence[int],
        *,
        by: str = "village",
        entitled: int = 30,
        agree: int = 20,
        against: int = 4,
        on: date | None = None,
    ) -> BatchResult:
        """Hold a meeting of the village on these cases."""
        return procedure.appraise(
            meeting=procedure.Meeting(
                village_code=self[by].division_code,
                year=YEAR,
                held_on=on or self.today,
                place="村委会",
                chair="丁主持",
                recorder="丁记录",
                entitled=entitled,
                attended=agree + against,
                votes={one: Votes(agree, against, 0) for one in case_ids},
                reasons=dict.fromkeys(case_ids, "收入来源不稳定"),
                evidence={
                    "attendance_list": "签到表",
                    "minutes": "记录",
                    "vote_sheet": "表决票",
                },
            ),
            actor=self[by],
            on=on or self.today,
        )

    def verify_committees(
        self,
        case_ids: Sequence[int],
        *,
        verdict: str = "confirmed",
        by: str = "village",
        on: date | None = None,
    ) -> BatchResult:
        """Verify for the two committees."""
        return procedure.verify_committees(
            rows=[
                Row(one, verdict, {"verification_opinion": "意见"}) for one in case_ids
            ],
            actor=self[by],
            on=on or self.today,
        )

    def verify_team(
        self,
        case_ids: Sequence[int],
        *,
        verdict: str = "confirmed",
        by: str = "team",
        on: date | None = None,
    ) -> BatchResult:
        """Verify for the resident work team."""
        return procedure.verify_team(
            rows=[
                Row(one, verdict, {"verification_opinion": "意见"}) for one in case_ids
            ],
            actor=self[by],
            on=on or self.today,
        )

    def acknowledge(
        self,
        case_ids: Sequence[int],
        *,
        verdict: str = "agrees",
        by: str = "village",
        on: date | None = None,
    ) -> BatchResult:
        """Let the households answer."""
        return procedure.acknowledge(
            answers=[
                procedure.Answer(
                    case_id=one,
                    verdict=verdict,
                    signer="乙户主",
                    relation="户主",
                    manner="signature",
                    evidence={"signed_statement": "认可书"},
                )
                for one in case_ids
            ],
            actor=self[by],
            on=on or self.today,
        )

    def posting(self, case_ids: Sequence[int], village: str) -> notices.Posting:
        """Write a sheet for a village's board."""
        return notices.Posting(
            village_code=village,
            year=YEAR,
            number=f"公-{next(self._numbers)}",
            place="村务公开栏",
            case_ids=tuple(case_ids),
            evidence={
                "notice_text": "公示",
                "announcement_text": "公告",
                "posting_photo": self.photo(village),
            },
            attachments=self.attachments,
        )

    def post_first(
        self, case_ids: Sequence[int], *, by: str = "village", on: date | None = None
    ) -> notices.Posted:
        """Post the first notice in the village."""
        return notices.post_first(
            posting=self.posting(case_ids, self[by].division_code),
            actor=self[by],
            on=on or self.today,
        )

    def report(
        self, case_ids: Sequence[int], *, by: str = "village", on: date | None = None
    ) -> BatchResult:
        """Report to the township."""
        return procedure.report_to_township(
            rows=[Row(one, "reported", {"report_number": "报1"}) for one in case_ids],
            actor=self[by],
            on=on or self.today,
        )

    def examine(
        self,
        case_ids: Sequence[int],
        *,
        verdict: str = "passed",
        by: str = "examiner",
        on: date | None = None,
    ) -> BatchResult:
        """Examine households for the township."""
        return procedure.examine(
            rows=[
                Row(one, verdict, {"team_roster": "名单", "examination_form": "核查表"})
                for one in case_ids
            ],
            actor=self[by],
            on=on or self.today,
        )

    def close_first(
        self, notice: PublicityNotice, *, by: str = "village"
    ) -> BatchResult:
        """Close a first publicity."""
        return notices.close_first(
            notice=notice,
            evidence={"last_day_photo": self.photo(self[by].division_code)},
            actor=self[by],
            on=self.today,
        )

    def determine(
        self,
        case_ids: Sequence[int],
        *,
        verdict: str = "determined",
        by: str = "township",
        on: date | None = None,
    ) -> BatchResult:
        """Determine the township's list."""
        return procedure.determine(
            rows=[Row(one, verdict, {"township_minutes": "纪要"}) for one in case_ids],
            actor=self[by],
            on=on or self.today,
        )

    def post_second(
        self,
        case_ids: Sequence[int],
        *,
        village: str = VILLAGE,
        by: str = "township",
        on: date | None = None,
    ) -> notices.Posted:
        """Post the second notice in a village."""
        return notices.post_second(
            posting=self.posting(case_ids, village), actor=self[by], on=on or self.today
        )

    def close_second(
        self, notice: PublicityNotice, *, by: str = "township"
    ) -> BatchResult:
        """Close a second publicity."""
        return notices.close_second(
            notice=notice,
            evidence={"last_day_photo": self.photo(self[by].division_code)},
            actor=self[by],
            on=self.today,
        )

    def approve(
        self,
        case_ids: Sequence[int],
        *,
        verdict: str = "approved",
        by: str = "leading group",
        on: date | None = None,
    ) -> BatchResult:
        """Approve for the county's leading group."""
        return procedure.approve(
            rows=[Row(one, verdict, {"approval_form": "审批表"}) for one in case_ids],
            actor=self[by],
            on=on or self.today,
        )

    def announce(
        self,
        case_ids: Sequence[int],
        *,
        village: str = VILLAGE,
        by: str = "county",
        on: date | None = None,
    ) -> notices.Posted:
        """Announce the approval in a village."""
        return notices.announce(
            posting=self.posting(case_ids, village), actor=self[by], on=on or self.today
        )

    def close_announcement(
        self, notice: PublicityNotice, *, by: str = "county"
    ) -> BatchResult:
        """Close an announcement."""
        return notices.close_announcement(
            notice=notice, evidence={}, actor=self[by], on=self.today
        )

    def file(
        self, case_ids: Sequence[int], recipient: Recipient, *, by: str = "county"
    ) -> BatchResult:
        """Send cases to the city or the province and take its receipt in."""
        consignment = filing.send_consignment(
            recipient=recipient,
            case_ids=case_ids,
            letter_number=f"备{next(self._numbers)}",
            actor=self[by],
            on=self.today,
        )
        receive = {
            Recipient.CITY: filing.file_with_city,
            Recipient.PROVINCE: filing.file_with_province,
        }[recipient]
        return receive(
            consignment=consignment, number="回执1", actor=self[by], on=self.today
        )

    def remind(self, case_ids: Sequence[int], recipient: Recipient) -> None:
        """Send cases to the city or the province, and remind it of its receipt."""
        consignment = filing.send_consignment(
            recipient=recipient,
            case_ids=case_ids,
            letter_number=f"备{next(self._numbers)}",
            actor=self["county"],
            on=self.today,
        )
        filing.remind(
            consignment=consignment,
            manner="电话",
            actor=self["county"],
            on=self.today,
        )

    def archive(self, case_ids: Sequence[int], level: str, *, by: str) -> BatchResult:
        """Archive cases in the set of a level."""
        archive: Callable[..., BatchResult] = {
            "village": filing.archive_village,
            "township": filing.archive_township,
            "county": filing.archive_county,
        }[level]
        return archive(
            numbers={one: f"{level}-{one}" for one in case_ids},
            actor=self[by],
            on=self.today,
        )

    def enter(
        self,
        case_ids: Sequence[int],
        *,
        by: str = "national clerk",
        system: Entered | None = None,
    ) -> Entered:
        """Export cases, have them entered in the national system, and compare."""
        system = system or Entered(self.today)
        filing.export_for_entry(
            case_ids=case_ids,
            why=WhyShown.ENTERING,
            by=system,
            actor=self[by],
            on=self.today,
        )
        self.compare(system, by=by)
        return system

    def compare(self, system: Entered, *, by: str = "national clerk") -> Reconciliation:
        """Hold the national system's list against ours."""
        return filing.reconcile(year=YEAR, by=system, actor=self[by], on=self.today)

    def confirm(self, case_ids: Sequence[int], *, by: str = "county") -> BatchResult:
        """Confirm the mark of cases that were entered and compared."""
        return filing.mark_lifted_out(case_ids=case_ids, actor=self[by], on=self.today)

    def mark(self, case_ids: Sequence[int], *, by: str = "county") -> BatchResult:
        """Mark cases as lifted out: those that are due entered and compared before."""
        with acting_as(self["national clerk"]):
            due = due_case_ids(case_ids)
        if due:
            self.enter(due)
        return self.confirm(case_ids, by=by)

    # The lawful way, up to an act.

    def bring(self, household_ids: Sequence[int], *, to: str) -> list[int]:
        """Bring households of one village lawfully up to and with an act."""
        staff = self._staff(household_ids)
        self.file_plan(household_ids, township=staff.township)
        cases = self.open_cases(household_ids, township=staff.township)
        if to == "list_in_plan":
            return cases
        for act, do in self.way(household_ids, cases):
            do()
            if act == to:
                return cases
        raise KeyError(to)

    def _staff(self, household_ids: Sequence[int]) -> Staff:
        (village,) = {self.households[one][:12] for one in household_ids}
        return STAFF[village]

    def way(
        self, households: Sequence[int], cases: Sequence[int]
    ) -> list[tuple[str, Callable[[], object]]]:
        """Return the acts of article 6 in one lawful order, each ready to be done."""
        staff = self._staff(households)
        hung: dict[str, PublicityNotice] = {}

        def post(
            name: str, do: Callable[..., notices.Posted], **where: str
        ) -> Callable[[], object]:
            def posted() -> object:
                sheet = do(cases, **where)
                assert sheet.notice is not None
                hung[name] = sheet.notice
                return sheet.result

            return posted

        def close(
            name: str, do: Callable[..., BatchResult], **by: str
        ) -> Callable[[], object]:
            def closed() -> object:
                self.move_to(hung[name].opens_on)
                return do(hung[name], **by)

            return closed

        def later(do: Callable[[], object]) -> Callable[[], object]:
            def done() -> object:
                self.move()
                return do()

            return done

        village, team, township, examiner = staff.names
        at = {"village": staff.village_code}
        return [
            ("survey", lambda: self.visit(households, by=village)),
            ("assess", later(lambda: self.assess(cases, by=township))),
            ("appraise", later(lambda: self.appraise(cases, by=village))),
            (
                "verify_committees",
                later(lambda: self.verify_committees(cases, by=village)),
            ),
            ("verify_team", lambda: self.verify_team(cases, by=team)),
            ("acknowledge", later(lambda: self.acknowledge(cases, by=village))),
            ("post_first", later(post("first", self.post_first, by=village))),
            ("report_to_township", lambda: self.report(cases, by=village)),
            ("examine", later(lambda: self.examine(cases, by=examiner))),
            ("close_first", close("first", self.close_first, by=village)),
            ("determine", lambda: self.determine(cases, by=township)),
            (
                "post_second",
                later(post("second", self.post_second, by=township, **at)),
            ),
            ("close_second", close("second", self.close_second, by=township)),
            ("approve", lambda: self.approve(cases)),
            ("announce", post("announcement", self.announce, **at)),
            ("file_with_city", later(lambda: self.file(cases, Recipient.CITY))),
            ("file_with_province", lambda: self.file(cases, Recipient.PROVINCE)),
            ("close_announcement", close("announcement", self.close_announcement)),
            ("archive_village", lambda: self.archive(cases, "village", by=village)),
            ("archive_township", lambda: self.archive(cases, "township", by=township)),
            ("archive_county", lambda: self.archive(cases, "county", by="county")),
            ("mark_lifted_out", later(lambda: self.mark(cases))),
        ]


@dataclass(frozen=True)
class Staff:
    """Who acts for a village and its township, by the names of `SEATS`."""

    village_code: str
    village: str
    team: str
    township: str
    examiner: str

    @property
    def names(self) -> tuple[str, str, str, str]:
        """The four names, from the village up."""
        return self.village, self.team, self.township, self.examiner


STAFF = {
    staff.village_code: staff
    for staff in (
        Staff(VILLAGE, "village", "team", "township", "examiner"),
        Staff(NEXT_VILLAGE, "next village", "next team", "township", "examiner"),
        Staff(
            OTHER_VILLAGE,
            "other village",
            "other team",
            "other township",
            "other examiner",
        ),
    )
}

DETAILS = (
    "household_id",
    "village_code",
    "group",
    "kind",
    "main_cause",
    "other_causes",
    "bank_name",
    "fingerprint",
    "valid_from",
)
MEMBER = (
    "household_id",
    "village_code",
    "number",
    "name",
    "gender",
    "born_on",
    "relation",
    "ethnicity",
    "education",
    "schooling",
    "health",
    "labor",
    "insured",
    "other_insurance",
    "out_of_school_cause",
    "fingerprint",
    "valid_from",
)


def _member(
    household_id: int, village: str, number: str, at: int, insured: bool | None
) -> tuple[object, ...]:
    return (
        household_id,
        village,
        f"{number}{at + 1:02d}",
        f"乙成员{at}" if at else f"乙{int(number[-5:])}",
        "女" if at else "男",
        date(1970 + at, 5, 1),
        "配偶" if at else "户主",
        "汉族",
        "小学",
        "",
        "健康",
        "普通劳动力",
        insured,
        "",
        "",
        b"",
        FIRST_DAY,
    )
