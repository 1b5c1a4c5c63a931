"""Every operation of every stage: who may do it, when, and how it is attempted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.stages.access import assessing, caring, inspecting
from tests.support.department_lists import (
    HEAD,
    NOBODY,
    bring,
    houses_of,
    questions,
    register_people,
)
from tests.support.national import Entered
from tests.support.pictures import picture
from tests.support.questionnaires import SIGNATURE, submission_for
from tests.support.questionnaires import assign as assign_survey
from tests.support.questionnaires import submit as submit_survey
from tests.support.second_surveys import (
    SEED,
    SHARE,
    close_list,
    draw_all,
    send_again,
)
from tests.support.world import COUNTY as COUNTY_CODE
from tests.support.world import PACK, SEATS, YEAR, Staff, World
from tuopin.aftercare import operations as aftercare
from tuopin.explanation import operations as explanation
from tuopin.explanation.domain import Proof, WhyWithdrawn
from tuopin.explanation.operations import Handing
from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.filing.models import Consignment
from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.notice.models import Objection, PublicityNotice, SecondReview
from tuopin.notice.operations import Answer as WrittenAnswer
from tuopin.notice.operations import Posting, ReviewRequest, Statement
from tuopin.office.accounts import operations as accounts
from tuopin.office.accounts.devices import DeviceKind
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.factors import Kind
from tuopin.office.accounts.models import Account, Appointment, Person, SignIn
from tuopin.office.accounts.operations import Seat
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.documents import operations as documents
from tuopin.office.documents.domain import DocumentKind, WhyOpened
from tuopin.office.policy.operations import (
    Decided,
    PlanDraft,
    adopt_pack,
    carry_out_reading,
    decide_reading,
    keep_working_plan,
)
from tuopin.office.scope import acting_as
from tuopin.oversight import operations as oversight
from tuopin.plan import operations as plans
from tuopin.plan.models import ExitPlan
from tuopin.plan.operations import Opinion
from tuopin.procedure import operations as procedure
from tuopin.procedure.models import Hold
from tuopin.procedure.operations import Answer, Meeting
from tuopin.procedure.recording import Row
from tuopin.procedure.votes import Votes
from tuopin.register import operations as register
from tuopin.register.domain import RegistrationStatus, WhyShown
from tuopin.register.workbook.entries import RegisterWorkbook
from tuopin.rulebook.positions import Position as P
from tuopin.survey import operations as surveys
from tuopin.survey.comparison.domain import ListPaper, Verdict
from tuopin.survey.domain import Receipt, Submission
from tuopin.survey.integrity.domain import Conclusion
from tuopin.survey.integrity.queries import asked_about
from tuopin.survey.operations import RecordedVisit, Spoken, UnableToSubmit, Visit
from tuopin.survey.second.queries import frame_by_id

PAPERS = """
signed_survey_form attendance_list minutes vote_sheet verification_opinion
signed_statement notice_text posting_photo report_number team_roster examination_form
last_day_photo township_minutes approval_form announcement_text filing_receipt
archive_catalogue plan_list review_opinion national_system_confirmation
"""
EVIDENCE = dict.fromkeys(PAPERS.split(), "凭证")


@dataclass
class Place:
    """One household of one village on its way, and all that stands around it."""

    world: World
    staff: Staff
    household: int
    number: str
    member: int = 0
    case: int = 0
    plan: ExitPlan | None = None
    visits: tuple[RecordedVisit, ...] = ()
    notices: dict[str, PublicityNotice] = field(default_factory=dict)
    consignments: dict[Recipient, Consignment] = field(default_factory=dict)
    objection: Objection | None = None
    review: SecondReview | None = None
    finding: Hold | None = None
    system: Entered | None = None
    submission: Submission | None = None
    put_aside: Receipt | None = None

    def __post_init__(self) -> None:
        self.document = self.world.document(self.village)
        photos = ("posting_photo", "last_day_photo")
        written = self.document.reference.written
        self.evidence = EVIDENCE | dict.fromkeys(photos, written)

    @property
    def village(self) -> str:
        """The village's code."""
        return self.staff.village_code

    @property
    def township(self) -> str:
        """The township's code."""
        return f"{self.village[:9]}000"

    def row(self, verdict: str) -> list[Row]:
        """A row that asks for a verdict on this household, with every paper."""
        return [Row(self.case, verdict, self.evidence)]

    def posting(self, actor: Actor) -> Posting:
        """A sheet for this village's board, under a number that nobody has."""
        number = f"公{actor.appointment_id}-{self.case}"
        cases = (self.case,)
        return Posting(self.village, YEAR, number, "公开栏", cases, self.evidence)


Attempt = Callable[[Place, Actor], object]


