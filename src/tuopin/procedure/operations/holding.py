"""Holding a case up, letting it go on, giving it up, beginning it afresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import (
    Right,
    releasers,
    require,
    require_position,
)
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.scope import acting_as
from tuopin.procedure import queries
from tuopin.procedure.domain import (
    ANSWERED,
    COMPARISON,
    FOUND,
    GIVEN_UP,
    SECOND_SURVEY,
)
from tuopin.procedure.held import (
    Held,
    has_left,
    let_go,
    record_one,
    refresh_kept,
)
from tuopin.procedure.kept import kept_for
from tuopin.procedure.models import CaseEnding, ExitCase, Hold, HoldRelease
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.recording import keep
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit


def hold(
    *, case_id: int, cause: str, subject: str, reason: str, actor: Actor, on: date
) -> Hold:
    """Hold one case up until what stopped it is settled (arts 6, 15)."""
    with acting_as(actor):
        refuse_other_day(on, UnableToRecord)
        case = _locked(case_id)
        right = Right.RECEIVE_OBJECTION if cause in ANSWERED else Right.PLACE_HOLD
        require(actor, right, places=[case.village_id])
        who = case.unit.spoken
        if Hold.objects.filter(case=case, subject=subject).exists():
            raise UnableToRecord(
                Text(
                    f"{who.zh}已因此事暂停办理。",
                    f"{who.en.capitalize()} has been put on hold for this matter "
                    "already.",
                ),
                cite="art-15",
            )
        placed = Hold.objects.create(
            case=case,
            village_code=case.village_id,
            cause=cause,
            subject=subject,
            reason=reason,
            placed_on=on,
            placed_by_id=actor.appointment_id,
        )
        refresh_kept([case.id])
        row = ("procedure_hold", placed.id)
        record_one(case, "procedure.case.held", row, actor, on, cause=cause)
        return placed


def release(*, hold: Hold, reason: str, actor: Actor, on: date) -> None:
    """End a hold once it is settled, by somebody else than who placed it (art. 15).

    A supervisor's hold is ended by supervision; the hold of an objection ends with
    the answer to it and in no other way.
    """
    with acting_as(actor):
        refuse_other_day(on, UnableToRecord)
        case = _locked(hold.case_id)
        require(actor, Right.RELEASE_HOLD, places=[case.village_id])
        placed = Hold.objects.select_related("placed_by").get(id=hold.id)
        if placed.cause in ANSWERED:
            raise UnableToRecord(
                Text(
                    f"{case.unit.spoken.zh}因异议暂停；请先对异议作出书面处理决定。",
                    f"An objection holds {case.unit.spoken.en}: answer it in writing.",
                ),
                cite="art-06",
            )
        if placed.cause == COMPARISON:
            raise UnableToRecord(
                Text(
                    "该户因部门比对疑点暂停；请先核清疑点。",
                    "A department's question holds this household: clear it first.",
                ),
                cite="art-12",
            )
        _refuse_found(placed)
        if placed.cause == SECOND_SURVEY:
            raise UnableToRecord(
                Text(
                    "该户因第二次调查不一致暂停；请先在“调查疑点”中得出结论。",
                    "Two surveys of this household differ: conclude on the question "
                    "about it first.",
                ),
                cite="art-12",
            )
        placer = placed.placed_by
        require_position(
            actor, releasers(Position(placer.position) if placer else None)
        )
        if placer and placer.person_id == actor.person_id:
            raise UnableToRecord(
                Text(
                    "暂停由您登记，须由另一人解除。",
                    "You placed this hold; somebody else has to release it.",
                ),
                cite="art-15",
            )
        _refuse_released(placed)
        held = Held(placed.id, case.id, case.village_id, placed.cause)
        let_go([held], reason, actor=actor, on=on)


def settle(
    *,
    case_id: int,
    cause: str,
    subject: str,
    reason: str,
    gives_up: bool,
    actor: Actor,
    on: date,
) -> None:
    """End the hold of an objection, if it placed one, by the answer to it (art. 6).

    Whoever may answer may settle. The case is given up if the answer comes too late
    to end its round; a household that was marked is left to supervision (art. 15).
    """
    with acting_as(actor):
        refuse_other_day(on, UnableToRecord)
        case = _locked(case_id)
        require(actor, ANSWERED[cause], places=[case.village_id])
        placed = queries.hold_about(subject)
        if placed is not None and (placed.cause, placed.case_id) != (cause, case_id):
            raise UnableToRecord(
                Text(
                    "只有异议的暂停随异议的决定解除；督查发现须由有权的人另行解除。",
                    "An answer settles an objection's hold; a finding's is released.",
                ),
                cite="art-15",
            )
        if placed is not None:
            held = Held(placed.id, case.id, case.village_id, cause)
            let_go([held], reason, actor=actor, on=on)
        ((state, pack),) = queries.states([case.id])
        if gives_up and state.ending is None and not has_left(state, pack):
            _end(case, GIVEN_UP, reason, actor, on)


def withdraw(
    *, case_id: int, ending: str, reason: str, actor: Actor, on: date
) -> CaseEnding:
    """Give a case up; taking a household off a list is always allowed (art. 15).

    Always, until it is marked: what is marked is no list any more.
    """
    with acting_as(actor):
        refuse_other_day(on, UnableToRecord)
        case = _locked(case_id)
        require(actor, Right.PLACE_HOLD, places=[case.village_id])
        ((state, pack),) = queries.states([case.id])
        procedure = queries.procedure_of(pack, state.unit)
        endings = {one.id: one.title for one in procedure.endings}
        if ending not in endings:
            raise ValueError(f"{ending!r} is no ending of {procedure.id}")
        if state.ending is not None:
            raise UnableToRecord(
                Text(
                    f"{state.unit.spoken.zh}的退出程序已终止："
                    f"{endings[state.ending].zh}。",
                    f"This case has ended already: {endings[state.ending].en}.",
                ),
                cite=str(procedure.cite),
            )
        if has_left(state, pack):
            raise UnableToRecord(
                Text(
                    f"{_LEFT[state.unit].zh}，不能撤回；如系错退，请报督查处理。",
                    f"{_LEFT[state.unit].en}. If that was wrong, report it to "
                    "supervision.",
                ),
                cite="art-15",
            )
        return _end(case, ending, reason, actor, on)


def restart(*, case_ids: Sequence[int], reason: str, actor: Actor, on: date) -> int:
    """Begin a fresh round: what was decided on the old facts counts no more (art. 6).

    Only a case whose round has ended, whose facts changed before the county approved,
    or in which an act's twin (同时) was missed begins another. Returns how many did.
    """
    with acting_as(actor):
        refuse_other_day(on, UnableToRecord)
        restarted = []
        for state, pack in queries.states(queries.lock_cases(case_ids)):
            require(actor, Right.PLACE_HOLD, places=[state.village_code])
            procedure = queries.procedure_of(pack, state.unit)
            stuck = (
                state.has_void_facts
                or state.acts.has_ended
                or state.acts.has_missed_a_twin(on=on)
            )
            if state.ending is None and stuck:
                restarted.append((state, procedure))
        ids = [state.case_id for state, _ in restarted]
        ExitCase.objects.filter(id__in=ids).update(round=queries.NEXT_ROUND)
        keep(
            ids,
            [
                kept_for(
                    procedure,
                    (state.acts[act] for act in procedure.carried_over),
                    held=bool(state.holds),
                )
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


_LEFT = {
    Unit.HOUSEHOLD: Text("该户已标注脱贫", "This household was marked as lifted out"),
    Unit.VILLAGE: Text("该村已销号", "This village was delisted"),
}


def _locked(case_id: int) -> ExitCase:
    return ExitCase.objects.select_for_update().get(id=case_id)


def _refuse_found(placed: Hold) -> None:
    if placed.cause == FOUND:
        raise UnableToRecord(
            Text(
                "该户因督查发现暂停；由被督办的单位整改，督查认定到位后自动解除。",
                "An inspection's finding holds this household: the office named in the "
                "order corrects it, and supervision accepting that ends the hold.",
            ),
            cite="art-15",
        )


def _refuse_released(placed: Hold) -> None:
    earlier = (
        HoldRelease.objects.filter(hold=placed)
        .select_related("released_by__person")
        .order_by("id")
        .first()
    )
    if earlier is not None:
        name = earlier.released_by.person.name
        raise UnableToRecord(
            Text(
                f"{name}已于{earlier.released_on}解除暂停。",
                f"{name} released this on {earlier.released_on}.",
            ),
            cite="art-15",
        )


def _end(
    case: ExitCase, ending: str, reason: str, actor: Actor, on: date
) -> CaseEnding:
    ended = CaseEnding.objects.create(
        case=case,
        village_code=case.village_id,
        ending=ending,
        reason=reason,
        ended_on=on,
        ended_by_id=actor.appointment_id,
    )
    refresh_kept([case.id])
    row = ("procedure_caseending", ended.id)
    record_one(case, "procedure.case.given_up", row, actor, on)
    return ended
