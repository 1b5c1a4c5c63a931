"""What is found out on the spot: visits to households, departments' returns."""

from tuopin.survey.operations.answering import answer_question, ask_questions
from tuopin.survey.operations.assigning import UnableToAssign, assign
from tuopin.survey.operations.deciding import decide_submission
from tuopin.survey.operations.integrity import (
    UnableToAsk,
    answer_about_surveys,
    ask_about_surveys,
    conclude_on_surveys,
)
from tuopin.survey.operations.receiving import receive_files
from tuopin.survey.operations.returns import (
    Examination,
    Reported,
    UnableToReturn,
    examine_return,
    record_return,
)
from tuopin.survey.operations.second import (
    Spoken,
    draw_second_surveys,
    freeze_second_surveys,
)
from tuopin.survey.operations.sending_again import assign_second_surveys
from tuopin.survey.operations.submitting import submit_survey, submit_surveys
from tuopin.survey.operations.visits import (
    SURVEYORS,
    UnableToRecordVisit,
    record_visits,
)
from tuopin.survey.refusing import UnableToSubmit
from tuopin.survey.second.rules import UnableToSurveyAgain
from tuopin.survey.writing import RecordedVisit, Visit

__all__ = [
    "SURVEYORS",
    "Examination",
    "RecordedVisit",
    "Reported",
    "Spoken",
    "UnableToAsk",
    "UnableToAssign",
    "UnableToRecordVisit",
    "UnableToReturn",
    "UnableToSubmit",
    "UnableToSurveyAgain",
    "Visit",
    "answer_about_surveys",
    "answer_question",
    "ask_about_surveys",
    "ask_questions",
    "assign",
    "assign_second_surveys",
    "conclude_on_surveys",
    "decide_submission",
    "draw_second_surveys",
    "examine_return",
    "freeze_second_surveys",
    "receive_files",
    "record_return",
    "record_visits",
    "submit_survey",
    "submit_surveys",
]
