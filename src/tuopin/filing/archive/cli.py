"""What `tuopin archive verify` prints; needs the folder of the set and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

from tuopin.filing.archive.verifying import NoBag, verify

SOUND, CHANGED, UNREADABLE = 0, 1, 2
MOST_NAMED = 200


def verify_command(bag: Path) -> int:
    """Name every file that is not as it was archived; 0 when all are."""
    try:
        found = verify(bag)
    except (NoBag, OSError):
        print(
            f"{bag} 不是档案包。请给出 data 文件夹所在的那一层。\n"
            f"{bag} is no set of papers. Name the folder that holds `data`.",
            file=sys.stderr,
        )
        return UNREADABLE
    if not found.faults:
        print(
            f"核验通过：{found.volumes} 卷、{found.files} 个文件、{found.events} 条留痕"
            f"与归档时一致；档案包校验码 {found.digest}。\n"
            f"OK {found.volumes} volumes, {found.files} files, {found.events} events,"
            f" as archived; digest {found.digest}"
        )
        return SOUND
    for fault in found.faults[:MOST_NAMED]:
        print(
            f"{fault.file}：{fault.what.zh}  {fault.file}: {fault.what.en}",
            file=sys.stderr,
        )
    count = len(found.faults)
    print(
        f"核验未通过：{count} 处与归档时不同。请保全此包，不要改动，"
        "与审计留痕中记录的校验码核对，并报督查部门（第十五条）。\n"
        f"Not as archived: {count} places. Keep this folder as it is, compare it with"
        " the digest in the audit record, and report to the supervision (art. 15).",
        file=sys.stderr,
    )
    return CHANGED
