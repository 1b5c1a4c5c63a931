"""What commands have in common: exit codes, groups, the folder, the account."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

ROOT = Path(__file__).resolve().parents[3]
DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def add_group(
    commands: Commands,
    name: str,
    help_text: str,
) -> Commands:
    group = commands.add_parser(name, help=help_text)
    return group.add_subparsers(required=True, metavar="COMMAND")


def add_command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    help_text: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text)
    command.set_defaults(command=run)
    return command


def takes_folder(command: argparse.ArgumentParser) -> None:
    """Take the data folder; the demo's where the office has none of its own."""
    office = Path(os.environ.get("TUOPIN_DATA", ROOT / "var" / "office"))
    demo = ROOT / "var" / "demo"
    command.add_argument(
        "--data",
        type=Path,
        default=office if office.exists() or not demo.exists() else demo,
        metavar="DIR",
    )


def takes_account(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as",
        dest="username",
        default="xian.wang",
        metavar="ACCOUNT",
        help="以哪个账户办理 / on whose behalf",
    )
