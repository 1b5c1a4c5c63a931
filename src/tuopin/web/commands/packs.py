"""The commands about policy packs that need no database: `./tuopin pack COMMAND`."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tuopin.web.arguments import Commands, add_command
from tuopin.web.default_pack import PACKS, default_pack


def add_period(commands: Commands) -> None:
    """Add the command that counts a period."""
    period = add_command(commands, "period", _period, "推算公示期 / count a period")
    period.add_argument("posted_on", metavar="YYYY-MM-DD")
    period.add_argument("--days", type=int)
    period.add_argument("--pack", default=default_pack())


def add_packs(packs: Commands) -> None:
    """Add the commands that check a pack and write what it says."""
    for name, run, help_text in (
        ("check", _check, "检查 / check"),
        ("coverage", _coverage, "覆盖表 / coverage"),
        ("questionnaire", _questionnaire, "入户调查问卷 / what visits ask"),
    ):
        pack = add_command(packs, name, run, help_text)
        pack.add_argument("pack", metavar="PACK")
        if name == "questionnaire":
            pack.add_argument(
                "--out", type=Path, required=True, metavar="FILE.xlsx|FILE.xml"
            )


def pack_folder(written: str) -> Path:
    """Return a pack's folder, given by its id or as a path."""
    folder: Path = import_module("tuopin.office.policy.reader").find_pack(
        written, PACKS
    )
    return folder


def _cli() -> ModuleType:
    return import_module("tuopin.office.policy.packs_cli")


def _period(options: argparse.Namespace) -> int:
    path = pack_folder(options.pack)
    code: int = _cli().period(options.posted_on, days=options.days, path=path)
    return code


def _check(options: argparse.Namespace) -> int:
    code: int = _cli().check(pack_folder(options.pack))
    return code


def _questionnaire(options: argparse.Namespace) -> int:
    code: int = _cli().questionnaire(pack_folder(options.pack), options.out)
    return code


def _coverage(options: argparse.Namespace) -> int:
    code: int = _cli().coverage(pack_folder(options.pack), write=True)
    return code
