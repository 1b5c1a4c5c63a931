"""The acts of article 7 that are done inside the offices, one function each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.queries import today
from tuopin.office.policy.local import local_rules
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as, alone_with
from tuopin.plan import queries as plans
from tuopin.plan import timing
from tuopin.plan.names import refusing_the_delisted
from tuopin.procedure import files, queries
from tuopin.procedure.comparing import figures_beside
from tuopin.procedure.domain import (
    GATES_OF_A_PART,
    Attempt,
    Because,
    CaseRefusal,
    first_refusal,
)
from tuopin.procedure.operations.cases import Opening, refuse_a_year_gone
from tuopin.procedure.operations.refusals import UnableToRecord
from tuopin.procedure.operations.sealing import record_decision
from tuopin.procedure.recording import BatchResult, Row, RowResult, record_acts
from tuopin.procedure.state import APPROVAL, CaseState
from tuopin.procedure.villages import Gathered
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards import operations as standards
from tuopin.standards.queries import JudgedUnit, judge_village
from tuopin.survey import operations as surveys
from tuopin.survey.operations import Examination, Reported

RETURN, EXAMINE = "return_indicators", "examine_on_site"


def list_villages_in_plan(
    *, village_codes: Sequence[str], year: int, actor: Actor, on: date
) -> BatchResult:
    """Open a case for each village that a filed plan of the year names (arts 5, 7).

    Raises UnableToRecord when one of them is in no filed plan or has its case.
    """
    in_force = pack_in_force(on)
    procedure = queries.procedure_of(pack_of(in_force.id), Unit.VILLAGE)
    rule = procedure.acts["list_in_plan"]
    require_position(actor, rule.performed_by)
    refuse_a_year_gone(year, on)
    with acting_as(actor):
        alone_with(f"cases of {actor.division_code}")
        rows = plans.filed_villages(year=year)
        _refuse_unlisted([code for code in village_codes if code not in rows])
        if timing.has_timetable(pack_of(in_force.id)):
            planned = plans.filed_years()
            timing.refuse_another_year(village_codes, year, planned, UnableToRecord)
        _refuse_opened_before(village_codes, year)
        opening = Opening(year, in_force.id, procedure, rule, actor, on)
        with refusing_the_delisted(UnableToRecord):
            opened = opening.open([rows[code] for code in village_codes])
        return BatchResult(rule.id, tuple(opened))


def return_indicators(
    *,
    case_id: int,
    figures: Mapping[str, str],
    evidence: Mapping[str, str],
    actor: Actor,
    on: date,
) -> None:
    """Report what a department answers for of a village (部门报送, art. 4 ¶2).

    The act stands in the case once the last department has reported. Until the city
    has approved, a department may report anew; what is new has to be examined anew.
    Raises UnableToRecord with the gate's reason, UnableToReturn for the figures.
    """
    with acting_as(actor):
        state, pack = _state(case_id)
        _refuse_by_a_gate(state, pack, RETURN, "returned", evidence, actor, on)
        standing = surveys.record_return(
            reported=Reported(
                state.village_code, state.year, state.round, figures, evidence
            ),
            sheet=pack.facts[Unit.VILLAGE],
            actor=actor,
            on=on,
        )
        limits = queries.procedure_of(pack, Unit.VILLAGE).time_limits
        days = [one.days for one in limits if one.counted_from == RETURN]
        surveys.ask_questions(
            about=standing,
            found=figures_beside(standing, pack),
            due_on=on + timedelta(days=min(days)) if days else None,
            actor=actor,
            on=on,
        )
        known = queries.known_of_village(state, pack)
        if RETURN not in state.acts and not known.unreturned:
            _record_whole(state, RETURN, "returned", evidence, actor, on)


def examine_on_site(
    *, case_id: int, found: Examination, actor: Actor, on: date
) -> None:
    """Record what a department found of its return in the village (入村核查, art. 7).

    The act stands once the last return is confirmed; what is not confirmed ends the
    round at once.
    """
    with acting_as(actor):
        state, pack = _state(case_id)
        verdict = "confirmed" if found.is_confirmed else "not_confirmed"
        _refuse_by_a_gate(state, pack, EXAMINE, verdict, found.evidence, actor, on)
        standing = queries.known_of_village(state, pack).returns.get(
            actor.department or ""
        )
        if standing is None or on < standing.returned_on:
            raise UnableToRecord(
                Text(
                    f"{actor.department or ''}在{on}之前没有报送过本村指标；"
                    "先报送，再核查。",
                    f"{actor.department} had reported nothing of this village by {on}: "
                    "report first, then examine.",
                ),
                cite="art-07",
            )
        surveys.examine_return(standing=standing, found=found, actor=actor, on=on)
        known = queries.known_of_village(state, pack)
        is_whole = not found.is_confirmed or not known.unexamined
        if is_whole and EXAMINE not in state.acts:
            _record_whole(state, EXAMINE, verdict, found.evidence, actor, on)


def assess_villages(*, case_ids: Sequence[int], actor: Actor, on: date) -> BatchResult:
    """Assess villages against the exit standard; the verdict is computed (art. 4).

    While the county has yet to decide on households by whom the outcome may turn,
    the headcount is not known.
    """
    with acting_as(actor):
        found = [
            (state, pack)
            for state, pack in queries.states(queries.lock_cases(case_ids))
            if state.unit is Unit.VILLAGE
        ]
        known = queries.known_of_villages(found)
        ids = audit_rows.draw_ids("standards_assessment", len(found))
        judged = {
            state.case_id: (
                assessment_id,
                judge_village(
                    state.village_code,
                    known[state.case_id].facts,
                    pack=pack,
                    year=state.year,
                ),
            )
            for assessment_id, (state, pack) in zip(ids, found, strict=True)
        }
        result = record_acts(
            act="assess",
            rows=[
                Row(
                    state.case_id,
                    judged[state.case_id][1].outcome.value,
                    subject=f"assessment:{judged[state.case_id][0]}",
                    refusal=_unexamined(known[state.case_id]),
                )
                for state, _ in found
            ],
            actor=actor,
            on=on,
        )
        _keep_assessments(found, result, judged, actor, on)
        return result


def _keep_assessments(
    found: Sequence[tuple[CaseState, PolicyPack]],
    result: BatchResult,
    judged: Mapping[int, tuple[int, JudgedUnit]],
    actor: Actor,
    on: date,
) -> None:
    """Keep what was judged in the cases that were assessed, by pack and year."""
    done = set(result.done)
    pack_ids = queries.pack_ids(done)
    kept: dict[tuple[int, int], list[tuple[int, JudgedUnit]]] = {}
    for state, _ in found:
        if state.case_id in done:
            key = (pack_ids[state.case_id], state.year)
            kept.setdefault(key, []).append(judged[state.case_id])
    for (pack_id, year), assessments in kept.items():
        standards.keep_assessments(
            judged=assessments, pack_id=pack_id, year=year, actor=actor, on=on
        )


def determine_villages(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Determine the county's list of villages, once its households are (art. 7).

    Not by anybody who examined one of the village's figures on site.
    """
    with acting_as(actor):
        checked = _apart_from_examiners(rows, actor)
        return record_decision(act="determine", rows=checked, actor=actor, on=on)


