"""Whether a set's catalogues name what is there, and its chains of events hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tuopin.filing.archive.bags import (
    CATALOGUE,
    EVENTS,
    METADATA,
    ORIGINALS,
    VOLUME,
    sha256_of,
)
from tuopin.filing.archive.faults import CHANGED, MISSING, NOT_READABLE, Fault, at
from tuopin.filing.archive.pages import numbering_faults, pages_in
from tuopin.office.audit.domain import GENESIS, chained

PAPER, FILE, ORIGINAL = "paper", "file", "original"
WANTS = {PAPER: "reference", ORIGINAL: "originals"}
"""What a line must have that has no file of its own in the volume."""
# What reading raises that was not written by `tuopin archive build`.
MISFITS = (OSError, ValueError, LookupError, TypeError, AttributeError)


@dataclass
class _Look:
    """A look through a set: what its catalogues name, and what was counted."""

    data: Path
    counts: dict[str, int]
    named: set[str] = field(default_factory=lambda: {CATALOGUE})
    originals: dict[str, str] = field(default_factory=dict)


def content_faults(
    data: Path, counts: dict[str, int], *, changed: frozenset[str]
) -> Iterator[Fault]:
    """Yield what the catalogues do not tell of, or tell of and is not there.

    Adds up the volumes and events that were looked through in `counts`. What a file
    says that was `changed` is not looked at: that it was changed is told already.
    """
    where = f"data/{CATALOGUE}"
    if where in changed:
        return
    look = _Look(data, counts)
    try:
        catalogue = json.loads((data / CATALOGUE).read_bytes())
        for file in catalogue["files"]:
            look.named.add(file)
            if not (data / file).is_file():
                yield Fault(f"data/{file}", MISSING)
        for line in catalogue["collective"]:
            yield from _line_faults(look, "", line)
        folders = [volume["folder"] for volume in catalogue["volumes"]]
    except MISFITS:
        yield Fault(where, NOT_READABLE if (data / CATALOGUE).exists() else MISSING)
        return
    for folder in folders:
        counts["volumes"] += 1
        if f"data/{folder}/{METADATA}" in changed:
            look.named.update(_names(data, folder))
            # Which originals it named cannot be told any more.
            look.named.update(_names(data, ORIGINALS))
        else:
            yield from _volume_faults(look, folder)
    yield from _original_faults(look)
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        if path.is_file() and name not in look.named:
            yield at(
                f"data/{name}", "没有列入任何目录", "stands in no catalogue of the set"
            )


def _original_faults(look: _Look) -> Iterator[Fault]:
    """Yield the originals that are not there, or not as the volumes name them."""
    for name, digest in sorted(look.originals.items()):
        if not (look.data / name).is_file():
            yield Fault(f"data/{name}", MISSING)
        elif sha256_of(look.data / name) != digest:
            yield Fault(f"data/{name}", CHANGED)


def _names(data: Path, folder: str) -> Iterator[str]:
    for path in (data / folder).rglob("*"):
        yield path.relative_to(data).as_posix()


def _volume_faults(look: _Look, folder: str) -> Iterator[Fault]:
    where, data = f"{folder}/{METADATA}", look.data
    look.named.add(where)
    try:
        metadata = json.loads((data / where).read_bytes())
        for file, digest in metadata["files"].items():
            name = f"{folder}/{file}"
            look.named.add(name)
            if not (data / name).is_file():
                yield Fault(f"data/{name}", MISSING)
            elif sha256_of(data / name) != digest:
                yield Fault(f"data/{name}", CHANGED)
        for line in metadata["catalogue"]:
            yield from _line_faults(look, f"{folder}/", line)
        if "pages" in metadata:
            yield from _page_faults(data, folder, metadata)
        yield from _chain_faults(data, folder, metadata["events"], look.counts)
    except MISFITS:
        unread = NOT_READABLE if (data / where).is_file() else MISSING
        yield Fault(f"data/{where}", unread)


def _page_faults(data: Path, folder: str, metadata: dict[str, Any]) -> Iterator[Fault]:
    """Yield where the pages of a volume do not run on from the first to the last."""
    numbered, count = pages_in(data / folder / VOLUME)
    lines, said = metadata["catalogue"], metadata["pages"]
    for wrong in numbering_faults(lines, numbered, count):
        yield Fault(f"data/{folder}/{METADATA}", wrong)
    last = max((line["pages"][1] for line in lines if "pages" in line), default=0)
    if (said["numbered"], said["numbered"] + said["unnumbered"]) != (last, count):
        yield at(
            f"data/{folder}/{METADATA}",
            f"总页数与卷内不符：卷内共 {count} 页，编号到第 {last} 页",
            f"counts other pages than the volume, which has {count}, the last "
            f"numbered {last}",
        )


def _line_faults(look: _Look, prefix: str, line: dict[str, Any]) -> Iterator[Fault]:
    """Yield a line of a catalogue that has neither its file nor a paper's reference."""
    for one in line.get("originals", ()):
        look.named.add(one["file"])
        look.originals[one["file"]] = one["sha256"]
    title = f"{line['line']} {line['title']}"
    where = f"data/{prefix}{METADATA if prefix else CATALOGUE}"
    if line["kept_as"] == FILE:
        name = f"{prefix}{line['file']}"
        look.named.add(name)
        if not (look.data / name).is_file():
            yield at(
                f"data/{name}",
                f"目录第 {title} 行的文件不在",
                f"is missing, though line {title} of the catalogue names it",
            )
        elif "roster" in line:
            roster = f"{prefix}{line['roster']}"
            look.named.add(roster)
            yield from _roster_faults(look.data, roster)
    elif line["kept_as"] not in WANTS or not line[WANTS[line["kept_as"]]]:
        yield at(
            where,
            f"目录第 {title} 行既无文件也无纸质档号",
            f"line {title} has neither a file nor a paper's reference",
        )