@dataclass(frozen=True)
class Operation:
    """A legal act: its function, whose it is, after which act it can be done.

    `concerned` are those who may not do it in this case for what they did in it.
    `place` tells where it is done, if not in the household's village.
    """

    function: Callable[..., object]
    positions: tuple[P, ...]
    after: str
    attempt: Attempt
    place: Callable[[Place], str] = lambda place: place.village
    concerned: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The stage and the function."""
        stage, is_operations, _ = self.function.__module__.partition(".operations")
        if not is_operations:
            stage = stage.rpartition(".")[0]
        return f"{stage.removeprefix('tuopin.')}.{self.function.__name__}"


VILLAGE, TEAM = P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM
TOWNSHIP, EXAMINER = P.TOWNSHIP_OFFICE, P.TOWNSHIP_EXAMINER
COUNTY, GROUP, CITY = P.COUNTY_OFFICE, P.COUNTY_LEADING_GROUP, P.CITY_OFFICE


def of_rows(function: Callable[..., object], verdict: str) -> Attempt:
    """Return an attempt of an act that takes rows."""
    return lambda place, actor: function(
        rows=place.row(verdict), actor=actor, on=place.world.today
    )


def of_posting(function: Callable[..., object]) -> Attempt:
    """Return an attempt to post in the household's village."""
    return lambda place, actor: function(
        posting=place.posting(actor), actor=actor, on=place.world.today
    )


def of_closing(function: Callable[..., object], publicity: str) -> Attempt:
    """Return an attempt to close the village's notice."""
    return lambda place, actor: function(
        notice=place.notices[publicity],
        evidence=place.evidence,
        actor=actor,
        on=place.world.today,
    )


def of_archive(function: Callable[..., object]) -> Attempt:
    """Return an attempt to archive the household's papers."""
    return lambda place, actor: function(
        numbers={place.case: f"档{place.case}"}, actor=actor, on=place.world.today
    )


def of_receipt(function: Callable[..., object], recipient: Recipient) -> Attempt:
    """Return an attempt to enter a receipt."""
    return lambda place, actor: function(
        consignment=place.consignments[recipient],
        number="回执",
        actor=actor,
        on=place.world.today,
    )


def of_opinion(function: Callable[..., object]) -> Attempt:
    """Return an attempt to review the township's plan."""
    return lambda place, actor: function(
        plan=place.plan,
        opinion=Opinion("accepted", "同意", EVIDENCE),
        actor=actor,
        on=place.world.today,
    )


def send_plan(place: Place, actor: Actor) -> object:
    assert place.plan is not None
    return filing.send_plans(
        recipient=Recipient.CITY,
        plan_ids=[place.plan.id],
        letter_number=f"计{place.plan.id}",
        actor=actor,
        on=place.world.today,
    )


def give_slip(place: Place, actor: Actor) -> object:
    return explanation.give_slip(
        handing=Handing(place.number, place.member, Proof.ID_CARD),
        actor=actor,
        on=place.world.today,
    )


def withdraw_slip(place: Place, actor: Actor) -> object:
    give_slip(place, place.world[place.staff.township])
    explanation.withdraw_slip(
        household_number=place.number,
        why=WhyWithdrawn.LOST,
        actor=actor,
        on=place.world.today,
    )
    return True


def draft(place: Place, actor: Actor) -> object:
    return plans.draft(
        township_code=place.township,
        year=YEAR,
        household_numbers=[place.number],
        evidence=place.evidence,
        actor=actor,
        on=place.world.today,
    )


def visit(place: Place, actor: Actor) -> tuple[RecordedVisit, ...]:
    visits = [Visit(place.number, place.world.today, "丙访问", "村委会", {}, EVIDENCE)]
    return surveys.record_visits(visits=visits, actor=actor, on=place.world.today)


def assign(place: Place, actor: Actor) -> object:
    # To whom it is now, by another day: nobody is sent instead of them.
    return surveys.assign(
        household_numbers=[place.number],
        surveyor=place.world[place.staff.village].appointment_id,
        due_on=place.world.today + timedelta(days=9),
        actor=actor,
        on=place.world.today,
    )


def _sent_to(place: Place, actor: Actor) -> Submission:
    """Return the household's submission, whose surveyor is the actor if one may be."""
    assert place.submission is not None
    if actor.position is TEAM and actor.covers([place.village]):
        # The township sends the team in the secretary's stead.
        assign_survey(
            place.world,
            place.household,
            to=place.staff.team,
            actor=place.world[place.staff.township],
            reason="书记住院",
        )
    return place.submission


def submit(place: Place, actor: Actor) -> object:
    return surveys.submit_survey(
        submission=_sent_to(place, actor), actor=actor, on=place.world.today
    )


def submit_together(place: Place, actor: Actor) -> object:
    (taken,) = surveys.submit_surveys(
        submissions=[_sent_to(place, actor)], actor=actor, on=place.world.today
    )
    if isinstance(taken, UnableToSubmit):
        raise taken
    return taken


def decide_submission(place: Place, actor: Actor) -> object:
    assert place.put_aside is not None
    surveys.decide_submission(
        number=place.put_aside.number,
        is_taken=False,
        reason="重复",
        actor=actor,
        on=place.world.today,
    )
    return True


