"""Judging a register in bulk, without an office (`judge`, `whatif`, `keep`)."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from tuopin.web.arguments import ROOT, add_command
from tuopin.web.default_pack import PACKS

COMPILED = ROOT / "var" / "compiled"
WORKSHOP = ROOT / "var" / "judge"


def add_judging(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    """Add the commands that judge without an office."""
    judge = add_command(
        commands, "judge", _judge, "评定登记数据，不需要数据库 / judge a register"
    )
    judge.add_argument("path", metavar="PATH")
    judge.add_argument("--pack", required=True)
    judge.add_argument("--year", type=int, required=True, metavar="YYYY")
    judge.add_argument("--out", required=True, metavar="FILE")
    judge.add_argument(
        "--engine", choices=("duckdb", "postgres", "spark", "python"), default="duckdb"
    )
    judge.add_argument("--explain", metavar="all|none|not_met,unknown")
    asking = add_command(
        commands, "whatif", _whatif, "如果标准改变 / what if the rules were others"
    )
    asking.add_argument("path", metavar="PATH")
    asking.add_argument("--pack", required=True)
    asking.add_argument("--year", type=int, metavar="YYYY")
    asking.add_argument("--set", action="append", nargs="+", metavar="NAME=FIGURE")
    asking.add_argument("--against", metavar="PACK")
    asking.add_argument("--out", metavar="FILE")
    asking.add_argument("--picture", metavar="FILE")
    keep = add_command(
        commands, "keep", _keep, "汇总每户的情况，供多次评定 / keep a row per household"
    )
    keep.add_argument("path", metavar="DIR")
    keep.add_argument("--pack", required=True)
    keep.add_argument("--year", type=int, required=True, metavar="YYYY")
    keep.add_argument("--out", required=True, metavar="DIR")


def _judge(options: argparse.Namespace) -> int:
    bulk_cli = import_module("tuopin.standards.bulk.cli")
    with _server_for(options.engine) as postgres:
        code: int = bulk_cli.judge(
            options,
            packs=PACKS,
            kept_in=COMPILED,
            postgres=postgres,
            spark=_spark_master(),
        )
    return code


def _whatif(options: argparse.Namespace) -> int:
    whatif_cli = import_module("tuopin.standards.bulk.whatif_cli")
    code: int = whatif_cli.whatif(options, packs=PACKS, kept_in=COMPILED)
    return code


def _keep(options: argparse.Namespace) -> int:
    bulk_cli = import_module("tuopin.standards.bulk.cli")
    code: int = bulk_cli.keep(options, packs=PACKS, kept_in=COMPILED)
    return code


def _spark_master() -> str:
    """Return where Spark runs: here, unless a server or a master is named."""
    if "SPARK_REMOTE" in os.environ:
        return ""
    return os.environ.get("TUOPIN_SPARK_MASTER", "local[2]")


@contextmanager
def _server_for(engine: str) -> Iterator[str]:
    """Give the address of a PostgreSQL where the engine needs one for its tables."""
    if engine != "postgres":
        yield ""
        return
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    embedded = import_module("tuopin.web.embedded")
    embedded.start(WORKSHOP)
    try:
        connection = embedded.read_connection(WORKSHOP)
        assert connection is not None
        embedded.make_roles(connection)
        embedded.make_database(connection)
        yield str(connection.conninfo("tuopin_app"))
    finally:
        embedded.stop(WORKSHOP)
