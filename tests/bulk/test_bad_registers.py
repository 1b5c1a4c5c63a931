"""A register with a fault is refused whole: where, what, what would be right."""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.registers import RandomRegister, task, write_tables
from tuopin.rulebook.pack import PolicyPack
from tuopin.standards.bulk import cli
from tuopin.standards.bulk.faults import UnusableRegister
from tuopin.standards.bulk.judging import judge_register
from tuopin.standards.bulk.keeping import keep_register
from tuopin.standards.bulk.task import Engine

PACKS = Path(__file__).parents[2] / "packs"
Change = Callable[[pa.Table], pa.Table]


@pytest.fixture
def folder(tieling: PolicyPack, tmp_path: Path) -> Path:
    """A register without a fault."""
    rows = RandomRegister(tieling, random.Random(11)).rows(30)
    return write_tables(tmp_path / "register", tieling, rows)


def change(folder: Path, table: str, how: Change) -> None:
    file = folder / f"{table}.parquet"
    pq.write_table(how(pq.read_table(file)), file)


def cell(
    column: str, row: int, value: object, type_: pa.DataType | None = None
) -> Change:
    """Return what puts a value into a cell, and its column into another type."""

    def put(table: pa.Table) -> pa.Table:
        at = table.column_names.index(column)
        values = table.column(column).to_pylist()
        values[row] = value
        new = pa.array(values, type=type_ or table.schema.field(column).type)
        return table.set_column(at, column, new)

    return put


def again(row: int) -> Change:
    """Return what lets a row stand twice."""
    return lambda table: pa.concat_tables([table, table.slice(row, 1)])


def in_text(column: str) -> Change:
    """Return what keeps a column as text, as exports of other programs have it."""

    def put(table: pa.Table) -> pa.Table:
        at = table.column_names.index(column)
        values = [
            None if one is None else str(one)
            for one in table.column(column).to_pylist()
        ]
        return table.set_column(at, column, pa.array(values, type=pa.string()))

    return put


NO_NUMBER = "88000010020099999"
FAULTS = {
    "a column is missing": ("surveys", lambda t: t.drop_columns(["水质"]), "水质"),
    "a column is of a wrong type": (
        "surveys",
        lambda t: t.set_column(
            t.column_names.index("住房等级"),
            "住房等级",
            pa.array([1] * len(t), type=pa.int64()),
        ),
        "住房等级",
    ),
    "a household stands twice": ("households", again(3), "户编号"),
    "a member stands twice": ("members", again(3), "人编号"),
    "a village stands twice in a year": ("villages", again(0), "村代码"),
    "a member of no household": ("members", cell("户编号", 4, NO_NUMBER), "第5行"),
    "a survey of no household": ("surveys", cell("户编号", 4, NO_NUMBER), "第5行"),
    "a word that is none of the column's": (
        "surveys",
        cell("住房等级", 6, "E"),
        "第7行“住房等级”列“E”",
    ),
    "yes in another language": ("surveys", cell("吃穿不愁", 2, "yes"), "第3行"),
    "a village code that is none": ("households", cell("村代码", 1, "211221"), "第2行"),
    "a member without a number": ("members", cell("人编号", 2, None), "第3行"),
    "a fault in a survey of another year": (
        "surveys",
        lambda t: cell("水质", 5, "好")(cell("调查日期", 5, date(2015, 1, 1))(t)),
        "第6行“水质”列“好”",
    ),
    "a survey of another year of no household": (
        "surveys",
        lambda t: cell("户编号", 5, NO_NUMBER)(cell("调查日期", 5, None)(t)),
        "第6行",
    ),
    "a household without a number": ("households", cell("户编号", 1, None), "第2行"),
    "text in a number": (
        "surveys",
        lambda t: cell("工资性收入", 8, "三千")(in_text("工资性收入")(t)),
        "第9行“工资性收入”列“三千”",
    ),
    "a negative income": (
        "surveys",
        cell("财产性收入", 0, -5, pa.decimal128(12, 2)),
        "第1行",
    ),
    "an amount with three decimals": (
        "surveys",
        lambda t: cell("工资性收入", 8, "1.005")(in_text("工资性收入")(t)),
        "1.005",
    ),
    "a day that is none": (
        "surveys",
        lambda t: cell("调查日期", 8, "2017-02-30")(in_text("调查日期")(t)),
        "2017-02-30",
    ),
}


@pytest.mark.parametrize("engine", [Engine.DUCKDB, Engine.PYTHON])
@pytest.mark.parametrize("explain", [True, False])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_and_nothing_is_written(
    tieling: PolicyPack,
    folder: Path,
    tmp_path: Path,
    fault: str,
    explain: bool,
    engine: Engine,
) -> None:
    table, how, named = FAULTS[fault]
    change(folder, table, how)
    out = tmp_path / "out.parquet"

    with pytest.raises(UnusableRegister) as refusal:
        judge_register(task(folder, tieling, out, engine=engine, explain=explain))

    said = refusal.value.message
    assert f"{table}.parquet" in said.zh
    assert named in said.zh
    assert "right is" in said.en
    assert list(tmp_path.iterdir()) == [folder]


def test_a_missing_file_is_named(tieling: PolicyPack, folder: Path) -> None:
    (folder / "members.parquet").unlink()

    with pytest.raises(UnusableRegister) as refusal:
        judge_register(task(folder, tieling, folder.parent / "out.parquet"))

    assert "members.parquet" in refusal.value.message.en


