"""The command line: `./tuopin COMMAND`. Exit codes: 0 done, 1 refused, 2 wrong usage.

Each command's work is done below; Django is set up only for those that need a
database, and only once the data folder's server runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tuopin.web.arguments import (
    DONE,
    REFUSED,
    ROOT,
    WRONG_USAGE,
    add_command,
    add_group,
    takes_account,
    takes_folder,
)
from tuopin.web.commands.judging import add_judging
from tuopin.web.commands.office import module, opened
from tuopin.web.commands.packs import add_packs, add_period, pack_folder
from tuopin.web.commands.records import add_archive, add_audit, add_filings
from tuopin.web.commands.registers import add_registers
from tuopin.web.default_pack import default_pack
from tuopin.web.starting import UnableToStart

# As many tests at once as there are processors, but no crowd; a later `-n` overrides.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["test"]:
        return _test(given[1:])
    options = _parser().parse_args(given)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except UnableToStart as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # Whoever read our words has gone; that is no fault of the command.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("已停止。Stopped.", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tuopin",
        description="脱贫：县级贫困退出机制。A county's exit mechanism, act by act.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = add_command(
        commands, "demo", _demo, "演示：建一个县，办一年 / a county, run for a year"
    )
    demo.add_argument("--register", type=Path, metavar="FILE.xlsx")
    demo.add_argument("--data", type=Path, default=ROOT / "var" / "demo", metavar="DIR")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--no-serve", action="store_true")
    demo.add_argument("--json", type=Path, metavar="FILE")

    serve = add_command(commands, "serve", _serve, "运行网页 / serve the web")
    takes_folder(serve)
    serve.add_argument("--port", type=int, default=8000)

    worker = add_command(
        commands, "worker", _worker, "后台封存留痕 / seal the audit record"
    )
    takes_folder(worker)

    test = commands.add_parser("test", help="运行测试 / run the tests", add_help=False)
    test.set_defaults(command=None)

    add_period(commands)
    add_judging(commands)

    packs = add_group(commands, "pack", "政策包 / policy packs")
    add_packs(packs)
    _adopting_commands(packs)

    _office_commands(add_group(commands, "office", "单位 / an office"))
    add_registers(add_group(commands, "register", "登记册 / the register"))
    add_filings(add_group(commands, "filing", "备案包 / filing bundles"))
    add_audit(add_group(commands, "audit", "操作留痕 / the audit record"))
    add_archive(add_group(commands, "archive", "归档 / the archive sets"))
    return parser


def _adopting_commands(
    packs: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    adopt = add_command(packs, "adopt", _pack_adopt, "采用 / put in force")
    adopt.add_argument("pack", metavar="PACK")
    adopt.add_argument(
        "--from",
        dest="from_on",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="自哪日起施行 / from which day it holds",
    )
    takes_folder(adopt)
    takes_account(adopt)
    keep = add_command(
        packs, "keep", _pack_keep, "留存已采用版本的文件 / an adopted version's files"
    )
    keep.add_argument("folder", type=Path, metavar="DIR")
    takes_folder(keep)
    takes_folder(
        add_command(
            packs, "offered", _pack_offered, "随程序带来的新版本 / versions to adopt"
        )
    )


def _office_commands(
    group: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    found = add_command(
        group, "found", _office_found, "新单位的第一位管理员 / the first administrator"
    )
    found.add_argument("name", metavar="NAME", help="姓名 / the person's name")
    found.add_argument(
        "username", metavar="ACCOUNT", help="账号 / for example sys.chen"
    )
    found.add_argument(
        "--at", metavar="CODE", help="管到哪里 / whose accounts they keep"
    )
    found.add_argument("--pack", default=default_pack())
    takes_folder(found)


def _test(arguments: Sequence[str]) -> int:
    os.chdir(ROOT)
    pytest = [sys.executable, "-m", "pytest", *SIDE_BY_SIDE, *arguments]
    os.execv(sys.executable, pytest)


def _demo(options: argparse.Namespace) -> int:
    if options.register is not None and not options.register.is_file():
        print(
            f"找不到文件 {options.register}。There is no file {options.register}.",
            file=sys.stderr,
        )
        return WRONG_USAGE
    with opened(options.data):
        running = module("demo.running")
        code: int = running.run(
            data=options.data.resolve(), register=options.register, report=options.json
        )
        if code == DONE and not options.no_serve:
            module("serving").serve(port=options.port, is_demo=True)
        return code


def _serve(options: argparse.Namespace) -> int:
    with opened(options.data):
        module("serving").serve(port=options.port, is_demo=False)
    return DONE


def _worker(options: argparse.Namespace) -> int:
    with opened(options.data):
        module("serving").seal_until_stopped()
    return DONE


def _office_found(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("founding").found_office(
            options, folder=pack_folder(options.pack)
        )
        return code


def _pack_adopt(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("founding").adopt(options)
        return code


def _pack_keep(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("founding").keep(options)
        return code


def _pack_offered(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("founding").say_offered()
        return code


if __name__ == "__main__":
    sys.exit(main())
