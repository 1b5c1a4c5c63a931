"""Letters about plans and villages' exits, and their receipts (arts 5, 7).

The county submits to the city, the city files with the province. What a letter to the
city does of the procedure it does with the letter: one cannot be without the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tuopin.filing import queries
from tuopin.filing.consigning import (
    FILE,
    SENT_BY,
    SUBMIT,
    Letter,
    by_township,
    keep_receipt,
    keepers,
    name_of_plan,
    refuse_odd_letter,
    refuse_odd_receipt,
    went_up,
    write_consignment,
)
from tuopin.filing.domain import Matter, Recipient
from tuopin.filing.models import Consignment
from tuopin.filing.operations.delisting import file_villages_with_province
from tuopin.filing.refusing import UnableToFile
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_area, require_position
from tuopin.office.policy.queries import pack_on
from tuopin.office.scope import acting_as, alone_with
from tuopin.plan import operations as plan_acts
from tuopin.plan import queries as plans
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult, Row
from tuopin.procedure.state import CaseState
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import (
    Consequence,
    Procedure,
    consequence_of,
    missing_requirements,
)
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit

if TYPE_CHECKING:
    from tuopin.plan.models import ExitPlan


def send_plans(
    *,
    recipient: Recipient,
    plan_ids: Sequence[int],
    letter_number: str,
    actor: Actor,
    on: date,
) -> Consignment:
    """Send plans and timetables up after the sender's own review (art. 5)."""
    rules = pack_on(on).procedure("plan")
    require_position(actor, rules.acts[SENT_BY[recipient]].performed_by)
    with acting_as(actor):
        alone_with("letters about plans")
        found = [plans.find_plan(one) for one in plan_ids]
        sent = [one for one in found if one is not None]
        require_area(actor, [one.township_id for one in sent])
        _refuse_unready(sent, recipient, rules, asked=len(plan_ids))
        refuse_odd_letter(recipient, letter_number, on)
        return write_consignment(
            Letter(recipient, letter_number, on.year),
            names=[name_of_plan(one) for one in sent],
            summary=dict(sorted(Counter(one.township_id for one in sent).items())),
            of_plans={one.id: one.township_id for one in sent},
            actor=actor,
            on=on,
        )


def _refuse_unready(
    sent: Sequence[ExitPlan], recipient: Recipient, rules: Procedure, *, asked: int
) -> None:
    """Refuse plans that the sender has not accepted, that went up, or were filed."""
    review = rules.acts[SENT_BY[recipient]]
    gone = queries.plan_ids_sent_to(recipient)
    acts = plans.acts_by_plan([one.id for one in sent])
    unready = [
        one
        for one in sent
        if consequence_of(
            rules,
            review.id,
            {act: done.verdict for act, done in acts[one.id].items()},
        )
        is not Consequence.CONTINUES
        or FILE in acts[one.id]
    ]
    if not sent or len(sent) != asked or unready:
        raise UnableToFile(
            Text(
                f"名单为空，或有{len(unready)}份未经“{review.title.zh}”通过、"
                "已经备案，不能报送。请先审核，再报送。",
                f"The list is empty, or {len(unready)} of its plans are not accepted "
                f"(“{review.title.en}”) or filed already: nothing was sent. Review "
                "them first.",
            ),
            cite=str(rules.cite),
        )
    twice = [one for one in sent if one.id in gone]
    if twice:
        raise UnableToFile(
            Text(
                f"有{len(twice)}份已在另一封信中报送{recipient.label.zh}，未报送。",
                f"{len(twice)} plans went to {recipient.label.en} in another letter: "
                "nothing was sent.",
            ),
            cite=str(rules.cite),
        )


