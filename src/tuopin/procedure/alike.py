"""The gates of a batch, asked once for all cases that are alike to them; pure."""

from __future__ import annotations

from tuopin.procedure.domain import Attempt, CaseRefusal, first_refusal


class GatesOfABatch:
    """Asks the gates once for all attempts of a batch that are alike to them.

    Actor and day of entry are a batch's own. No gate looks at which
    household it is; all else that a gate can look at tells attempts apart.
    """

    def __init__(self) -> None:
        self._asked: dict[tuple[object, ...], CaseRefusal | None] = {}

    def first_refusal(self, attempt: Attempt) -> CaseRefusal | None:
        """Return what `first_refusal` does."""
        case = attempt.case
        alike = (
            id(case.acts),
            attempt.verdict,
            frozenset(attempt.evidence.items()),
            attempt.on,
            id(attempt.rule),
            id(attempt.procedure),
            id(attempt.refusal),
            case.year,
            case.ending,
            case.holds,
            case.facts_changed,
            case.recused_persons,
            case.surveyor,
            case.households_pending,
        )
        if alike not in self._asked:
            self._asked[alike] = first_refusal(attempt)
        return self._asked[alike]
