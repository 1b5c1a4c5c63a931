"""What the office keeps: the audit record, archive sets, bundles (`audit ...`, ...)."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from tuopin.web.arguments import (
    WRONG_USAGE,
    add_command,
    takes_account,
    takes_folder,
)
from tuopin.web.commands.office import module, opened


def add_filings(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about filing bundles."""
    verify = add_command(
        group, "verify", _filing_verify, "核验备案包，不需要数据库 / verify a bundle"
    )
    verify.add_argument("bundle", type=Path, metavar="BUNDLE")
    verify.add_argument("--key", metavar="KEY")


def add_audit(group: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about the audit record."""
    verify = add_command(group, "verify", _audit_verify, "核验 / verify")
    takes_folder(verify)
    export = add_command(group, "export", _audit_export, "导出 / export")
    export.add_argument("--xes", type=Path, metavar="FILE")
    export.add_argument("--to", type=Path, metavar="DIR")
    takes_folder(export)


def add_archive(
    group: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    """Add the commands about archive sets."""
    build = add_command(group, "build", _archive_build, "编制档案包 / build the sets")
    build.add_argument("--year", type=int, metavar="YYYY")
    build.add_argument("--level", choices=("village", "township", "county"))
    build.add_argument("--place", metavar="CODE")
    build.add_argument("--out", type=Path, required=True, metavar="DIR")
    takes_folder(build)
    takes_account(build)
    verify = add_command(
        group, "verify", _archive_verify, "核验档案包，不需要数据库 / verify a set"
    )
    verify.add_argument("bag", type=Path, metavar="BAG")


def _filing_verify(options: argparse.Namespace) -> int:
    filing_cli = import_module("tuopin.filing.cli")
    code: int = filing_cli.verify_command(options.bundle, key=options.key)
    return code


def _archive_build(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("archive.cli").build_command(options)
        return code


def _archive_verify(options: argparse.Namespace) -> int:
    code: int = import_module("tuopin.filing.archive.cli").verify_command(options.bag)
    return code


def _audit_verify(options: argparse.Namespace) -> int:
    with opened(options.data):
        code: int = module("office_desk").verify_audit(options)
        return code


def _audit_export(options: argparse.Namespace) -> int:
    if options.xes is None and options.to is None:
        print("请给出 --xes 或 --to。Give --xes FILE or --to DIR.", file=sys.stderr)
        return WRONG_USAGE
    with opened(options.data):
        code: int = module("office_desk").export_audit(options)
        return code