def send_villages(
    *,
    recipient: Recipient,
    case_ids: Sequence[int],
    letter_number: str,
    actor: Actor,
    on: date,
) -> Consignment:
    """Send villages' exits up: to the city for approval, to the province (art. 7).

    The letter to the city is the submission itself, where that is not done yet; the
    letter to the province follows the city's approval and the announcement.
    """
    with acting_as(actor):
        senders = keepers(Matter.VILLAGE_EXITS, recipient, pack_on(on))
        require_position(actor, senders)
        found = cases.states(cases.lock_cases(case_ids))
        states = [state for state, _ in found if state.unit is Unit.VILLAGE]
        _refuse_no_villages(states, recipient, asked=len(case_ids))
        refuse_odd_letter(recipient, letter_number, on)
        if recipient is Recipient.CITY:
            evidence = {"submission_number": letter_number}
            rows = [
                Row(state.case_id, "submitted", evidence)
                for state in states
                if SUBMIT not in state.acts
            ]
            _refuse_refused(procedure.submit_to_city(rows=rows, actor=actor, on=on))
        else:
            _refuse_undone(found)
        return write_consignment(
            Letter(recipient, letter_number, states[0].year),
            names=[state.village_code for state in states],
            summary=by_township([state.village_code for state in states]),
            of_cases={state.case_id: state.village_code for state in states},
            actor=actor,
            on=on,
        )


def _refuse_no_villages(
    states: Sequence[CaseState], recipient: Recipient, *, asked: int
) -> None:
    years = {state.year for state in states}
    sent = queries.villages_sent_on(recipient)
    twice = [state for state in states if went_up(state, recipient, sent)]
    if len(states) != asked or len(years) != 1 or twice:
        raise UnableToFile(
            Text(
                f"名单为空、跨年度，或有{len(twice)}个村已在另一封信中报送，未报送。",
                f"The list is empty or of several years, or {len(twice)} of its "
                "villages went up in another letter: nothing was sent.",
            ),
            cite="art-07",
        )


def _refuse_undone(found: Iterable[tuple[CaseState, PolicyPack]]) -> None:
    """Refuse to file villages whose approval or announcement is missing, or ended."""
    for state, pack in found:
        rules = cases.procedure_of(pack, Unit.VILLAGE)
        missing = missing_requirements(rules, FILE, state.performed)
        if missing or FILE in state.acts or state.ending is not None:
            titles = [rules.acts[act].title for act in missing]
            raise UnableToFile(
                Text(
                    "有的村已备案、已撤回，或还差："
                    f"{'、'.join(title.zh for title in titles)}。未报送。",
                    "A village is filed or given up, or still lacks: "
                    f"{', '.join(title.en for title in titles)}. Nothing was sent.",
                ),
                cite=str(rules.acts[FILE].cite),
            )


def _refuse_refused(result: BatchResult) -> None:
    """Send no letter if one of its villages may not be submitted."""
    for row in result.rows:
        if row.refusal is not None:
            raise UnableToFile(row.refusal.text, cite=row.refusal.cite)


def record_receipt(
    *, consignment: Consignment, number: str, actor: Actor, on: date
) -> None:
    """Record the receipt of a letter about plans or villages (备案回执, arts 5, 7).

    The province's is the filing: its plans become the basis of acceptance, its
    villages leave the register, all of the letter or none.
    """
    recipient = Recipient(consignment.recipient)
    with acting_as(actor):
        matter = queries.matters_of([consignment.id])[consignment.id]
        if matter is Matter.HOUSEHOLD_EXITS:
            raise UnableToFile(_OF_HOUSEHOLDS, cite="art-06")
        require_position(actor, keepers(matter, recipient, pack_on(on)))
        require_area(actor, [consignment.division_code])
        alone_with(f"consignment:{consignment.id}")
        refuse_odd_receipt(consignment, number, on)
        if queries.receipt_of(consignment) is not None:
            return
        if recipient is Recipient.PROVINCE:
            _file(consignment, matter, number, actor, on)
        keep_receipt(consignment, recipient, number, actor, on)


def _file(
    consignment: Consignment, matter: Matter, number: str, actor: Actor, on: date
) -> None:
    """Do with the province's receipt what it completes, in the caller's transaction."""
    if matter is Matter.VILLAGE_EXITS:
        _refuse_refused(
            file_villages_with_province(
                case_ids=queries.case_ids_in(consignment),
                receipt_number=number,
                actor=actor,
                on=on,
            )
        )
        return
    found = [plans.find_plan(one) for one in queries.plan_ids_in(consignment)]
    sent = [one for one in found if one is not None]
    # A timetable first: a year's plan is filed by the one that the province has.
    for plan in sorted(sent, key=lambda one: one.year):
        plan_acts.file_with_province(
            plan=plan, evidence={"filing_receipt": number}, actor=actor, on=on
        )


_OF_HOUSEHOLDS = Text(
    "这封信报送的是贫困户退出，请按户的备案登记回执。",
    "This letter is about households: record its receipt as theirs.",
)
