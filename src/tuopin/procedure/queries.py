"""Reading cases: their state for the gates, their lists for the screens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, QuerySet

from tuopin.office import arrays
from tuopin.office.accounts.queries import person_names
from tuopin.office.divisions.domain import covers
from tuopin.office.policy.queries import pack_of
from tuopin.procedure import villages
from tuopin.procedure.models import ActRecord, ExitCase, Hold
from tuopin.procedure.state import APPROVAL, Acts, CaseState, DoneAct
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Procedure, Publicity
from tuopin.rulebook.units import Unit
from tuopin.standards import queries as standards

PROCEDURES = {Unit.HOUSEHOLD: "household_exit", Unit.VILLAGE: "village_exit"}
NEXT_ROUND = F("round") + 1
NOBODY: frozenset[int] = frozenset()
ROUND = 5
"""Where `STATES` has the round."""

BY_PACK = """
SELECT pack_id, household_id IS NULL, array_agg(id ORDER BY id) FROM procedure_exitcase
WHERE id = ANY(%s::bigint[]) GROUP BY 1, 2 ORDER BY 1, 2
"""

STATES = """
SELECT c.id, c.household_id, coalesce(h.number, ''), c.village_code, c.year, c.round,
       e.ending, holds.reasons, r.person_ids, r.codes
FROM procedure_exitcase c
LEFT JOIN register_household h ON h.id = c.household_id
LEFT JOIN procedure_caseending e ON e.case_id = c.id
LEFT JOIN LATERAL (
  SELECT array_agg(o.reason ORDER BY o.id) AS reasons
  FROM procedure_hold o
  WHERE o.case_id = c.id
    AND NOT EXISTS (SELECT FROM procedure_holdrelease x WHERE x.hold_id = o.id)
) holds ON true
LEFT JOIN LATERAL (
  SELECT array_agg(q.person_id) AS person_ids, array_agg(q.division_code) AS codes
  FROM accounts_recusal q WHERE q.household_number = h.number
) r ON true
WHERE c.id = ANY(%s::bigint[])
ORDER BY c.id
"""

# One row per case that has acts. Those of the round, and those that the pack carries
# over from an earlier round, come as one text in the order of recording: the cases of
# a batch mostly came the same way, and equal texts are read once.
ACTS = """
SELECT own.id, a.way, coalesce(a.surveyor, ''), a.assessment
FROM unnest(%s::bigint[], %s::smallint[]) AS own (id, round)
CROSS JOIN LATERAL (
  SELECT string_agg(
           concat_ws(chr(31), t.act, t.verdict, t.done_on, t.person_id),
           chr(30) ORDER BY t.id) AS way,
         max(t.evidence->>'surveyor') FILTER (WHERE t.act = 'survey') AS surveyor,
         (array_agg(t.subject ORDER BY t.id DESC)
           FILTER (WHERE t.act = 'assess'))[1] AS assessment
  FROM procedure_actrecord t
  WHERE t.case_id = own.id AND (t.round = own.round OR t.act = ANY(%s))
) a
WHERE a.way IS NOT NULL
"""
NO_ACTS = ("", "", "")


def procedure_of(pack: PolicyPack, unit: Unit = Unit.HOUSEHOLD) -> Procedure:
    """Return the pack's procedure by which a unit exits; raises KeyError."""
    return pack.procedure(PROCEDURES[unit])


def publicity_of(pack: PolicyPack, publicity_id: str) -> tuple[Unit, Publicity]:
    """Return a publicity by its id, and what it is about; raises KeyError.

    Ids of publicities tell the pack's procedures apart.
    """
    for unit, procedure_id in PROCEDURES.items():
        procedure = pack.procedures.get(procedure_id)
        if procedure is not None and publicity_id in procedure.publicities:
            return unit, procedure.publicities[publicity_id]
    raise KeyError(publicity_id)


def unit_of(is_of_village: bool) -> Unit:
    """Return what exits by a case, told by whether it is the village's own."""
    return Unit.VILLAGE if is_of_village else Unit.HOUSEHOLD


def lock_cases(case_ids: Sequence[int]) -> list[int]:
    """Lock cases in the order of their ids and return those that are there.

    Everybody locks in this order, so nobody waits in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procedure_exitcase WHERE id = ANY(%s::bigint[])"
            " ORDER BY id FOR UPDATE",
            [arrays.of_ids(case_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def states(case_ids: Sequence[int]) -> list[tuple[CaseState, PolicyPack]]:
    """Return the state of each case with the pack that it began under, by id."""
    found: list[tuple[CaseState, PolicyPack]] = []
    with connection.cursor() as cursor:
        cursor.execute(BY_PACK, [arrays.of_ids(case_ids)])
        for pack_id, is_of_village, in_pack in cursor.fetchall():
            pack = pack_of(pack_id)
            unit = unit_of(is_of_village)
            procedure = procedure_of(pack, unit)
            recorded = recorded_states(cursor, procedure, in_pack)
            if unit is Unit.VILLAGE:
                waited_for = acts_waited_for(procedure)
                recorded = villages.as_they_are(recorded, pack, waited_for=waited_for)
            found.extend((state, pack) for state in recorded)
    rest_on = {
        state.case_id: state.assessment_id
        for state, _ in found
        if state.unit is Unit.HOUSEHOLD
        and state.assessment_id
        and APPROVAL not in state.acts
    }
    changed = standards.assessments_with_changed_facts(list(rest_on.values()))
    if not changed:
        return found
    return [
        (
            replace(state, facts_changed=True)
            if rest_on.get(state.case_id) in changed
            else state,
            pack,
        )
        for state, pack in found
    ]


def known_of_village(state: CaseState, pack: PolicyPack) -> villages.Gathered:
    """Return what is known of a village in the present round of its case."""
    waited_for = acts_waited_for(procedure_of(pack, Unit.VILLAGE))
    return villages.gathered([state], pack, waited_for=waited_for)[state.case_id]


def acts_waited_for(procedure: Procedure) -> set[str]:
    """Return the acts of households that a village's acts wait for (art. 7)."""
    return {
        act for rule in procedure.acts.values() for act in rule.waits_for_households
    }


