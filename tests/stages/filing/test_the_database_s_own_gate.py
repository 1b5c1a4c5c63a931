"""The database looks through G1 to G15 itself, whoever asks it for the mark (art. 15).

Each piece of the record is spoiled by a superuser with all triggers asleep; then the
application's role asks for the mark with plain SQL.
"""

from __future__ import annotations

from itertools import pairwise

import psycopg
import pytest

from tests.stages.filing.conftest import MARK, Attacker
from tests.support.world import VILLAGE, World
from tuopin.office.divisions.domain import code_range
from tuopin.office.scope import acting_as
from tuopin.register.models import Household

ACT = "DELETE FROM procedure_actrecord WHERE act = '{}'"
PERSON = (
    "UPDATE procedure_actrecord t SET person_id = q.person_id"
    " FROM procedure_actrecord q"
    " WHERE q.case_id = t.case_id AND t.act = '{}' AND q.act = '{}'"
)
SOMEBODY_ELSE = (
    "UPDATE procedure_actrecord SET (appointment_id, person_id) ="
    " (SELECT a.id, a.person_id FROM accounts_appointment a"
    "  WHERE a.position = '{}' LIMIT 1) WHERE act = '{}'"
)
DAY = (
    "UPDATE procedure_actrecord"
    " SET done_on = done_on {0}, entered_on = entered_on {0} WHERE act = '{1}'"
)
HOLD = (
    "INSERT INTO procedure_hold (case_id, village_code, cause, subject, reason,"
    " placed_on) SELECT id, village_code, 'finding', 'finding:9', '', opened_on"
    " FROM procedure_exitcase"
)
OBJECTION = (
    "INSERT INTO notice_objection (notice_id, case_id, village_code, channel, text,"
    " objector_name, received_on, entered_on, receipt_code)"
    " SELECT notice_id, case_id, village_code, 'phone', '', '', '2017-10-01',"
    " '2017-10-01', 'r' FROM notice_noticeentry LIMIT 1"
)
ANSWERED = (
    f"WITH o AS ({OBJECTION} RETURNING id, village_code),"
    " d AS (INSERT INTO notice_objectiondecision (objection_id,"
    " village_code, is_upheld, answer, decided_on, decided_by_id) SELECT"
    " o.id, o.village_code, false, '', '2017-10-03', (SELECT min(id) FROM"
    " accounts_appointment) FROM o) "
)
SECOND_REVIEW = (
    ANSWERED + "INSERT INTO notice_secondreview (objection_id, village_code, channel,"
    " text, received_on, entered_on, received_by_id) SELECT id, village_code, 'phone',"
    " '', '2017-10-03'::date + {}, '2017-12-31', (SELECT min(id) FROM"
    " accounts_appointment) FROM o"
)
ENDING = (
    "INSERT INTO procedure_caseending (case_id, village_code, ending, reason,"
    " ended_on, ended_by_id) SELECT case_id, village_code, 'withdrawn', '', done_on,"
    " appointment_id FROM procedure_actrecord LIMIT 1"
)
LATER_VISIT = (
    "INSERT INTO survey_surveyvisit (household_id, village_code, year, surveyed_on,"
    " surveyor, organization, answers, evidence, recorded_by_id, entered_on,"
    " recorded_at) SELECT household_id, village_code, year, surveyed_on + 1, surveyor,"
    " organization, answers || {}, evidence, recorded_by_id, entered_on + 1,"
    " recorded_at FROM survey_surveyvisit"
)
SAME_AGAIN = LATER_VISIT.format("'{}'")
OTHER_VISIT = (
    f"WITH other AS ({SAME_AGAIN} RETURNING id)"
    " UPDATE standards_assessment SET survey_visit_id = (SELECT id FROM other)"
)
ANOTHER_LIST = (
    "WITH later AS (INSERT INTO filing_reconciliation (division_code, year,"
    " file_digest, counts, reconciled_on, reconciled_by_id) SELECT division_code, year,"
    " '', counts, reconciled_on, reconciled_by_id FROM filing_reconciliation"
    " RETURNING id) INSERT INTO filing_reconciledrow (reconciliation_id, case_id,"
    " village_code, household_number, outcome, differences, confirmation)"
    " SELECT later.id, case_id, village_code, household_number, 'missing', '[]', ''"
    " FROM later, filing_reconciledrow"
)
NOTICE = "UPDATE notice_publicitynotice SET {} WHERE publicity = '{}'"

