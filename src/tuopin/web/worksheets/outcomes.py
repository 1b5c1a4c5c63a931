"""What became of the rows of a sheet, kept until the page is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult
from tuopin.rulebook.text import Text
from tuopin.web.worksheets.sheet import Scope

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

KEY = "worksheet_outcome"


@dataclass(frozen=True)
class Unmoved:
    """A household for which the act was not done, and why."""

    number: str
    head_name: str
    reason: Text
    cite: str


@dataclass(frozen=True)
class Outcome:
    """How many rows were done, and which were not."""

    done: int
    unmoved: tuple[Unmoved, ...]


def keep(session: SessionBase, scope: Scope, result: BatchResult) -> None:
    """Keep what became of the rows: households by their cases, without a name."""
    session[KEY] = {
        "of": _about(scope),
        "done": len(result.done),
        "unmoved": [
            (row.case_id, row.refusal.text.zh, row.refusal.text.en, row.refusal.cite)
            for row in result.refused
            if row.refusal is not None
        ],
    }


def take(session: SessionBase, scope: Scope) -> Outcome | None:
    """Return what became of the rows of this sheet, once."""
    kept: dict[str, Any] | None = session.get(KEY)
    if kept is None or kept["of"] != _about(scope):
        return None
    del session[KEY]
    ids = [case_id for case_id, *_ in kept["unmoved"]]
    households = {
        case.id: case.leaving
        for case in cases.cases_by_id(ids).select_related("household")
    }
    return Outcome(
        kept["done"],
        tuple(
            Unmoved(
                households[case_id].number if case_id in households else "",
                households[case_id].head_name if case_id in households else "",
                Text(zh, en),
                cite,
            )
            for case_id, zh, en, cite in kept["unmoved"]
        ),
    )


def _about(scope: Scope) -> list[str]:
    return [scope.rule.id, scope.place.code]
