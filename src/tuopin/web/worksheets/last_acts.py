"""The act before, of each household on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.procedure import queries as cases
from tuopin.rulebook.procedure import ActRule
from tuopin.rulebook.text import Text

if TYPE_CHECKING:
    from tuopin.procedure.models import ExitCase


@dataclass(frozen=True)
class LastAct:
    """The act before, by whom and when."""

    rule: ActRule
    verdict_id: str
    person_name: str
    done_on: date

    @property
    def verdict(self) -> Text:
        """The verdict in the pack's words."""
        return self.rule.verdict(self.verdict_id).title


def last_acts(shown: Sequence[ExitCase]) -> dict[int, LastAct]:
    """Return the latest act of each case, by the case."""
    found: dict[int, LastAct] = {}
    for state, pack in cases.states([case.id for case in shown]):
        acts = cases.procedure_of(pack).acts
        done = list(state.acts.values())
        if done:
            latest = done[-1]
            found[state.case_id] = LastAct(
                acts[latest.act], latest.verdict, latest.person_name, latest.done_on
            )
    return found
