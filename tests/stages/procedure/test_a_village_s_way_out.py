"""Article 7: a village leaves the register by its departments' figures, act by act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.villages import DEPARTMENTS, VillageWay
from tests.support.world import NEXT_VILLAGE, SEATS, YEAR, World
from tuopin.filing.domain import Recipient
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition, Refusal
from tuopin.office.documents.models import DocumentUse
from tuopin.office.policy.operations import adopt_pack
from tuopin.office.scope import acting_as
from tuopin.plan.operations import UnableToPlan
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.domain import Because
from tuopin.procedure.operations import UnableToRecord
from tuopin.procedure.recording import BatchResult
from tuopin.survey.operations import UnableToReturn


@pytest.fixture
def way(world: World) -> VillageWay:
    for _ in range(10):
        world.register(persons=2)
    return VillageWay(world)


def refusal(result: BatchResult) -> Because:
    (row,) = result.refused
    assert row.refusal is not None
    return row.refusal.because


def test_a_village_goes_the_whole_way(way: VillageWay) -> None:
    way.bring(to="file_with_province")

    assert way.status == "delisted"


def test_every_act_waits_for_the_ones_before_it(way: VillageWay) -> None:
    way.register()
    way.file_plan()
    acts = dict(way.way())
    order = list(acts)
    acts["list_in_plan"]()
    for act in order[1:]:
        for later in order[order.index(act) + 1 :]:
            if later in ("close_in_village", "close_in_township") or (act, later) == (
                "post_in_village",
                "post_in_township",
            ):
                continue
            assert was_refused(way, later), f"{later} before {act}"
        acts[act]()

    assert way.status == "delisted"


def was_refused(way: VillageWay, act: str) -> bool:
    attempts: dict[str, Callable[[], object]] = {
        "examine_on_site": lambda: way.examine("road department"),
        "assess": way.assess,
        "determine": way.determine,
        "post_in_village": way.post_in_village,
        "post_in_township": way.post_in_township,
        "submit_to_city": way.submit,
        "approve": way.approve,
        "announce_in_county_media": way.announce,
        "file_with_province": way.file,
    }
    try:
        result = attempts[act]()
    except Refusal:
        return True
    return isinstance(result, BatchResult) and not result.done


# Article 4 ¶2: the figures are the departments'.


def test_only_the_department_itself_reports_its_figures(way: VillageWay) -> None:
    way.bring(to="list_in_plan")

    with pytest.raises(UnableToReturn, match="统计局"):
        way.report("road department", rural_residents="900")


@pytest.mark.parametrize("by", ["village", "township", "county", "team"])
def test_a_village_s_own_account_is_none(way: VillageWay, by: str) -> None:
    way.bring(to="list_in_plan")
    DEPARTMENT = "road department"
    way.world.actors[DEPARTMENT] = way.world[by]

    with pytest.raises(NotYourPosition):
        way.report(DEPARTMENT)


def test_the_act_stands_once_the_last_department_has_reported(way: VillageWay) -> None:
    way.bring(to="list_in_plan")
    *others, last = DEPARTMENTS
    for department in others:
        way.report(department)
        assert way.status == "awaiting_returns"

    way.report(last)

    assert way.status == "returned"


@pytest.mark.parametrize(
    ("fact", "figure"),
    [
        ("rural_residents", "一千"),
        ("rural_residents", "-1"),
        ("rural_residents", "10.5"),
        ("rural_residents", "1e3"),
        ("rural_residents", "１０５０"),
    ],
)
def test_what_is_no_number_is_told(way: VillageWay, fact: str, figure: str) -> None:
    way.bring(to="list_in_plan")

    with pytest.raises(UnableToReturn, match=figure):
        way.report("statistics department", **{fact: figure})


def test_a_figure_left_blank_stays_unknown(way: VillageWay) -> None:
    way.bring(to="list_in_plan")
    for department in DEPARTMENTS:
        way.report(department)
    way.report("health department", village_clinic=" ")
    way.world.move()
    way.examine_all()

    assert way.assess().done
    assert way.status == "not_known"


def test_a_department_examines_its_own_return_only(way: VillageWay) -> None:
    way.bring(to="return_indicators")
    way.world.actors["housing department"] = way.world["village"]

    with pytest.raises(NotYourPosition):
        way.examine("housing department")


def test_what_is_not_confirmed_on_site_ends_the_round(way: VillageWay) -> None:
    way.bring(to="return_indicators")
    way.world.move()

    way.examine("road department", confirmed=False)

    assert way.status == "examination_failed"


def test_a_later_return_is_examined_anew_before_anything_else(way: VillageWay) -> None:
    way.bring(to="assess")
    way.world.move()
    way.report("water department", households_with_safe_water="10")

    assert refusal(way.determine()) is Because.FACTS_CHANGED

    way.examine("water department")
    assert way.determine().done


def test_figures_that_turn_the_outcome_void_what_was_decided(way: VillageWay) -> None:
    way.bring(to="determine")
    way.world.move()
    way.report("road department", paved_road="no")
    way.examine("road department")

    assert refusal(way.post_in_village()) is Because.FACTS_CHANGED
    assert way.world.restart([way.case], by="county") == 1
    assert way.status == "awaiting_returns"


def test_a_department_of_another_round_has_to_report_again(way: VillageWay) -> None:
    way.bring(to="return_indicators")
    way.world.move()
    way.examine("road department", confirmed=False)
    way.world.restart([way.case], by="county")
    way.report_all()

    assert way.status == "returned"


# The headcount: 2 % of the residents, exactly (以下 includes the figure).


@pytest.mark.parametrize(
    ("residents", "status"),
    [
        ("999", "not_met"),
        ("1000", "standard_met"),
        ("1001", "standard_met"),
        ("0", "not_known"),
        ("950", "not_met"),
    ],
)
def test_the_headcount_is_counted_on_the_register(
    way: VillageWay, residents: str, status: str
) -> None:
    way.bring(to="list_in_plan")  # 20 people are registered poor
    way.report_all()
    way.report("statistics department", rural_residents=residents)
    way.world.move()
    way.examine_all()
    way.assess()

    assert way.status == status


def test_pending_households_leave_the_headcount_open(way: VillageWay) -> None:
    world = way.world
    leaving = list(world.households)[:5]  # with them 20 people are poor, without 10
    way.register()
    way.file_plan(leaving)
    pending = world.open_cases(leaving)
    way.list_in_plan()
    way.report_all()
    way.report("statistics department", rural_residents="600")
    way.examine_all()
    way.assess()

    assert way.status == "not_known"

    for act, do in world.way(leaving, pending):
        do()
        if act == "announce":
            break
    assert way.assess().done
    assert way.status == "standard_met"
    assert way.determine().done


def test_the_county_decides_on_the_households_first(way: VillageWay) -> None:
    world = way.world
    leaving = list(world.households)[:1]
    way.register()
    way.file_plan(leaving)
    (pending,) = world.open_cases(leaving)
    for act, do in way.way():
        do()
        if act == "assess":
            break

    assert refusal(way.determine()) is Because.REQUIREMENT_MISSING

    world.withdraw(pending)
    assert way.determine().done


# Two notices, in the village and at the township's seat.


def test_posted_in_the_village_alone_it_is_not_submitted(way: VillageWay) -> None:
    way.bring(to="post_in_village")
    assert way.village_notice is not None
    way.world.move_to(way.village_notice.opens_on)
    way.close_in_village()

    assert refusal(way.submit()) is Because.REQUIREMENT_MISSING


@pytest.mark.parametrize("close", ["close_in_village", "close_in_township"])
def test_neither_notice_is_closed_early(way: VillageWay, close: str) -> None:
    way.bring(to="post_in_township")
    assert way.village_notice is not None
    way.world.move_to(way.village_notice.last_day)

    with pytest.raises(Refusal, match="挂到"):
        getattr(way, close)()


def test_the_notice_names_the_village_and_nothing_else(way: VillageWay) -> None:
    way.bring(to="post_in_village")
    assert way.village_notice is not None

    (line,) = way.village_notice.roster
    assert line.keys() == {"line", "township", "village"}


def test_an_objection_upheld_ends_the_village_s_round(way: VillageWay) -> None:
    way.bring(to="post_in_township")
    objection = way.world.object_to(way.case, publicity="village", by="village")
    assert way.status == "objection_open"
    way.world.decide(objection, upheld=True, by="supervision")
    assert way.village_notice is not None
    way.world.move_to(way.village_notice.opens_on)

    way.close_in_village()

    assert way.status == "village_objected"


def test_approval_and_announcement_go_together(way: VillageWay) -> None:
    way.bring(to="approve")
    way.world.move(days=2)

    assert refusal(way.announce()) is Because.NOT_TOGETHER


def test_without_the_province_s_receipt_it_is_not_delisted(way: VillageWay) -> None:
    way.bring(to="announce_in_county_media")

    assert refusal(way.file(receipt=" ")) is Because.EVIDENCE_MISSING
    assert way.status == "awaiting_filing"


def test_a_village_outside_the_filed_plan_has_no_case(way: VillageWay) -> None:
    way.register()

    with pytest.raises(Refusal, match="退出时序"):
        way.list_in_plan()


def test_the_timetable_names_registered_poor_villages_only(way: VillageWay) -> None:
    with pytest.raises(Refusal, match="建档立卡的贫困村"):
        way.file_plan()


def test_another_township_s_village_is_none_of_its_own(world: World) -> None:
    way = VillageWay(world, township="other township")
    way.register()

    with pytest.raises(Refusal, match="建档立卡的贫困村"):
        way.file_plan()


def test_the_next_village_s_households_do_not_count(world: World) -> None:
    for _ in range(11):
        world.register(village=NEXT_VILLAGE)
    way = VillageWay(world).bring(to="assess")

    assert way.status == "standard_met"


# Questions where visits say otherwise; they decide nothing.


def test_a_figure_that_visits_contradict_becomes_a_question(way: VillageWay) -> None:
    world = way.world
    houses = list(world.households)
    way.bring(to="list_in_plan")
    world.visited(houses[:3], by="village", answers={"dwelling_grade": "D"})
    way.report("housing department", households_with_safe_housing="8")

    (question,) = way.questions()
    assert (question.fact, question.reported, question.found) == (
        "households_with_safe_housing",
        "8",
        "0–7",
    )


def test_a_figure_that_visits_allow_is_not_questioned(way: VillageWay) -> None:
    world = way.world
    way.bring(to="list_in_plan")
    world.visited(
        list(world.households)[:3], by="village", answers={"dwelling_grade": "D"}
    )
    way.report("housing department", households_with_safe_housing="7")

    assert way.questions() == []


def test_a_village_and_a_household_do_not_share_acts(way: VillageWay) -> None:
    way.bring(to="list_in_plan")
    with pytest.raises((NotYourPosition, NotYourJurisdiction)):
        way.world.approve([way.case], by="city supervision")
    result = way.world.assess([way.case])
    assert not result.done


def test_the_stored_status_follows_from_the_acts(way: VillageWay) -> None:
    way.bring(to="approve")
    with acting_as(way.world["county"]):
        ((state, _),) = cases.states([way.case])
    assert state.unit.value == "village"
    assert set(state.acts) >= {"determine", "submit_to_city", "approve"}


# What an attack on the way out has found.


def test_a_village_is_not_filed_in_a_letter_of_households(way: VillageWay) -> None:
    way.bring(to="announce_in_county_media")

    with pytest.raises(Refusal, match="不能报送备案"):
        way.world.file([way.case], Recipient.PROVINCE)

    assert way.status == "awaiting_filing"


def test_a_planned_household_without_a_case_is_still_to_be_decided_on(
    way: VillageWay,
) -> None:
    leaving = list(way.world.households)[:1]
    way.register()
    way.file_plan(leaving)
    for act, do in way.way():
        do()
        if act == "assess":
            break

    assert refusal(way.determine()) is Because.REQUIREMENT_MISSING


@pytest.mark.parametrize("department", ["road department", "finance department"])
def test_nobody_determines_what_they_have_examined(
    way: VillageWay, department: str
) -> None:
    way.bring(to="assess")
    person = way.world.seat_again(department, "leading group")
    way.world.actors["leading group"] = person

    assert refusal(way.determine()) is Because.SAME_PERSON


def test_nobody_determines_what_they_examined_before_it_was_reported_anew(
    way: VillageWay,
) -> None:
    way.bring(to="list_in_plan")
    way.report_all()
    way.examine_all()
    leader = way.world.seat_again("road department", "leading group")
    successor = way.world.named("继任", SEATS["road department"])
    way.world.actors["road department"] = successor
    way.report("road department")
    way.examine("road department")
    way.assess()
    way.world.actors["leading group"] = leader

    assert refusal(way.determine()) is Because.SAME_PERSON


def test_no_return_is_older_than_its_round(way: VillageWay) -> None:
    way.world.move(days=3)
    way.bring(to="list_in_plan")
    way.world.move()

    with pytest.raises(Refusal, match="早于本轮开始"):
        way.report("road department", on=way.world.today - timedelta(days=2))

    way.report("road department", on=way.world.today - timedelta(days=1))
    assert way.questions() == []


def test_an_empty_return_is_none(way: VillageWay) -> None:
    way.bring(to="list_in_plan")

    with pytest.raises(UnableToReturn, match="报送是空的"):
        way.report("road department", paved_road=" ")


def test_a_figure_longer_than_any_village_is_told(way: VillageWay) -> None:
    way.bring(to="list_in_plan")

    with pytest.raises(UnableToReturn, match="应填不小于零的整数"):
        way.report("statistics department", rural_residents="9" * 60)


def test_a_household_whose_case_opens_after_the_determination_stops_nothing(
    way: VillageWay,
) -> None:
    world = way.world
    late = world.register(persons=1)  # with it, exactly the 2 % that pass
    way.bring(to="determine")
    way.file_plan([late])
    world.open_cases([late])
    for act, do in way.way()[5:]:
        assert act
        do()

    assert way.status == "delisted"


# A village exits once.


def test_a_delisted_village_stands_in_no_later_plan(way: VillageWay) -> None:
    way.bring(to="file_with_province")

    with pytest.raises(UnableToPlan, match=f"已销号.*{way.code}") as refusal:
        way.file_plan()

    assert refusal.value.cite == "art-07"


def test_a_plan_made_before_the_delisting_opens_no_second_case(
    way: VillageWay,
) -> None:
    way.bring(to="announce_in_county_media")
    way.file_plan(year=YEAR + 1)
    way.world.move()
    (row,) = way.file().rows
    assert row.refusal is not None
    assert "修订退出时序" in row.refusal.text.zh
    way.file_timetable(year=YEAR)
    assert way.file().done

    with pytest.raises(UnableToRecord, match="时序定于2017年"):
        way.list_in_plan(year=YEAR + 1)


@pytest.mark.parametrize("names_it", [True, False])
def test_a_later_filed_plan_decides_whether_a_village_is_delisted(
    way: VillageWay, names_it: bool
) -> None:
    world = way.world
    late = world.register(persons=1)
    way.bring(to="announce_in_county_media")
    if names_it:
        way.file_plan([late])
    else:
        world.file_plan([late])
    world.move()

    result = way.file()

    assert bool(result.done) is names_it
    if not names_it:
        assert result.refused[0].refusal is not None
        assert "重新列入" in result.refused[0].refusal.text.zh


def test_a_return_found_wrong_after_the_act_says_what_to_do_next(
    way: VillageWay,
) -> None:
    way.bring(to="examine_on_site")
    way.world.move()
    way.report("road department")
    way.examine("road department", confirmed=False)

    (row,) = way.assess().refused
    assert row.refusal is not None
    assert "交通局" in row.refusal.text.zh
    assert "按实际重新报送" in row.refusal.text.zh

    way.report("road department")
    way.examine("road department")
    assert way.assess().done


# The case keeps the rules that it began under.


def test_a_village_s_notices_hang_by_the_rules_its_case_began_under(
    way: VillageWay,
) -> None:
    way.bring(to="determine")
    adopt_pack(pack_id="monitoring-2021", actor=way.world["county"], on=way.world.today)

    assert way.post_in_village().done
    assert way.post_in_township().done
    assert way.village_notice is not None
    way.world.move_to(way.village_notice.opens_on)
    assert way.close_in_village().done
    assert way.close_in_township().done


# What departments send is kept as other evidence is.


def test_a_return_rests_on_kept_files_only(way: VillageWay) -> None:
    way.bring(to="return_indicators")
    way.world.move()
    document = way.world.document(way.code)
    other = replace(document.reference, digest="0" * 64)

    with pytest.raises(UnableToRecord, match="请重新上传"):
        way.report("road department", paper=other.written)
    way.report("road department", paper=document.reference.written)
    with pytest.raises(UnableToRecord, match="请重新上传"):
        way.examine("road department", paper=other.written)
    way.examine("road department", paper=document.reference.written)

    with acting_as(way.world["county"]):
        used = DocumentUse.objects.filter(document=document).order_by("id")
        assert list(used.values_list("act", "evidence", "division_code")) == [
            ("return_indicators", "department_return", way.code),
            ("examine_on_site", "examination_form", way.code),
        ]


# A refusal speaks of the village.


def test_a_hold_placed_twice_is_the_village_s(way: VillageWay) -> None:
    way.bring(to="list_in_plan")

    def held() -> None:
        procedure.hold(
            case_id=way.case,
            cause="finding",
            subject="finding:1",
            reason="核查",
            actor=way.world["supervision"],
            on=way.world.today,
        )

    held()
    with pytest.raises(UnableToRecord, match="该村已因此事暂停"):
        held()


def test_a_delisted_village_s_case_is_not_withdrawn(way: VillageWay) -> None:
    way.bring(to="file_with_province")

    with pytest.raises(UnableToRecord, match="该村已销号") as refusal:
        procedure.withdraw(
            case_id=way.case,
            ending="withdrawn",
            reason="",
            actor=way.world["county"],
            on=way.world.today,
        )

    assert "户" not in refusal.value.text.zh
