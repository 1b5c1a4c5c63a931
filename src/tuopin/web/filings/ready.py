"""What waits for a letter up: plans that were reviewed, villages that may go (报送)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tuopin.filing import operations as filing
from tuopin.filing import queries
from tuopin.filing.consigning import FILE, SENT_BY, SUBMIT, keepers, went_up
from tuopin.filing.domain import Matter, Recipient
from tuopin.office.accounts.domain import Actor
from tuopin.office.policy.queries import pack_on
from tuopin.plan import queries as plans
from tuopin.procedure import queries as cases
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import (
    Consequence,
    consequence_of,
    has_ended,
    missing_requirements,
)
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment
    from tuopin.plan.models import ExitPlan


@dataclass(frozen=True)
class Waiting:
    """A plan or a village that may go up."""

    id: int
    place: str
    title: Text

    @property
    def value(self) -> str:
        """How a form names it."""
        return str(self.id)


@dataclass(frozen=True)
class LetterReady:
    """A letter that may be sent: about what, to whom, with what."""

    matter: Matter
    recipient: Recipient
    waiting: tuple[Waiting, ...]
    cite: Citation

    @property
    def counted(self) -> Text:
        """How much waits, and of what."""
        n, unit = len(self.waiting), self.matter.unit
        return Text(f"{n}{unit.zh}", f"{n} {unit.en}")

    @property
    def key(self) -> str:
        """How a form names the letter."""
        return f"{self.matter.value}-{self.recipient.value}"


def letters_ready(actor: Actor, *, on: date) -> list[LetterReady]:
    """Return the letters that the actor's office may send now."""
    pack = pack_on(on)
    found = []
    for recipient in Recipient:
        for matter in (Matter.PLANS, Matter.VILLAGE_EXITS):
            if _procedure(matter) not in pack.procedures:
                continue
            if actor.position not in keepers(matter, recipient, pack):
                continue
            waiting = (
                _plans(recipient, pack, on)
                if matter is Matter.PLANS
                else _villages(recipient, on)
            )
            if waiting:
                cite = pack.procedures[_procedure(matter)].cite
                found.append(LetterReady(matter, recipient, tuple(waiting), cite))
    return found


def _procedure(matter: Matter) -> str:
    return "plan" if matter is Matter.PLANS else cases.PROCEDURES[Unit.VILLAGE]


def _plans(recipient: Recipient, pack: PolicyPack, on: date) -> list[Waiting]:
    rules, gone = pack.procedure("plan"), queries.plan_ids_sent_to(recipient)
    latest = [*plans.latest_timetables(), *plans.latest_plans(year=on.year)]
    acts = plans.acts_by_plan([one.id for one in latest])
    found = []
    for plan in latest:
        performed = {act: done.verdict for act, done in acts[plan.id].items()}
        accepted = consequence_of(rules, SENT_BY[recipient], performed)
        is_ready = accepted is Consequence.CONTINUES and FILE not in performed
        if is_ready and plan.id not in gone and not has_ended(rules, performed):
            found.append(Waiting(plan.id, plan.township.short_name, _title(plan)))
    return found


def _title(plan: ExitPlan) -> Text:
    if plan.is_timetable:
        return Text(
            f"退出时序（第{plan.version}稿）", f"timetable, version {plan.version}"
        )
    return Text(
        f"{plan.year}年度计划（第{plan.version}稿）",
        f"plan of {plan.year}, version {plan.version}",
    )


def _villages(recipient: Recipient, on: date) -> list[Waiting]:
    act = SUBMIT if recipient is Recipient.CITY else FILE
    sent = queries.villages_sent_on(recipient)
    of_year = {case.id: case for case in cases.of_villages(on.year)}
    found = []
    for state, pack in cases.states(list(of_year)):
        rules = cases.procedure_of(pack, Unit.VILLAGE)
        performed = state.performed
        if has_ended(rules, performed) or state.ending is not None or state.holds:
            continue
        # What was submitted before its letter still goes with one, until it is filed.
        is_open = act not in performed or (act == SUBMIT and FILE not in performed)
        is_ready = is_open and not missing_requirements(rules, act, performed)
        if is_ready and not went_up(state, recipient, sent):
            village = of_year[state.case_id].village
            title = Text(f"{state.year}年度退出", f"exit of {state.year}")
            found.append(Waiting(state.case_id, village.short_name, title))
    return found


def send(
    letter: LetterReady,
    chosen: Collection[str],
    number: str,
    *,
    actor: Actor,
    on: date,
) -> Consignment:
    """Send a letter with what was chosen of what waits; raises Refusal."""
    ids = [one.id for one in letter.waiting if one.value in chosen]
    if letter.matter is Matter.PLANS:
        return filing.send_plans(
            recipient=letter.recipient,
            plan_ids=ids,
            letter_number=number,
            actor=actor,
            on=on,
        )
    return filing.send_villages(
        recipient=letter.recipient,
        case_ids=ids,
        letter_number=number,
        actor=actor,
        on=on,
    )