def other_departments() -> tuple[str, ...]:
    """The departments whose list of dwellings it is not."""
    return tuple(
        name
        for name, seat in SEATS.items()
        if seat.position is P.DEPARTMENT and name != "housing department"
    )


def bring_list(place: Place, actor: Actor) -> object:
    return procedure.compare_list(
        listing=houses_of(place.world, NOBODY),
        paper=ListPaper("housing", f"城建{actor.appointment_id}", place.world.today),
        digest="0" * 64,
        actor=actor,
        on=place.world.today,
    )


def try_list(place: Place, actor: Actor) -> object:
    return procedure.preview_list(
        listing=houses_of(place.world, NOBODY),
        paper=ListPaper("housing", "城建", place.world.today),
        actor=actor,
        on=place.world.today,
    )


def answer_comparison(place: Place, actor: Actor) -> object:
    listed = register_people(place.world, village=place.village)
    bring(place.world, houses_of(place.world, HEAD))
    (asked,) = questions(place.world, listed)
    procedure.answer_comparison(
        number=asked.question.id,
        verdict=Verdict.NOT_SO,
        text="同名同姓",
        evidence="记录",
        actor=actor,
        on=place.world.today,
    )
    return True


def integrity_question(place: Place) -> int:
    """Let one picture serve two households, and have that asked about."""
    world = place.world
    for _ in range(2):
        twin = world.register(village=place.village)
        assign_survey(
            world, twin, to=place.staff.village, actor=world[place.staff.township]
        )
        kept = {SIGNATURE: place.document.reference}
        sent = submission_for(world, twin, envelope={"attachments": kept})
        submit_survey(world, sent, by=place.staff.village)
    surveys.ask_about_surveys(year=YEAR, actor=world["county"], on=world.today)
    with acting_as(world["county"]):
        return max(one.question.id for one in asked_about(YEAR))


def ask_about_surveys(place: Place, actor: Actor) -> object:
    surveys.ask_about_surveys(year=YEAR, actor=actor, on=place.world.today)
    return True


def answer_about_surveys(place: Place, actor: Actor) -> object:
    surveys.answer_about_surveys(
        number=integrity_question(place),
        text="补录",
        actor=actor,
        on=place.world.today,
    )
    return True


def conclude_on_surveys(place: Place, actor: Actor) -> object:
    surveys.conclude_on_surveys(
        number=integrity_question(place),
        conclusion=Conclusion.EXPLAINED,
        text="情况合理",
        actor=actor,
        on=place.world.today,
    )
    return True


def conclude_and_let_go(place: Place, actor: Actor) -> object:
    procedure.conclude_on_surveys(
        number=integrity_question(place),
        conclusion=Conclusion.EXPLAINED,
        text="情况合理",
        actor=actor,
        on=place.world.today,
    )
    return True


def hold_for_second_surveys(place: Place, actor: Actor) -> object:
    procedure.hold_for_second_surveys(
        household_ids=[place.household], actor=actor, on=place.world.today
    )
    return True


def surveyed_once(place: Place) -> int:
    """Have a household of the place surveyed, so that it can be drawn."""
    world = place.world
    household = world.register(village=place.village)
    assign_survey(
        world, household, to=place.staff.village, actor=world[place.staff.township]
    )
    submit_survey(world, submission_for(world, household), by=place.staff.village)
    return household


def freeze_second_surveys(place: Place, actor: Actor) -> object:
    surveyed_once(place)
    return surveys.freeze_second_surveys(share=SHARE, actor=actor, on=place.world.today)


def draw_second_surveys(place: Place, actor: Actor) -> object:
    surveyed_once(place)
    frame = close_list(place.world)
    with acting_as(place.world["county"]):
        closed = frame_by_id(frame)
    assert closed is not None
    spoken = Spoken(
        seed=SEED,
        digest=closed.digest,
        means="骰子",
        place="会议室",
        witness=place.world["supervision"].appointment_id,
    )
    return surveys.draw_second_surveys(
        frame=frame, spoken=spoken, actor=actor, on=place.world.today
    )


def assign_second_surveys(place: Place, actor: Actor) -> object:
    household = surveyed_once(place)
    while household not in {one.household_id for one in draw_all(place.world)}:
        pass
    return send_again(place.world, household, to=place.staff.team, actor=actor)


def survey(place: Place, actor: Actor) -> object:
    visits = place.visits
    if actor.position is TEAM and actor.covers([place.village]):
        # The team takes a visit of its own.
        visits = visit(place, actor)
    return procedure.survey(visits=visits, actor=actor, on=place.world.today)


def appraise(place: Place, actor: Actor) -> object:
    meeting = Meeting(
        village_code=place.village,
        year=YEAR,
        held_on=place.world.today,
        place="村委会",
        chair="丁主持",
        recorder="丁记录",
        entitled=30,
        attended=24,
        votes={place.case: Votes(24, 0, 0)},
        evidence=place.evidence,
    )
    return procedure.appraise(meeting=meeting, actor=actor, on=place.world.today)


