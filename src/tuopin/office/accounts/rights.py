"""Who may do what: one table for everything that the procedure's own acts leave out.

The acts of articles 5 to 7 name their positions in the policy pack (`performed_by`);
this table has the rest. A right holds in the holder's own area and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from tuopin.office.accounts.domain import Actor, NotYourJurisdiction, NotYourPosition
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text


class Right(StrEnum):
    """What a position may do beside the acts of the procedures."""

    READ_REGISTER = "read_register"
    READ_ID_NUMBER = "read_id_number"
    IMPORT_REGISTER = "import_register"
    EXPORT_REGISTER = "export_register"
    RECEIVE_OBJECTION = "receive_objection"
    DECIDE_OBJECTION = "decide_objection"
    REVIEW_OBJECTION = "review_objection"
    PLACE_HOLD = "place_hold"
    RELEASE_HOLD = "release_hold"
    SEND_CONSIGNMENT = "send_consignment"
    ENTER_NATIONALLY = "enter_nationally"
    KEEP_ARCHIVE_SET = "keep_archive_set"
    RECORD_RECUSAL = "record_recusal"
    HAND_OVER = "hand_over"
    APPOINT = "appoint"
    KEEP_ACCOUNTS = "keep_accounts"
    ADOPT_PACK = "adopt_pack"
    KEEP_WORKING_PLAN = "keep_working_plan"
    DECIDE_READING = "decide_reading"
    KEEP_DOCUMENT = "keep_document"
    OPEN_DOCUMENT = "open_document"
    FOLLOW_SURVEYS = "follow_surveys"
    ASSIGN_SURVEY = "assign_survey"
    SUBSTITUTE_SURVEYOR = "substitute_surveyor"
    DECIDE_SUBMISSION = "decide_submission"
    CARRY_DEVICE = "carry_device"
    FOLLOW_COMPARISON = "follow_comparison"
    FOLLOW_INTEGRITY = "follow_integrity"
    PAIR_VILLAGE = "pair_village"
    NAME_HELPER = "name_helper"
    LOG_VISIT = "log_visit"
    PLAN_CALLS = "plan_calls"
    KEEP_MEASURES = "keep_measures"
    OPEN_RISK = "open_risk"
    OWN_RISK = "own_risk"
    SETTLE_RISK = "settle_risk"
    INSPECT = "inspect"
    FOLLOW_INSPECTIONS = "follow_inspections"
    FOLLOW_TIME_LOGIC = "follow_time_logic"
    SETTLE_CONTRADICTION = "settle_contradiction"
    INTERVIEW = "interview"
    ANSWER_CORRECTION = "answer_correction"
    FOLLOW_PERFORMANCE = "follow_performance"
    FIND_EFFECT = "find_effect"
    DECIDE_PERFORMANCE = "decide_performance"
    KEEP_INCENTIVES = "keep_incentives"
    FOLLOW_BURDEN = "follow_burden"
    DRAW_SECOND_SURVEYS = "draw_second_surveys"
    ASSIGN_SECOND_SURVEY = "assign_second_survey"
    FOLLOW_SECOND_SURVEYS = "follow_second_surveys"
    GIVE_SLIP = "give_slip"
    MOVE_DEMO_CLOCK = "move_demo_clock"


P = Position
EVERYBODY = tuple(p for p in Position if p not in (P.ADMINISTRATOR, P.PORTAL))

# fmt: off
MAY: dict[Right, tuple[Position, ...]] = {
    Right.READ_REGISTER:     EVERYBODY,
    Right.READ_ID_NUMBER:    (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE, P.SUPERVISION),
    Right.IMPORT_REGISTER:   (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.EXPORT_REGISTER:   (P.VILLAGE_COMMITTEES, P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.RECEIVE_OBJECTION: (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE, P.SUPERVISION,
                              P.PORTAL),
    Right.DECIDE_OBJECTION:  (P.TOWNSHIP_OFFICE, P.TOWNSHIP_EXAMINER,
                              P.COUNTY_OFFICE, P.SUPERVISION),
    # Only by whoever is one level above the answer: see `notice.domain`.
    Right.REVIEW_OBJECTION:  (P.COUNTY_OFFICE, P.CITY_OFFICE, P.PROVINCE_OFFICE,
                              P.SUPERVISION),
    Right.PLACE_HOLD:        (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE, P.SUPERVISION),
    Right.RELEASE_HOLD:      (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE, P.SUPERVISION),
    Right.SEND_CONSIGNMENT:  (P.COUNTY_OFFICE,),
    Right.ENTER_NATIONALLY:  (P.COUNTY_OFFICE,),
    Right.KEEP_ARCHIVE_SET:  (P.VILLAGE_COMMITTEES, P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.RECORD_RECUSAL:    (P.VILLAGE_COMMITTEES, P.TOWNSHIP_OFFICE,
                              P.COUNTY_OFFICE, P.SUPERVISION),
    # Administrators keep accounts; they decide nothing about any household. Whoever
    # prepares a decision must not choose who takes it.
    Right.HAND_OVER:         (P.ADMINISTRATOR,),
    Right.APPOINT:           (P.ADMINISTRATOR,),
    Right.KEEP_ACCOUNTS:     (P.ADMINISTRATOR,),
    Right.ADOPT_PACK:        (P.COUNTY_OFFICE,),
    # Members of the leading group and townships make their own plans (art. 16).
    Right.KEEP_WORKING_PLAN: (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE, P.DEPARTMENT),
    # The leading group's office interprets the rules (art. 17).
    Right.DECIDE_READING:    (P.COUNTY_OFFICE,),
    Right.KEEP_DOCUMENT:     EVERYBODY,
    Right.OPEN_DOCUMENT:     EVERYBODY,
    Right.FOLLOW_SURVEYS:    (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE, P.SUPERVISION),
    Right.ASSIGN_SURVEY:     (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE),
    Right.SUBSTITUTE_SURVEYOR: (P.TOWNSHIP_OFFICE,),
    Right.DECIDE_SUBMISSION: (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.CARRY_DEVICE:      (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM),
    Right.FOLLOW_COMPARISON: (P.DEPARTMENT, P.TOWNSHIP_OFFICE, P.TOWNSHIP_EXAMINER,
                              P.COUNTY_OFFICE, P.COUNTY_LEADING_GROUP, P.SUPERVISION),
    Right.FOLLOW_INTEGRITY:  (P.COUNTY_OFFICE, P.SUPERVISION),
    Right.PAIR_VILLAGE:      (P.COUNTY_OFFICE,),
    Right.NAME_HELPER:       (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.LOG_VISIT:         (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM),
    Right.PLAN_CALLS:        (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE),
    Right.KEEP_MEASURES:     (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE),
    Right.OPEN_RISK:         (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.OWN_RISK:          (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE),
    Right.SETTLE_RISK:       (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.INSPECT:           (P.SUPERVISION,),
    Right.FOLLOW_INSPECTIONS: (P.COUNTY_OFFICE, P.COUNTY_LEADING_GROUP, P.CITY_OFFICE,
                              P.PROVINCE_OFFICE, P.SUPERVISION),
    Right.FOLLOW_TIME_LOGIC: (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE,
                              P.COUNTY_LEADING_GROUP, P.CITY_OFFICE, P.PROVINCE_OFFICE,
                              P.SUPERVISION),
    Right.SETTLE_CONTRADICTION: (P.COUNTY_OFFICE, P.SUPERVISION),
    Right.INTERVIEW:         (P.COUNTY_OFFICE, P.SUPERVISION),
    # Whoever an order to correct may be addressed to; each answers its own.
    Right.ANSWER_CORRECTION: (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE, P.TOWNSHIP_EXAMINER,
                              P.COUNTY_OFFICE, P.DEPARTMENT),
    # A township reads its own year; it neither finds nor decides anything of it.
    Right.FOLLOW_PERFORMANCE: (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE,
                               P.COUNTY_LEADING_GROUP, P.CITY_OFFICE,
                               P.PROVINCE_OFFICE, P.SUPERVISION),
    Right.FIND_EFFECT:       (P.COUNTY_OFFICE,),
    Right.DECIDE_PERFORMANCE: (P.COUNTY_LEADING_GROUP,),
    Right.KEEP_INCENTIVES:   (P.TOWNSHIP_OFFICE,),
    # Those who bear it see their own, those who order it see all.
    Right.FOLLOW_BURDEN:     (P.VILLAGE_COMMITTEES, P.RESIDENT_WORK_TEAM,
                              P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE,
                              P.COUNTY_LEADING_GROUP, P.SUPERVISION),
    Right.DRAW_SECOND_SURVEYS: (P.COUNTY_OFFICE,),
    Right.ASSIGN_SECOND_SURVEY: (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.FOLLOW_SECOND_SURVEYS: (P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE, P.SUPERVISION),
    Right.GIVE_SLIP:         (P.VILLAGE_COMMITTEES, P.TOWNSHIP_OFFICE, P.COUNTY_OFFICE),
    Right.MOVE_DEMO_CLOCK:   tuple(Position),
}
# fmt: on

WEIGHTY = (
    Right.APPOINT,
    Right.HAND_OVER,
    Right.KEEP_ACCOUNTS,
    Right.ADOPT_PACK,
    Right.SEND_CONSIGNMENT,
)
"""Rights by which one stolen password would change who decides, or what is sent up."""

APPROVERS = frozenset({P.COUNTY_LEADING_GROUP, P.CITY_OFFICE, P.PROVINCE_OFFICE})
"""Who approves, reviews or takes in what the county has decided (arts 5, 6)."""

WITH_SECOND_FACTOR = APPROVERS | {p for right in WEIGHTY for p in MAY[right]}
"""Positions that are not entered with a password alone, but in a demonstration."""


def releasers(placed_by: Position | None) -> tuple[Position, ...]:
    """Return who may end a hold: supervision's own is ended by supervision (art. 15).

    The offices that supervision looks into do not say that what it found is mended.
    """
    if placed_by is Position.SUPERVISION:
        return (Position.SUPERVISION,)
    return MAY[Right.RELEASE_HOLD]


def may(actor: Actor, right: Right, *, in_division: str) -> bool:
    """Say whether the actor may do this at this place."""
    return actor.position in MAY[right] and actor.covers([in_division])


def require(actor: Actor, right: Right, *, places: Iterable[str]) -> None:
    """Refuse unless the actor may do this at all these places."""
    require_position(actor, MAY[right])
    require_area(actor, places)


def require_position(actor: Actor, positions: Iterable[Position]) -> None:
    """Refuse an act that belongs to other positions than the actor's."""
    allowed = tuple(positions)
    if actor.position not in allowed:
        zh = "、".join(position.label.zh for position in allowed)
        en = ", ".join(position.label.en for position in allowed)
        raise NotYourPosition(
            Text(
                f"此事由{zh}办理；您的岗位是{actor.position.label.zh}。",
                f"This is done by: {en}. Your position is {actor.position.label.en}.",
            )
        )


def require_area(actor: Actor, places: Iterable[str]) -> None:
    """Refuse an act at a place outside the actor's area."""
    if not actor.covers(places):
        raise NotYourJurisdiction(
            Text(
                "其中有您管辖范围以外的村，未办理任何一户。请只选择本辖区的户。",
                "Some of these places lie outside your area, so nothing was done. "
                "Choose households of your own area only.",
            )
        )
