"""A county of any size in a database of its own, written straight into its tables.

What is measured is reading. The acts behind each case are those of article 6 up to
where the case stands; several standings lie side by side in every village.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

import psycopg
from psycopg.types.json import Jsonb

from tests.support import world as county
from tuopin.office.divisions.domain import DivisionLevel
from tuopin.office.divisions.queries import units_below
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.office.scope import acting_as
from tuopin.procedure.kept import kept_for
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.state import DoneAct
from tuopin.rulebook.procedure import Procedure

TODAY = date(county.YEAR, 11, 6)
POSTED = date(county.YEAR, 11, 2)
HANGS = timedelta(days=7)
STANDS_AT = (
    "list_in_plan", "survey", "assess", "appraise", "verify_team", "acknowledge",
    "post_first", "report_to_township", "examine", "close_first", "determine",
    "post_second", "close_second", "approve",
)  # fmt: skip
STANDINGS_OF_A_VILLAGE = 3
HELD_EVERY = 50

HOUSEHOLDS = """
INSERT INTO register_household
  (number, village_code, registration_status, head_name, member_count)
SELECT v.code || lpad(n::text, 5, '0'), v.code, 'in_register',
       substr('赵钱孙李周吴郑王冯陈', 1 + n %% 10, 1)
       || substr('国桂秀建德淑凤玉长永', 1 + n / 10 %% 10, 1)
       || substr('华英兰军发珍芹山海福', 1 + n / 100 %% 10, 1), 1 + n %% 5
FROM unnest(%s::text[]) v(code), generate_series(1, %s) n
"""
DETAILS = """
INSERT INTO register_householddetails (household_id, village_code, "group", kind,
  main_cause, other_causes, bank_name, fingerprint, valid_from)
SELECT id, village_code, 1 + id %% 6 || '组', '一般贫困户', '因病', '', '', '', %s
FROM register_household
"""
MEMBERS = """
INSERT INTO register_householdmember (household_id, village_code, number, name, gender,
  born_on, relation, ethnicity, education, schooling, health, labor, insured,
  other_insurance, out_of_school_cause, fingerprint, valid_from)
SELECT h.id, h.village_code, h.number || lpad(n::text, 2, '0'),
  CASE n WHEN 1 THEN h.head_name ELSE left(h.head_name, 1) || '家' || n END, '男',
  '1960-05-01', CASE n WHEN 1 THEN '户主' ELSE '之子' END, '汉族', '小学', '', '健康',
  '普通劳动力', true, '', '', '', %s
FROM register_household h, generate_series(1, h.member_count) n
"""
CASES = """
INSERT INTO procedure_exitcase
  (household_id, village_code, year, pack_id, plan_row_id, round, opened_on, status,
  way)
SELECT id, village_code, %s, %s, id, 1, %s, '', ''
FROM register_household WHERE substr(number, 13)::int <= %s
"""
ACTS = """
INSERT INTO procedure_actrecord (case_id, village_code, round, act, verdict,
  consequence, done_on, entered_on, recorded_at, appointment_id, person_id, evidence,
  subject, note)
SELECT c.id, c.village_code, 1, t.act, t.verdict, 'continues', %s, %s, now(), %s, %s,
  '{}', '', ''
FROM procedure_exitcase c, unnest(%s::text[], %s::text[]) WITH ORDINALITY
  t(act, verdict, at)
WHERE c.village_code = ANY(%s) AND c.household_id %% %s = %s
ORDER BY t.at, c.id
"""
KEPT = """
UPDATE procedure_exitcase SET status = %s, way = %s
WHERE village_code = ANY(%s) AND household_id %% %s = %s
"""
HOLDS = """
INSERT INTO procedure_hold
  (case_id, village_code, cause, subject, reason, placed_on)
