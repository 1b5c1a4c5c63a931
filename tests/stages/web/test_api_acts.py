"""Acts that a program posts: the same operations, gates and words as on the screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest

from tests.stages.web.conftest import LogIn
from tests.stages.web.programs import Program, program_of, told
from tests.support.pictures import picture
from tests.support.villages import VillageWay
from tests.support.world import NEXT_VILLAGE, TOWNSHIP, VILLAGE, World
from tuopin.notice.models import Objection
from tuopin.office.documents.models import Document
from tuopin.office.scope import acting_as
from tuopin.procedure.models import ActRecord
from tuopin.survey.models import SurveyVisit

VERIFY = f"/acts/verify_committees/{VILLAGE}"
PAPERS = {"verification_opinion": {"name": "入户核实意见1号"}}


@dataclass
class Meeting:
    """A household that the meeting agreed to, to be verified by its committees."""

    world: World
    number: str
    case: int
    program: Program

    def sent(self, verdict: str = "confirmed", round_: int = 1) -> dict[str, object]:
        """What verifies the household."""
        row = {"case": self.case, "round": round_, "answers": {"verdict": verdict}}
        return {"papers": PAPERS, "rows": [row]}

    def recorded(self, act: str = "verify_committees") -> int:
        """How often the act is in the record."""
        with acting_as(self.world["county"]):
            return ActRecord.objects.filter(act=act, case_id=self.case).count()


@pytest.fixture
def agreed(world: World) -> Meeting:
    household = world.register()
    (case,) = world.bring([household], to="appraise")
    world.move()
    number = world.households[household]
    return Meeting(world, number, case, program_of(world, "village"))


def test_a_sheet_says_what_it_asks_and_who_waits(agreed: Meeting) -> None:
    sheet = agreed.program.get(VERIFY).json()

    (row,) = sheet["rows"]
    assert (row["case"], row["round"], row["household"]) == (
        agreed.case,
        1,
        agreed.number,
    )
    assert {one["name"] for one in row["questions"]} == {"verdict", "note"}
    assert "verification_opinion" in {one["name"] for one in sheet["papers"]}
    assert sheet["article"]["id"].startswith("art-06")


def test_an_act_that_is_posted_is_done_as_on_the_screen(agreed: Meeting) -> None:
    done = agreed.program.post(VERIFY, agreed.sent()).json()

    assert (done["act"], done["done"]) == ("verify_committees", 1)
    assert done["rows"] == [
        {
            "case": agreed.case,
            "household": agreed.number,
            "result": "done",
            "reason": None,
        }
    ]
    assert agreed.recorded() == 1


def test_a_repeated_request_is_one_act_with_one_answer(agreed: Meeting) -> None:
    key = str(uuid4())

    answers = [agreed.program.post(VERIFY, agreed.sent(), key=key) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[1].json()["done"] == 1
    assert agreed.recorded() == 1


def test_the_same_act_under_another_key_is_refused_with_who_did_it(
    agreed: Meeting,
) -> None:
    agreed.program.post(VERIFY, agreed.sent())

    again = agreed.program.post(VERIFY, agreed.sent()).json()

    (row,) = again["rows"]
    assert (again["done"], row["result"]) == (0, "refused")
    assert row["reason"]["code"] == "done_before"
    assert agreed.world["village"].person_name in row["reason"]["says"]["zh"]
    assert row["reason"]["article"]["id"].startswith("art-06")
    assert row["reason"]["remedy"]["en"]


def test_a_key_serves_one_request_only(agreed: Meeting) -> None:
    key = str(uuid4())
    agreed.program.post(VERIFY, agreed.sent(), key=key)

    problem = told(
        agreed.program.post(VERIFY, agreed.sent("not_confirmed"), key=key), 422
    )

    assert problem["code"] == "key_used"
    assert agreed.recorded() == 1


def test_two_people_may_use_the_same_key(agreed: Meeting) -> None:
    key = str(uuid4())
    agreed.program.post(VERIFY, agreed.sent(), key=key)
    team = program_of(agreed.world, "team")

    done = team.post(f"/acts/verify_team/{VILLAGE}", agreed.sent(), key=key).json()

    assert done["done"] == 1


def test_without_a_key_nothing_is_done(agreed: Meeting) -> None:
    problem = told(agreed.program.post(VERIFY, agreed.sent(), key=None), 422)

    assert problem["faults"][0]["field"].endswith("Idempotency-Key")
    assert agreed.recorded() == 0


def test_a_refused_act_may_be_posted_again_under_its_key(agreed: Meeting) -> None:
    key, hold = str(uuid4()), agreed.world.hold(agreed.case)
    held = agreed.program.post(VERIFY, agreed.sent(), key=str(uuid4())).json()
    faulty = {**agreed.sent(), "papers": {}}
    told(agreed.program.post(VERIFY, faulty, key=key), 422)
    agreed.world.release(hold)

    done = agreed.program.post(VERIFY, agreed.sent(), key=key).json()

    assert [row["result"] for row in held["rows"]] == ["held"]
    assert done["done"] == 1


Spoil = Callable[[dict[str, object]], dict[str, object]]


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda sent: {**sent, "rows": []}, "rows"),
        (lambda sent: {**sent, "answers": {"colour": "red"}}, "colour"),
        (lambda sent: {**sent, "papers": {}}, "verification_opinion"),
        (lambda sent: {**sent, "papers": {"letter": {"name": "一"}}}, "letter"),
        (lambda sent: {**sent, "notice": 3}, "notice"),
        (lambda sent: {**sent, "attachments": [3]}, "attachments"),
        (lambda sent: {**sent, "rows": sent["rows"] * 2}, "case"),
    ],
)
def test_what_cannot_be_taken_is_named_in_both_languages(
    agreed: Meeting, spoil: Spoil, field: str
) -> None:
    problem = told(agreed.program.post(VERIFY, spoil(agreed.sent())), 422)

    found = {one["field"]: one["says"] for one in problem["faults"]}
    assert found[field]["zh"] != found[field]["en"]
    assert agreed.recorded() == 0


@pytest.mark.parametrize("verdict", ["", "splendid"])
def test_a_verdict_that_is_none_is_named_with_its_row(
    agreed: Meeting, verdict: str
) -> None:
    problem = told(agreed.program.post(VERIFY, agreed.sent(verdict)), 422)

    (fault,) = problem["faults"]
    assert (fault["field"], fault["row"]) == ("verdict", agreed.case)
    assert agreed.recorded() == 0


def test_a_row_of_an_earlier_round_is_told_so(agreed: Meeting) -> None:
    problem = told(agreed.program.post(VERIFY, agreed.sent(round_=2)), 422)

    assert problem["faults"][0]["field"] == "round"
    assert agreed.recorded() == 0


def test_a_household_elsewhere_is_as_one_that_is_not(agreed: Meeting) -> None:
    other = program_of(agreed.world, "next village")
    path = f"/acts/verify_committees/{NEXT_VILLAGE}"
    unknown = {**agreed.sent(), "rows": [{"case": 10**9, "round": 1}]}

    problems = [told(other.post(path, one), 422) for one in (agreed.sent(), unknown)]

    (elsewhere,), (nowhere,) = (problem["faults"] for problem in problems)
    assert elsewhere["says"] == nowhere["says"]
    assert told(other.post(VERIFY, agreed.sent()), 404)["code"] == "not_there"


def test_an_act_of_another_position_is_refused(agreed: Meeting) -> None:
    problem = told(program_of(agreed.world, "team").post(VERIFY, agreed.sent()), 403)

    assert problem["code"] == "not_your_position"
    assert agreed.recorded() == 0


def test_a_token_that_may_only_read_does_not_act(agreed: Meeting) -> None:
    reading = program_of(agreed.world, "village", may_act=False)

    problem = told(reading.post(VERIFY, agreed.sent()), 403)

    assert problem["code"] == "read_only_token"
    assert agreed.recorded() == 0


def test_in_a_browser_s_session_an_act_needs_the_page_s_mark(
    agreed: Meeting, log_in: LogIn
) -> None:
    browser = log_in("village")
    browser.handler.enforce_csrf_checks = True
    stranger = Program(client=browser)
    mark = browser.get("/account/confirm/").cookies["csrftoken"].value

    refused = told(stranger.post(VERIFY, agreed.sent()), 403)
    browser.defaults["HTTP_X_CSRFTOKEN"] = mark
    done = stranger.post(VERIFY, agreed.sent()).json()

    assert refused["code"] == "no_csrf_token"
    assert done["done"] == 1


def test_an_act_that_is_said_village_by_village_asks_for_one(agreed: Meeting) -> None:
    world = agreed.world
    world.bring([world.register()], to="determine")
    township = program_of(world, "township")
    path = f"/acts/post_second/{TOWNSHIP}"

    sheet = township.get(path).json()
    problem = told(township.post(path, {}), 422)

    assert [one["code"] for one in sheet["villages"]] == [VILLAGE]
    assert problem["faults"][0]["field"] == "place"


def test_a_notice_is_posted_with_a_photo_and_closed_when_it_is_over(
    world: World,
) -> None:
    (case,) = world.bring([world.register()], to="acknowledge")
    world.move()
    village = program_of(world, "village")
    posting = {
        "answers": {"number": "公2017-9", "place": "公开栏"},
        "papers": {
            "notice_text": {"name": "公示文本"},
            "posting_photo": {"files": [village.upload()]},
        },
        "rows": [{"case": case, "round": 1}],
    }

    posted = village.post(f"/acts/post_first/{VILLAGE}", posting).json()
    closing = f"/acts/close_first/{VILLAGE}"
    (waiting,) = village.get(closing).json()["notices"]
    ends = {
        "notice": waiting["notice"],
        "papers": {"last_day_photo": {"files": [village.upload()]}},
    }
    early = told(village.post(closing, ends), 409)
    world.move_to(world.notice_of(case, "first").opens_on)
    closed = village.post(closing, ends)

    assert posted["done"] == 1
    assert not waiting["may_be_closed"]
    assert early["article"]["id"].startswith("art-06")
    assert closed.json()["done"] == 1


def test_a_photo_that_is_missing_is_asked_for(world: World) -> None:
    (case,) = world.bring([world.register()], to="acknowledge")
    world.move()
    posting = {
        "answers": {"number": "公2017-9", "place": "公开栏"},
        "papers": {"notice_text": {"name": "文本"}, "posting_photo": {"name": "一张"}},
        "rows": [{"case": case, "round": 1}],
    }

    problem = told(
        program_of(world, "village").post(f"/acts/post_first/{VILLAGE}", posting), 422
    )

    assert [one["field"] for one in problem["faults"]] == ["posting_photo"]


def test_the_same_photo_at_the_same_place_is_one_file(world: World) -> None:
    village, photo = program_of(world, "village"), picture()

    numbers = {village.upload(content=photo) for _ in range(2)}

    with acting_as(world["county"]):
        assert Document.objects.filter(id__in=numbers).count() == 1


def test_a_letter_is_sent_received_and_reminded_of(world: World) -> None:
    (case,) = world.bring([world.register()], to="approve")
    world.move()
    county = program_of(world, "county")
    letter = {
        "recipient": "city",
        "letter_number": "铁脱贫办〔2017〕8号",
        "cases": [case],
    }

    sent = county.post("/filings", letter).json()
    twice = told(county.post("/filings", letter), 409)
    reminded = county.post(f"/filings/{sent['id']}/reminders", {"manner": "电话"})
    receipt = {"number": "市备8", "on": world.today.isoformat()}
    filed = county.post(f"/filings/{sent['id']}/receipt", receipt).json()

    assert [one["number"] for one in sent["roster"]] == list(world.households.values())
    assert twice["says"]["zh"]
    assert reminded.status_code == 200
    assert (filed["act"], filed["done"]) == ("file_with_city", 1)


def test_letters_have_an_address_of_their_own(world: World) -> None:
    world.bring([world.register()], to="approve")
    county = program_of(world, "county")
    path = f"/acts/file_with_city/{VILLAGE[:6]}000000"

    problem = told(county.post(path, {}), 422)

    assert "/filings" in problem["faults"][0]["says"]["en"]


def test_a_visit_is_recorded_and_taken_as_the_survey(world: World) -> None:
    household = world.register()
    world.file_plan([household])
    world.open_cases([household])
    path = f"/households/{world.households[household]}/visits"
    village = program_of(world, "village")
    sent = {
        "surveyed_on": world.today.isoformat(),
        "surveyor": "甲村干部",
        "organization": "村委会",
        "answers": {"wage_income": "9000.00", "dwelling_grade": "B"},
        "papers": {"signed_survey_form": {"name": "调查表1号"}},
    }

    wrong = told(village.post(path, {**sent, "answers": {"wage_income": "多"}}), 422)
    unasked = told(village.post(path, {**sent, "answers": {"shoes": 2}}), 422)
    taken = village.post(path, sent).json()

    assert [one["field"] for one in wrong["faults"]] == ["wage_income"]
    assert [one["field"] for one in unasked["faults"]] == ["shoes"]
    assert taken["is_survey"]
    with acting_as(world["county"]):
        assert SurveyVisit.objects.filter(household_id=household).count() == 1


def test_an_objection_is_taken_in_and_answered(world: World) -> None:
    household = world.register()
    (case,) = world.bring([household], to="post_first")
    village, county = (program_of(world, one) for one in ("village", "county"))
    said = {
        "notice": world.notice_of(case, "first").id,
        "channel": "phone",
        "received_on": world.today.isoformat(),
        "text": "该户收入不实",
    }

    taken = village.post(f"/households/{world.households[household]}/objections", said)
    path = f"/objections/{taken.json()['id']}/answer"
    answer = {"is_upheld": False, "answer": "经核实，收入属实。"}
    not_theirs = told(village.post(path, answer), 403)
    answered = county.post(path, answer).json()

    assert taken.json()["receipt_code"]
    assert not_theirs["code"] == "not_your_position"
    assert answered["is_upheld"] is False
    with acting_as(world["county"]):
        assert Objection.objects.filter(case_id=case).count() == 1


def test_a_department_reports_on_a_village_and_the_county_assesses(
    world: World,
) -> None:
    way = VillageWay(world).bring(to="list_in_plan")
    world.move()
    road = program_of(world, "road department")
    path = f"/villages/{VILLAGE}/acts"

    (act,) = road.get(path).json()["acts"]
    sent = {
        "answers": {one["name"]: "yes" for one in act["questions"] if one["choices"]},
        "papers": {"department_return": {"name": "报送表"}},
    }
    unknown = told(
        road.post(f"{path}/return_indicators", {**sent, "answers": {"a": "b"}}), 422
    )
    reported = road.post(f"{path}/return_indicators", sent).json()
    county = program_of(world, "county")
    too_early = told(county.post(f"{path}/assess", {}), 409)

    departments = {one["name"]: one for one in reported["departments"]}
    assert act["id"] == "return_indicators"
    assert unknown["faults"][0]["field"] == "a"
    assert departments["交通局"]["reported_on"] == world.today.isoformat()
    assert too_early["says"]["en"]
    assert way.case == reported["case"]["id"]


def test_villages_of_a_filed_plan_are_listed(world: World) -> None:
    way = VillageWay(world)
    way.register()
    way.file_plan()
    township = program_of(world, "township")

    listed = township.post("/villages", {"villages": [VILLAGE]}).json()["villages"]

    assert [one["year"] for one in listed if one["code"] == VILLAGE] == [2017]


def test_a_key_belongs_to_the_seat_in_which_it_was_used(agreed: Meeting) -> None:
    key = str(uuid4())
    agreed.program.post(VERIFY, agreed.sent(), key=key)
    agreed.world.actors["beside"] = agreed.world.seat_again("village", "village")
    seated = program_of(agreed.world, "beside")

    problem = told(seated.post(VERIFY, agreed.sent(), key=key), 422)

    assert problem["code"] == "key_used"