def acknowledge(place: Place, actor: Actor) -> object:
    answer = Answer(place.case, "agrees", "乙户主", "户主", "signature", "", EVIDENCE)
    return procedure.acknowledge(answers=[answer], actor=actor, on=place.world.today)


def object_to(place: Place, actor: Actor) -> object:
    return notices.object_to(
        notice=place.notices["first"],
        statement=Statement(place.case, Channel.PHONE, "收入不实"),
        actor=actor,
        on=place.world.today,
    )


def decide(place: Place, actor: Actor) -> object:
    assert place.objection is not None
    return notices.decide_objection(
        objection=place.objection,
        is_upheld=False,
        answer="不成立",
        actor=actor,
        on=place.world.today,
    )


def ask_again(place: Place, actor: Actor) -> object:
    assert place.objection is not None
    return notices.ask_second_review(
        objection=place.objection,
        request=ReviewRequest(Channel.LETTER, "没有去户里看过"),
        actor=actor,
        on=place.world.today,
    )


def decide_again(place: Place, actor: Actor) -> object:
    assert place.review is not None
    return notices.decide_second_review(
        review=place.review,
        answer=WrittenAnswer(False, "不成立"),
        actor=actor,
        on=place.world.today,
    )


def hold(place: Place, actor: Actor) -> object:
    return procedure.hold(
        case_id=place.case,
        cause="finding",
        subject="finding:99",
        reason="待查",
        actor=actor,
        on=place.world.today,
    )


def release(place: Place, actor: Actor) -> object:
    assert place.finding is not None
    return procedure.release(
        hold=place.finding, reason="已整改", actor=actor, on=place.world.today
    )


def withdraw(place: Place, actor: Actor) -> object:
    return procedure.withdraw(
        case_id=place.case,
        ending="withdrawn",
        reason="撤回",
        actor=actor,
        on=place.world.today,
    )


def restart(place: Place, actor: Actor) -> object:
    return procedure.restart(
        case_ids=[place.case], reason="变化", actor=actor, on=place.world.today
    )


def send(place: Place, actor: Actor) -> object:
    return filing.send_consignment(
        recipient=Recipient.CITY,
        case_ids=[place.case],
        letter_number=f"备{actor.appointment_id}",
        actor=actor,
        on=place.world.today,
    )


def mark(place: Place, actor: Actor) -> object:
    return filing.mark_lifted_out(
        case_ids=[place.case], actor=actor, on=place.world.today
    )


def export(place: Place, actor: Actor) -> object:
    return filing.export_for_entry(
        case_ids=[place.case],
        why=WhyShown.ENTERING,
        by=Entered(place.world.today),
        actor=actor,
        on=place.world.today,
    )


def compare(place: Place, actor: Actor) -> object:
    assert place.system is not None
    return filing.reconcile(
        year=YEAR, by=place.system, actor=actor, on=place.world.today
    )


def remind(place: Place, actor: Actor) -> object:
    return filing.remind(
        consignment=place.consignments[Recipient.CITY],
        manner="电话",
        actor=actor,
        on=place.world.today,
    )


def change_status(place: Place, actor: Actor) -> object:
    return register.change_status(
        household_ids=[place.household],
        to=RegistrationStatus.DEREGISTERED,
        actor=actor,
        on=place.world.today,
    )


def preview(place: Place, actor: Actor) -> object:
    return register.preview_import(workbook=_workbook_of(place), actor=actor)


def take_in(place: Place, actor: Actor) -> object:
    return register.import_register(
        workbook=_workbook_of(place),
        file_name="名册.xlsx",
        sha256="0" * 64,
        actor=actor,
        on=place.world.today,
    )


def _workbook_of(place: Place) -> RegisterWorkbook:
    return place.world.workbook_of(place.number)


def recuse(place: Place, actor: Actor) -> object:
    return accounts.recuse(
        person=Person.objects.create(name="庚近亲"),
        household_number=place.number,
        reason="近亲属",
        actor=actor,
        on=place.world.today,
    )


def keep_plan(place: Place, actor: Actor) -> object:
    today = place.world.today
    plan = PlanDraft(
        area_code=f"{place.village[:9]}000",
        title="工作方案",
        document_number="文号",
        issued_by="镇人民政府",
        issued_on=today,
        evidence="文件",
        in_force_from=today,
    )
    return keep_working_plan(plan=plan, actor=actor, on=today)


def decide_a_reading(place: Place, actor: Actor, *, confirms: bool = True) -> int:
    today = place.world.today
    said = Decided("stable", confirms, "按默认读法", "文号", "文件", today)
    return decide_reading(decided=said, actor=actor, on=today)


def carry_out(place: Place, actor: Actor) -> object:
    county = place.world["county"]
    decision = decide_a_reading(place, county, confirms=False)
    plan = keep_plan(place, county)
    assert isinstance(plan, int)
    return carry_out_reading(
        decision_id=decision, plan_id=plan, actor=actor, on=place.world.today
    )