def recorded_states(
    cursor: Any, procedure: Procedure, case_ids: Sequence[int]
) -> list[CaseState]:
    """Return the states of cases of one pack as they are recorded, facts not looked at.

    The cursor belongs to an actor's transaction, or to somebody who sees every area.
    """
    cursor.execute(STATES, [arrays.of_ids(case_ids)])
    rows = cursor.fetchall()
    ids, rounds = (arrays.of_ids(row[at] for row in rows) for at in (0, ROUND))
    cursor.execute(ACTS, [ids, rounds, list(procedure.carried_over)])
    acts_of = {case_id: acts for case_id, *acts in cursor.fetchall()}
    ways = _ways(procedure, {text for text, _, _ in acts_of.values()} | {""})
    return [_state(row, acts_of.get(row[0], NO_ACTS), ways) for row in rows]


def _state(
    row: Sequence[Any], recorded: Sequence[Any], ways: Mapping[str, Acts]
) -> CaseState:
    case_id, household_id, number, village, year, round_, ending, reasons = row[:8]
    persons, codes = row[8:]
    way, surveyor, assessment = recorded
    return CaseState(
        case_id=case_id,
        household_id=household_id,
        household_number=number,
        village_code=village,
        year=year,
        round=round_,
        acts=ways[way],
        surveyor=surveyor,
        assessment_id=_assessment_id(assessment),
        ending=ending,
        holds=tuple(reasons or ()),
        recused_persons=_recused(persons, codes, village) if persons else NOBODY,
    )


def _recused(
    persons: Sequence[int], codes: Sequence[str], village: str
) -> frozenset[int]:
    # Whoever recorded a recusal had the household's village in their area.
    named = zip(persons, codes, strict=True)
    return frozenset(person for person, code in named if covers(code, village))


def _assessment_id(subject: str | None) -> int | None:
    return int(subject.removeprefix("assessment:")) if subject else None


def _ways(procedure: Procedure, texts: Iterable[str]) -> dict[str, Acts]:
    """Return the acts that each text of `STATES` names, a later one in place."""
    named = {
        text: [act.split(chr(31)) for act in text.split(chr(30)) if act]
        for text in texts
    }
    names = person_names(int(act[3]) for acts in named.values() for act in acts)
    return {
        text: Acts(
            procedure,
            (
                DoneAct(
                    act,
                    verdict,
                    date.fromisoformat(day),
                    int(person_id),
                    names[int(person_id)],
                )
                for act, verdict, day, person_id in acts
            ),
        )
        for text, acts in named.items()
    }


def of_households(year: int) -> QuerySet[ExitCase]:
    """Return a year's cases of households."""
    return ExitCase.objects.filter(year=year, household__isnull=False)


def of_villages(year: int) -> QuerySet[ExitCase]:
    """Return a year's cases of villages, by place."""
    found = ExitCase.objects.filter(year=year, household__isnull=True)
    return found.select_related("village", "pack").order_by("village__code")


def latest_of_villages() -> list[ExitCase]:
    """Return the latest case of each village in the actor's area, by place."""
    found = ExitCase.objects.filter(household__isnull=True).select_related("pack")
    return list(found.order_by("village__code", "-year").distinct("village__code"))


def latest_of_village(village_code: str) -> ExitCase | None:
    """Return a village's own case of the latest year it was planned for."""
    found = ExitCase.objects.filter(village__code=village_code, household__isnull=True)
    return found.select_related("pack", "village").order_by("-year").first()


def cases(
    *,
    year: int,
    village: str | None = None,
    statuses: Iterable[str] | None = None,
) -> QuerySet[ExitCase]:
    """Return a year's cases of households in the actor's area, in register order."""
    found = of_households(year).select_related("household", "village")
    if village is not None:
        found = found.filter(village__code=village)
    if statuses is not None:
        found = found.filter(status__in=list(statuses))
    return found.order_by("household__number")


def cases_by_id(case_ids: Iterable[int]) -> QuerySet[ExitCase]:
    """Return these cases, as far as they lie in the actor's area."""
    return ExitCase.objects.filter(id__in=list(case_ids))


