"""Every kind of paper is PDF/A-2b by what ISO 19005-2 asks of the file itself.

A validator of the whole standard is no package; what is looked at here is what makes a
paper unreadable in thirty years: colours without a profile, fonts that are elsewhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from django.test import Client

from tests.stages.filing.archive_sets import built
from tests.stages.web.conftest import LogIn
from tests.support import slips
from tests.support.inspections import referred
from tests.support.world import COUNTY, VILLAGE, YEAR, World
from tuopin.filing.queries import consignments
from tuopin.office.scope import acting_as
from tuopin.web.papers.compiling import SOURCES

KINDS = {path.stem for path in SOURCES.glob("*.typ")} - {"look"}
"""The papers that are compiled; `look` is what they share."""


@pytest.fixture
def papers(world: World, log_in: LogIn, tmp_path: Path) -> dict[str, bytes]:
    """One paper of each kind, as it is sent or kept."""
    household = world.register()
    (case,) = world.bring([household], to="archive_county")
    world.bring([world.register()], to="assess")
    with acting_as(world["county"]):
        letter = consignments(year=YEAR)[0].id
    notice = world.notice_of(case, "first").id
    kept = built(world, tmp_path)[f"county-{COUNTY}-{YEAR}"].path / "data"
    inspection, line, order = referred(world)
    village, county, inspector = map(log_in, ("village", "county", "supervision"))
    return {
        "letter": county.get(f"/filings/{letter}/letter/").content,
        "notice": village.get(f"/notices/{notice}/board/").content,
        "meeting": village.get(f"/work/appraise/{VILLAGE}/papers/").content,
        "forms": village.get(f"/register/{world.households[household]}/why/").content,
        "plain": village.get("/public/leaflet/").content,
        "slip": slip_printed(world, village, household),
        "draw": inspector.get(f"/inspections/{inspection}/sheet/").content,
        "brief": county.get("/glance/brief/").content,
        "dossier": inspector.get(f"/inspections/{inspection}/{line}/file/").content,
        "referral": inspector.get(f"/inspections/orders/{order}/referral/").content,
        "listing": county.get(f"/archive/{VILLAGE}/missing/").content,
        "spines": next(kept.rglob("spines.pdf")).read_bytes(),
        "volume": next((kept / "households").rglob("*.pdf")).read_bytes(),
    }


def slip_printed(world: World, browser: Client, household: int) -> bytes:
    """Give a household its slip, and print it."""
    code = slips.give(world, household).code
    at = f"/register/{world.households[household]}/slip/print/"
    return browser.post(at, {"code": code}).content


def fonts_in(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Return every font of a paper; of one in parts, its parts."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font":
            yield from found.get("/DescendantFonts", [found])


def is_embedded(font: pikepdf.Object) -> bool:
    """Whether a font's letters are in the paper."""
    described = font.get("/FontDescriptor", {})
    return any(f"/FontFile{which}" in described for which in ("", 2, 3))


def test_every_kind_of_paper_is_looked_at(papers: dict[str, bytes]) -> None:
    assert set(papers) == KINDS


def test_every_paper_says_that_it_is_for_keeping(papers: dict[str, bytes]) -> None:
    said = {}
    for kind, content in papers.items():
        with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as about:
            said[kind] = (
                about["pdfaid:part"],
                about["pdfaid:conformance"],
                bool(about["dc:title"]),
                "/ID" in pdf.trailer,
            )

    assert said == dict.fromkeys(KINDS, ("2", "B", True, True))


def test_every_paper_brings_its_colours_and_its_fonts(
    papers: dict[str, bytes],
) -> None:
    lacking = []
    for kind, content in papers.items():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            fonts = list(fonts_in(pdf))
            (intent,) = pdf.Root.OutputIntents
            if intent.S != "/GTS_PDFA1" or not len(
                intent.DestOutputProfile.read_bytes()
            ):
                lacking.append(f"{kind}: no profile of its colours")
            if not fonts:
                lacking.append(f"{kind}: no words")
            lacking += [f"{kind}: {f.BaseFont}" for f in fonts if not is_embedded(f)]

    assert lacking == []


def test_no_paper_does_anything_when_it_is_opened(papers: dict[str, bytes]) -> None:
    doing = []
    for kind, content in papers.items():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            doing += [
                f"{kind}: {key}"
                for key in ("/OpenAction", "/AA", "/AcroForm", "/AF")
                if key in pdf.Root
            ]
            doing += [f"{kind}: locked"] * pdf.is_encrypted

    assert doing == []