@pytest.mark.parametrize("content", [b"", b"PAR1 no more", b"not Parquet at all"])
def test_a_corrupt_file_is_named(
    tieling: PolicyPack, folder: Path, content: bytes
) -> None:
    (folder / "surveys.parquet").write_bytes(content)

    with pytest.raises(UnusableRegister) as refusal:
        judge_register(task(folder, tieling, folder.parent / "out.parquet"))

    assert "surveys.parquet" in refusal.value.message.zh
    assert "damaged" in refusal.value.message.en


def test_a_file_cut_short_is_named(tieling: PolicyPack, folder: Path) -> None:
    file = folder / "surveys.parquet"
    file.write_bytes(file.read_bytes()[:-500])

    with pytest.raises(UnusableRegister) as refusal:
        judge_register(task(folder, tieling, folder.parent / "out.parquet"))

    assert "surveys.parquet" in refusal.value.message.zh


def test_figures_kept_as_text_or_as_doubles_are_read_exactly(
    tieling: PolicyPack, folder: Path
) -> None:
    out = folder.parent / "out.jsonl"
    judge_register(task(folder, tieling, out))
    expected = out.read_text(encoding="utf-8")
    for column in ("工资性收入", "调查日期"):
        change(folder, "surveys", in_text(column))
    for column in ("转移性收入", "生产经营性支出"):
        change(
            folder,
            "surveys",
            lambda table, column=column: table.set_column(
                table.column_names.index(column),
                column,
                table.column(column).cast(pa.float64()),
            ),
        )

    judge_register(task(folder, tieling, out))

    assert out.read_text(encoding="utf-8") == expected


def test_many_faults_are_counted_and_twenty_named(
    tieling: PolicyPack, folder: Path
) -> None:
    change(
        folder,
        "members",
        lambda table: table.set_column(
            table.column_names.index("参加新型农村合作医疗"),
            "参加新型农村合作医疗",
            pa.array(["也许"] * len(table)),
        ),
    )
    members = pq.read_table(folder / "members.parquet").num_rows

    with pytest.raises(UnusableRegister) as refusal:
        judge_register(task(folder, tieling, folder.parent / "out.parquet"))

    assert refusal.value.total == members
    assert len(refusal.value.faults) == 20
    assert f"另有{members - 20}处" in refusal.value.message.zh


def test_kept_facts_of_another_year_are_refused(
    tieling: PolicyPack, folder: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    keep_register(task(folder, tieling, kept))

    with pytest.raises(UnusableRegister) as refusal:
        judge_register(
            task(kept, tieling, tmp_path / "out.parquet", explain=False, year=2018)
        )

    assert "kept.parquet" in refusal.value.message.zh


def run(
    path: Path, out: Path, *, pack: str = "tieling-county-2017", year: int = 2017
) -> int:
    """Run the command as the command line does."""
    options = argparse.Namespace(
        path=str(path),
        pack=pack,
        year=year,
        out=str(out),
        engine="duckdb",
        explain=None,
    )
    return cli.judge(options, packs=PACKS, kept_in=path / "compiled")


@pytest.mark.parametrize(
    ("year", "out", "pack", "code", "said"),
    [
        (2017, "out.jsonl", "tieling-county-2017", 0, ""),
        (2030, "out.jsonl", "tieling-county-2017", 1, "没有2030年"),
        (2016, "out.jsonl", "tieling-county-2017", 1, "起施行"),
        (2017, "out.docx", "tieling-county-2017", 2, ".parquet"),
        (2017, "nowhere/out.jsonl", "tieling-county-2017", 2, "nowhere"),
        (2017, "out.jsonl", "no-such-pack", 2, "tieling-county-2017"),
    ],
)
def test_the_exit_code_says_whether_it_was_done_refused_or_asked_wrongly(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    year: int,
    out: str,
    pack: str,
    code: int,
    said: str,
) -> None:
    result = run(folder, tmp_path / out, pack=pack, year=year)

    assert result == code
    assert said in capsys.readouterr().err
    assert (tmp_path / out).exists() == (code == 0)


def test_a_place_that_cannot_be_written_to_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = Path("/proc/out.parquet")

    assert run(folder, out) == 1

    assert "/proc" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [folder]


def test_a_refusal_leaves_an_earlier_file_as_it_was(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("earlier", encoding="utf-8")
    change(folder, "households", again(0))

    assert run(folder, out) == 1
    assert out.read_text(encoding="utf-8") == "earlier"


def test_being_stopped_leaves_no_half_file(
    tieling: PolicyPack,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tuopin.standards.bulk.batches.explained", stop)

    with pytest.raises(KeyboardInterrupt):
        judge_register(task(folder, tieling, tmp_path / "out.jsonl"))

    assert list(tmp_path.iterdir()) == [folder]


def test_a_workbook_s_faults_are_named_by_sheet_row_and_column(
    tieling: PolicyPack, tmp_path: Path
) -> None:
    rows = RandomRegister(tieling, random.Random(3)).rows(5)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table, given in rows.items():
        sheet = book.create_sheet(table.sheet.value)
        titles = list(dict.fromkeys(title for row in given for title in row))
        sheet.append(titles)
        for row in given:
            sheet.append([_written(row.get(title)) for title in titles])
    sheet = book["入户调查"]
    titles = [one.value for one in sheet[1]]
    sheet.cell(3, titles.index("住房等级") + 1, "E")
    file = tmp_path / "register.xlsx"
    book.save(file)

    with pytest.raises(UnusableRegister) as refusal:
        judge_register(task(file, tieling, tmp_path / "out.jsonl"))

    assert "“入户调查”表第3行“住房等级”列“E”" in refusal.value.message.zh
    assert not (tmp_path / "out.jsonl").exists()


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
