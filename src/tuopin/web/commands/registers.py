"""Bringing a register in and out, and making one up (`register ...`)."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from tuopin.web.arguments import add_command, takes_account, takes_folder
from tuopin.web.commands.office import module, opened
from tuopin.web.default_pack import PACKS, default_pack


def add_registers(
    group: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    """Add the commands about the register."""
    importing = add_command(group, "import", _register_import, "导入登记表 / import")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true")
    importing.add_argument("--report", type=Path, metavar="OUT.xlsx")
    takes_folder(importing)
    takes_account(importing)
    exporting = add_command(group, "export", _register_export, "导出登记表 / export")
    exporting.add_argument("file", type=Path, metavar="OUT.xlsx")
    takes_folder(exporting)
    takes_account(exporting)
    sample = add_command(group, "sample", _register_sample, "生成样表 / write a sample")
    sample.add_argument("file", type=Path, metavar="OUT.xlsx")
    sample.add_argument("--households", type=int, default=500)
    sample.add_argument("--villages", type=int, default=12)
    sample.add_argument("--seed", type=int, default=7)
    sample.add_argument("--year", type=int, metavar="YYYY")
    sample.add_argument("--pack", default=default_pack())
    nation = add_command(
        group,
        "nation",
        _register_nation,
        "生成任意大小的虚构登记数据 / write a synthetic register of any size",
    )
    nation.add_argument("folder", type=Path, metavar="DIR")
    nation.add_argument("--households", type=int, default=29_480_000)
    nation.add_argument("--villages", type=int)
    nation.add_argument("--seed", type=int, default=7)
    nation.add_argument("--year", type=int, metavar="YYYY")
    nation.add_argument("--pack", default=default_pack())


def _register_import(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("office_desk").import_register(options)
        return code


def _register_export(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("office_desk").export_register(options)
        return code


def _register_sample(options: argparse.Namespace) -> int:
    code: int = import_module("tuopin.web.sampling").write(options, PACKS)
    return code


def _register_nation(options: argparse.Namespace) -> int:
    code: int = import_module("tuopin.web.sampling_nation").write(options, PACKS)
    return code