def hand_over(place: Place, actor: Actor) -> object:
    seat = place.world[place.staff.village]
    return accounts.hand_over(
        appointment=Appointment.objects.get(id=seat.appointment_id),
        successor=Person.objects.create(name="庚接任"),
        actor=actor,
        on=place.world.today,
    )


def dismiss(place: Place, actor: Actor) -> object:
    seat = place.world[place.staff.village]
    return accounts.dismiss(
        appointment=Appointment.objects.get(id=seat.appointment_id),
        actor=actor,
        on=place.world.today,
    )


def own(actor: Actor) -> Account:
    return Account.objects.get(person_id=actor.person_id)


def of_the_village(place: Place) -> Account:
    return own(place.world[place.staff.village])


def add_factor(place: Place, actor: Actor) -> list[str]:
    return accounts.add_factor(
        account=own(actor),
        kind=Kind.TOTP,
        kept={"secret": "sealed"},
        here="",
        actor=actor,
        on=place.world.today,
    )


def remove_factor(place: Place, actor: Actor) -> object:
    add_factor(place, actor)
    (factor,) = own(actor).authenticator_set.filter(type=Kind.TOTP)
    return accounts.remove_factor(
        account=own(actor), factor_id=factor.id, actor=actor, on=place.world.today
    )


def renew_codes(place: Place, actor: Actor) -> object:
    add_factor(place, actor)
    return accounts.renew_recovery_codes(
        account=own(actor), actor=actor, on=place.world.today
    )


def spend_code(place: Place, actor: Actor) -> object:
    code, *_ = add_factor(place, actor)
    return accounts.spend_recovery_code(
        account=own(actor), code=code, actor=actor, on=place.world.today
    )


def end_sign_ins(place: Place, actor: Actor) -> object:
    SignIn.objects.create(account=own(actor), session_key=f"of {actor.person_id}")
    return accounts.end_sign_ins(
        account=own(actor), here="", only=None, actor=actor, on=place.world.today
    )


def issue_token(place: Place, actor: Actor) -> str:
    add_factor(place, actor)
    return accounts.issue_token(
        account=own(actor),
        name="统计平台",
        may_act=False,
        actor=actor,
        on=place.world.today,
    )


def make_device(place: Place, actor: Actor) -> object:
    device, _ = accounts.make_device(
        account=own(actor),
        kind=DeviceKind.COLLECT,
        name="红米",
        actor=actor,
        on=place.world.today,
    )
    return device


def revoke_device(place: Place, actor: Actor) -> object:
    """Revoke one's own phone, or, as who keeps accounts, the secretary's."""
    whose = place.world[place.staff.village]
    if actor.position in MAY[Right.CARRY_DEVICE]:
        whose = actor
    device, _ = accounts.make_device(
        account=own(whose),
        kind=DeviceKind.COLLECT,
        name="红米",
        actor=whose,
        on=place.world.today,
    )
    return accounts.revoke_device(
        account=own(whose),
        login=device.login,
        reason="遗失",
        actor=actor,
        on=place.world.today,
    )


def revoke_token(place: Place, actor: Actor) -> object:
    issue_token(place, actor)
    (token,) = own(actor).tokens.filter(revoked_on=None)
    return accounts.revoke_token(
        account=own(actor), token_id=token.id, actor=actor, on=place.world.today
    )


def receive_files(place: Place, actor: Actor) -> object:
    submission = _sent_to(place, actor)
    return surveys.receive_files(
        submission=replace(submission, attachments={}),
        files=submission.attachments,
        actor=actor,
        on=place.world.today,
    )


def appoint(place: Place, actor: Actor) -> object:
    return accounts.appoint(
        person=Person.objects.create(name="庚新任"),
        to=Seat(VILLAGE, place.village),
        actor=actor,
        on=place.world.today,
    )


def at_own_place(place: Place) -> str:
    """Of an operation on the actor's own area: any actor is at home."""
    return ""


