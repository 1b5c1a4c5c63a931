"""Whether what households are asked rests on readings that exist."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.coherence.criteria import no_interpretation
from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.document import PackFiles
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.packs import SATISFACTION_FILE


def satisfaction_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what the questions name that is not there."""
    if pack.satisfaction is None:
        return
    for note in pack.satisfaction.notes:
        if note not in pack.interpretations:
            yield no_interpretation(
                locate(files, SATISFACTION_FILE, "notes", note), note
            )