ACTS = {
    "list_in_plan": "G1",
    "survey": "G2",
    "assess": "G3",
    "appraise": "G4",
    "verify_committees": "G5",
    "verify_team": "G5",
    "acknowledge": "G6",
    "post_first": "G7",
    "close_first": "G7",
    "report_to_township": "G8",
    "examine": "G9",
    "determine": "G9",
    "post_second": "G10",
    "close_second": "G10",
    "approve": "G11",
    "announce": "G12",
    "close_announcement": "G12",
    "file_with_city": "G13",
    "file_with_province": "G13",
    "archive_village": "G14",
    "archive_township": "G14",
    "archive_county": "G14",
    "mark_lifted_out": "G15",
}

FIGURE = (
    "UPDATE policy_packinforce SET procedures = jsonb_set(procedures,"
    " '{{household_exit,figures,{},2017}}', '{}')"
)

LOCAL = (
    "WITH plan AS (INSERT INTO policy_workingplan (area_code, department, title,"
    " document_number, issued_by, issued_on, evidence, in_force_from, kept_by_id,"
    " entered_on, recorded_at) SELECT '{}', '', '方案', '文号', '镇', '2017-08-01',"
    " '文件', '2017-08-01', min(id), '2017-08-01', now() FROM accounts_appointment"
    " RETURNING id) INSERT INTO policy_localrule (plan_id, procedure, kind, subject,"
    " figure) SELECT id, 'household_exit', '{}', '{}', '{}' FROM plan"
)

