"""Taking in a whole questionnaire, whichever way it came (arts 3 ¶2, 12, 15).

Nothing is lost, doubled or written over: the same submission gets the receipt it has;
what would contradict something is put aside, word for word, for a person to decide.
"""

from __future__ import annotations

from datetime import date

from tuopin.office.accounts import devices
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import require_position
from tuopin.office.audit import operations as audit
from tuopin.office.clock.queries import today
from tuopin.office.scope import acting_as, alone_with
from tuopin.register import queries as register
from tuopin.register.queries import HouseholdRow
from tuopin.rulebook.questionnaire.examining import AnswerFault
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.text import Text
from tuopin.survey import fieldwork, refusing
from tuopin.survey.domain import HouseholdVersion, Receipt, Submission, WhyPutAside
from tuopin.survey.examining import Examined, examine_submission, questionnaire_on
from tuopin.survey.operations.visits import SURVEYORS
from tuopin.survey.refusing import UnableToSubmit
from tuopin.survey.writing import write_as_visit, write_submission


def submit_survey(*, submission: Submission, actor: Actor, on: date) -> Receipt:
    """Take in one questionnaire, once; return its receipt.

    The same id with the same content gets the stored receipt again. Raises
    UnableToSubmit, with every fault, where it cannot be a visit at all: then nothing
    of it is kept, and the client has to keep it.
    """
    require_position(actor, SURVEYORS)
    refusing.refuse_unkeepable(submission)
    with acting_as(actor):
        alone_with(f"submission {submission.instance_id}")
        earlier = fieldwork.submissions_of(submission.instance_id)
        for one in earlier:
            if one.content_hash == submission.content_hash:
                return fieldwork.receipt_of(one, is_repeated=True)
        household = register.find_household(submission.household_number)
        if household is None:
            raise UnableToSubmit(refusing.NOT_HERE, cite="art-02")
        alone_with(f"visits to household {household.id}")
        refusing.refuse_impossible(submission, household, actor)
        pack, form = questionnaire_on(today())
        year = submission.surveyed_on.year
        versions = fieldwork.household_versions([household.id], year=year)
        because = _conflict(submission, form, versions[household.id])
        if earlier:
            because = WhyPutAside.SAME_ID
        if because is not None:
            return _put_aside(submission, household, because, actor, on)
        examined = examine_submission(
            submission, household, by=(pack, form), versions=versions
        )
        if examined.faults:
            raise UnableToSubmit(_faulty(examined.faults), faults=examined.faults)
        return _record(submission, household, examined, actor, on)


def _conflict(
    submission: Submission, form: Questionnaire, version: HouseholdVersion
) -> WhyPutAside | None:
    if devices.is_revoked(submission.device):
        return WhyPutAside.REVOKED_DEVICE
    if submission.form_digest != form.digest:
        return WhyPutAside.OTHER_FORM
    return version.conflict_with(submission.base_version)


def _record(
    submission: Submission,
    household: HouseholdRow,
    examined: Examined,
    actor: Actor,
    on: date,
) -> Receipt:
    written, rows = write_as_visit(
        submission,
        household,
        examined,
        surveyor=(actor.person_name, actor.position.label.zh),
        actor=actor,
    )
    kept = write_submission(submission, household, actor, visit_id=written.row.id)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"survey:{written.row.id}",
                act="survey.visit.recorded",
                division_code=household.village_id,
                body={"household": household.number, "channel": submission.channel},
                rows=[*rows, kept],
            )
        ],
    )
    return _receipt(kept.id)


def _put_aside(
    submission: Submission,
    household: HouseholdRow,
    because: WhyPutAside,
    actor: Actor,
    on: date,
) -> Receipt:
    kept = write_submission(submission, household, actor, because=because)
    audit.record(
        actor=actor,
        on=on,
        entries=[
            audit.Entry(
                stream=f"submission:{kept.id}",
                act="survey.submission.put_aside",
                division_code=household.village_id,
                body={"household": household.number, "because": because.value},
                rows=[kept],
            )
        ],
    )
    return _receipt(kept.id)


def _receipt(number: int) -> Receipt:
    kept = fieldwork.submission_by_id(number)
    assert kept is not None
    return fieldwork.receipt_of(kept)


def _faulty(faults: tuple[AnswerFault, ...]) -> Text:
    shown = [fault.text for fault in faults[:3]]
    more = len(faults) - len(shown)
    also_zh = f"另有{more}处。" if more else ""
    also_en = f" And {more} more." if more else ""
    return Text(
        "调查没有收下，请改正后重新送来：" + "".join(one.zh for one in shown) + also_zh,
        "The survey was not taken. Mend it and send it again: "
        + " ".join(one.en for one in shown)
        + also_en,
    )
