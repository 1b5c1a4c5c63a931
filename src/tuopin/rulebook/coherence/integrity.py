"""Whether the checks of surveys rest on readings and questions that exist."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.rulebook.coherence.criteria import no_interpretation
from tuopin.rulebook.coherence.locating import locate
from tuopin.rulebook.document import PackFiles
from tuopin.rulebook.faults import Fault
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parsing.packs import INTEGRITY_FILE
from tuopin.rulebook.text import Text


def integrity_faults(pack: PolicyPack, files: PackFiles) -> Iterator[Fault]:
    """Yield what the checks name that is not there."""
    if pack.integrity is None:
        return
    for note in pack.integrity.notes:
        if note not in pack.interpretations:
            place = locate(files, INTEGRITY_FILE, "notes", note)
            yield no_interpretation(place, note)
    asked = pack.questionnaire.questions if pack.questionnaire else {}
    for one in pack.integrity.coefficients:
        for item in (*one.items, *one.costs):
            if item not in asked:
                yield Fault(
                    locate(files, INTEGRITY_FILE, "coefficients"),
                    Text(f"问卷里没有“{item}”", f"no question is called {item!r}"),
                    Text("问卷中金额一题的名称", "the name of an amount's question"),
                )
