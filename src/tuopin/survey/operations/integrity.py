"""Asking about odd surveys, the surveyor's answer, the conclusion (arts 12, 15).

What a check finds is put to who surveyed. No household is stopped by it and nobody is
found guilty: a person answers, another concludes, and both are kept.
"""

from __future__ import annotations

from datetime import date, timedelta

from psycopg.types.json import Jsonb

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.accounts.rights import MAY, Right, require_area, require_position
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.clock.gates import refuse_other_day
from tuopin.office.scope import acting_as, alone_with
from tuopin.rulebook.integrity import IntegrityRules
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.integrity import queries
from tuopin.survey.integrity.columns import QUESTION
from tuopin.survey.integrity.domain import Conclusion
from tuopin.survey.integrity.looking import Oddity, look, tables_of
from tuopin.survey.integrity.queries import AskedAbout
from tuopin.survey.integrity.reading import surveys_seen
from tuopin.survey.operations.visits import SURVEYORS

ANSWER = ("question_id", "division_code", "text", "conclusion", "answered_by_id")
LONGEST_TEXT = 400


class UnableToAsk(Refusal):
    """A question about surveys that cannot be asked, answered or concluded on."""


def ask_about_surveys(*, year: int, actor: Actor, on: date) -> int:
    """Look through a year's surveys and ask about what is odd and was not asked.

    Each question goes to who surveyed. Returns how many were asked.
    """
    require_position(actor, MAY[Right.FOLLOW_INTEGRITY])
    refuse_other_day(on, UnableToAsk)
    pack, form = questionnaire_on(on)
    rules = _rules(pack)
    with acting_as(actor):
        alone_with(f"survey integrity of {actor.division_code}")
        seen = surveys_seen(form, pack, rules, year=year)
        odd = look(tables_of(seen, rules), rules)
        asked = queries.households_asked(year)
        fresh = [
            one
            for one in odd
            if not set(one.households)
            <= asked.get((one.check, one.surveyor, one.device), set())
        ]
        _write(fresh, rules, year, actor, on)
        return len(fresh)


def answer_about_surveys(*, number: int, text: str, actor: Actor, on: date) -> None:
    """Say how it was, as who was asked."""
    require_position(actor, SURVEYORS)
    with acting_as(actor):
        asked = _asked(number, text, on)
        if asked.question.asked_of.person_id != actor.person_id:
            name = asked.question.asked_of.person.name
            raise UnableToAsk(
                Text(
                    f"这个问题由{name}答复。", f"This question is for {name} to answer."
                ),
                cite="art-12",
            )
        _record(asked, text, None, actor, on)


def conclude_on_surveys(
    *, number: int, conclusion: Conclusion, text: str, actor: Actor, on: date
) -> None:
    """Conclude on a question, by somebody else than who was asked; once."""
    require_position(actor, MAY[Right.FOLLOW_INTEGRITY])
    with acting_as(actor):
        asked = _asked(number, text, on)
        require_area(actor, [asked.question.division_code])
        if asked.question.asked_of.person_id == actor.person_id:
            raise UnableToAsk(
                Text(
                    "问的是您自己的调查，由他人得出结论。",
                    "It is about your own surveys; somebody else concludes on it.",
                ),
                cite="art-12",
            )
        _record(asked, text, conclusion, actor, on)


def _rules(pack: PolicyPack) -> IntegrityRules:
    if pack.integrity is None:
        raise UnableToAsk(
            Text(
                "生效的政策包没有规定怎样的调查要再看一看。",
                "The pack in force does not say which surveys deserve a second look.",
            )
        )
    return pack.integrity


def _asked(number: int, text: str, on: date) -> AskedAbout:
    refuse_other_day(on, UnableToAsk)
    asked = queries.locked_question(number)
    if asked is None:
        raise UnableToAsk(
            Text("您辖区内没有这个问题。", "There is no such question in your area.")
        )
    if not asked.is_open:
        raise UnableToAsk(
            Text("这个问题已有结论。", "This question has been concluded on.")
        )
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise UnableToAsk(
            Text(
                "请写明情况，不超过400字。", "Say how it is, in at most 400 characters."
            )
        )
    return asked


def _write(
    odd: list[Oddity], rules: IntegrityRules, year: int, actor: Actor, on: date
) -> None:
    who = queries.appointments_of_surveyors(year)
    due_on = on + timedelta(days=rules.answer_within_days)
    rows = audit_rows.insert(
        "survey_integrityquestion",
        QUESTION,
        [
            (
                one.check,
                year,
                who[one.surveyor][1],
                one.device,
                Jsonb(list(one.households)),
                Jsonb(_measured(one)),
                who[one.surveyor][0],
                due_on,
                actor.appointment_id,
            )
            for one in odd
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"integrity:{row.id}",
                act="survey.integrity.asked",
                division_code=who[one.surveyor][1],
                body={"check": one.check, "households": len(one.households)},
                rows=[row],
            )
            for one, row in zip(odd, rows, strict=True)
        ],
    )


def _measured(one: Oddity) -> dict[str, str]:
    said = {"odd": str(one.odd), "total": str(one.total)}
    return said if one.others is None else {**said, "others": str(one.others)}


def _record(
    asked: AskedAbout,
    text: str,
    conclusion: Conclusion | None,
    actor: Actor,
    on: date,
) -> None:
    question = asked.question
    (row,) = audit_rows.insert(
        "survey_integrityanswer",
        ANSWER,
        [
            (
                question.id,
                question.division_code,
                text.strip(),
                conclusion.value if conclusion else "",
                actor.appointment_id,
            )
        ],
    )
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"integrity:{question.id}",
                act=f"survey.integrity.{'concluded' if conclusion else 'answered'}",
                division_code=question.division_code,
                body={"check": question.kind},
                rows=[row],
            )
        ],
    )
