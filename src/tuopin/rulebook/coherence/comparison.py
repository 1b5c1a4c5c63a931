"""Whether the lists of departments rest on readings and positions that fit."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.coherence.criteria import no_interpretation
from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.document import PackFiles
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.packs import COMPARISON_FILE
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text


def comparison_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what the lists name that is not there, or that nobody may do."""
    if pack.comparison is None:
        return
    for note in pack.comparison.notes:
        if note not in pack.interpretations:
            place = locate(files, COMPARISON_FILE, "notes", note)
            yield no_interpretation(place, note)
    if Position.DEPARTMENT in pack.comparison.answered_by:
        yield Fault(
            locate(files, COMPARISON_FILE, "answered_by", Position.DEPARTMENT),
            Text(
                "提出疑点的部门不能自己核清",
                "a department that raises a question does not clear it",
            ),
            Text("乡镇扶贫办等", "the township office, for example"),
        )