def round_began_on(case_id: int, round_: int) -> date:
    """Return the first day of a round: the case's, or after the round before."""
    earlier = ActRecord.objects.filter(case_id=case_id, round__lt=round_)
    last = earlier.aggregate(last=Max("entered_on"))["last"]
    opened = ExitCase.objects.filter(id=case_id).order_by("id")
    return last or opened.values_list("opened_on", flat=True)[0]


def pack_id_of(case_id: int) -> int:
    """Return the pack in force that a case began under."""
    found = ExitCase.objects.filter(id=case_id).order_by("id")
    return found.values_list("pack_id", flat=True)[0]


def cases_of(household_ids: Iterable[int], *, year: int) -> QuerySet[ExitCase]:
    """Return a year's cases of some households, in the register's order."""
    return cases(year=year).filter(household_id__in=list(household_ids))


def case_ids_of_households(household_ids: Iterable[int]) -> list[int]:
    """Return every case of some households, of whichever year."""
    found = ExitCase.objects.filter(household_id__in=list(household_ids))
    return list(found.order_by("id").values_list("id", flat=True))


def case_ids(
    *, year: int, status: str | None = None, village: str | None = None
) -> list[int]:
    """Return the ids of a year's cases in the actor's area, in the register's order."""
    found = cases(
        year=year, village=village, statuses=None if status is None else [status]
    )
    return list(found.values_list("id", flat=True))


def counts_by_status(*, year: int) -> Mapping[str, int]:
    """Return how many of a year's cases stand at each status."""
    rows = of_households(year).values("status").annotate(households=Count("id"))
    return {row["status"]: row["households"] for row in rows}


def standing_of_planned(plan_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return how many households that each plan names stand at each status.

    By whom it names: a case opened under an earlier version is the same case.
    """
    named = "household__plan_rows__plan"
    rows = (
        ExitCase.objects.filter(
            **{f"{named}_id__in": list(plan_ids), f"{named}__year": F("year")}
        )
        .values(f"{named}_id", "status")
        .annotate(households=Count("id"))
        .order_by(f"{named}_id", "status")
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row[f"{named}_id"], {})[row["status"]] = row["households"]
    return found


def acts_of(case: ExitCase) -> list[ActRecord]:
    """Return every act of a case with who did it, in the order of recording."""
    return list(
        ActRecord.objects.filter(case=case)
        .select_related("person", "appointment")
        .order_by("id")
    )


def open_holds(case: ExitCase) -> list[Hold]:
    """Return what holds a case up."""
    return list(
        Hold.objects.filter(case=case, release__isnull=True)
        .select_related("placed_by")
        .order_by("placed_on", "id")
    )


def hold_about(subject: str) -> Hold:
    """Return the hold that something placed, by its subject; raises DoesNotExist."""
    return Hold.objects.get(subject=subject)


def cases_with_act(act: str, *, subject: str) -> set[int]:
    """Return the cases whose present round has an act about this."""
    acts = ActRecord.objects.filter(act=act, subject=subject, round=F("case__round"))
    return set(acts.values_list("case_id", flat=True))


def subjects_used(case_ids: Iterable[int]) -> set[tuple[int, str, int]]:
    """Return (case, subject, round) of what the cases' acts were about."""
    acts = ActRecord.objects.filter(case_id__in=list(case_ids)).exclude(subject="")
    return set(acts.values_list("case_id", "subject", "round"))


def evidence_of(
    case_ids: Sequence[int],
) -> list[tuple[int, str, date, dict[str, str]]]:
    """Return (case, act, day, evidence) of the present rounds' acts, in order."""
    acts = ActRecord.objects.filter(case_id__in=list(case_ids), round=F("case__round"))
    return list(
        acts.order_by("case_id", "id").values_list(
            "case_id", "act", "done_on", "evidence"
        )
    )


def counts_by_act(*, year: int) -> Mapping[tuple[str, str], int]:
    """Return in how many of a year's cases each act came to each verdict."""
    rows = (
        ActRecord.objects.filter(case__year=year, case__household__isnull=False)
        .values("act", "verdict")
        .annotate(households=Count("case_id", distinct=True))
    )
    return {(row["act"], row["verdict"]): row["households"] for row in rows}


def counts_of_holds(*, year: int) -> list[tuple[str, int]]:
    """Return how many of a year's cases each cause holds up."""
    rows = (
        Hold.objects.filter(
            case__year=year, case__household__isnull=False, release__isnull=True
        )
        .values("cause")
        .annotate(households=Count("case_id", distinct=True))
        .order_by("cause")
    )
    return [(row["cause"], row["households"]) for row in rows]


def case_ids_by_number(*, year: int) -> dict[str, tuple[int, str]]:
    """Return a year's cases in the actor's area: household number to (id, village)."""
    rows = of_households(year).values_list("household__number", "id", "village_id")
    return {number: (case_id, str(code)) for number, case_id, code in rows}


def village_codes(case_ids: Iterable[int]) -> dict[int, str]:
    """Return the villages of cases by the cases' ids."""
    rows = cases_by_id(case_ids).values_list("id", "village_id")
    return {case_id: str(code) for case_id, code in rows}
