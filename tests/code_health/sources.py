"""The source files that the code-health tests read, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tuopin"


@dataclass(frozen=True)
class Module:
    """A source file: where it is, its text, its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Return the file's place below the repository's root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def is_screen(self) -> bool:
        """Say whether the file may read the clock, the request and the environment."""
        return self.name.startswith("src/tuopin/web/") or self.path.name == "views.py"

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Return every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                yield node

    def calls(self) -> Iterator[tuple[str, int]]:
        """Return every call as dotted text with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno


@cache
def modules(*, below: Path = SOURCE) -> tuple[Module, ...]:
    """Return every Python file below a folder, migrations left out."""
    return tuple(
        Module(path, text := path.read_text(encoding="utf-8"), ast.parse(text))
        for path in sorted(below.rglob("*.py"))
        if "migrations" not in path.parts
    )


def told(findings: list[str]) -> str:
    """Return findings as one message, a line each."""
    return "\n".join(findings)