S = Operation
# fmt: off
OPERATIONS = (
    S(plans.draft, (TOWNSHIP,), "", draft, lambda p: p.township),
    S(plans.review_by_county, (COUNTY,), "draft",
      of_opinion(plans.review_by_county), lambda p: p.township),
    S(filing.send_plans, (COUNTY,), "county_review", send_plan, lambda p: p.township),
    S(plans.review_by_city, (CITY,), "county_review",
      of_opinion(plans.review_by_city), lambda p: p.township),
    S(plans.file_with_province, (CITY,), "city_review",
      lambda p, a: plans.file_with_province(
          plan=p.plan, evidence=p.evidence, actor=a, on=p.world.today),  # type: ignore[arg-type]
      lambda p: p.township),
    S(procedure.list_in_plan, (TOWNSHIP,), "file_plan",
      lambda p, a: procedure.list_in_plan(
          household_ids=[p.household], year=YEAR, actor=a, on=p.world.today)),
    S(surveys.record_visits, (VILLAGE, TEAM), "list_in_plan", visit),
    S(surveys.assign, MAY[Right.ASSIGN_SURVEY], "put aside", assign),
    S(surveys.submit_survey, (VILLAGE, TEAM), "put aside", submit),
    S(surveys.submit_surveys, (VILLAGE, TEAM), "put aside", submit_together),
    S(surveys.receive_files, (VILLAGE, TEAM), "put aside", receive_files),
    S(surveys.decide_submission, MAY[Right.DECIDE_SUBMISSION], "put aside",
      decide_submission),
    S(surveys.ask_about_surveys, MAY[Right.FOLLOW_INTEGRITY], "", ask_about_surveys,
      at_own_place),
    # Who was asked answers: the one who surveyed.
    S(surveys.answer_about_surveys, (VILLAGE, TEAM), "", answer_about_surveys,
      concerned=("team", "next team", "other team")),
    S(surveys.conclude_on_surveys, MAY[Right.FOLLOW_INTEGRITY], "",
      conclude_on_surveys),
    S(aftercare.pair_village, MAY[Right.PAIR_VILLAGE], "", caring.pair),
    S(aftercare.end_pairing, MAY[Right.PAIR_VILLAGE], "", caring.end),
    S(aftercare.name_helper, MAY[Right.NAME_HELPER], "", caring.name),
    S(aftercare.log_visit, MAY[Right.LOG_VISIT], "mark_lifted_out", caring.log),
    S(aftercare.plan_calls, MAY[Right.PLAN_CALLS], "mark_lifted_out", caring.plan),
    S(aftercare.begin_measure, MAY[Right.KEEP_MEASURES], "mark_lifted_out",
      caring.help_begun),
    S(aftercare.renew_measure, MAY[Right.KEEP_MEASURES], "mark_lifted_out",
      caring.help_renewed),
    S(aftercare.end_measure, MAY[Right.KEEP_MEASURES], "mark_lifted_out",
      caring.help_ended),
    S(aftercare.open_risk, MAY[Right.OPEN_RISK], "mark_lifted_out", caring.risk),
    S(aftercare.settle_risk, MAY[Right.SETTLE_RISK], "mark_lifted_out",
      caring.risk_settled),
    # The positions are the pack's.
    S(aftercare.return_to_poverty, (GROUP,), "mark_lifted_out", caring.put_back),
    S(aftercare.undo_false_exit, (GROUP,), "mark_lifted_out",
      caring.false_exit_undone),
    S(oversight.freeze_frame, MAY[Right.INSPECT], "", inspecting.freeze),
    S(oversight.draw_sample, MAY[Right.INSPECT], "", inspecting.draw),
    S(oversight.replace_household, MAY[Right.INSPECT], "",
      inspecting.replace_household),
    # The positions are the pack's, for after-care.
    S(oversight.restore_household, (GROUP,), "mark_lifted_out", inspecting.restore),
    S(oversight.record_check, MAY[Right.INSPECT], "", inspecting.record_check),
    # The order is addressed to the township office.
    S(oversight.answer_order, (TOWNSHIP,), "", inspecting.answer_order),
    S(oversight.decide_answer, MAY[Right.INSPECT], "", inspecting.decide_answer),
    S(oversight.refer, MAY[Right.INSPECT], "", inspecting.refer),
    S(oversight.record_interview, MAY[Right.INTERVIEW], "",
      assessing.interview),
    S(oversight.settle_contradiction, MAY[Right.SETTLE_CONTRADICTION], "",
      assessing.settle),
    S(oversight.mark_red_line, MAY[Right.INSPECT], "", assessing.mark),
    S(oversight.find_effect, MAY[Right.FIND_EFFECT], "", assessing.find),
    S(oversight.decide_performance, MAY[Right.DECIDE_PERFORMANCE], "",
      assessing.decide),
    S(procedure.conclude_on_surveys, MAY[Right.FOLLOW_INTEGRITY], "",
      conclude_and_let_go),
    S(procedure.hold_for_second_surveys, (VILLAGE, TEAM), "", hold_for_second_surveys,
      at_own_place),
    S(surveys.freeze_second_surveys, (COUNTY,), "", freeze_second_surveys,
      lambda p: COUNTY_CODE),
    S(surveys.draw_second_surveys, (COUNTY,), "", draw_second_surveys,
      lambda p: COUNTY_CODE),
    S(surveys.assign_second_surveys, (TOWNSHIP, COUNTY), "", assign_second_surveys),
    S(procedure.compare_list, (P.DEPARTMENT,), "", bring_list, at_own_place,
      concerned=other_departments()),
    S(procedure.preview_list, (P.DEPARTMENT,), "", try_list, at_own_place,
      concerned=other_departments()),
    S(procedure.answer_comparison, (TOWNSHIP, COUNTY), "", answer_comparison),
    S(procedure.survey, (VILLAGE, TEAM), "record_visits",
      survey),
    S(procedure.assess, (TOWNSHIP,), "survey",
      lambda p, a: procedure.assess(case_ids=[p.case], actor=a, on=p.world.today)),
    S(procedure.appraise, (VILLAGE,), "assess", appraise),
    S(procedure.verify_committees, (VILLAGE,), "appraise",
      of_rows(procedure.verify_committees, "confirmed")),
    S(procedure.verify_team, (TEAM,), "appraise",
      of_rows(procedure.verify_team, "confirmed")),
    S(procedure.acknowledge, (VILLAGE, TEAM), "verify_team", acknowledge),
    S(procedure.restart, MAY[Right.PLACE_HOLD], "facts changed", restart),
    S(notices.post_first, (VILLAGE,), "acknowledge", of_posting(notices.post_first)),
    S(notices.object_to, MAY[Right.RECEIVE_OBJECTION], "post_first", object_to),
    S(notices.decide_objection, MAY[Right.DECIDE_OBJECTION], "objection", decide,
      concerned=("township", "other township", "supervision")),
    S(notices.ask_second_review, MAY[Right.RECEIVE_OBJECTION], "answered", ask_again),
    # A township has answered: the county reviews, and not who took the request in.
    S(notices.decide_second_review, MAY[Right.REVIEW_OBJECTION], "review",
      decide_again, concerned=("supervision", "city", "city supervision", "province")),
    S(procedure.hold, MAY[Right.PLACE_HOLD], "post_first", hold),
    S(procedure.release, (P.SUPERVISION,), "finding", release,
      concerned=("supervision",)),
    S(procedure.withdraw, MAY[Right.PLACE_HOLD], "post_first", withdraw),
    S(procedure.report_to_township, (VILLAGE,), "post_first",
      of_rows(procedure.report_to_township, "reported")),
    S(procedure.examine, (EXAMINER,), "report_to_township",
      of_rows(procedure.examine, "passed")),
    S(notices.close_first, (VILLAGE,), "first is over",
      of_closing(notices.close_first, "first")),
    S(procedure.determine, (TOWNSHIP,), "close_first",
      of_rows(procedure.determine, "determined")),
    S(notices.post_second, (TOWNSHIP,), "determine", of_posting(notices.post_second)),
    S(notices.close_second, (TOWNSHIP,), "second is over",
      of_closing(notices.close_second, "second")),
    S(procedure.approve, (GROUP,), "close_second",
      of_rows(procedure.approve, "approved")),
    S(procedure.record_acts, (GROUP,), "close_second",
      lambda p, a: procedure.record_acts(
          act="approve", rows=p.row("approved"), actor=a, on=p.world.today)),
    S(procedure.record_decision, (GROUP,), "close_second",
      lambda p, a: procedure.record_decision(
          act="approve", rows=p.row("approved"), actor=a, on=p.world.today)),
    S(notices.announce, (COUNTY,), "approve", of_posting(notices.announce)),
    S(filing.send_consignment, (COUNTY,), "approve", send),
    S(filing.remind, (COUNTY,), "sent", remind),
    S(filing.file_with_city, (COUNTY,), "sent",
      of_receipt(filing.file_with_city, Recipient.CITY)),
    S(filing.file_with_province, (COUNTY,), "sent",
      of_receipt(filing.file_with_province, Recipient.PROVINCE)),
    S(notices.close_announcement, (COUNTY,), "announcement is over",
      of_closing(notices.close_announcement, "announcement")),
    S(filing.archive_village, (VILLAGE,), "close_announcement",
      of_archive(filing.archive_village)),
    S(filing.archive_township, (TOWNSHIP,), "close_announcement",
      of_archive(filing.archive_township)),
    S(filing.archive_county, (COUNTY,), "close_announcement",
      of_archive(filing.archive_county)),
    S(filing.export_for_entry, (COUNTY,), "archive_county", export, at_own_place),
    S(filing.reconcile, (COUNTY,), "entered", compare, at_own_place),
    # Whoever took a household for entry does not confirm it.
    S(filing.mark_lifted_out, (COUNTY,), "entered", mark,
      concerned=("national clerk",)),
    S(filing.keep_set, MAY[Right.KEEP_ARCHIVE_SET], "",
      lambda p, a: filing.keep_set(
          place=p.village, year=YEAR, digest="0" * 64, volumes=1,
          actor=a, on=p.world.today)),
    S(register.mark_lifted_out, (COUNTY,), "marked but for the register",
      lambda p, a: register.mark_lifted_out(
          household_ids=[p.household], actor=a, on=p.world.today)),
    S(register.change_status, (COUNTY,), "mark_lifted_out", change_status),
    S(register.preview_import, MAY[Right.IMPORT_REGISTER], "", preview),
    S(register.import_register, MAY[Right.IMPORT_REGISTER], "", take_in),
    S(register.show_id_number, MAY[Right.READ_ID_NUMBER], "",
      lambda p, a: register.show_id_number(
          member_id=p.member, why=WhyShown.CHECKING, actor=a, on=p.world.today)),
    S(documents.keep, MAY[Right.KEEP_DOCUMENT], "",
      lambda p, a: documents.keep(
          content=picture(), kind=DocumentKind.EVIDENCE, place=p.village, actor=a,
          on=p.world.today)),
    S(documents.open_document, MAY[Right.OPEN_DOCUMENT], "",
      lambda p, a: documents.open_document(
          number=p.document.id, why=WhyOpened.CHECKING, actor=a, on=p.world.today)),
    S(register.read_whole_numbers, MAY[Right.READ_ID_NUMBER], "",
      lambda p, a: register.read_whole_numbers(
          household_ids=[p.household], why=WhyShown.ENTERING, actor=a,
          on=p.world.today)),
    S(accounts.recuse, MAY[Right.RECORD_RECUSAL], "", recuse, at_own_place),
    S(accounts.hand_over, MAY[Right.HAND_OVER], "", hand_over),
    S(accounts.appoint, MAY[Right.APPOINT], "", appoint),
    S(accounts.appoint_many, MAY[Right.APPOINT], "",
      lambda p, a: accounts.appoint_many(
          appointments=[(Person.objects.create(name="庚"), Seat(TEAM, p.village))],
          actor=a, on=p.world.today)),
    S(accounts.dismiss, MAY[Right.HAND_OVER], "", dismiss),
    S(accounts.admit, MAY[Right.KEEP_ACCOUNTS], "",
      lambda p, a: accounts.admit(
          name="庚新", username="geng.xin", password="a first password",
          actor=a, on=p.world.today), at_own_place),
    S(accounts.give_password, MAY[Right.KEEP_ACCOUNTS], "",
      lambda p, a: accounts.give_password(
          account=of_the_village(p), password="another password",
          actor=a, on=p.world.today)),
    S(accounts.reset_factors, MAY[Right.KEEP_ACCOUNTS], "",
      lambda p, a: accounts.reset_factors(
          account=of_the_village(p), reason="手机遗失", actor=a, on=p.world.today)),
    S(accounts.change_password, tuple(P), "",
      lambda p, a: accounts.change_password(
          account=own(a), password="another password", here="",
          actor=a, on=p.world.today), at_own_place),
    S(accounts.add_factor, tuple(P), "", add_factor, at_own_place),
    S(accounts.remove_factor, tuple(P), "", remove_factor, at_own_place),
    S(accounts.renew_recovery_codes, tuple(P), "", renew_codes, at_own_place),
    S(accounts.spend_recovery_code, tuple(P), "", spend_code, at_own_place),
    S(accounts.make_device, MAY[Right.CARRY_DEVICE], "", make_device, at_own_place),
    S(accounts.revoke_device, (*MAY[Right.CARRY_DEVICE], P.ADMINISTRATOR), "",
      revoke_device, at_own_place),
    S(accounts.end_sign_ins, tuple(P), "", end_sign_ins, at_own_place),
    S(accounts.issue_token, tuple(P), "", issue_token, at_own_place),
    S(accounts.revoke_token, tuple(P), "", revoke_token, at_own_place),
    S(explanation.give_slip, MAY[Right.GIVE_SLIP], "", give_slip),
    S(explanation.withdraw_slip, MAY[Right.GIVE_SLIP], "", withdraw_slip),
    S(adopt_pack, MAY[Right.ADOPT_PACK], "",
      lambda p, a: adopt_pack(pack_id=PACK, actor=a, on=p.world.today),
      at_own_place),
    S(keep_working_plan, MAY[Right.KEEP_WORKING_PLAN], "", keep_plan),
    S(decide_reading, MAY[Right.DECIDE_READING], "", decide_a_reading,
      at_own_place),
    S(carry_out_reading, MAY[Right.DECIDE_READING], "", carry_out, at_own_place),
)
# fmt: on

WITHOUT_AN_ACTOR = {
    "office.accounts.install_administrator": "a fresh installation has no actor yet",
    "office.accounts.open_account": "an account gives no right; appointments do",
    "office.accounts.record_of_account": "called inside the operations of accounts",
    "office.audit.record": "called inside every other operation",
    "office.clock.move_to": "a demo's day; a real office has none to move",
    "office.divisions.load_divisions": "the owner's command, on the owner's connection",
    "standards.keep_assessments": "called inside `procedure.assess` with its findings",
    "procedure.refuse_a_year_gone": "called where cases are opened",
    "procedure.settle": "called inside `notice.decide_objection`; its own test below",
    "filing.form_in_force": "reads the pack; called inside filing's operations",
    "filing.record_per_case": "called inside filing's operations",
    "filing.refusing_open_findings": "puts the database's refusal of a mark in words",
    "survey.record_return": "called inside `procedure.return_indicators`",
    "survey.examine_return": "called inside `procedure.examine_on_site`",
    "survey.ask_questions": "called inside `procedure.return_indicators`",
}
"""Operations that nobody calls as an actor of their own, and why."""
