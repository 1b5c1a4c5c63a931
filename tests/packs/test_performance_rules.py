"""A pack says what is scored, asked and compared; faults are named by line."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from tuopin.office.policy.packs_cli import read_checked
from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.faults import PackFault
from tuopin.rulebook.performance import Part

PACK = "tieling-county-2017"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the pack beside the calendars that it names."""
    folder = tmp_path_factory.mktemp("packs")
    for name in (PACK, "_calendars"):
        shutil.copytree(settings.PACKS / name, folder / name)
    return folder / PACK


@pytest.mark.parametrize(
    ("file", "before", "after", "wrong"),
    [
        ("performance", "  calls:\n", "  visits:\n", "'calls' is missing"),
        ("performance", "  calls:\n", "  visits:\n", "'visits' is of no use"),
        ("performance", 'weight: "35"', 'weight: "-1"', "will not do"),
        ("performance", 'none_at: "0.8"', 'none_at: "1"', "at the same share"),
        ("performance", 'least_known: "0.6"', 'least_known: "6"', "no share"),
        ("performance", "unknown: left_out", "unknown: nothing", "is not known"),
        ("performance", "[performance-score]", "[scores]", "no interpretation"),
        ("satisfaction", "overall: content", "overall: happy", "no question 'happy'"),
        ("satisfaction", "[satisfaction]", "[smiles]", "no interpretation"),
        (
            "satisfaction",
            "{zh: 知道, en: 'yes, I know'}, is_content: \"yes\"",
            "{zh: 知道, en: 'yes, I know'}, is_content: \"no\"",
            "no answer tells who is content",
        ),
        ("time_logic", "  signer_gone:", "  signer_lost:", "'signer_lost' is no check"),
        ("time_logic", "      minutes:", "      hours:", "'minutes' is missing"),
        ("time_logic", "      minutes:", "      hours:", "'hours' is of no use"),
        ("time_logic", "acts: [appraise,", "acts: [praise,", "no act is called"),
        ("time_logic", "clock: Asia/Shanghai", "clock: Tieling", "no time zone"),
        ("time_logic", "notes: [time-logic]", "notes: [times]", "no interpretation"),
    ],
)
def test_a_spoiled_rule_is_refused(
    copied: Path, file: str, before: str, after: str, wrong: str
) -> None:
    path = copied / f"{file}.yaml"
    sound = path.read_text(encoding="utf-8")
    assert before in sound
    path.write_text(sound.replace(before, after, 1), encoding="utf-8")

    try:
        with pytest.raises(PackFault) as refusal:
            read_checked(copied)
    finally:
        path.write_text(sound, encoding="utf-8")

    assert any(wrong in fault.wrong.en for fault in refusal.value.faults)


def test_the_county_s_weights_add_up_to_a_hundred(copied: Path) -> None:
    rules = read_pack(copied).performance

    assert rules is not None
    assert set(rules.parts) == set(Part)
    weights = (one.weight for one in rules.parts.values())
    assert sum(weights, Decimal(0)) == 100


def test_a_pack_may_leave_them_out(copied: Path) -> None:
    pack = read_pack(settings.PACKS / "shaanxi-2017")

    assert pack.performance is None
    assert pack.satisfaction is None
    assert pack.time_logic is None
