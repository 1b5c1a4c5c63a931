"""Reading the states of cases as they are recorded, with two statements for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tuopin.office import arrays
from tuopin.office.accounts.queries import person_names
from tuopin.office.divisions.domain import covers
from tuopin.procedure.state import Acts, CaseState, DoneAct
from tuopin.rulebook.procedure import Procedure

NOBODY: frozenset[int] = frozenset()
ROUND = 5
"""Where `STATES` has the round."""

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
