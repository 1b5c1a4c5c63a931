"""What would follow from other figures or other rules, and nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.bulk.conftest import PACKS
from tests.bulk.test_wrong_verdicts import ADULT, SURVEY, VILLAGE, VILLAGE_ROW
from tests.support.registers import task, write_tables
from tuopin.office.policy.reader import read_pack
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk import whatif_cli
from tuopin.standards.bulk.changing import UnknownSetting, changed_pack, settable
from tuopin.standards.bulk.tables import Table
from tuopin.standards.bulk.whatif import compare

INCOMES = {"01": Decimal(3000), "02": Decimal(3335), "03": Decimal("3335.01")}
OTHER_TOWNSHIP = "880000101200"


@pytest.fixture
def folder(tieling: PolicyPack, tmp_path: Path) -> Path:
    """Three people who live alone, two of them in the first township."""
    numbers = {
        end: f"{VILLAGE if end != '03' else OTHER_TOWNSHIP}000{end}" for end in INCOMES
    }
    return write_tables(
        tmp_path / "register",
        tieling,
        {
            Table.HOUSEHOLDS: [
                {"户编号": one, "村代码": one[:12]} for one in numbers.values()
            ],
            Table.MEMBERS: [
                {**ADULT, "户编号": one, "人编号": f"{one}01"}
                for one in numbers.values()
            ],
            Table.SURVEYS: [
                {**SURVEY, "户编号": one, "工资性收入": INCOMES[end]}
                for end, one in numbers.items()
            ],
            Table.VILLAGES: [{**VILLAGE_ROW, "剩余贫困人口": 25, "农业户籍人口": 1000}],
        },
    )


def test_a_higher_line_takes_the_income_of_those_up_to_it(
    tieling: PolicyPack, folder: Path
) -> None:
    settings = ["parameters.poverty_line=3335"]

    found = compare(
        task(folder, tieling, Path()), changed_pack(tieling, 2017, settings), None
    )

    lost = {
        (flip.group, flip.before, flip.after): flip.units
        for flip in found.by_criterion
        if flip.unit is Unit.HOUSEHOLD
    }
    assert lost == {
        ("all", Outcome.MET, Outcome.NOT_MET): 2,
        ("income", Outcome.MET, Outcome.NOT_MET): 2,
    }
    (township,) = [one for one in found.by_township if one.unit is Unit.HOUSEHOLD]
    assert (township.group, township.units) == (VILLAGE[:9], 2)


def test_a_criterion_s_own_figure_can_be_set(tieling: PolicyPack, folder: Path) -> None:
    settings = ["village.poverty_headcount=0.03"]

    found = compare(
        task(folder, tieling, Path()), changed_pack(tieling, 2017, settings), None
    )

    (flip,) = [one for one in found.by_criterion if one.group == "poverty_headcount"]
    assert (flip.before, flip.after) == (Outcome.NOT_MET, Outcome.MET)


@pytest.mark.parametrize(
    "setting",
    [
        "parameters.no_such_line=1",
        "parameters.poverty_line",
        "parameters.poverty_line=much",
        "parameters.poverty_line=-5",
        "household.income=1",
        "village.poverty_headcount=3%",
    ],
)
def test_a_setting_of_nothing_is_refused_with_what_can_be_set(
    tieling: PolicyPack, setting: str
) -> None:
    with pytest.raises(UnknownSetting) as refusal:
        changed_pack(tieling, 2017, [setting])

    assert "parameters.poverty_line" in refusal.value.message.zh
    assert "parameters.poverty_line" in settable(tieling)


def test_a_supposed_figure_says_that_it_is_one(tieling: PolicyPack) -> None:
    changed = changed_pack(tieling, 2017, ["parameters.poverty_line=3335"])

    assert changed.version != tieling.version
    assert changed.parameter("poverty_line", 2017) == 3335
    assert changed.parameter("poverty_line", 2016) == 2952
    assert "supposed" in changed.figure("poverty_line", 2017).source.en
    assert tieling.parameter("poverty_line", 2017) == 2952


def test_other_rules_are_asked_of_what_the_register_has(
    tieling: PolicyPack, folder: Path
) -> None:
    other = read_pack(PACKS / "guangxi-2017")

    found = compare(task(folder, tieling, Path()), other, None)

    assert found.missing
    assert all("parquet" in column for column in found.missing)
    becomes = {flip.after for flip in found.by_criterion if flip.group == "all"}
    assert Outcome.MET not in becomes


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_every_household_that_flips_is_listed(
    tieling: PolicyPack, folder: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"flips.{ending}"
    changed = changed_pack(tieling, 2017, ["parameters.poverty_line=3335"])

    compare(task(folder, tieling, Path()), changed, out)

    if ending == "xlsx":
        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    else:
        rows = duckdb.sql(f"SELECT * FROM '{out}'").fetchall()
    assert {(row[1], row[3]) for row in rows} == {
        (f"{VILLAGE}000{end}", criterion)
        for end in ("01", "02")
        for criterion in ("all", "income")
    }


def run(folder: Path, **given: object) -> int:
    """Run the command as the command line does."""
    options: Mapping[str, object] = {
        "path": str(folder),
        "pack": "tieling-county-2017",
        "year": None,
        "set": [["parameters.poverty_line=3335"]],
        "against": None,
        "out": None,
        "picture": None,
        **given,
    }
    return whatif_cli.whatif(
        argparse.Namespace(**options), packs=PACKS, kept_in=folder.parent / "compiled"
    )


def test_the_command_tells_by_township_and_draws(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "flips.svg"

    assert run(folder, picture=str(picture)) == 0

    told = capsys.readouterr().out
    assert VILLAGE[:9] in told
    assert "-2" in told
    assert picture.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"set": None}, 2, "--against"),
        ({"set": [["parameters.x=1"]]}, 1, "parameters.poverty_line"),
        ({"out": "flips.doc"}, 2, ".xlsx"),
        ({"picture": "flips.gif"}, 2, ".svg"),
        ({"against": "no-such-pack"}, 2, "no-such-pack"),
    ],
)
def test_the_command_says_what_is_off(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    given: dict[str, object],
    code: int,
    said: str,
) -> None:
    assert run(folder, **given) == code

    assert said in capsys.readouterr().err
