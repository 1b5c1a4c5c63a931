"""Plans and villages go up with a letter, and stand by its receipt (arts 5, 7)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from tests.support.villages import DEPARTMENTS, VillageWay
from tests.support.world import TOWNSHIP, YEAR, World
from tuopin.filing import operations as filing
from tuopin.filing import queries
from tuopin.filing.domain import Matter, Recipient
from tuopin.filing.models import Consignment
from tuopin.filing.operations import UnableToFile
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.plan.models import ExitPlan
from tuopin.plan.operations import Opinion
from tuopin.plan.queries import FILED, acts_of
from tuopin.web.filings.contents import content_of

ACCEPTED = Opinion("accepted", "同意", {"review_opinion": "意见"})
SENT_BACK = Opinion("sent_back", "有误", {"review_opinion": "意见"})
SEATS = {Recipient.CITY: "county", Recipient.PROVINCE: "city"}


@pytest.fixture
def way(world: World) -> VillageWay:
    way = VillageWay(world)
    way.register()
    return way


def drafted(way: VillageWay) -> list[ExitPlan]:
    """Draft the township's timetable, and the plan of the year by it."""
    timetable = way.draft_timetable(**{way.code: YEAR})
    plan = plans.draft(
        township_code=TOWNSHIP,
        year=YEAR,
        household_numbers=[],
        village_codes=[way.code],
        evidence={"plan_list": "名单"},
        actor=way.world["township"],
        on=way.world.today,
    )
    return [plan, timetable]


def reviewed(way: VillageWay, found: list[ExitPlan], *, by_city: bool = False) -> None:
    world = way.world
    for plan in found:
        if by_city:
            plans.review_by_city(
                plan=plan, opinion=ACCEPTED, actor=world["city"], on=world.today
            )
        else:
            plans.review_by_county(
                plan=plan, opinion=ACCEPTED, actor=world["county"], on=world.today
            )


def sent(
    way: VillageWay,
    found: list[ExitPlan],
    recipient: Recipient = Recipient.CITY,
    *,
    number: str = "脱贫计〔2017〕1号",
    by: str = "",
) -> Consignment:
    return filing.send_plans(
        recipient=recipient,
        plan_ids=[one.id for one in found],
        letter_number=number,
        actor=way.world[by or SEATS[recipient]],
        on=way.world.today,
    )


def received(way: VillageWay, letter: Consignment, *, by: str = "") -> None:
    filing.record_receipt(
        consignment=letter,
        number="回执1号",
        actor=way.world[by or SEATS[Recipient(letter.recipient)]],
        on=way.world.today,
    )


def went_up(way: VillageWay) -> VillageWay:
    """Bring the village to the end of both its notices."""
    return way.bring(to="close_in_township")


def villages_sent(
    way: VillageWay,
    recipient: Recipient = Recipient.CITY,
    *,
    number: str = "请〔2017〕1号",
    by: str = "",
) -> Consignment:
    return filing.send_villages(
        recipient=recipient,
        case_ids=[way.case],
        letter_number=number,
        actor=way.world[by or SEATS[recipient]],
        on=way.world.today,
    )


# Plans (art. 5).


def test_plans_go_to_the_city_and_the_province_and_are_filed_by_its_receipt(
    way: VillageWay,
) -> None:
    found = drafted(way)
    reviewed(way, found)
    to_city = sent(way, found)
    received(way, to_city)
    reviewed(way, found, by_city=True)

    received(way, sent(way, found, Recipient.PROVINCE))

    with acting_as(way.world["city"]):
        assert all(FILED in acts_of(one) for one in found)
        assert queries.matters_of([to_city.id]) == {to_city.id: Matter.PLANS}
        assert acts_of(found[0])[FILED].evidence == {"filing_receipt": "回执1号"}
    assert way.list_in_plan().done


def test_a_plan_goes_up_after_the_sender_s_own_review(way: VillageWay) -> None:
    found = drafted(way)

    with pytest.raises(UnableToFile, match="未经“县审核”通过"):
        sent(way, found)
    reviewed(way, found)
    sent(way, found)
    with pytest.raises(UnableToFile, match="未经“市审核”通过"):
        sent(way, found, Recipient.PROVINCE)


