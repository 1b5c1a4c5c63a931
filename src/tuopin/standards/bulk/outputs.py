"""Files of outcomes as they are written: whole, or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from tuopin.rulebook.findings import Finding, Outcome
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.judged import Judged
from tuopin.standards.bulk.tables import ALL

_text = json.encoder.encode_basestring
MOST_KEPT = 20_000


class Output(Protocol):
    """What takes judged units, a batch at a time."""

    def add(self, batch: Sequence[Judged]) -> None:
        """Write a batch."""

    def close(self) -> None:
        """Write what is left."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to, and put that file in place once all went well."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class JsonLines:
    """A line per criterion and one for all, as docs/howto/judge-a-register.md says."""

    def __init__(self, path: Path, criteria: Mapping[Unit, Sequence[str]]) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="\n")
        self._names = {
            unit: [_text(one) for one in (ALL, *own)] for unit, own in criteria.items()
        }
        self._kept: dict[int, tuple[Finding, str]] = {}

    def add(self, batch: Sequence[Judged]) -> None:
        """Write a batch."""
        self._file.write("".join([self._lines(one) for one in batch]))

    def _lines(self, one: Judged) -> str:
        names = self._names[one.unit]
        head = f'{{"unit": "{one.unit.value}", "id": {_text(one.id)}, "criterion": '
        if one.findings:
            said = [self._said(finding) for finding in one.findings]
        else:
            said = [f'"{outcome.value}", {_NOTHING_SAID}' for outcome in one.outcomes]
        lines = [
            f'{head}{name}, "outcome": {rest}}}\n'
            for name, rest in zip(names, said, strict=True)
        ]
        # The criteria first: what is said of all of them follows from them.
        return "".join(lines[1:]) + lines[0]

    def _said(self, finding: Finding) -> str:
        """Return what a finding says; many units have the very same one."""
        kept = self._kept.get(id(finding))
        if kept is not None:
            return kept[1]
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        said = _said(finding)
        # The finding is kept with it, lest another be made in its place.
        self._kept[id(finding)] = (finding, said)
        return said

    def close(self) -> None:
        """End the file."""
        self._file.close()


def _said(finding: Finding) -> str:
    missing = ", ".join([_text(one) for one in finding.missing])
    return (
        f'"{finding.outcome.value}", "observed": {_or_null(finding.observed)},'
        f' "threshold": {_or_null(finding.threshold)},'
        f' "cite": {_text(str(finding.cite))},'
        f' "missing": [{missing}], "reason": {{"zh": {_text(finding.reason.zh)},'
        f' "en": {_text(finding.reason.en)}}}'
    )


def _or_null(value: str | None) -> str:
    return "null" if value is None else _text(value)


_NOTHING_SAID = (
    '"observed": null, "threshold": null, "cite": null, "missing": [], "reason": null'
)


def outcomes_shown(counts: dict[Outcome, int]) -> str:
    """Write how many met, did not, and are unknown."""
    return "  ".join(f"{counts[one]:>12,}" for one in Outcome)
