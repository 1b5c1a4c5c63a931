"""The rows of a workbook as meant; None is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tuopin.register.workbook.faults import Fault, Severity


@dataclass(frozen=True, slots=True)
class HouseholdEntry:
    """A household as the workbook has it."""

    household_number: str
    village_code: str
    group: str | None
    kind: str | None
    main_cause: str | None
    other_causes: str | None
    registered_year: int | None
    phone: str | None
    bank_name: str | None
    bank_account: str | None


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """A member of a household as the workbook has it."""

    household_number: str
    number: str
    name: str
    gender: str | None
    id_number: str | None
    born_on: date | None
    relation: str
    ethnicity: str | None
    education: str | None
    schooling: str | None
    health: str | None
    labor: str | None
    months_away: int | None
    insured: bool | None
    other_insurance: str | None
    out_of_school: bool | None
    out_of_school_cause: str | None


@dataclass(frozen=True, slots=True)
class SurveyEntry:
    """A visit as the workbook has it; `values` by column title, in the sheet's words.

    What was not answered is absent. Amounts are text with two decimals.
    """

    household_number: str
    surveyed_on: date | None
    surveyor: str
    organization: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class VillageEntry:
    """A village's year as the workbook has it."""

    village_code: str
    year: int
    rural_residents: int | None
    registered_poor: int | None
    registered_households: int | None
    households_with_safe_water: int | None
    households_with_safe_housing: int | None
    registered_people: int | None
    enrolled_people: int | None
    paved_road: bool | None
    agribusiness_entity: bool | None
    village_clinic: bool | None
    cultural_center: bool | None
    collective_income: Decimal | None
    reported_by: str | None


@dataclass(frozen=True)
class RegisterWorkbook:
    """What may be used, what was remarked, and the households that were set aside."""

    households: tuple[HouseholdEntry, ...]
    members: tuple[MemberEntry, ...]
    surveys: tuple[SurveyEntry, ...]
    villages: tuple[VillageEntry, ...]
    faults: tuple[Fault, ...]
    set_aside: frozenset[str]

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults for which something was left out."""
        return tuple(f for f in self.faults if f.severity is Severity.ERROR)
