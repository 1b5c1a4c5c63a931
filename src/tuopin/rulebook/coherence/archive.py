"""Whether the archive's sets name acts and readings that exist."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.coherence.criteria import no_interpretation
from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.document import PackFiles
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.packs import ARCHIVE_FILE
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


def archive_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what the archive's sets name that is not there."""
    if pack.archive is None:
        return
    known = {
        act
        for procedure in pack.procedures.values()
        if procedure.unit is Unit.HOUSEHOLD
        for act in procedure.acts
    }
    for level, rules in pack.archive.sets.items():
        for act in sorted(set(rules.household_acts) - known):
            place = locate(files, ARCHIVE_FILE, "sets", level, "household_acts", act)
            wrong = Text(f"没有环节“{act}”", f"there is no act {act!r}")
            right = Text("贫困户退出程序的环节", "an act of the exit of a household")
            yield Fault(place, wrong, right)
    for note in pack.archive.notes:
        if note not in pack.interpretations:
            place = locate(files, ARCHIVE_FILE, "notes", note)
            yield no_interpretation(place, note)
