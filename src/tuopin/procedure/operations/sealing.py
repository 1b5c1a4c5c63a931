"""Acts that decide, or go before the public, wait while nobody seals the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit.queries import overdue_seal
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.rulebook.text import Text


def record_decision(
    *, act: str, rows: Sequence[Row], actor: Actor, on: date
) -> BatchResult:
    """Record an act that decides or goes public: a result per row, in order.

    Raises UnableToRecord while events wait for the seal longer than the office allows;
    what leads up to such an act goes on (`record_acts`).
    """
    waited = overdue_seal()
    if waited is not None:
        hours = int(waited.total_seconds() // 3600)
        raise UnableToRecord(
            Text(
                f"操作留痕已有{hours}小时没有封存，审批、公示和公告，"
                "以及贫困村的认定和销号，都要暂停。"
                "请系统管理员检查封存程序，封存恢复后再办；入户调查等其他环节照常。",
                f"The audit record has not been sealed for {hours} hours, so nothing "
                "is approved or posted and no village is determined or delisted. Have "
                "the administrator see to the sequencer, then do this again; surveys "
                "and the rest go on.",
            ),
            cite="art-15",
        )
    return record_acts(act=act, rows=rows, actor=actor, on=on)
