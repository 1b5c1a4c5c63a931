"""Whether the checks of times rest on readings and acts that exist."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.coherence.criteria import no_interpretation
from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.document import PackFiles
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.packs import TIME_LOGIC_FILE
from tuopin.rulebook.text import Text


def time_logic_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what the checks name that is not there."""
    if pack.time_logic is None:
        return
    for note in pack.time_logic.notes:
        if note not in pack.interpretations:
            yield no_interpretation(locate(files, TIME_LOGIC_FILE, "notes", note), note)
    acts = {act for one in pack.procedures.values() for act in one.acts}
    for check in pack.time_logic.checks.values():
        for act in check.acts:
            if act not in acts:
                yield Fault(
                    locate(files, TIME_LOGIC_FILE, "checks"),
                    Text(f"没有程序动作“{act}”", f"no act is called {act!r}"),
                    Text("程序中的动作名称", "the name of an act of a procedure"),
                )
