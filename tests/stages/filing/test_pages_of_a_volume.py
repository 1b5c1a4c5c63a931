"""One page number runs over all papers of a volume, scans included (归档, art. 6)."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from tests.stages.filing.archive_sets import built
from tests.support.pictures import picture
from tests.support.world import VILLAGE, YEAR, World
from tuopin.filing.archive.bags import METADATA, TAG_FILES, VOLUME, close_bag
from tuopin.filing.archive.pages import numbering_faults, pages_in
from tuopin.filing.archive.verifying import verify
from tuopin.filing.domain import Level
from tuopin.web.archive.papers import Papers, Print, press_papers
from tuopin.web.papers.compiling import Press

SET = f"village-{VILLAGE}-{YEAR}"


def stamped(pdf: Path) -> list[str]:
    """Return what stands first on each page of a volume."""
    return [page.extract_text().split("\n")[0] for page in PdfReader(pdf).pages]


def scanned(pages: int) -> bytes:
    """Return a PDF of blank pages, as a scanner makes one."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


# A set that was built.


def test_the_pages_of_every_volume_run_on_from_the_first_to_the_last(
    world: World, tmp_path: Path
) -> None:
    world.bring([world.register(), world.register()], to="archive_county")
    village = built(world, tmp_path, level=Level.VILLAGE)[SET]

    assert not verify(village.path).faults
    for number in world.households.values():
        folder = village.path / "data/households" / number
        told = json.loads((folder / METADATA).read_text())
        front, last = told["pages"]["unnumbered"], told["pages"]["numbered"]
        photos = [one for one in told["catalogue"] if one["kept_as"] == "original"]
        papers = [one for one in told["catalogue"] if one["kept_as"] == "paper"]

        assert not list(numbering_faults(told["catalogue"], *pages_in(folder / VOLUME)))
        assert len(photos) == 2
        assert all(one["pages"][0] == one["pages"][1] for one in photos)
        assert not any("pages" in one for one in papers)
        assert stamped(folder / VOLUME)[front:] == [
            str(at) for at in range(1, last + 1)
        ]
    assert not (village.path / "data/.drawn").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[-1]["pages"].__setitem__(1, 99), "与卷内不符"),
        (lambda lines: lines[0]["pages"].__setitem__(0, 2), "不连续"),
        (lambda lines: lines[0].pop("pages"), "未列页号"),
    ],
)
def test_a_list_whose_pages_do_not_run_on_is_named_though_its_bag_is_whole(
    world: World, tmp_path: Path, change: Any, said: str
) -> None:
    world.bring([world.register()], to="archive_county")
    bag = built(world, tmp_path, level=Level.VILLAGE)[SET].path
    (number,) = world.households.values()
    where = bag / "data/households" / number / METADATA
    told = json.loads(where.read_text())
    change([line for line in told["catalogue"] if "pages" in line])
    where.write_text(json.dumps(told))
    closed_again(bag)

    faults = verify(bag).faults

    assert {fault.file for fault in faults} == {f"data/households/{number}/{METADATA}"}
    assert said in " ".join(
        fault.zh
        for fault in numbering_faults(
            told["catalogue"], *pages_in(where.parent / VOLUME)
        )
    )


def closed_again(bag: Path) -> None:
    """Make a bag anew of what lies in it, as somebody who covers a change would."""
    info = json.loads((bag / "data/catalogue.json").read_text())["bag_info"]
    for name in TAG_FILES:
        (bag / name).unlink()
    for entry in (bag / "data").iterdir():
        entry.rename(bag / entry.name)
    shutil.rmtree(bag / "data")
    close_bag(bag, info)


# A volume that is pressed of files of every kind.


