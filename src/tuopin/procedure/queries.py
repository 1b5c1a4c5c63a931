"""Reading cases: their state for the gates, their lists for the screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import F, Max, QuerySet

from tuopin.office import arrays
from tuopin.office.policy.local import local_rules
from tuopin.office.policy.queries import pack_of
from tuopin.procedure import villages
from tuopin.procedure.models import ActRecord, CaseEnding, ExitCase, Hold
from tuopin.procedure.recorded_states import recorded_states
from tuopin.procedure.state import APPROVAL, CaseState
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Consequence, Procedure, Publicity
from tuopin.rulebook.units import Unit
from tuopin.standards import queries as standards

PROCEDURES = {Unit.HOUSEHOLD: "household_exit", Unit.VILLAGE: "village_exit"}
NEXT_ROUND = F("round") + 1
ASSESSMENT = "assessment"
"""How an act names the assessment that it is about: this, a colon, its id."""
BY_PACK = """
SELECT pack_id, household_id IS NULL, array_agg(id ORDER BY id) FROM procedure_exitcase
WHERE id = ANY(%s::bigint[]) GROUP BY 1, 2 ORDER BY 1, 2
"""


def procedure_of(pack: PolicyPack, unit: Unit = Unit.HOUSEHOLD) -> Procedure:
    """Return the pack's procedure by which a unit exits; raises KeyError."""
    return pack.procedure(PROCEDURES[unit])


def find_procedure(pack: PolicyPack, unit: Unit) -> Procedure | None:
    """Return the pack's procedure by which a unit exits, if it has one."""
    return pack.procedures.get(PROCEDURES[unit])


def publicity_of(pack: PolicyPack, publicity_id: str) -> tuple[Unit, Publicity]:
    """Return a publicity by its id, and what it is about; raises KeyError.

    Ids of publicities tell the pack's procedures apart.
    """
    for unit, procedure_id in PROCEDURES.items():
        procedure = pack.procedures.get(procedure_id)
        if procedure is not None and publicity_id in procedure.publicities:
            return unit, procedure.publicities[publicity_id]
    raise KeyError(publicity_id)


def publicity_at(
    pack: PolicyPack, publicity_id: str, *, place: str, on: date
) -> tuple[Unit, Publicity]:
    """Return a publicity as it binds what is posted at a place on a day (art. 16)."""
    unit, _ = publicity_of(pack, publicity_id)
    bound = local_rules().procedure(procedure_of(pack, unit), place=place, on=on)
    return unit, bound.publicities[publicity_id]


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
    return known_of_villages([(state, pack)])[state.case_id]


def known_of_villages(
    found: Sequence[tuple[CaseState, PolicyPack]],
) -> dict[int, villages.Gathered]:
    """Return what is known of villages, by their cases: a few statements a pack."""
    by_pack: dict[str, tuple[PolicyPack, list[CaseState]]] = {}
    for state, pack in found:
        key = f"{pack.id} {pack.version}"
        by_pack.setdefault(key, (pack, []))[1].append(state)
    known: dict[int, villages.Gathered] = {}
    for pack, states_of_pack in by_pack.values():
        waited_for = acts_waited_for(procedure_of(pack, Unit.VILLAGE))
        known |= villages.gathered(states_of_pack, pack, waited_for=waited_for)
    return known


def acts_waited_for(procedure: Procedure) -> set[str]:
    """Return the acts of households that a village's acts wait for (art. 7)."""
    return {
        act for rule in procedure.acts.values() for act in rule.waits_for_households
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


def is_under_way(case: ExitCase) -> bool:
    """Whether a case may still be brought to its end."""
    if CaseEnding.objects.filter(case=case).exists():
        return False
    ends = ActRecord.objects.filter(
        case=case, round=case.round, consequence=Consequence.ENDS.value
    )
    return not ends.exists()


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


def pack_ids(case_ids: Iterable[int]) -> dict[int, int]:
    """Return the packs in force that cases began under, by the cases' ids."""
    return dict(cases_by_id(case_ids).values_list("id", "pack_id"))


def packs_of(case_ids: Iterable[int]) -> list[PolicyPack]:
    """Return the packs that some cases began under, in order of adoption."""
    found = ExitCase.objects.filter(id__in=list(case_ids)).order_by("pack_id")
    ids = found.values_list("pack_id", flat=True).distinct()
    return [pack_of(pack_id) for pack_id in ids]


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


def hold_about(subject: str) -> Hold | None:
    """Return the hold that something placed, by its subject, if it placed one."""
    return Hold.objects.filter(subject=subject).order_by("id").first()


def latest_acts(case_ids: Iterable[int]) -> dict[int, ActRecord]:
    """Return the act recorded last in each case, of whatever round, by the case."""
    found = ActRecord.objects.filter(case_id__in=list(case_ids))
    latest = found.order_by("case_id", "-id").distinct("case_id")
    return {one.case_id: one for one in latest.select_related("person")}


def cases_with_act(act: str, *, subject: str) -> set[int]:
    """Return the cases whose present round has an act about this."""
    acts = ActRecord.objects.filter(act=act, subject=subject, round=F("case__round"))
    return set(acts.values_list("case_id", flat=True))


def subjects_used(case_ids: Iterable[int]) -> set[tuple[int, str, int]]:
    """Return (case, subject, round) of what the cases' acts were about."""
    acts = ActRecord.objects.filter(case_id__in=list(case_ids)).exclude(subject="")
    return set(acts.values_list("case_id", "subject", "round"))


def assessed_by(case_ids: Iterable[int], on: date) -> dict[int, int]:
    """Return the assessment that stood in each case on a day, of whatever round."""
    acts = ActRecord.objects.filter(
        case_id__in=list(case_ids),
        done_on__lte=on,
        subject__startswith=f"{ASSESSMENT}:",
    )
    return {
        case_id: int(subject.partition(":")[2])
        for case_id, subject in acts.order_by("id").values_list("case_id", "subject")
    }


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


def case_ids_by_number(*, year: int) -> dict[str, tuple[int, str]]:
    """Return a year's cases in the actor's area: household number to (id, village)."""
    rows = of_households(year).values_list("household__number", "id", "village_id")
    return {number: (case_id, str(code)) for number, case_id, code in rows}


def village_codes(case_ids: Iterable[int]) -> dict[int, str]:
    """Return the villages of cases by the cases' ids."""
    rows = cases_by_id(case_ids).values_list("id", "village_id")
    return {case_id: str(code) for case_id, code in rows}
