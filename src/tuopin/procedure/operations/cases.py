"""Opening cases from the rows of filed plans: each stands with its first act or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.procedure.kept import kept_for
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.recording import Row, RowResult, record_acts
from tuopin.rulebook.procedure import ActRule, Procedure
from tuopin.rulebook.text import Text

if TYPE_CHECKING:
    from tuopin.plan.models import PlanRow

CASE = (
    "household_id",
    "village_code",
    "year",
    "pack_id",
    "plan_row_id",
    "round",
    "opened_on",
    "status",
    "way",
)


def refuse_a_year_gone(year: int, on: date) -> None:
    """Refuse to open cases from the plan of a year that is over (art. 5)."""
    if year < on.year:
        raise UnableToRecord(
            Text(
                f"{year}年的计划已过期，不能再据此建立退出程序。"
                f"请列入{on.year}年的计划，审核、备案后再办理。",
                f"The plan of {year} is over, so nobody's exit begins by it. Name them "
                f"in the plan of {on.year}, have it filed, then list them.",
            ),
            cite="art-05",
        )


@dataclass(frozen=True)
class Opening:
    """Everything that the cases opened at one time have in common."""

    year: int
    pack_id: int
    procedure: Procedure
    rule: ActRule
    actor: Actor
    on: date

    def open(self, plan_rows: Sequence[PlanRow]) -> list[RowResult]:
        """Open a case for each row, in the caller's transaction; a result for each."""
        with transaction.atomic():
            results = self._opened(plan_rows)
            refused = {
                row.id: result
                for row, result in zip(plan_rows, results, strict=True)
                if result.refusal
            }
            # A case cannot be deleted: it is as if none had been opened.
            transaction.set_rollback(bool(refused))
        if not refused:
            return results
        others = [row for row in plan_rows if row.id not in refused]
        opened = dict(
            zip([row.id for row in others], self._opened(others), strict=True)
        )
        return [refused.get(row.id) or opened[row.id] for row in plan_rows]

    def _opened(self, plan_rows: Sequence[PlanRow]) -> list[RowResult]:
        if not plan_rows:
            return []
        cases = self._inserted(plan_rows)
        result = record_acts(
            act=self.rule.id,
            rows=[
                Row(case.id, "listed", subject=f"plan_row:{row.id}")
                for row, case in zip(plan_rows, cases, strict=True)
            ],
            actor=self.actor,
            on=self.on,
        )
        return list(result.rows)

    def _inserted(self, plan_rows: Sequence[PlanRow]) -> list[audit_rows.RowRef]:
        kept = kept_for(self.procedure, [], held=False)
        cases = audit_rows.insert(
            "procedure_exitcase",
            CASE,
            [
                (
                    row.household_id,
                    row.village_id,
                    self.year,
                    self.pack_id,
                    row.id,
                    1,
                    self.on,
                    kept.status,
                    kept.way,
                )
                for row in plan_rows
            ],
        )
        audit.record(
            actor=self.actor,
            on=self.on,
            entries=[
                audit.Entry(
                    stream=f"case:{case.id}",
                    act="procedure.case.opened",
                    division_code=row.village_id,
                    body={"year": self.year, "plan_row": row.id},
                    rows=[case],
                )
                for row, case in zip(plan_rows, cases, strict=True)
            ],
        )
        return cases