def submit_to_city(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Submit villages to the city, both their notices closed (报市审批, art. 7)."""
    return record_acts(act="submit_to_city", rows=rows, actor=actor, on=on)


def approve_villages(*, rows: Sequence[Row], actor: Actor, on: date) -> BatchResult:
    """Approve villages for the city's leading group (验收审批, art. 7)."""
    with acting_as(actor):
        checked = _apart_from_examiners(rows, actor)
        return record_decision(act=APPROVAL, rows=checked, actor=actor, on=on)


def announce_in_county_media(
    *, rows: Sequence[Row], actor: Actor, on: date
) -> BatchResult:
    """Announce approved villages in the county's media (同时公告, art. 7)."""
    return record_decision(
        act="announce_in_county_media", rows=rows, actor=actor, on=on
    )


def _apart_from_examiners(rows: Sequence[Row], actor: Actor) -> list[Row]:
    """Refuse a village of whose figures the actor examined some; each department has
    its own examiner, and the act in the case names the last of them only."""
    found = [
        (state, pack)
        for state, pack in queries.states([row.case_id for row in rows])
        if state.unit is Unit.VILLAGE
    ]
    examined = {
        case_id
        for case_id, known in queries.known_of_villages(found).items()
        if actor.person_id in known.examiners
    }
    return [
        replace(row, refusal=_EXAMINED_IT) if row.case_id in examined else row
        for row in rows
    ]


_EXAMINED_IT = CaseRefusal(
    Because.SAME_PERSON,
    Text(
        "您入村核查过该村的指标，此步须由另一人办理。",
        "You examined figures of this village on site; somebody else must do this.",
    ),
    "art-07",
)


def _state(case_id: int) -> tuple[CaseState, PolicyPack]:
    for state, pack in queries.states(queries.lock_cases([case_id])):
        if state.unit is Unit.VILLAGE:
            return state, pack
    raise UnableToRecord(
        Text("没有这个村的退出程序。", "There is no such case of a village."),
        cite="art-07",
    )


def _refuse_by_a_gate(
    state: CaseState,
    pack: PolicyPack,
    act: str,
    verdict: str,
    evidence: Mapping[str, str],
    actor: Actor,
    on: date,
) -> None:
    """Refuse a department's part of an act that may not be done, by the act's gates."""
    procedure = local_rules().procedure(
        queries.procedure_of(pack, Unit.VILLAGE),
        place=state.village_code,
        on=on,
        department=actor.department or "",
    )
    rule = procedure.acts[act]
    require_position(actor, rule.performed_by)
    attempt = Attempt(
        rule=rule,
        verdict=verdict,
        evidence=evidence,
        actor=actor,
        on=on,
        entered_on=today(),
        case=state,
        procedure=procedure,
        refusal=_APPROVED
        if APPROVAL in state.acts
        else files.not_kept([Row(state.case_id, verdict, evidence)]).get(state.case_id),
    )
    refusal = first_refusal(attempt, GATES_OF_A_PART)
    began_on = queries.round_began_on(state.case_id, state.round)
    if refusal is None and on < began_on:
        refusal = attempt.refuse(
            Because.DATE_OUT_OF_ORDER,
            f"办理日期{on}早于本轮开始的日期{began_on}。",
            f"{on} is before this round began, on {began_on}.",
        )
    if refusal is not None:
        raise UnableToRecord(refusal.text, cite=refusal.cite)


_APPROVED = CaseRefusal(
    Because.DONE_BEFORE,
    Text(
        "市里已批准该村退出，指标不再变更；如有问题，请报督查处理。",
        "The city has approved this village; its figures stand. If they are wrong, "
        "report it to supervision.",
    ),
    "art-07",
)


def _record_whole(
    state: CaseState,
    act: str,
    verdict: str,
    evidence: Mapping[str, str],
    actor: Actor,
    on: date,
) -> None:
    """Record an act whose last part was just done."""
    result: tuple[RowResult, ...] = record_acts(
        act=act, rows=[Row(state.case_id, verdict, evidence)], actor=actor, on=on
    ).rows
    for row in result:
        if row.refusal is not None:
            raise UnableToRecord(row.refusal.text, cite=row.refusal.cite)


def _unexamined(known: Gathered) -> CaseRefusal | None:
    """Refuse to assess on a return that its department has not confirmed on site."""
    departments = known.unexamined
    if not departments:
        return None
    return CaseRefusal(
        Because.REQUIREMENT_MISSING,
        Text(
            f"以下部门最近的报送还没有入村核查属实：{'、'.join(departments)}。"
            "尚未核查的，请该部门入村核查；核查不属实的，请该部门按实际重新报送，再入村核查。",
            "The latest returns of these departments are not confirmed on site: "
            f"{', '.join(departments)}. Where nobody went there yet, the department "
            "does; where the return was found wrong, it reports anew and goes again.",
        ),
        "art-07",
    )


def _refuse_unlisted(outside: Sequence[str]) -> None:
    if outside:
        raise UnableToRecord(
            Text(
                f"以下村不在已报省备案的退出时序内：{'、'.join(outside[:5])}。"
                "请先修订计划并备案，再办理。",
                f"These villages are in no plan filed with the province: "
                f"{', '.join(outside[:5])}. Amend the plan and file it first.",
            ),
            cite="art-05",
        )


def _refuse_opened_before(village_codes: Sequence[str], year: int) -> None:
    opened = queries.of_villages(year).filter(village__code__in=list(village_codes))
    names = [case.village.short_name for case in opened]
    if names:
        raise UnableToRecord(
            Text(
                f"以下村本年度已建立退出程序：{'、'.join(names[:5])}。请从名单中去掉。",
                f"These villages have their case of {year}: {', '.join(names[:5])}. "
                "Take them off the list.",
            ),
            cite="art-07",
        )
