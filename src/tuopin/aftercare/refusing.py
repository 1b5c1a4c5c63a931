"""What every act after an exit refuses alike, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.queries import pack_on
from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.text import Text

LONGEST_NAME, LONGEST_REASON = 60, 200


class UnableToCare(Refusal):
    """An act after an exit that may not be done."""


def refused(zh: str, en: str) -> UnableToCare:
    """Return a refusal, with its article."""
    return UnableToCare(Text(zh, en), cite="art-09")


def rules_on(day: date) -> AftercareRules:
    """Return the rules in force; raises UnableToCare where the pack has none."""
    rules = pack_on(day).aftercare
    if rules is None:
        raise refused(
            "生效的政策包没有规定退出后的帮扶（aftercare.yaml）。",
            "The pack in force says nothing of after-care (aftercare.yaml).",
        )
    return rules


def refuse_no_words(text: str, zh: str, en: str, *, longest: int) -> None:
    """Refuse what is left blank or too long."""
    if not text.strip() or len(text) > longest:
        raise refused(
            f"请填写{zh}，不超过{longest}字。",
            f"Give {en}, in at most {longest} characters.",
        )


def write(
    table: str,
    values: Mapping[str, object],
    act: str,
    *,
    stream: str,
    actor: Actor,
    on: date,
) -> int:
    """Write a row of a village with its event, in the caller's transaction."""
    (row,) = audit_rows.insert(table, tuple(values), [[*values.values()]])
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=stream,
                act=act,
                division_code=str(values["village_code"]),
                body={},
                rows=[row],
            )
        ],
    )
    return row.id
