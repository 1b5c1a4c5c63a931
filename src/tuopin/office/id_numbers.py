"""Identity numbers (GB 11643): what one is, and what cannot be one; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class IdNumberKind(StrEnum):
    """What an identity number is, by its form."""

    RESIDENT = "resident"  # 居民身份证, GB 11643
    LEGACY = "legacy"  # 15 digits, before the check digit
    DISABILITY = "disability"  # 残疾人证: an ID number, kind 1-7, grade 1-4


class IdNumberFault(StrEnum):
    """Why an identity number cannot be one."""

    LENGTH = "length"
    CHARACTER = "character"
    BIRTH_DATE = "birth_date"
    CHECK_DIGIT = "checking_digit"
    DISABILITY_SUFFIX = "disability_suffix"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An identity number that holds together."""

    number: str
    kind: IdNumberKind
    born_on: date
    is_male: bool
    region: str


class NotAnIdNumber(ValueError):
    """The text is no identity number; says which part is wrong."""

    def __init__(self, fault: IdNumberFault, expected: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.expected = expected


RESIDENT_LENGTH, LEGACY_LENGTH, DISABILITY_LENGTH = 18, 15, 20
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def checking_digit(body: str) -> str:
    """Return the check digit of 17 digits (GB 11643, MOD 11-2)."""
    total = sum(
        int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)
    )
    return CHECK_DIGITS[total % 11]


def read_id_number(text: str) -> IdNumber:
    """Read a resident's, an old or a disability number; raises NotAnIdNumber.

    The region is taken as it stands: numbers go on naming counties that were long
    since renamed, so that it can prove nothing.
    """
    if len(text) == DISABILITY_LENGTH:
        return _read_disability_number(text)
    if len(text) == LEGACY_LENGTH:
        if not _is_digits(text):
            raise NotAnIdNumber(IdNumberFault.CHARACTER)
        born_on = _born_on("19" + text[6:12])
        is_male = int(text[14]) % 2 == 1
        return IdNumber(text, IdNumberKind.LEGACY, born_on, is_male, text[:6])
    if len(text) != RESIDENT_LENGTH:
        raise NotAnIdNumber(IdNumberFault.LENGTH)
    body, last = text[:17], text[17]
    if not _is_digits(body) or not (_is_digits(last) or last == "X"):
        raise NotAnIdNumber(IdNumberFault.CHARACTER)
    born_on = _born_on(body[6:14])
    if checking_digit(body) != last:
        raise NotAnIdNumber(IdNumberFault.CHECK_DIGIT, checking_digit(body))
    is_male = int(body[16]) % 2 == 1
    return IdNumber(text, IdNumberKind.RESIDENT, born_on, is_male, body[:6])


def _read_disability_number(text: str) -> IdNumber:
    person = read_id_number(text[:18])
    if text[18] not in "1234567" or text[19] not in "1234":
        raise NotAnIdNumber(IdNumberFault.DISABILITY_SUFFIX)
    return IdNumber(
        text, IdNumberKind.DISABILITY, person.born_on, person.is_male, person.region
    )


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _born_on(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as impossible:
        raise NotAnIdNumber(IdNumberFault.BIRTH_DATE) from impossible


def person_part(number: str) -> str:
    """Return what names the person: a disability number begins with the ID number."""
    return number[:RESIDENT_LENGTH] if len(number) == DISABILITY_LENGTH else number


def written_as(number: str) -> tuple[str, ...]:
    """Return how the number of a person may stand in a list: with 15 digits or 18.

    Before the check digit a number had neither the century nor a last digit.
    """
    person = person_part(number)
    if len(person) == LEGACY_LENGTH and _is_digits(person):
        body = f"{person[:6]}19{person[6:]}"
        return (person, body + checking_digit(body))
    if len(person) == RESIDENT_LENGTH and person[6:8] == "19":
        return (person, person[:6] + person[8:17])
    return (person,)
