"""The policy pack as one frozen value; leaves out how its files are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tuopin.rulebook.aftercare import AftercareRules
from tuopin.rulebook.archive import ArchiveRules
from tuopin.rulebook.calendar import WorkCalendar
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.comparison import ComparisonRules
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.facts import FactSheet
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.integrity import IntegrityRules
from tuopin.rulebook.national import NationalForm
from tuopin.rulebook.parameters import Figure, MissingFigure, Parameter
from tuopin.rulebook.performance import PerformanceRules
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.satisfaction import SatisfactionRules
from tuopin.rulebook.second_survey import SecondSurveyRules
from tuopin.rulebook.text import Text
from tuopin.rulebook.time_logic import TimeLogicRules
from tuopin.rulebook.units import Unit


class ArticleStatus(StrEnum):
    """How much of an article the program carries out."""

    MODELLED = "modelled"
    PARTLY = "partly"
    DECLARATORY = "declaratory"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Article:
    """An article by its number as printed, with our own reading of it."""

    id: str
    number: int
    chapter: int
    title: Text
    status: ArticleStatus
    reading: Text
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An open reading, the default taken and who is to confirm it (art. 17)."""

    id: str
    cites: tuple[Citation, ...]
    question: Text
    default: Text
    confirmation: Text


class Basis(StrEnum):
    """What the pack's author had before him."""

    TEXT = "text"  # 原文
    SECONDARY = "secondary"  # 报道、转述和表格，未见原文
    INVENTED = "invented"  # 虚构


@dataclass(frozen=True, slots=True)
class Source:
    """The published text that the pack carries out, and how well it is known.

    Only a text at hand has a file and its digest; a secondary one has a `note`, the
    interpretation that says what was not seen.
    """

    title: Text
    basis: Basis
    file: str | None = None
    sha256: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PolicyPack:
    """One county's rules, whole; `version` is the digest of all the pack's files.

    A pack equals itself only, so what is made of it can be kept by it.
    """

    id: str
    title: Text
    issued_by: Text
    version: str
    in_force_from: date
    in_force_until: date | None
    source: Source
    articles: Mapping[str, Article]
    facts: Mapping[Unit, FactSheet]
    standards: Mapping[Unit, Mapping[str, Criterion]]
    parameters: Mapping[str, Parameter]
    procedures: Mapping[str, Procedure]
    interpretations: Mapping[str, Interpretation]
    calendar: WorkCalendar
    national: NationalForm | None = None
    archive: ArchiveRules | None = None
    questionnaire: Questionnaire | None = None
    comparison: ComparisonRules | None = None
    integrity: IntegrityRules | None = None
    inspection: InspectionRules | None = None
    second_survey: SecondSurveyRules | None = None
    aftercare: AftercareRules | None = None
    performance: PerformanceRules | None = None
    satisfaction: SatisfactionRules | None = None
    time_logic: TimeLogicRules | None = None

    def criteria(self, unit: Unit) -> tuple[Criterion, ...]:
        """Return the criteria for a unit, in the pack's order."""
        return tuple(self.standards[unit].values())

    def procedure(self, procedure_id: str) -> Procedure:
        """Return the procedure of that id; raises KeyError."""
        return self.procedures[procedure_id]

    def figure(self, name: str, year: int) -> Figure:
        """Return a parameter's figure with its source; raises MissingFigure."""
        if name not in self.parameters:
            raise MissingFigure(
                Text(
                    f"政策包没有声明参数“{name}”。请检查 parameters 目录。",
                    f"The pack declares no parameter {name!r}. See its parameters.",
                )
            )
        return self.parameters[name].figure(year)

    def parameter(self, name: str, year: int) -> Decimal:
        """Return a parameter's figure for the year; raises MissingFigure."""
        return self.figure(name, year).amount

    def share(self, name: str, year: int) -> Fraction:
        """Return a parameter's figure as an exact fraction; raises MissingFigure."""
        return self.figure(name, year).share