def pressed(root: Path, *kept: tuple[str, bytes]) -> dict[str, Any]:
    """Press a volume of two sheets, files lying with the first; return what it says."""
    (root / "originals").mkdir(parents=True)
    lines: list[dict[str, Any]] = [_line(1, "调查表", "survey")]
    for at, (media_type, content) in enumerate(kept, start=2):
        file = f"originals/{at}"
        (root / file).write_bytes(content)
        lines.append(
            _line(at, f"附件{at}", "survey")
            | {"originals": [{"file": file, "media_type": media_type}]}
        )
    lines.append(_line(len(kept) + 2, "评定表", "assess"))
    scans = [
        {"line": str(one["line"]), "title": one["title"], "files": one["originals"]}
        for one in lines
        if "originals" in one
    ]
    says: dict[str, object] = {
        "title": "贫困户退出档案",
        "dated": {"year": 2017, "month": 12, "day": 1},
        "says": "说明",
        "household": dict.fromkeys(
            ("number", "head_name", "persons", "group", "place", "year"), "某"
        ),
        "cover": [["档号", "1"]],
        "lines": [{**one, "reference": "本卷"} for one in lines],
        "sheets": [
            _sheet("调查表", "1", scans),
            _sheet("评定表", str(len(kept) + 2), []),
        ],
    }
    papers = Papers(
        "households/1", (Print(VOLUME, "volume", says),), metadata={"catalogue": lines}
    )
    press_papers(Press(), root, papers)
    told: dict[str, Any] = json.loads((root / "households/1" / METADATA).read_text())
    return told


def _line(at: int, title: str, act: str) -> dict[str, Any]:
    return {
        "line": at,
        "title": title,
        "responsible": "甲",
        "date": "2017-12-01",
        "act": act,
    }


def _sheet(title: str, line: str, scans: list[dict[str, Any]]) -> dict[str, object]:
    return {
        "title": title,
        "line": line,
        "facts": [["结论", "达标"]],
        "findings": [],
        "cite": "依据：第三条",
        "scans": scans,
    }


def paged(told: dict[str, Any]) -> list[list[int] | None]:
    return [line.get("pages") for line in told["catalogue"]]


def test_a_scan_of_several_pages_takes_its_place_between_two_sheets(
    tmp_path: Path,
) -> None:
    told = pressed(
        tmp_path, ("application/pdf", scanned(3)), ("image/png", picture("PNG"))
    )

    assert paged(told) == [[1, 1], [2, 4], [5, 5], [6, 6]]
    assert told["pages"] == {"numbered": 6, "unnumbered": 2}
    volume = tmp_path / "households/1" / VOLUME
    assert stamped(volume)[2:] == ["1", "2", "3", "4", "5", "6"]
    assert "2–4" in PdfReader(volume).pages[1].extract_text()
    assert (tmp_path / "originals/2").read_bytes() == scanned(3)


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/pdf", b"%PDF-1.7 torn"),
        ("application/pdf", scanned(1)[:300]),
        ("image/jpeg", picture()[:40]),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK a workbook",
        ),
    ],
    ids=["no pdf", "half a pdf", "half a picture", "a workbook"],
)
def test_what_is_no_page_has_no_number_and_leaves_no_gap(
    tmp_path: Path, media_type: str, content: bytes
) -> None:
    told = pressed(tmp_path, (media_type, content), ("image/webp", picture("WEBP")))

    assert paged(told) == [[1, 1], None, [2, 2], [3, 3]]


def test_the_same_volume_is_pressed_to_the_same_bytes(tmp_path: Path) -> None:
    kept = ("image/jpeg", picture(size=(3000, 2000)))
    volumes = []
    for name in ("first", "again"):
        pressed(tmp_path / name, kept)
        volumes.append((tmp_path / name / "households/1" / VOLUME).read_bytes())

    assert volumes[0] == volumes[1]


# The numbers themselves, in fives.


@pytest.mark.parametrize(
    ("pages", "is_sound"),
    [
        ([(1, 2), (2, 3), (4, 4)], True),
        ([(1, 1), (2, 2), (3, 3)], True),
        ([(1, 1), (3, 3), (4, 4)], False),
        ([(2, 2), (3, 3), (4, 4)], False),
        ([(1, 3), (2, 2), (3, 3)], False),
    ],
    ids=["a page is shared", "one each", "a gap", "no first page", "backwards"],
)
def test_pages_run_on_without_a_gap(
    pages: list[tuple[int, int]], is_sound: bool
) -> None:
    lines = [
        {"line": at, "title": "件", "pages": list(one)}
        for at, one in enumerate(pages, 1)
    ]

    found = list(numbering_faults(lines, dict(enumerate(pages, 1)), 9))

    assert (not found) is is_sound