SELECT id, village_code, 'finding', 'finding:' || id, '收入依据不足', %s
FROM procedure_exitcase WHERE household_id %% %s = 0
"""
ON_NOTICE = """
SELECT c.village_code, array_agg(c.id ORDER BY h.number),
  json_agg(json_build_object('group', d.group, 'head_of_household', h.head_name,
    'persons', h.member_count) ORDER BY h.number)
FROM procedure_exitcase c JOIN register_household h ON h.id = c.household_id
JOIN register_householddetails d ON d.household_id = h.id
WHERE EXISTS (SELECT FROM procedure_actrecord t WHERE t.case_id = c.id AND t.act = %s)
GROUP BY c.village_code
"""


def make(connection: psycopg.Connection, *, households: int, planned: int) -> None:
    """Fill a database that has the county's places, people and pack.

    The connection is the superuser's: every trigger is asleep.
    """
    world = county.World()
    world.move_to(TODAY)
    villages = [one.code for one in units_below(county.COUNTY, DivisionLevel.VILLAGE)]
    each = -(-households // len(villages))
    with acting_as(world["county"]):
        pack = pack_in_force(TODAY)
    connection.execute("SET session_replication_role = replica")
    connection.execute(HOUSEHOLDS, [villages, each])
    connection.execute(DETAILS, [county.FIRST_DAY])
    connection.execute(MEMBERS, [county.FIRST_DAY])
    in_plan = -(-planned // len(villages))
    connection.execute(CASES, [county.YEAR, pack.id, county.FIRST_DAY, in_plan])
    _acts(connection, world, procedure_of(pack_of(pack.id)), villages)
    connection.execute(HOLDS, [TODAY, HELD_EVERY])
    for publicity, opened_by in (("first", "post_first"), ("second", "post_second")):
        _notices(connection, world, publicity, opened_by)
    connection.execute("SET session_replication_role = origin")
    connection.execute("VACUUM ANALYZE")


def _acts(
    connection: psycopg.Connection,
    world: county.World,
    procedure: Procedure,
    villages: Sequence[str],
) -> None:
    order = list(procedure.acts)
    by = world["township"]
    for first in range(len(STANDS_AT)):
        own = villages[first :: len(STANDS_AT)]
        for at in range(STANDINGS_OF_A_VILLAGE):
            last = STANDS_AT[max(first - at, 0)]
            done = {
                act: procedure.acts[act].verdicts[0].id
                for act in order[: order.index(last) + 1]
            }
            rest = [own, STANDINGS_OF_A_VILLAGE, at]
            connection.execute(
                ACTS,
                [POSTED, POSTED, by.appointment_id, by.person_id,
                 list(done), list(done.values()), *rest],
            )  # fmt: skip
            acts = [
                DoneAct(act, verdict, POSTED, by.person_id, by.person_name)
                for act, verdict in done.items()
            ]
            kept = kept_for(procedure, acts, held=False)
            connection.execute(KEPT, [kept.status, kept.way, *rest])


def _notices(
    connection: psycopg.Connection,
    world: county.World,
    publicity: str,
    opened_by: str,
) -> None:
    by = world["township"].appointment_id
    for village, cases, lines in connection.execute(ON_NOTICE, [opened_by]).fetchall():
        roster = [{"line": at, **line} for at, line in enumerate(lines, 1)]
        digest = hashlib.sha256(json.dumps(roster).encode()).hexdigest()
        last = POSTED + HANGS
        (notice,) = connection.execute(
            "INSERT INTO notice_publicitynotice (publicity, village_code, year, number,"
            " roster, roster_digest, posted_on, last_day, opens_on, place, evidence,"
            " posted_by_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '村委会', '{}',"
            " %s) RETURNING id",
            [publicity, village, county.YEAR, f"{publicity}1号", Jsonb(roster), digest,
             POSTED, last, last + timedelta(days=1), by],
        ).fetchone()  # fmt: skip
        connection.execute(
            "INSERT INTO notice_noticeentry (notice_id, case_id, village_code)"
            " SELECT %s, unnest(%s::bigint[]), %s",
            [notice, cases, village],
        )
