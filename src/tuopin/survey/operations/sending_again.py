"""Sending somebody else to a drawn household a second time (arts 3 ¶2, 12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holder_of
from tuopin.office.accounts.rights import Right, require
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.text import Text
from tuopin.survey.models import DrawnSurvey
from tuopin.survey.operations.visits import SURVEYORS
from tuopin.survey.second import queries
from tuopin.survey.second.people import why_not
from tuopin.survey.second.queries import SentAgain
from tuopin.survey.second.rules import (
    UnableToSurveyAgain,
    rules_on,
)

ASSIGNMENT = (
    "drawn_id",
    "village_code",
    "surveyor_id",
    "due_on",
    "reason",
    "assigned_by_id",
)
LONGEST_REASON = 200


def assign_second_surveys(
    *,
    household_numbers: Sequence[str],
    surveyor: int,
    due_on: date,
    reason: str = "",
    actor: Actor,
    on: date,
) -> int:
    """Send somebody else to drawn households, all or none; return how many.

    Neither who surveyed first nor anybody of the village's own committees goes. To
    send another person afterwards takes a reason. Raises UnableToSurveyAgain.
    """
    with acting_as(actor):
        rules = rules_on(on)
        alone_with(f"second survey assignments of {on.year}")
        numbers = list(dict.fromkeys(household_numbers))
        found = queries.drawn(on.year, household_numbers=numbers)
        require(
            actor,
            Right.ASSIGN_SECOND_SURVEY,
            places=[one.village_code for one in found],
        )
        refuse_other_day(on, UnableToSurveyAgain)
        if len(found) < len(numbers) or not found:
            raise UnableToSurveyAgain(_NOT_DRAWN, cite=str(rules.cite))
        sent = holder_of(surveyor, on=today())
        if sent is None or sent.position not in SURVEYORS:
            raise UnableToSurveyAgain(_NO_SURVEYOR, cite="art-12")
        if not sent.covers([one.village_code for one in found]):
            raise UnableToSurveyAgain(_ELSEWHERE, cite="art-12")
        if not today() <= due_on <= date(on.year, 12, 31):
            raise UnableToSurveyAgain(
                Text(
                    f"完成日期{due_on}应在今天{today()}以后、本年以内。",
                    f"{due_on} is not a day to come within this year; today is "
                    f"{today()}.",
                )
            )
        standing = queries.sent_again(
            year=on.year, household_ids=[one.household_id for one in found]
        )
        names = queries.first_surveyors(found)
        fresh = []
        for one in found:
            before = standing.get((one.household_id, one.year))
            _refuse_again(one, names[one.id], before, sent, reason)
            if before and before.surveyor_id == surveyor and before.due_on == due_on:
                continue
            fresh.append(one)
        _write_assigned(fresh, surveyor, due_on, reason, actor, on)
        return len(fresh)


def _refuse_again(
    drawn: DrawnSurvey, first: str, before: SentAgain | None, sent: Actor, reason: str
) -> None:
    why = why_not(drawn, first, sent)
    if why is not None:
        raise UnableToSurveyAgain(why, cite="art-12")
    if before is None:
        return
    if before.is_sent:
        raise UnableToSurveyAgain(
            Text(
                f"户{drawn.household.number}的第二次调查已经上报。请从名单中去掉。",
                f"The second survey of {drawn.household.number} has come. Take it off "
                "the list.",
            ),
            cite="art-12",
        )
    other = before.person_id != sent.person_id
    if (other and not reason.strip()) or len(reason) > LONGEST_REASON:
        raise UnableToSurveyAgain(
            Text(
                f"户{drawn.household.number}已分给{before.surveyor_name}。"
                "换人请写明理由，不超过200字。",
                f"{before.surveyor_name} has {drawn.household.number}. To send "
                "somebody else, say why in at most 200 characters.",
            ),
            cite="art-12",
        )


def _write_assigned(
    fresh: Sequence[DrawnSurvey],
    surveyor: int,
    due_on: date,
    reason: str,
    actor: Actor,
    on: date,
) -> None:
    rows = audit_rows.insert(
        "survey_secondassignment",
        ASSIGNMENT,
        [
            (
                one.id,
                one.village_code,
                surveyor,
                due_on,
                reason.strip(),
                actor.appointment_id,
            )
            for one in fresh
        ],
    )
    by_village: dict[str, list[audit_rows.RowRef]] = {}
    for one, row in zip(fresh, rows, strict=True):
        by_village.setdefault(one.village_code, []).append(row)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"village:{village}",
                act="survey.second.assigned",
                division_code=village,
                body={"households": len(written)},
                rows=written,
            )
            for village, written in by_village.items()
        ],
    )


_NOT_DRAWN = Text(
    "所选的户不在您辖区今年抽中的户里。请核对。",
    "Not all of these were drawn this year in your area. Check them.",
)
_NO_SURVEYOR = Text(
    "所选的人今天不在村“两委”或驻村工作队任职，不能入户调查。请另选一人。",
    "Whom you chose holds no seat of village committees or work team today. "
    "Choose somebody else.",
)
_ELSEWHERE = Text(
    "所选的人不管其中的一些村。请按村分别分派。",
    "Whom you chose does not cover some of these villages. Assign village by village.",
)
