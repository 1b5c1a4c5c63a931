"""Holding a household up, letting it go, giving a case up, beginning it afresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.policy.queries import pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure import queries
from tuopin.procedure.models import CaseEnding, ExitCase, Hold
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.recording import store_statuses
from tuopin.rulebook.procedure import status
from tuopin.rulebook.text import Text


def hold(
    *, case_id: int, cause: str, subject: str, reason: str, actor: Actor, on: date
) -> Hold:
    """Hold one household up until what stopped it is settled (arts 6, 15)."""
    with acting_as(actor):
        case = ExitCase.objects.select_for_update().get(id=case_id)
        require(actor, Right.RECEIVE_OBJECTION, places=[case.village_id])
        placed = Hold.objects.create(
            case=case,
            village_code=case.village_id,
            cause=cause,
            subject=subject,
            reason=reason,
            placed_on=on,
            placed_by_id=actor.appointment_id,
        )
        _refresh_status(case)
        _record_one(case, "procedure.case.held", "procedure_hold", placed.id, actor, on)
        return placed


def release(*, hold: Hold, reason: str, actor: Actor, on: date) -> None:
    """End a hold once it is settled, by somebody else than who placed it (art. 15)."""
    with acting_as(actor):
        case = ExitCase.objects.select_for_update().get(id=hold.case_id)
        require(actor, Right.RELEASE_HOLD, places=[case.village_id])
        placed = Hold.objects.select_related("placed_by").get(id=hold.id)
        if placed.placed_by and placed.placed_by.person_id == actor.person_id:
            raise UnableToRecord(
                Text(
                    "暂停由您登记,须由另一人解除。",
                    "You placed this hold; somebody else has to release it.",
                ),
                cite="art-15",
            )
        (row,) = audit_rows.insert(
            "procedure_holdrelease",
            ("hold_id", "village_code", "reason", "released_on", "released_by_id"),
            [(hold.id, case.village_id, reason, on, actor.appointment_id)],
        )
        _refresh_status(case)
        _record_one(
            case, "procedure.case.released", "procedure_holdrelease", row.id, actor, on
        )


def withdraw(
    *, case_id: int, ending: str, reason: str, actor: Actor, on: date
) -> CaseEnding:
    """Give a case up; taking a household off a list is always allowed (art. 15)."""
    with acting_as(actor):
        case = ExitCase.objects.select_for_update().get(id=case_id)
        require(actor, Right.PLACE_HOLD, places=[case.village_id])
        procedure = queries.procedure_of(pack_of(case.pack_id))
        if ending not in {one.id for one in procedure.endings}:
            raise ValueError(f"{ending!r} is no ending of {procedure.id}")
        ended = CaseEnding.objects.create(
            case=case,
            village_code=case.village_id,
            ending=ending,
            reason=reason,
            ended_on=on,
            ended_by_id=actor.appointment_id,
        )
        store_statuses([case.id], [ending])
        _record_one(
            case, "procedure.case.given_up", "procedure_caseending", ended.id, actor, on
        )
        return ended


def restart(*, case_ids: Sequence[int], reason: str, actor: Actor, on: date) -> int:
    """Begin a fresh round: what was decided on the old facts counts no more (art. 6).

    Only a case whose round has ended, or whose facts changed before the county
    approved, begins another.
    Returns how many did.
    """
    with acting_as(actor):
        restarted = []
        for state, pack in queries.states(queries.lock_cases(case_ids)):
            require(actor, Right.PLACE_HOLD, places=[state.village_code])
            procedure = queries.procedure_of(pack)
            if state.ending is None and (
                state.has_void_facts or queries.round_is_over(procedure, state)
            ):
                restarted.append((state, procedure))
        ids = [state.case_id for state, _ in restarted]
        ExitCase.objects.filter(id__in=ids).update(round=queries.NEXT_ROUND)
        store_statuses(
            ids,
            [
                status(
                    procedure,
                    {act: state.performed[act] for act in procedure.carried_over},
                    held=bool(state.holds),
                ).id
                for state, procedure in restarted
            ],
        )
        digests = audit_rows.digests("procedure_exitcase", ids)
        audit.record(
            actor=actor,
            on=on,
            entries=[
                audit.Entry(
                    stream=f"case:{state.case_id}",
                    act="procedure.case.restarted",
                    division_code=state.village_code,
                    body={"round": state.round + 1, "reason": reason},
                    rows=[row],
                )
                for (state, _), row in zip(restarted, digests, strict=True)
            ],
        )
        return len(restarted)


def _refresh_status(case: ExitCase) -> None:
    ((state, pack),) = queries.states([case.id])
    now = status(queries.procedure_of(pack), state.performed, held=bool(state.holds))
    store_statuses([case.id], [now.id])


def _record_one(
    case: ExitCase, act: str, table: str, row_id: int, actor: Actor, on: date
) -> None:
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"case:{case.id}",
                act=act,
                division_code=case.village_id,
                body={},
                rows=audit_rows.digests(table, [row_id]),
            )
        ],
    )
