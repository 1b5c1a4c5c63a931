"""Every operation of article 7: who may do it, when, and how it is attempted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.villages import VillageWay
from tests.support.world import YEAR
from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.filing.models import Consignment
from tuopin.notice import operations as notices
from tuopin.notice.models import PublicityNotice
from tuopin.notice.operations import Posting
from tuopin.office.accounts.domain import Actor
from tuopin.oversight import operations as oversight
from tuopin.plan import operations as plans
from tuopin.procedure import operations as procedure
from tuopin.procedure.recording import Row
from tuopin.rulebook.positions import Position as P
from tuopin.survey import operations as surveys

EVIDENCE = dict.fromkeys(
    (
        "department_return",
        "examination_form",
        "leading_group_minutes",
        "notice_text",
        "posting_photo",
        "last_day_photo",
        "submission_number",
        "approval_reply",
        "media_clipping",
    ),
    "凭证",
)
ROADS = "road department"
Attempt = Callable[[VillageWay, Actor], object]


def evidence(way: VillageWay) -> dict[str, str]:
    """Return every paper, and the photos as files."""
    photos = ("posting_photo", "last_day_photo")
    return EVIDENCE | dict.fromkeys(photos, way.photo)


@dataclass(frozen=True)
class VillageOperation:
    """A legal act on a village: its function, whose it is, after which act it can be.

    `department` is set where not the position decides but whose figures they are.
    """

    function: Callable[..., object]
    positions: tuple[P, ...]
    after: str
    attempt: Attempt
    department: str | None = None

    @property
    def name(self) -> str:
        """The stage and the function."""
        stage = self.function.__module__.split(".operations")[0]
        return f"{stage.removeprefix('tuopin.')}.{self.function.__name__}"

    def is_of(self, actor: Actor) -> bool:
        """Whether the operation is this actor's, wherever the village lies."""
        its_own = self.department in (None, actor.department)
        return actor.position in self.positions and its_own


def of_rows(function: Callable[..., object], verdict: str) -> Attempt:
    """Return an attempt of an act that takes rows."""
    return lambda way, actor: function(
        rows=[Row(way.case, verdict, EVIDENCE)], actor=actor, on=way.world.today
    )


def of_posting(function: Callable[..., object]) -> Attempt:
    """Return an attempt to post that the village is to exit."""
    return lambda way, actor: function(
        posting=Posting(
            way.code,
            YEAR,
            f"公{actor.appointment_id}",
            "公开栏",
            (way.case,),
            evidence(way),
        ),
        actor=actor,
        on=way.world.today,
    )


def of_closing(
    function: Callable[..., object], notice: Callable[[VillageWay], PublicityNotice]
) -> Attempt:
    """Return an attempt to close one of the village's two notices."""
    return lambda way, actor: function(
        notice=notice(way), evidence=evidence(way), actor=actor, on=way.world.today
    )


def in_village(way: VillageWay) -> PublicityNotice:
    """Return the notice that hangs in the village."""
    assert way.village_notice is not None
    return way.village_notice


def in_township(way: VillageWay) -> PublicityNotice:
    """Return the notice that hangs at the township's seat."""
    assert way.township_notice is not None
    return way.township_notice


def answer(way: VillageWay, actor: Actor) -> object:
    """Answer the question that the return on housing has raised."""
    asked = way.questions()
    (question,) = (one for one in asked if one.fact == "households_with_safe_housing")
    return surveys.answer_question(
        question=question, text="复核无误", actor=actor, on=way.world.today
    )


def send(way: VillageWay, actor: Actor) -> Consignment:
    """Submit the village to the city with a letter."""
    return filing.send_villages(
        recipient=Recipient.CITY,
        case_ids=[way.case],
        letter_number=f"请{way.case}",
        actor=actor,
        on=way.world.today,
    )


def receive(way: VillageWay, actor: Actor) -> object:
    """Record the city's receipt of the county's letter."""
    return filing.record_receipt(
        consignment=send(way, way.world["county"]),
        number="回执",
        actor=actor,
        on=way.world.today,
    )


S = VillageOperation
COUNTY, GROUP, CITY = (P.COUNTY_OFFICE,), (P.COUNTY_LEADING_GROUP,), (P.CITY_OFFICE,)
DEPARTMENT = (P.DEPARTMENT,)
# fmt: off
VILLAGE_OPERATIONS = (
    S(plans.draft_timetable, (P.TOWNSHIP_OFFICE,), "file_plan",
      lambda w, a: plans.draft_timetable(
          township_code=f"{w.code[:9]}000", village_years={w.code: YEAR},
          household_years=dict.fromkeys(range(YEAR, 2021), 0),
          evidence={"plan_list": "名单"}, actor=a, on=w.world.today)),
    S(procedure.list_villages_in_plan, (P.TOWNSHIP_OFFICE,), "file_plan",
      lambda w, a: procedure.list_villages_in_plan(
          village_codes=[w.code], year=YEAR, actor=a, on=w.world.today)),
    S(procedure.return_indicators, DEPARTMENT, "list_in_plan",
      lambda w, a: procedure.return_indicators(
          case_id=w.case, figures={"paved_road": "yes"}, evidence=EVIDENCE,
          actor=a, on=w.world.today), "交通局"),
    S(surveys.answer_question, DEPARTMENT, "return_indicators", answer, "城建局"),
    S(procedure.examine_on_site, DEPARTMENT, "return_indicators",
      lambda w, a: procedure.examine_on_site(
          case_id=w.case, found=surveys.Examination(True, "己", "", EVIDENCE),
          actor=a, on=w.world.today)),
    S(procedure.assess_villages, COUNTY, "examine_on_site",
      lambda w, a: procedure.assess_villages(
          case_ids=[w.case], actor=a, on=w.world.today)),
    S(procedure.determine_villages, GROUP, "assess",
      of_rows(procedure.determine_villages, "determined")),
    S(notices.post_in_village, COUNTY, "determine",
      of_posting(notices.post_in_village)),
    S(notices.post_in_township, COUNTY, "post_in_village",
      of_posting(notices.post_in_township)),
    S(notices.close_in_village, COUNTY, "both are over",
      of_closing(notices.close_in_village, in_village)),
    S(notices.close_in_township, COUNTY, "close_in_village",
      of_closing(notices.close_in_township, in_township)),
    S(filing.send_villages, COUNTY, "close_in_township", send),
    S(filing.record_receipt, COUNTY, "close_in_township", receive),
    S(procedure.submit_to_city, COUNTY, "close_in_township",
      of_rows(procedure.submit_to_city, "submitted")),
    S(procedure.approve_villages, CITY, "submit_to_city",
      of_rows(procedure.approve_villages, "approved")),
    S(oversight.keep_scheme, (P.TOWNSHIP_OFFICE,), "approve",
      lambda way, actor: oversight.keep_scheme(
          village_code=way.code, year=YEAR, title="激励办法",
          evidence="乡发〔2017〕9号", actor=actor, on=way.world.today)),
    S(procedure.announce_in_county_media, (*COUNTY, *CITY), "approve",
      of_rows(procedure.announce_in_county_media, "announced")),
    S(filing.file_villages_with_province, CITY, "announce_in_county_media",
      lambda w, a: filing.file_villages_with_province(
          case_ids=[w.case], receipt_number="省备1", actor=a, on=w.world.today)),
)
# fmt: on