# fmt: off
PIECES = [
    ("G4", LOCAL.format("211221101000", "paper_required",
                        "appraise.meeting_photo", "")),
    ("G7", LOCAL.format("211221101000", "publicity_days", "first", "30")),
    ("G10", LOCAL.format("211221000000", "publicity_days", "second", "30")),
    ("G1", "DELETE FROM plan_planact WHERE act = 'file_with_province'"),
    ("G1", "UPDATE plan_exitplan SET year = 2016 WHERE year <> 0"),
    ("G1", "DELETE FROM plan_planrow"),
    ("G2", "DELETE FROM survey_surveyvisit"),
    ("G2", "UPDATE survey_surveyvisit SET year = 2016"),
    ("G2", "UPDATE survey_surveyvisit SET surveyed_on = '2017-12-30',"
           " entered_on = '2017-12-30'"),
    ("G2", "UPDATE survey_surveyvisit SET entered_on = surveyed_on + 16"),
    ("G2", "UPDATE survey_surveyvisit SET evidence = '{\"survey_photo\": \"照片\"}'"),
    ("G2", "UPDATE survey_surveyvisit SET surveyed_on = surveyed_on - 1"),
    ("G2", "UPDATE survey_surveyvisit SET recorded_by_id = (SELECT id"
           " FROM accounts_appointment WHERE position = 'resident_work_team' LIMIT 1)"),
    ("G3", LATER_VISIT.format("'{\"food_and_clothing\": \"no\"}'")),
    ("G3", OTHER_VISIT),
    ("G3", "DELETE FROM standards_assessment"),
    ("G3", "DELETE FROM standards_assessmentfinding"),
    ("G3", "UPDATE standards_assessment SET outcome = 'unknown'"),
    ("G3", "UPDATE standards_assessmentfinding SET outcome = 'unknown'"
           " WHERE criterion = 'income'"),
    ("G3", "UPDATE standards_assessmentfinding SET outcome = 'not_met'"
           " WHERE criterion = 'safe_housing'"),
    ("G4", "DELETE FROM procedure_appraisalmeeting"),
    ("G4", "DELETE FROM procedure_ballot"),
    ("G4", "UPDATE procedure_ballot SET agree = 12, against = 12"),
    ("G4", "UPDATE procedure_ballot SET agree = 20, against = 3"),
    ("G4", "UPDATE procedure_ballot SET agree = 11, against = 4, abstain = 9"),
    ("G4", "UPDATE procedure_ballot SET agree = 19, against = 0, recused = 5"),
    ("G4", "UPDATE procedure_ballot SET agree = 2, against = 0, recused = 22"),
    ("G4", "UPDATE procedure_appraisalmeeting SET entitled = 37"),
    ("G4", FIGURE.format("meeting_majority", "[5, 6]")),
    ("G4", FIGURE.format("meeting_attendance", "[5, 6]")),
    ("G4", "UPDATE policy_packinforce SET procedures ="
           " procedures #- '{household_exit,figures}'"),
    ("G4", "UPDATE procedure_appraisalmeeting SET village_code = '211221101201'"),
    ("G4", "UPDATE procedure_appraisalmeeting SET year = 2016"),
    ("G5", PERSON.format("verify_team", "verify_committees")),
    ("G5", SOMEBODY_ELSE.format("village_committees", "verify_team")),
    ("G6", "DELETE FROM procedure_acknowledgement"),
    ("G6", "UPDATE procedure_acknowledgement SET answer = 'not_reached'"),
    ("G6", "UPDATE procedure_acknowledgement SET signer = ''"),
    ("G6", "UPDATE procedure_actrecord SET verdict = 'refuses'"
           " WHERE act = 'acknowledge'"),
    ("G7", NOTICE.format("last_day = posted_on + 6, opens_on = posted_on + 7",
                         "first")),
    ("G7", NOTICE.format("opens_on = '2018-12-31'", "first")),
    ("G7", NOTICE.format("posted_on = posted_on + 1", "first")),
    ("G7", NOTICE.format("village_code = '211221101201'", "first")),
    ("G7", "DELETE FROM notice_noticeentry e USING notice_publicitynotice n"
           " WHERE n.id = e.notice_id AND n.publicity = 'first'"),
    ("G7", "DELETE FROM notice_noticeclosing z USING notice_publicitynotice n"
           " WHERE n.id = z.notice_id AND n.publicity = 'first'"),
    ("G7", HOLD),
    ("G7", OBJECTION),
    ("G7", SECOND_REVIEW.format(30)),
    ("G8", DAY.format("+ 2", "report_to_township")),
    ("G9", PERSON.format("examine", "survey")),
    ("G9", PERSON.format("examine", "verify_team")),
    ("G10", NOTICE.format("last_day = posted_on + 6, opens_on = posted_on + 7",
                          "second")),
    ("G10", "DELETE FROM notice_noticeclosing z USING notice_publicitynotice n"
            " WHERE n.id = z.notice_id AND n.publicity = 'second'"),
    ("G11", PERSON.format("approve", "examine")),
    ("G11", SOMEBODY_ELSE.format("county_office", "approve")),
    ("G11", "UPDATE procedure_actrecord SET verdict = 'not_approved'"
            " WHERE act = 'approve'"),
    ("G11", DAY.format("- 1", "approve")),
    ("G11", ENDING),
    ("G12", NOTICE.format("last_day = posted_on + 6, opens_on = posted_on + 7",
                          "announcement")),
    ("G12", DAY.format("+ 2", "announce")),
    ("G13", "DELETE FROM filing_filingreceipt r USING filing_consignment c"
            " WHERE c.id = r.consignment_id AND c.recipient = 'city'"),
    ("G13", "DELETE FROM filing_consignmententry e USING filing_consignment c"
            " WHERE c.id = e.consignment_id AND c.recipient = 'province'"),
    ("G14", "DELETE FROM filing_archiveentry WHERE level = 'village'"),
    ("G14", "DELETE FROM filing_archiveentry WHERE level = 'township'"),
    ("G14", "DELETE FROM filing_archiveentry WHERE level = 'county'"),
    ("G15", "DELETE FROM filing_nationalmark"),
    ("G15", "UPDATE filing_nationalmark SET confirmation = ''"),
    ("G15", "UPDATE filing_nationalmark SET entered_by = ' '"),
    ("G15", "DELETE FROM filing_reconciledrow"),
    ("G15", "UPDATE filing_reconciledrow SET outcome = 'differs'"),
    ("G15", "UPDATE filing_reconciledrow SET confirmation = 'BZ0'"),
    ("G15", "UPDATE filing_reconciliation SET reconciled_on = reconciled_on + 1"),
    ("G15", "UPDATE filing_reconciledrow SET recorded_on = recorded_on + 1"),
    ("G15", ANOTHER_LIST),
    ("G15", "DELETE FROM filing_nationalexportentry"),
    ("G15", "UPDATE filing_nationalexport SET exported_on = exported_on + 1"),
    ("G15", "UPDATE filing_nationalexport SET exported_by_id = (SELECT confirmed_by_id"
            " FROM filing_nationalmark)"),
    ("G1", "DELETE FROM procedure_exitcase"),
]
# fmt: on


def refused(attacker: Attacker, gate: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match=rf"\b{gate} \("):
        attacker.mark()