def _roster_faults(data: Path, name: str) -> Iterator[Fault]:
    """Yield a notice's roster that is not the one that hung."""
    try:
        notice = json.loads((data / name).read_bytes())
        text = json.dumps(
            notice["roster"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        fits = hashlib.sha256(text.encode()).hexdigest() == notice["roster_sha256"]
    except MISFITS:
        fits = False
    if not fits:
        yield at(
            f"data/{name}",
            "名单与张贴时的校验码不符",
            "is not the roster whose digest hung on the board",
        )


def _chain_faults(
    data: Path, folder: str, said: dict[str, Any], counts: dict[str, int]
) -> Iterator[Fault]:
    """Yield the first event of a household's chain that does not link on."""
    name = f"data/{folder}/{EVENTS}"
    head, seq = GENESIS, 0
    for seq, line in enumerate((data / folder / EVENTS).read_bytes().splitlines(), 1):
        counts["events"] += 1
        if (fault := _broken(line, head, seq, said["stream"])) is not None:
            yield at(name, f"第 {seq} 条留痕{fault[0]}", f"event {seq} {fault[1]}")
            return
        head = bytes.fromhex(json.loads(line)["hash"])
    if (seq, head.hex()) != (said["count"], said["head"]):
        yield at(
            name, "最后一条留痕不是归档时的最后一条", "its last event is not its last"
        )


def _broken(line: bytes, head: bytes, seq: int, stream: str) -> tuple[str, str] | None:
    try:
        event = json.loads(line)
        stated, raw = json.loads(event["raw"]), event["raw"].encode()
        if event["prev"] != head.hex() or (stated["stream"], stated["seq"]) != (
            stream,
            seq,
        ):
            return "与上一条不相连", "does not link to the event before it"
        if chained(head, raw, stated["alg"]).hex() != event["hash"]:
            return "与其校验码不符", "does not fit its hash"
    except MISFITS:
        return "无法读取", "cannot be read"
    return None
