"""A newer version is offered, with what it changes in plain words; never taken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.world import PACK, World
from tuopin.office.policy.differences import OTHERS, WORDS_ALONE
from tuopin.office.policy.offering import Offered, offered
from tuopin.office.policy.operations import adopt_pack
from tuopin.rulebook.pack import PolicyPack
from tuopin.web.founding import say_offered

Change = Callable[[str, str, str], None]
PROCEDURE = "procedures/household_exit.yaml"
FIRST = """    closed_by: close_first
    days: 7
"""


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The packs of a release, not yet different."""
    folder = tmp_path / "packs"
    shutil.copytree(settings.PACKS, folder)
    monkeypatch.setattr(settings, "PACKS", folder)
    return folder


@pytest.fixture
def change(packs: Path) -> Change:
    """A change to a file of the release's pack."""

    def write(name: str, before: str, after: str) -> None:
        file = packs / PACK / name
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), encoding="utf-8")

    return write


def lines(one: Offered) -> list[tuple[str, str, str, str]]:
    return [(d.file, d.what.zh, d.before.zh, d.after.zh) for d in one.found]


def test_the_same_version_is_not_offered(world: World, packs: Path) -> None:
    assert offered(packs) == ()


def test_a_figure_is_named_with_its_year(
    world: World, packs: Path, change: Change
) -> None:
    change("parameters/poverty_line.yaml", '"2952"', '"3000"')

    (one,) = offered(packs)

    (line,) = [said for said in lines(one) if "数值" in said[1]]
    assert line[0] == "parameters/poverty_line.yaml"
    assert "国家扶贫标准·2016" in line[1]
    assert line[2:] == ("2952", "3000")


def test_a_period_and_a_paper_are_named(
    world: World, packs: Path, change: Change
) -> None:
    change(PROCEDURE, FIRST, FIRST.replace("7", "10"))
    photo = "en: photo of the visit}, required: "
    change(PROCEDURE, f'{photo}"no"', f'{photo}"yes"')

    (one,) = offered(packs)

    assert lines(one) == [
        (
            PROCEDURE,
            "贫困户退出程序·入户调查·材料·入户照片·必须有",
            "否",
            "是",
        ),
        (PROCEDURE, "贫困户退出程序·第一次公示·天数", "7", "10"),
    ]


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("performance.yaml", 'weight: "35"', 'weight: "25"', ("35", "25")),
        ("satisfaction.yaml", "您知道自己家", "您是否知道自己家", None),
        ("time_logic.yaml", 'minutes: {value: "10"', 'minutes: {value: "20"', None),
        ("aftercare.yaml", "visits_each_year: 4", "visits_each_year: 6", ("4", "6")),
    ],
)
def test_a_rule_of_any_file_is_named_as_more_than_wording(
    world: World,
    packs: Path,
    change: Change,
    file: str,
    before: str,
    after: str,
    said: tuple[str, str] | None,
) -> None:
    change(file, before, after)

    (one,) = offered(packs)

    named = [line for line in one.found if line.file == file]
    assert named
    assert all(line.what != WORDS_ALONE for line in named)
    if said is not None:
        assert said in [(line.before.zh, line.after.zh) for line in named]


def test_no_part_of_a_pack_is_left_out_of_the_comparison() -> None:
    optional = {one.name for one in fields(PolicyPack) if one.default is None}

    # The questionnaire's questions are told of with the facts that they ask for.
    assert optional - {"questionnaire"} == set(OTHERS)


def test_a_comment_is_named_as_no_more_than_that(
    world: World, packs: Path, change: Change
) -> None:
    change(PROCEDURE, "# Exit of", "# The exit of")

    (one,) = offered(packs)

    assert [(d.file, d.what) for d in one.found] == [(PROCEDURE, WORDS_ALONE)]


def test_a_version_that_cannot_be_read_is_not_offered_for_adoption(
    world: World, packs: Path, change: Change
) -> None:
    change("pack.yaml", "in_force_from: 2017-06-27", "in_force_from: soon")

    (one,) = offered(packs)

    assert one.pack is None
    assert one.faults


def test_the_command_says_what_the_release_changes(
    world: World, packs: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    change("parameters/poverty_line.yaml", '"2952"', '"3000"')

    say_offered()
    said = capsys.readouterr().out
    adopt_pack(pack_id=PACK, actor=world["county"], on=world.today)
    say_offered()

    assert "2952 → 3000" in said
    assert "不会自动生效" in said
    assert "没有待采用的新版本" in capsys.readouterr().out
