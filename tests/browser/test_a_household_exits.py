"""A household goes the way of article 6 in the browser, from the survey to the mark."""

from __future__ import annotations

from tests.browser.county import County
from tests.browser.office import Office
from tests.browser.sheets import Clerks
from tests.support.world import COUNTY, TOWNSHIP, VILLAGE, World

SIGNED = {"签字人": "户主本人", "与户主关系": "户主", "签认方式": "signature"}


def test_from_the_survey_form_to_the_mark(office: Office, county: County) -> None:
    household = county.do(World.register)
    county.do(World.bring, [household], to="list_in_plan")
    number = county.number_of(household)
    clerks = Clerks(office)

    def done(said: str) -> None:
        assert "已为1户办理" in said

    def next_day() -> None:
        office.pass_days("village")

    assert "这次入户已录入" in clerks.survey(number, by="village")
    next_day()
    done(clerks.do("assess", by="township", place=VILLAGE))
    next_day()
    done(
        clerks.do(
            "appraise", by="village", place=VILLAGE, rows={"同意": "23", "不同意": "2"}
        )
    )
    next_day()
    for act, seat in (("verify_committees", "village"), ("verify_team", "team")):
        done(clerks.do(act, by=seat, place=VILLAGE, verdict="confirmed"))
    next_day()
    done(
        clerks.do(
            "acknowledge", by="village", place=VILLAGE, verdict="agrees", rows=SIGNED
        )
    )
    next_day()
    done(clerks.do("post_first", by="village", place=VILLAGE))
    done(clerks.do("report_to_township", by="village", place=VILLAGE))
    next_day()
    done(clerks.do("examine", by="examiner", place=TOWNSHIP, verdict="passed"))
    done(clerks.close("close_first", by="village", place=VILLAGE))
    done(clerks.do("determine", by="township", place=TOWNSHIP, verdict="determined"))
    next_day()
    done(clerks.do("post_second", by="township", place=VILLAGE))
    done(clerks.close("close_second", by="township", place=VILLAGE))
    done(clerks.do("approve", by="leading group", place=COUNTY, verdict="approved"))
    done(clerks.do("announce", by="county", place=VILLAGE))
    next_day()
    done(clerks.file("file_with_city", by="county", place=COUNTY))
    done(clerks.file("file_with_province", by="county", place=COUNTY))
    done(clerks.close("close_announcement", by="county", place=VILLAGE))
    done(clerks.do("archive_village", by="village", place=VILLAGE))
    done(clerks.do("archive_township", by="township", place=TOWNSHIP))
    done(clerks.do("archive_county", by="county", place=COUNTY))
    next_day()
    county.catch_up()
    county.do(World.enter, county.cases_of([household]))
    done(clerks.do("mark_lifted_out", by="county", place=COUNTY))

    assert county.status_of(household) == "lifted_out"
    for seat in ("village", "township", "county", "supervision"):
        page = office.at(seat)
        for path in ("/", "/register/", "/standing/", "/objections/", "/planner/"):
            office.open(page, path)
    page = office.open(office.at("supervision"), f"/register/{number}/")
    assert "全部环节已办完" in page.locator("main").inner_text()
