"""Three levels keep sets of papers that nobody changes unseen (归档, art. 6)."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import bagit
import pytest

from tests.stages.filing.archive_sets import asked_of, built
from tests.support.villages import VillageWay
from tests.support.world import COUNTY, TOWNSHIP, VILLAGE, YEAR, World
from tuopin.filing import operations as filing
from tuopin.filing.archive.cli import verify_command
from tuopin.filing.archive.verifying import verify
from tuopin.filing.domain import Level, Recipient, set_stream
from tuopin.filing.operations import UnableToFile
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.audit.queries import timeline
from tuopin.office.documents.store import documents_store
from tuopin.office.scope import acting_as
from tuopin.web.archive.building import SET_ASIDE, Outcome, build

ID_NUMBER = re.compile(r"(?<![0-9a-f])\d{17}[\dX]\b")
VILLAGE_SET = f"village-{VILLAGE}-{YEAR}"
NAMES = {VILLAGE_SET, f"township-{TOWNSHIP}-{YEAR}", f"county-{COUNTY}-{YEAR}"}


@pytest.fixture
def archived(world: World) -> World:
    """Return the county with two households that all three levels have archived."""
    world.bring([world.register(), world.register()], to="archive_county")
    return world


def test_each_level_s_set_is_a_valid_bag_with_a_volume_for_each_household(
    archived: World, tmp_path: Path
) -> None:
    sets = built(archived, tmp_path)

    assert set(sets) == NAMES
    for one in sets.values():
        bagit.Bag(str(one.path)).validate()
        assert not verify(one.path).faults
        volumes = [path.name for path in (one.path / "data/households").iterdir()]
        assert set(volumes) == set(archived.households.values())


def test_each_level_s_set_keeps_the_papers_of_the_village_s_own_exit(
    world: World, tmp_path: Path
) -> None:
    world.bring([world.register()], to="archive_county")
    way = VillageWay(world)
    way.register()
    way.file_plan(list(world.households))
    for _, do in way.way()[:3]:
        do()

    for one in built(world, tmp_path).values():
        catalogue = json.loads((one.path / "data/catalogue.json").read_text())
        (kept,) = (
            line for line in catalogue["collective"] if line["kind"] == "village_exits"
        )
        assert kept["title"].endswith("贫困村退出材料")
        assert (one.path / "data" / kept["file"]).read_bytes().startswith(b"%PDF-")
        assert not verify(one.path).faults


def test_the_county_keeps_its_letters_about_plans_and_villages(
    world: World, tmp_path: Path
) -> None:
    world.bring([world.register()], to="archive_county")
    way = VillageWay(world)
    way.bring(to="close_in_township")
    filing.send_villages(
        recipient=Recipient.CITY,
        case_ids=[way.case],
        letter_number="请〔2017〕1号",
        actor=world["county"],
        on=world.today,
    )

    county = built(world, tmp_path, level=Level.COUNTY)[f"county-{COUNTY}-{YEAR}"]

    catalogue = json.loads((county.path / "data/catalogue.json").read_text())
    titles = [line["title"] for line in catalogue["collective"]]
    assert any("贫困村退出材料（请〔2017〕1号）" in title for title in titles)
    assert any("贫困村退出时序（第1稿）" in title for title in titles)
    assert not verify(county.path).faults


def test_a_volume_tells_who_archived_it_under_which_number_and_law(
    archived: World, tmp_path: Path
) -> None:
    village = built(archived, tmp_path)[VILLAGE_SET]
    number = min(archived.households.values())
    folder = village.path / "data/households" / number

    told = json.loads((folder / "metadata.json").read_text())

    assert told["archive_number"].startswith("village-")
    assert told["archived_by"]["name"] == "甲village"
    assert told["retention"]["code"] == "D30"
    assert len(told["pack"]["version"]) == len("0" * 64)
    assert (folder / "volume.pdf").read_bytes().startswith(b"%PDF-")
    papers = [line for line in told["catalogue"] if line["kept_as"] == "paper"]
    assert papers
    assert all(line["reference"] for line in papers)


def test_each_kept_file_that_an_act_rests_on_goes_with_the_set_once(
    archived: World, tmp_path: Path
) -> None:
    village = built(archived, tmp_path)[VILLAGE_SET]
    data = village.path / "data"
    named = [
        one
        for number in archived.households.values()
        for line in catalogue_of(data / "households" / number)
        for one in line.get("originals", ())
    ]

    files = {f"originals/{path.name}" for path in (data / "originals").iterdir()}

    # The first and the last day of the first publicity, for both households.
    assert len(named) == 4
    assert {one["file"] for one in named} == files
    assert len(files) == 2
    for one in named:
        content = (data / one["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"]


def test_a_set_whose_kept_file_is_lost_is_not_built(
    archived: World, tmp_path: Path
) -> None:
    whole = built(archived, tmp_path / "whole", level=Level.VILLAGE)[VILLAGE_SET]
    lost = next((whole.path / "data/originals").iterdir()).stem
    documents_store().path_of(lost).unlink()

    with pytest.raises(UnableToFile, match="备份"):
        built(archived, tmp_path / "again", level=Level.VILLAGE)

    assert not (tmp_path / "again" / VILLAGE_SET).exists()


def catalogue_of(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "metadata.json").read_text())["catalogue"]


def test_the_whole_chain_of_a_household_s_events_is_kept(
    archived: World, tmp_path: Path
) -> None:
    village = built(archived, tmp_path)[VILLAGE_SET]
    folder = village.path / "data/households" / min(archived.households.values())

    events = (folder / "events.jsonl").read_text().splitlines()
    acts = [json.loads(json.loads(event)["raw"])["act"] for event in events]

    assert "filing.village_set.kept" in acts
    assert (
        len(acts)
        == json.loads((folder / "metadata.json").read_text())["events"]["count"]
    )


def test_the_collective_papers_are_those_of_the_level(
    archived: World, tmp_path: Path
) -> None:
    kinds = {
        one.asked.level: {
            line["kind"]
            for line in json.loads((one.path / "data/catalogue.json").read_text())[
                "collective"
            ]
        }
        for one in built(archived, tmp_path).values()
    }

    assert kinds == {
        Level.VILLAGE: {"meetings", "notices"},
        Level.TOWNSHIP: {"plans", "notices"},
        Level.COUNTY: {"plans", "notices", "consignments"},
    }


def test_no_identity_number_stands_in_a_set(archived: World, tmp_path: Path) -> None:
    sets = built(archived, tmp_path)

    texts = [
        path.read_text()
        for one in sets.values()
        for path in one.path.rglob("*")
        if path.suffix in (".json", ".jsonl", ".txt")
    ]

    assert texts
    assert not [
        text for text in texts if re.search(r"(?<![0-9a-f])\d{17}[\dX]\b", text)
    ]


def test_a_set_that_is_as_it_is_to_be_is_left_alone_and_recorded_once(
    archived: World, tmp_path: Path
) -> None:
    first = built(archived, tmp_path, level=Level.VILLAGE)[VILLAGE_SET]
    archived.move()

    again = built(archived, tmp_path, level=Level.VILLAGE)[VILLAGE_SET]

    assert (first.outcome, again.outcome) == (Outcome.BUILT, Outcome.LEFT)
    assert first.digest == again.digest
    with acting_as(archived["county"]):
        (event,) = timeline([set_stream(VILLAGE, YEAR)])
    assert event.body == {"year": YEAR, "sha256": first.digest, "volumes": 2}
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [VILLAGE_SET]


def test_a_set_whose_households_grew_is_built_anew_and_the_former_one_set_aside(
    archived: World, tmp_path: Path
) -> None:
    built(archived, tmp_path, level=Level.VILLAGE)
    archived.bring([archived.register()], to="archive_village")

    again = built(archived, tmp_path, level=Level.VILLAGE)[VILLAGE_SET]

    assert (again.outcome, again.volumes) == (Outcome.REPLACED, 3)
    assert not verify(tmp_path / SET_ASIDE / f"{VILLAGE_SET}-1").faults


def test_a_set_that_was_changed_is_set_aside_and_not_written_over(
    archived: World, tmp_path: Path
) -> None:
    path = built(archived, tmp_path, level=Level.VILLAGE)[VILLAGE_SET].path
    (path / "data/catalogue.pdf").write_bytes(b"another")

    again = built(archived, tmp_path, level=Level.VILLAGE)[VILLAGE_SET]

    assert again.outcome is Outcome.REPLACED
    kept = tmp_path / SET_ASIDE / f"{VILLAGE_SET}-1/data/catalogue.pdf"
    assert kept.read_bytes() == b"another"
    assert not verify(again.path).faults


def test_two_runs_do_not_build_in_one_folder(archived: World, tmp_path: Path) -> None:
    county = archived["county"]
    first = build(
        asked_of(county), out=tmp_path, actor=county, on=archived.today, tick=print
    )
    next(first)

    with pytest.raises(UnableToFile, match="正在"):
        built(archived, tmp_path)
    first.close()


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        ("team", NotYourPosition),
        ("leading group", NotYourPosition),
        ("next village", NotYourJurisdiction),
        ("other township", NotYourJurisdiction),
    ],
)
def test_only_offices_of_the_area_build_its_sets(
    archived: World, tmp_path: Path, by: str, refusal: type[Exception]
) -> None:
    sets = asked_of(archived["village"], level=Level.VILLAGE)
    out = tmp_path / "out"
    assert sets

    with pytest.raises(refusal):
        list(build(sets, out=out, actor=archived[by], on=archived.today, tick=print))

    assert not out.exists()


def test_any_changed_byte_of_any_kind_of_file_is_named(
    archived: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file of each kind in each set, at its ends and eleven places between."""
    unnamed = []
    for one in built(archived, tmp_path).values():
        for path in one_of_each_kind(one.path):
            name = path.relative_to(one.path).as_posix()
            whole = path.read_bytes()
            for at in sorted({len(whole) * part // 12 for part in range(12)}):
                for bit in (1, 0x20):
                    spoilt = bytearray(whole)
                    spoilt[at] ^= bit
                    path.write_bytes(spoilt)
                    named = {fault.file for fault in verify(one.path).faults}
                    if name not in named or len(named) > 1:
                        unnamed.append((name, at, bit, named))
            path.write_bytes(whole)
        assert verify_command(one.path) == 0

    assert not unnamed


def one_of_each_kind(bag: Path) -> list[Path]:
    kinds: dict[str, Path] = {}
    for path in sorted(bag.rglob("*")):
        if path.is_file():
            folder = path.parent.parent.name if "households" in str(path) else ""
            kinds.setdefault(f"{folder}{path.suffix}{path.name[:4]}", path)
    return list(kinds.values())


@pytest.mark.parametrize("name", ["data/catalogue.pdf", "manifest-sha256.txt"])
def test_a_missing_file_and_an_added_one_are_named(
    archived: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    bag = built(archived, tmp_path, level=Level.VILLAGE)[VILLAGE_SET].path
    (bag / name).unlink()
    (bag / "data/collective/more.pdf").write_bytes(b"more")

    code = verify_command(bag)

    said = capsys.readouterr().err
    assert code == 1
    assert f"{name}：缺少此文件" in said
    assert "data/collective/more.pdf" in said


def test_what_is_no_set_is_told_apart_from_one_that_was_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = verify_command(tmp_path)

    assert code == 2
    assert "不是档案包" in capsys.readouterr().err