def test_with_every_piece_in_place_the_mark_is_made(attacker: Attacker) -> None:
    attacker.become_application()

    assert attacker.mark() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procedure_ballot SET agree = 20, against = 0, recused = 4",
        "UPDATE procedure_ballot SET agree = 13, against = 11",
        "UPDATE procedure_appraisalmeeting SET entitled = 36",
        FIGURE.format("meeting_majority", "[4, 5]"),
        FIGURE.format("meeting_attendance", "[4, 5]"),
    ],
)
def test_a_vote_that_just_suffices_leaves_the_mark_alone(
    attacker: Attacker, statement: str
) -> None:
    assert attacker.spoil(statement) == 1
    attacker.become_application()

    assert attacker.mark() == 1


def test_a_later_visit_that_found_the_same_leaves_the_mark_alone(
    attacker: Attacker,
) -> None:
    assert attacker.spoil(SAME_AGAIN) == 1
    attacker.become_application()

    assert attacker.mark() == 1


def test_a_second_review_asked_for_too_late_leaves_the_mark_alone(
    attacker: Attacker,
) -> None:
    assert attacker.spoil(SECOND_REVIEW.format(31)) == 1
    attacker.become_application()

    assert attacker.mark() == 1


@pytest.mark.parametrize(("act", "gate"), ACTS.items())
def test_with_an_act_gone_the_database_refuses_the_mark(
    attacker: Attacker, act: str, gate: str
) -> None:
    assert attacker.spoil(ACT.format(act)) == 1
    attacker.become_application()

    refused(attacker, gate)


@pytest.mark.parametrize(("gate", "statement"), PIECES)
def test_with_a_piece_spoiled_the_database_refuses_the_mark(
    attacker: Attacker, gate: str, statement: str
) -> None:
    assert attacker.spoil(statement) >= 1
    attacker.become_application()

    refused(attacker, gate)


def test_the_pieces_cover_every_gate() -> None:
    assert {gate for gate, _ in PIECES} | set(ACTS.values()) == {
        f"G{number}" for number in range(1, 16)
    }


@pytest.mark.parametrize("area", [VILLAGE, "211221101000", "211221000000"])
def test_narrowing_the_area_does_not_blind_the_database(
    attacker: Attacker, area: str
) -> None:
    # The county's own rows lie outside the village's area, and are looked at all the
    # same: a missing receipt is missed.
    attacker.spoil("DELETE FROM filing_filingreceipt")
    attacker.become_application(code_range(area))

    refused(attacker, "G13")


def test_in_another_area_there_is_no_household_to_mark(attacker: Attacker) -> None:
    attacker.become_application(code_range("211221102000"))

    assert attacker.mark() == 0


def test_the_gate_holds_for_the_owner_too(attacker: Attacker) -> None:
    attacker.spoil(ACT.format("approve"))
    attacker.connection.execute("SET LOCAL ROLE tuopin_owner")
    attacker.connection.execute(
        "SELECT set_config('tuopin.codes_from', '0', true),"
        " set_config('tuopin.codes_until', '9', true)"
    )

    refused(attacker, "G11")


def test_a_household_is_not_entered_as_lifted_out(attacker: Attacker) -> None:
    attacker.become_application()

    with pytest.raises(psycopg.errors.CheckViolation, match=r"G1 \(no exit case\)"):
        attacker.connection.execute(
            "INSERT INTO register_household (number, village_code,"
            " registration_status, head_name, member_count)"
            " VALUES ('x', %s, 'lifted_out', '乙', 1)",
            [VILLAGE],
        )


def test_no_status_of_the_case_opens_the_gate(attacker: Attacker) -> None:
    attacker.spoil(ACT.format("approve"))
    attacker.spoil("UPDATE procedure_exitcase SET status = 'lifted_out'")
    attacker.become_application()

    refused(attacker, "G11")


def test_at_every_stage_of_the_way_the_database_names_the_open_gates(
    world: World,
) -> None:
    household = world.register()
    world.file_plan([household])
    cases = world.open_cases([household])
    named: list[set[str]] = []

    for _, do in world.way([household], cases):
        named.append(open_gates(world, household))
        do()

    every = {f"G{number}" for number in range(1, 16)}
    # On a filed plan, with the act of listing done, everything after it is open.
    assert named[0] == every - {"G1"}
    # Gates only shut along the way; none opens again.
    assert all(later <= earlier for earlier, later in pairwise(named))
    assert named[-1] == {"G15"}
    with acting_as(world["county"]):
        assert Household.objects.get(id=household).registration_status == "lifted_out"


def open_gates(world: World, household: int) -> set[str]:
    """Try the mark by plain SQL as the application, and return the gates named."""
    return world.gates_named(MARK, household)
