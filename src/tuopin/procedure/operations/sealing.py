"""Acts that decide, or go before the public, wait while nobody seals the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.audit.queries import overdue_seal
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.recording import BatchResult, Row, record_acts
from tuopin.procedure.state import APPROVAL
from tuopin.rulebook.text import Text


def record_act(*, act: str, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Record an act in many cases: a result per row, in the order asked for.

    Raises UnableToRecord for an approval or a posting while events wait for the seal
    longer than the office allows; what leads up to them goes on.
    """
    waited = overdue_seal()
    if waited is not None and _decides_or_goes_public(act, on):
        hours = int(waited.total_seconds() // 3600)
        raise UnableToRecord(
            Text(
                f"操作留痕已有{hours}小时没有封存，审批、公示和公告暂停。"
                "请系统管理员检查封存程序，封存恢复后再办；入户调查等其他环节照常。",
                f"The audit record has not been sealed for {hours} hours, so nothing "
                "is approved or posted. Have the administrator see to the sequencer, "
                "then do this again; surveys and the rest go on.",
            ),
            cite="art-15",
        )
    return record_acts(act=act, rows=rows, actor=actor, on=on)


def _decides_or_goes_public(act: str, on: date) -> bool:
    pack = pack_of(pack_in_force(on).id)
    return act == APPROVAL or any(
        procedure.publicity_opened_by(act) for procedure in pack.procedures.values()
    )
