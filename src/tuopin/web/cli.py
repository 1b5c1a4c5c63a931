"""The command line: `./tuopin COMMAND`. Exit codes: 0 done, 1 refused, 2 wrong usage.

Each command's work is done below; Django is set up only for those that need a
database, and only once the data folder's server runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tuopin.web import embedded
from tuopin.web.arguments import (
    ROOT,
    add_command,
    add_group,
    takes_account,
    takes_folder,
)
from tuopin.web.default_pack import PACKS, default_pack
from tuopin.web.pack_commands import pack_commands, pack_folder, period_command
from tuopin.web.secret_keys import make_keys

COMPILED = ROOT / "var" / "compiled"
WORKSHOP = ROOT / "var" / "judge"
DONE, REFUSED, WRONG_USAGE = 0, 1, 2
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
    except embedded.UnableToStart as refusal:
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
        description="脱贫:县级贫困退出机制。A county's exit mechanism, act by act.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = add_command(
        commands, "demo", _demo, "演示:建一个县,办一年 / a county, run for a year"
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

    period_command(commands)
    _judge_commands(commands)

    packs = add_group(commands, "pack", "政策包 / policy packs")
    pack_commands(packs)
    adopt = add_command(packs, "adopt", _pack_adopt, "采用 / put in force")
    adopt.add_argument("pack", metavar="PACK")
    takes_folder(adopt)
    takes_account(adopt)

    _office_commands(add_group(commands, "office", "单位 / an office"))
    _register_commands(add_group(commands, "register", "登记册 / the register"))
    filings = add_group(commands, "filing", "备案包 / filing bundles")
    verify = add_command(
        filings, "verify", _filing_verify, "核验备案包,不需要数据库 / verify a bundle"
    )
    verify.add_argument("bundle", type=Path, metavar="BUNDLE")
    verify.add_argument("--key", metavar="KEY")
    _audit_commands(add_group(commands, "audit", "操作留痕 / the audit record"))
    _archive_commands(add_group(commands, "archive", "归档 / the archive sets"))
    return parser


def _judge_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    judge = add_command(
        commands, "judge", _judge, "评定登记数据,不需要数据库 / judge a register"
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
        commands, "keep", _keep, "汇总每户的情况,供多次评定 / keep a row per household"
    )
    keep.add_argument("path", metavar="DIR")
    keep.add_argument("--pack", required=True)
    keep.add_argument("--year", type=int, required=True, metavar="YYYY")
    keep.add_argument("--out", required=True, metavar="DIR")


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


def _register_commands(
    group: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
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


def _audit_commands(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = add_command(group, "verify", _audit_verify, "核验 / verify")
    takes_folder(verify)
    export = add_command(group, "export", _audit_export, "导出 / export")
    export.add_argument("--xes", type=Path, metavar="FILE")
    export.add_argument("--to", type=Path, metavar="DIR")
    takes_folder(export)


def _archive_commands(
    group: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    build = add_command(group, "build", _archive_build, "编制档案包 / build the sets")
    build.add_argument("--year", type=int, metavar="YYYY")
    build.add_argument("--level", choices=("village", "township", "county"))
    build.add_argument("--place", metavar="CODE")
    build.add_argument("--out", type=Path, required=True, metavar="DIR")
    takes_folder(build)
    takes_account(build)
    verify = add_command(
        group, "verify", _archive_verify, "核验档案包,不需要数据库 / verify a set"
    )
    verify.add_argument("bag", type=Path, metavar="BAG")


@contextmanager
def _office(data: Path) -> Iterator[None]:
    """Run with the data folder's database: started, migrated, and left as found."""
    data = data.resolve()
    os.environ["TUOPIN_DATA"] = str(data)
    make_keys(data)
    is_embedded = "DATABASE_URL" not in os.environ
    if is_embedded:
        embedded.start(data)
        connection = embedded.read_connection(data)
        assert connection is not None
        embedded.make_roles(connection)
        embedded.make_database(connection)
    try:
        _settings("setting_up").prepare()
        yield
    finally:
        if is_embedded:
            _settings("setting_up").disconnect()
            embedded.stop(data)


def _settings(name: str) -> ModuleType:
    """Import one of our modules that needs Django's settings, which need the folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.web.settings")
    return import_module(f"tuopin.web.{name}")


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
    with _office(options.data):
        running = _settings("demo.running")
        code: int = running.run(
            data=options.data.resolve(), register=options.register, report=options.json
        )
        if code == DONE and not options.no_serve:
            _settings("serving").serve(port=options.port, is_demo=True)
        return code


def _serve(options: argparse.Namespace) -> int:
    with _office(options.data):
        _settings("serving").serve(port=options.port, is_demo=False)
    return DONE


def _worker(options: argparse.Namespace) -> int:
    with _office(options.data):
        _settings("serving").seal_until_stopped()
    return DONE


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
    embedded.start(WORKSHOP)
    try:
        connection = embedded.read_connection(WORKSHOP)
        assert connection is not None
        embedded.make_roles(connection)
        embedded.make_database(connection)
        yield connection.conninfo("tuopin_app")
    finally:
        embedded.stop(WORKSHOP)


def _office_found(options: argparse.Namespace) -> int:
    with _office(options.data):
        code: int = _settings("founding").found_office(
            options, folder=pack_folder(options.pack)
        )
        return code


def _pack_adopt(options: argparse.Namespace) -> int:
    with _office(options.data):
        code: int = _settings("founding").adopt(options)
        return code


def _register_import(options: argparse.Namespace) -> int:
    with _office(options.data):
        code: int = _settings("office_desk").import_register(options)
        return code


def _register_export(options: argparse.Namespace) -> int:
    with _office(options.data):
        code: int = _settings("office_desk").export_register(options)
        return code


def _register_sample(options: argparse.Namespace) -> int:
    code: int = import_module("tuopin.web.sampling").write(options, PACKS)
    return code


def _register_nation(options: argparse.Namespace) -> int:
    code: int = import_module("tuopin.web.sampling_nation").write(options, PACKS)
    return code


def _filing_verify(options: argparse.Namespace) -> int:
    filing_cli = import_module("tuopin.filing.cli")
    code: int = filing_cli.verify_command(options.bundle, key=options.key)
    return code


def _archive_build(options: argparse.Namespace) -> int:
    with _office(options.data):
        code: int = _settings("archive.cli").build_command(options)
        return code


def _archive_verify(options: argparse.Namespace) -> int:
    code: int = import_module("tuopin.filing.archive.cli").verify_command(options.bag)
    return code


def _audit_verify(options: argparse.Namespace) -> int:
    with _office(options.data):
        code: int = _settings("office_desk").verify_audit(options)
        return code


def _audit_export(options: argparse.Namespace) -> int:
    if options.xes is None and options.to is None:
        print("请给出 --xes 或 --to。Give --xes FILE or --to DIR.", file=sys.stderr)
        return WRONG_USAGE
    with _office(options.data):
        code: int = _settings("office_desk").export_audit(options)
        return code


if __name__ == "__main__":
    sys.exit(main())