def test_a_plan_that_was_sent_back_goes_nowhere(way: VillageWay) -> None:
    plan, timetable = drafted(way)
    reviewed(way, [timetable])
    plans.review_by_county(
        plan=plan, opinion=SENT_BACK, actor=way.world["county"], on=way.world.today
    )

    with pytest.raises(UnableToFile, match="有1份未经"):
        sent(way, [plan, timetable])
    assert sent(way, [timetable])


def test_a_plan_goes_to_an_office_in_one_letter(way: VillageWay) -> None:
    found = drafted(way)
    reviewed(way, found)
    sent(way, found)

    with pytest.raises(UnableToFile, match="已在另一封信中"):
        sent(way, found[:1], number="脱贫计〔2017〕2号")


@pytest.mark.parametrize("number", ["", " ", "脱贫计〔2017〕1号"])
def test_a_letter_has_a_number_of_its_own(way: VillageWay, number: str) -> None:
    plan, timetable = drafted(way)
    reviewed(way, [plan, timetable])
    sent(way, [timetable])

    with pytest.raises(UnableToFile, match="为空或已用过"):
        sent(way, [plan], number=number)


def test_a_letter_about_nothing_is_none(way: VillageWay) -> None:
    with pytest.raises(UnableToFile, match="名单为空"):
        sent(way, [])


@pytest.mark.parametrize(
    ("recipient", "seat"),
    [
        (Recipient.CITY, "city"),
        (Recipient.CITY, "township"),
        (Recipient.PROVINCE, "county"),
        (Recipient.PROVINCE, "province"),
    ],
)
def test_the_county_sends_to_the_city_and_the_city_to_the_province(
    way: VillageWay, recipient: Recipient, seat: str
) -> None:
    found = drafted(way)
    reviewed(way, found)
    reviewed(way, found, by_city=True)

    with pytest.raises(NotYourPosition):
        sent(way, found, recipient, by=seat)
    assert sent(way, found, recipient)


def test_a_receipt_without_its_number_files_nothing(way: VillageWay) -> None:
    found = drafted(way)
    reviewed(way, found)
    reviewed(way, found, by_city=True)
    letter = sent(way, found, Recipient.PROVINCE)

    with pytest.raises(UnableToFile, match="须有编号"):
        filing.record_receipt(
            consignment=letter, number=" ", actor=way.world["city"], on=way.world.today
        )
    with acting_as(way.world["city"]):
        assert FILED not in acts_of(found[0])


def test_a_plan_against_the_timetable_keeps_the_whole_letter_from_being_filed(
    way: VillageWay,
) -> None:
    plan, timetable = drafted(way)
    for by_city in (False, True):
        reviewed(way, [plan, timetable], by_city=by_city)
    letter = sent(way, [plan], Recipient.PROVINCE)

    with pytest.raises(plans.UnableToPlan, match="还没有退出时序"):
        received(way, letter)

    with acting_as(way.world["city"]):
        assert queries.receipt_of(letter) is None


def test_a_receipt_is_recorded_by_whoever_sent_the_letter(way: VillageWay) -> None:
    found = drafted(way)
    reviewed(way, found)
    letter = sent(way, found)

    with pytest.raises(NotYourPosition):
        received(way, letter, by="city")
    received(way, letter)


# Villages (art. 7).


def test_the_letter_to_the_city_is_the_submission(way: VillageWay) -> None:
    went_up(way)
    way.world.move()

    letter = villages_sent(way)

    assert way.status == "awaiting_approval"
    with acting_as(way.world["county"]):
        assert queries.matters_of([letter.id])[letter.id] is Matter.VILLAGE_EXITS
        assert letter.summary == {TOWNSHIP: 1}


def test_a_village_whose_notice_hangs_goes_nowhere(way: VillageWay) -> None:
    way.bring(to="close_in_village")

    with pytest.raises(UnableToFile, match="乡镇公示期满"):
        villages_sent(way)

    with acting_as(way.world["county"]):
        assert not queries.consignments(year=YEAR)


def test_a_village_submitted_before_still_goes_with_a_letter_once(
    way: VillageWay,
) -> None:
    way.bring(to="submit_to_city")

    assert villages_sent(way)
    with pytest.raises(UnableToFile, match="已在另一封信中"):
        villages_sent(way, number="请〔2017〕2号")


