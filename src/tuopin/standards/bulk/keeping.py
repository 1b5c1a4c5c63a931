"""One row per household that stands for three tables: facts kept, members counted in.

Rolling members up to households is most of the work of judging. It need not be done
again for another poverty line; what is kept says of which criteria it was made.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb

from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk import duck, folder
from tuopin.standards.bulk.compiled import Compiled, compiled
from tuopin.standards.bulk.duck import Register
from tuopin.standards.bulk.faults import UnusableRegister, fault
from tuopin.standards.bulk.forms import text
from tuopin.standards.bulk.outputs import whole_file
from tuopin.standards.bulk.progress import progress
from tuopin.standards.bulk.streaming import Rows, stream
from tuopin.standards.bulk.tables import UNITS, Table, read_tables
from tuopin.standards.bulk.task import Task

FILE = "kept.parquet"
MADE_OF = "tuopin_made_of"


def keep_register(task: Task) -> int:
    """Write a folder's kept facts to another folder; return how many households.

    Raises UnusableRegister, MissingFigure.
    """
    with tempfile.TemporaryDirectory(prefix="tuopin-") as spill:
        connection = duck.connect(Path(spill))
        sql = compiled(task.pack, task.year, dialect="duckdb", kept_in=task.kept_in)
        tables = read_tables(task.pack)
        found = folder.open_folder(task.path, tables.columns, connection)
        register = Register(connection, task.pack, task.year, sql, found)
        households = register.count(Table.HOUSEHOLDS)
        rows = Rows({Unit.HOUSEHOLD: register.kept_rows()}, {MADE_OF: made_of(sql)})
        task.out.mkdir(parents=True, exist_ok=True)
        with (
            whole_file(task.out / FILE) as partial,
            progress(households, task.seconds) as told,
        ):
            stream(register, rows, partial, told)
        _copy_villages(task.path, task.out)
    return households


def _copy_villages(source: Path, target: Path) -> None:
    name = f"{Table.VILLAGES}.parquet"
    if (source / name).is_dir():
        shutil.copytree(source / name, target / name, dirs_exist_ok=True)
    elif (source / name).is_file():
        shutil.copyfile(source / name, target / name)


def made_of(sql: Compiled) -> str:
    """Return by what a kept file is known: the query that it was made with."""
    return hashlib.sha256(sql["kept"].encode()).hexdigest()


def open_kept(register: Register, path: Path) -> Register:
    """Return a register that reads kept facts; raises UnusableRegister."""
    connection = register.connection
    file = path / FILE
    try:
        noted = dict(
            connection.execute(
                "SELECT decode(key), decode(value)"
                f" FROM parquet_kv_metadata({text(str(file))})"
            ).fetchall()
        )
    except (duckdb.IOException, duckdb.InvalidInputException) as broken:
        raise UnusableRegister([folder.damaged(FILE, broken)]) from broken
    if noted.get(MADE_OF) != made_of(register.compiled):
        raise UnusableRegister([_OTHER])
    villages = {
        table: columns
        for table, columns in register.tables.columns.items()
        if table in UNITS[Unit.VILLAGE]
    }
    found = folder.open_folder(path, villages, connection)
    return replace(register, folder=found, kept=file)


_OTHER = fault(
    FILE,
    None,
    None,
    "",
    Text(
        "它是按别的政策包、别的年度或别的版本汇总的",
        "it was made by another pack, for another year, or by another version",
    ),
    Text(
        "用 tuopin keep 从原始数据重新汇总",
        "the facts kept anew from the raw tables, with tuopin keep",
    ),
)
