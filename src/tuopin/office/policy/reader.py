"""Reads a pack's files from disk into plain nodes; leaves out what they mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from tuopin.rulebook.calendar import WorkCalendar
from tuopin.rulebook.document import Node, PackFiles, Page, Place
from tuopin.rulebook.faults import Faults
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.calendars import parse_calendar
from tuopin.rulebook.parsing.packs import PACK_FILE, calendar_name, parse_pack
from tuopin.rulebook.text import Text

# Written from the program's source and tests, so it is no part of the policy.
GENERATED = "COVERAGE.md"

CALENDARS = "_calendars"
# The same grammar in C, where the library was built with it.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FRONT = "---"


def find_pack(written: str, packs: Path) -> Path:
    """Return a pack's folder, given as its id under `packs` or as a path."""
    inside = packs / written
    return inside if inside.is_dir() else Path(written)


def read_pack(path: Path) -> PolicyPack:
    """Read a pack from its folder; raises PackFault with every fault found."""
    return read_content(
        content_of(path), pack_id=path.resolve().name, calendars=path.parent / CALENDARS
    )


def read_content(content: bytes, *, pack_id: str, calendars: Path) -> PolicyPack:
    """Read a pack from the bytes that its version is the digest of; raises PackFault.

    The calendar is no part of them: a year is added when its notice is out.
    """
    faults = Faults()
    files = _parsed(files_in(content), faults)
    name = calendar_name(files, faults)
    pack = parse_pack(
        files,
        calendar=_calendar(calendars / f"{name}.yaml", faults),
        version=version_of(content),
        faults=faults,
    )
    if pack.id != pack_id:
        wrong = Text("id 与目录名不同", "the id is not the folder's name")
        right = Text(f"id: {pack_id}", f"id: {pack_id}")
        faults.add(Place(PACK_FILE, 1), wrong=wrong, right=right)
    faults.raise_any()
    return pack


def read_calendar(path: Path) -> WorkCalendar:
    """Read a calendar file; raises PackFault."""
    faults = Faults()
    calendar = _calendar(path, faults)
    faults.raise_any()
    return calendar


def content_of(path: Path) -> bytes:
    """Return a pack's files as one text of bytes: sorted paths, lengths, contents."""
    parts = []
    for name, file in _files(path):
        content = file.read_bytes()
        parts += [f"{name}\0{len(content)}\0".encode(), content]
    return b"".join(parts)


def files_in(content: bytes) -> Mapping[str, bytes]:
    """Return the files of a pack by their path, from its bytes."""
    files, at = {}, 0
    while at < len(content):
        named, counted = content.index(b"\0", at), content.index(b"\0", at) + 1
        begins = content.index(b"\0", counted) + 1
        ends = begins + int(content[counted : begins - 1])
        files[content[at:named].decode()] = content[begins:ends]
        at = ends
    return files


def version_of(content: bytes) -> str:
    """Return the version of a pack: the SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def pack_version(path: Path) -> str:
    """Return the version that the files of a folder have now."""
    return version_of(content_of(path))


def read_files(path: Path, faults: Faults) -> PackFiles:
    """Read every YAML and Markdown file of a pack, by its path inside the pack."""
    return _parsed(files_in(content_of(path)), faults)


def _parsed(contents: Mapping[str, bytes], faults: Faults) -> PackFiles:
    files: dict[str, Node | Page] = {}
    for name, content in contents.items():
        text = _text(name, content, faults)
        if text is None:
            continue
        if name.endswith(".yaml"):
            files[name] = read_yaml(text, name, 1, faults)
        elif name.endswith(".md"):
            files[name] = _page(text, name, faults)
    return files


def read_yaml(text: str, name: str, first_line: int, faults: Faults) -> Node:
    """Read YAML with every scalar as text; duplicate keys and aliases are faults."""
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, first_line + (mark.line if mark else 0))
        problem = error.problem or "unreadable"
        wrong = Text(f"YAML 写法有误：{problem}", f"this is no YAML: {problem}")
        faults.add(place, wrong=wrong, right=_WELL_FORMED)
        return Node(place, {})
    if root is None:
        place = Place(name, first_line)
        faults.add(place, wrong=Text("文件是空的", "the file is empty"), right=_FILLED)
        return Node(place, {})
    return _node(root, name, first_line, faults)


def _node(node: yaml.Node, name: str, first_line: int, faults: Faults) -> Node:
    place = Place(name, first_line + node.start_mark.line)
    if isinstance(node, yaml.MappingNode):
        return Node(place, _entries(node, name, first_line, faults))
    if isinstance(node, yaml.SequenceNode):
        items = (_node(item, name, first_line, faults) for item in node.value)
        return Node(place, tuple(items))
    return Node(place, str(node.value))


def _entries(
    node: yaml.MappingNode, name: str, first_line: int, faults: Faults
) -> Mapping[str, Node]:
    entries: dict[str, Node] = {}
    for key, value in node.value:
        written = str(key.value)
        if written in entries:
            faults.add(
                Place(name, first_line + key.start_mark.line),
                wrong=Text(f"“{written}”重复", f"{written!r} stands here twice"),
                right=Text("每个键只写一次", "each key once"),
            )
            continue
        entries[written] = _node(value, name, first_line, faults)
    return entries


def _page(text: str, name: str, faults: Faults) -> Page:
    """Split a Markdown file into its front matter and its body."""
    lines = text.split("\n")
    if lines[0] != _FRONT or _FRONT not in lines[1:]:
        return Page(Place(name, 1), None, text, 1)
    end = lines.index(_FRONT, 1)
    front = read_yaml("\n".join(lines[1:end]), name, 2, faults)
    return Page(Place(name, 1), front, "\n".join(lines[end + 1 :]), end + 2)


def _calendar(path: Path, faults: Faults) -> WorkCalendar:
    name = f"{CALENDARS}/{path.name}"
    if not path.is_file():
        wrong = Text("没有此工作日历", "there is no such calendar")
        right = Text(
            f"{CALENDARS} 目录下的文件名", f"the name of a file in {CALENDARS}"
        )
        faults.add(Place(name, 1), wrong=wrong, right=right)
        return WorkCalendar(frozenset(), frozenset(), 1, 0)
    text = _text(name, path.read_bytes(), faults)
    return parse_calendar(read_yaml(text or "", name, 1, faults), faults)


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    found = (file for file in path.rglob("*") if file.is_file())
    named = ((file.relative_to(path).as_posix(), file) for file in found)
    yield from sorted(pair for pair in named if _is_policy(pair[0]))


def _is_policy(name: str) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    return name != GENERATED and not hidden


def _text(name: str, content: bytes, faults: Faults) -> str | None:
    try:
        # As files are read as text: a line ends as the system that wrote it ends it.
        return content.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        wrong = Text("不是 UTF-8 文本", "this is no UTF-8 text")
        faults.add(Place(name, 1), wrong=wrong, right=Text("UTF-8", "UTF-8"))
        return None


_WELL_FORMED = Text("缩进一致的“键: 值”", "lines of key: value, evenly indented")
_FILLED = Text("至少一个键", "at least one key")