def test_a_village_that_was_refused_goes_up_anew_and_the_first_letter_stays(
    way: VillageWay,
) -> None:
    way.world.register(persons=1)
    went_up(way)
    first = villages_sent(way)
    way.world.move()
    way.approve(verdict="not_approved")
    way.world.restart([way.case])
    for act, do in way.way()[1:]:
        if act == "submit_to_city":
            break
        if act == "return_indicators":
            way.world.move()
            way.report("statistics department", rural_residents="2100")
            for department in list(DEPARTMENTS)[1:]:
                way.report(department)
        else:
            do()

    second = villages_sent(way, number="请〔2017〕2号")

    assert way.status == "awaiting_approval"
    with acting_as(way.world["county"]):
        rows = [list(content_of(one).sheets[1][2]) for one in (first, second)]
    assert rows[0] != rows[1]


def test_the_province_s_receipt_takes_the_village_off_the_register(
    way: VillageWay,
) -> None:
    way.bring(to="announce_in_county_media")
    way.world.move()
    letter = villages_sent(way, Recipient.PROVINCE, number="报〔2017〕1号")
    assert way.status == "awaiting_filing"

    received(way, letter)

    assert way.status == "delisted"


def test_a_village_without_its_announcement_is_not_sent_to_the_province(
    way: VillageWay,
) -> None:
    way.bring(to="approve")

    with pytest.raises(UnableToFile, match="县级媒体公告"):
        villages_sent(way, Recipient.PROVINCE)


@pytest.mark.parametrize(
    ("recipient", "seat"), [(Recipient.CITY, "city"), (Recipient.PROVINCE, "county")]
)
def test_villages_are_sent_by_whose_act_it_is(
    way: VillageWay, recipient: Recipient, seat: str
) -> None:
    way.bring(to="announce_in_county_media")

    with pytest.raises(NotYourPosition):
        villages_sent(way, recipient, by=seat)


def test_a_letter_about_villages_files_no_household(way: VillageWay) -> None:
    went_up(way)
    letter = villages_sent(way)

    with pytest.raises(UnableToFile, match="不是贫困户退出"):
        filing.file_with_city(
            consignment=letter,
            number="回执",
            actor=way.world["county"],
            on=way.world.today,
        )


def test_a_letter_about_households_is_received_as_theirs(world: World) -> None:
    world.remind(world.bring([world.register()], to="announce"), Recipient.CITY)
    with acting_as(world["county"]):
        (letter,) = queries.consignments(year=YEAR)

    with pytest.raises(UnableToFile, match="按户的备案"):
        filing.record_receipt(
            consignment=letter, number="1", actor=world["county"], on=world.today
        )


def test_the_city_reminds_the_province_of_its_own_letter(way: VillageWay) -> None:
    way.bring(to="announce_in_county_media")
    letter = villages_sent(way, Recipient.PROVINCE)
    asked = {"consignment": letter, "manner": "电话", "on": way.world.today}

    with pytest.raises(NotYourPosition):
        filing.remind(**asked, actor=way.world["county"])  # type: ignore[arg-type]
    assert filing.remind(**asked, actor=way.world["city"])  # type: ignore[arg-type]


# The database keeps it so.


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE filing_consignedplan SET plan_id = 1",
        "DELETE FROM filing_consignedplan",
    ],
)
def test_what_a_letter_named_never_changes(way: VillageWay, attack: str) -> None:
    found = drafted(way)
    reviewed(way, found)
    sent(way, found)

    with pytest.raises(Exception, match="permission denied"):
        _sent_by_sql(way.world, attack)


def test_a_plan_stands_once_in_a_letter(way: VillageWay) -> None:
    found = drafted(way)
    reviewed(way, found)
    sent(way, found)

    with pytest.raises(IntegrityError):
        _sent_by_sql(
            way.world,
            "INSERT INTO filing_consignedplan (consignment_id, plan_id, division_code)"
            " SELECT consignment_id, plan_id, division_code FROM filing_consignedplan",
        )


def _sent_by_sql(world: World, statement: str) -> None:
    with acting_as(world["county"]), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tuopin_app",)
        cursor.execute(statement)
