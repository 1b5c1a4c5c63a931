"""The page of the mark, as its two persons go through it (art. 6, end)."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from tests.stages.web.conftest import LogIn
from tests.support.national import Entered, Line
from tests.support.world import VILLAGE, World
from tuopin.filing.models import NationalExport, ReconciledRow
from tuopin.office.scope import acting_as
from tuopin.register.models import Household


def told(page: HttpResponse) -> str:
    return re.sub(r"\s+", "", page.content.decode())


@pytest.fixture
def due(world: World) -> tuple[int, list[int]]:
    """A household for which nothing but the mark is missing."""
    household = world.register()
    return household, world.bring([household], to="archive_county")


def listed(system: Entered, folder: Path) -> SimpleUploadedFile:
    path = folder / "list.xlsx"
    system.write(path)
    return SimpleUploadedFile("名单.xlsx", path.read_bytes())


def test_two_persons_bring_a_household_to_its_mark(
    world: World, log_in: LogIn, due: tuple[int, list[int]], tmp_path: Path
) -> None:
    household, cases = due
    clerk, officer = log_in("national clerk"), log_in("county")
    assert "开放日期未知" in told(clerk.get("/marking/"))

    workbook = clerk.post("/marking/export/", {"village": VILLAGE, "why": "entering"})
    assert workbook.status_code == 200
    assert "AAC073" in shared_strings(workbook.content)

    system = entered(world, cases)
    compared = clerk.post("/marking/list/", {"list": listed(system, tmp_path)})
    assert compared.status_code == 302

    own = told(clerk.get("/marking/"))
    assert "有1户是您导出录入的，请由另一人确认" in own
    assert f'name="case"value="{cases[0]}"' not in own
    assert "BZ" in told(officer.get("/marking/"))
    assert officer.post("/marking/confirm/", {"case": cases}).status_code == 302
    with acting_as(world["county"]):
        marked = Household.objects.get(id=household)
        assert marked.registration_status == "lifted_out"


def shared_strings(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return "".join(
            archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith(".xml")
        )


def entered(world: World, cases: list[int], **spoilt: str) -> Entered:
    """Return the system as it lists cases that were typed in from a workbook."""

    def said(line: Line) -> Line:
        return {**line, **spoilt}

    system = Entered(world.today, said)
    for case in cases:
        with acting_as(world["county"]):
            household = Household.objects.get(exit_cases__id=case)
            members = household.members.filter(valid_to=None).order_by("number")
            for member in members:
                system.kept.append(
                    {
                        "户编号": household.number,
                        "人编号": member.number,
                        "姓名": member.name,
                        "证件号码": "",
                        "人数": str(household.member_count),
                        "与户主关系": member.relation,
                        "脱贫标志": "脱贫",
                        "脱贫年度": "2017",
                        "标注日期": world.today.isoformat(),
                        "标注编号": f"BZ{case}",
                    }
                )
    return system


def test_a_difference_stands_on_the_page_with_who_settles_it(
    world: World, log_in: LogIn, due: tuple[int, list[int]], tmp_path: Path
) -> None:
    _, cases = due
    clerk = log_in("national clerk")
    clerk.post("/marking/export/", {"village": VILLAGE, "why": "entering"})
    system = entered(world, cases, 人数="9")

    clerk.post("/marking/list/", {"list": listed(system, tmp_path)})

    page = told(clerk.get("/marking/"))
    assert "不一致" in page
    assert "人数:我方2,全国系统9" in page
    assert "甲nationalclerk" in page
    refused = log_in("county").post("/marking/confirm/", {"case": cases})
    assert refused.status_code == 409
    assert "核对不一致" in told(refused)


@pytest.mark.parametrize(
    "typed", [{"village": VILLAGE, "why": ""}, {"why": "entering"}, {}]
)
def test_without_a_reason_or_a_village_no_number_leaves(
    world: World, log_in: LogIn, due: tuple[int, list[int]], typed: dict[str, str]
) -> None:
    page = log_in("national clerk").post("/marking/export/", typed)

    assert page.status_code == 422
    assert "请至少选择一个村" in told(page)
    with acting_as(world["county"]):
        assert NationalExport.objects.count() == 0
    assert due


def test_a_file_that_is_no_list_is_answered_in_words(
    world: World, log_in: LogIn, due: tuple[int, list[int]]
) -> None:
    sent = SimpleUploadedFile("甲.xlsx", b"no workbook")

    page = log_in("county").post("/marking/list/", {"list": sent})

    assert page.status_code == 422
    assert "名单无法核对" in told(page)
    with acting_as(world["county"]):
        assert ReconciledRow.objects.count() == 0
    assert due


@pytest.mark.parametrize("step", ["export", "list", "confirm"])
def test_a_township_s_office_is_refused(log_in: LogIn, step: str) -> None:
    assert log_in("township").post(f"/marking/{step}/", {}).status_code == 403
