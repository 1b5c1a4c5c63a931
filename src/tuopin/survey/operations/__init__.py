"""What is found out on the spot: visits to households, departments' returns."""

from tuopin.survey.operations.answering import answer_question, ask_questions
from tuopin.survey.operations.returns import (
    Examination,
    Reported,
    UnableToReturn,
    examine_return,
    record_return,
)
from tuopin.survey.operations.visits import (
    SURVEYORS,
    RecordedVisit,
    UnableToRecordVisit,
    Visit,
    record_visits,
)

__all__ = [
    "SURVEYORS",
    "Examination",
    "RecordedVisit",
    "Reported",
    "UnableToRecordVisit",
    "UnableToReturn",
    "Visit",
    "answer_question",
    "ask_questions",
    "examine_return",
    "record_return",
    "record_visits",
]
