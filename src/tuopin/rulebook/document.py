"""A pack's files as nodes with file and line; leaves out reading them from disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a pack file."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar as text, a list or a mapping, and where it stands."""

    place: Place
    value: str | tuple[Node, ...] | Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file: its front matter, if it has one, and the text after it."""

    place: Place
    front: Node | None
    body: str
    body_line: int


PackFiles: TypeAlias = Mapping[str, "Node | Page"]
