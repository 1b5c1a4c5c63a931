"""Where each consignment of a year stands: sent, received, reminded, overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tuopin.filing import queries
from tuopin.filing.consigning import keepers
from tuopin.filing.domain import Matter, Recipient
from tuopin.office.accounts.domain import Actor
from tuopin.office.policy.queries import pack_on
from tuopin.procedure.queries import procedure_of
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.parameters import MissingFigure
from tuopin.rulebook.text import Text

if TYPE_CHECKING:
    from tuopin.filing.models import (
        Consignment,
        ConsignmentReminder,
        FilingReceipt,
    )

REMINDED_AFTER = "receipt_reminder_days"


@dataclass(frozen=True)
class Standing:
    """A consignment with its receipt, its reminders, and what the reader may do."""

    consignment: Consignment
    receipt: FilingReceipt | None
    reminders: tuple[ConsignmentReminder, ...]
    due_on: date | None
    """After which day the receipt is reminded of; none where the pack is silent."""
    on: date
    may_receive: bool
    may_remind: bool
    matter: Matter

    @property
    def recipient(self) -> Recipient:
        """To whom it went."""
        return Recipient(self.consignment.recipient)

    @property
    def count(self) -> int:
        """How many households, villages or plans it names."""
        return sum(self.consignment.summary.values())

    @property
    def counted(self) -> Text:
        """How many it names, and of what."""
        unit = self.matter.unit
        return Text(f"{self.count}{unit.zh}", f"{self.count} {unit.en}")

    @property
    def households(self) -> int:
        """How many households it names."""
        return self.count if self.matter is Matter.HOUSEHOLD_EXITS else 0

    @property
    def is_overdue(self) -> bool:
        """Whether the receipt is out for longer than the pack allows."""
        return (
            self.receipt is None and self.due_on is not None and self.on > self.due_on
        )

    @property
    def days_out(self) -> int:
        """For how many days the receipt has been waited for."""
        return (self.on - self.consignment.sent_on).days


def filings_of(actor: Actor, *, year: int, on: date) -> tuple[Standing, ...]:
    """Return a year's consignments in sight, those overdue first."""
    pack = pack_on(on)
    letters = queries.consignments(year=year)
    matters = queries.matters_of([one.id for one in letters])
    found = [_standing(one, matters[one.id], pack, actor, on=on) for one in letters]
    return tuple(sorted(found, key=lambda one: not one.is_overdue))


def standing_of(
    consignment: Consignment, pack: PolicyPack, actor: Actor, *, on: date
) -> Standing:
    """Return where one consignment stands."""
    matter = queries.matters_of([consignment.id])[consignment.id]
    return _standing(consignment, matter, pack, actor, on=on)


def _standing(
    consignment: Consignment,
    matter: Matter,
    pack: PolicyPack,
    actor: Actor,
    *,
    on: date,
) -> Standing:
    receipt = queries.receipt_of(consignment)
    recipient = Recipient(consignment.recipient)
    own = keepers(matter, recipient, pack)
    performers = (
        procedure_of(pack).acts[recipient.act].performed_by
        if matter is Matter.HOUSEHOLD_EXITS
        else own
    )
    return Standing(
        consignment=consignment,
        receipt=receipt,
        reminders=tuple(consignment.reminders.order_by("id")),
        due_on=_due_on(consignment, pack),
        on=on,
        may_receive=receipt is None and actor.position in performers,
        may_remind=receipt is None
        and actor.position in own
        and actor.covers([consignment.division_code]),
        matter=matter,
    )


def _due_on(consignment: Consignment, pack: PolicyPack) -> date | None:
    try:
        days = pack.parameter(REMINDED_AFTER, consignment.year)
    except MissingFigure:
        return None
    return consignment.sent_on + timedelta(days=int(days))
