"""Finds identity, card and phone numbers and words of health in a text; pure.

Numbers are found however they are written: spaced, hyphenated, in full width, with
invisible characters in between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tuopin.office.documents.scanning.kinds import Kind
from tuopin.office.id_numbers import (
    LEGACY_LENGTH,
    RESIDENT_LENGTH,
    NotAnIdNumber,
    read_id_number,
)

HEALTH_WORDS = tuple(
    line.strip().casefold()
    for line in (Path(__file__).parent / "health_words.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line.strip() and not line.startswith("#")
)
OF_POLICY = re.compile("基本医疗|大病(?:医疗)?保险|大病救助|合作医疗|慢性病补助政策")
PROVINCES = (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55),
             *range(61, 66), 71, 81, 82, 83)  # fmt: skip
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)
GAP = r"[\s\-‐-―._·•/|,，、]{0,3}"
RUN = re.compile(rf"[0-9](?:{GAP}[0-9xX])*")
CARD_GROUPS = re.compile(
    r"(?<![0-9])[0-9]{4}(?:[ \-][0-9]{4}){3}(?:[ \-]?[0-9]{1,3})?(?![0-9])"
)
CARD = re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])")
PHONE = re.compile(
    r"(?<![0-9])(?:\+?86[ \-]?)?1[3-9][0-9](?:[ \-]?[0-9]{4}){2}(?![0-9])"
)
LONGEST, SHORTEST = 19, 15
"""The digits of the numbers that a spreadsheet's number may have been."""


def kinds_in(text: str) -> set[Kind]:
    """Return what a text holds that must not be published."""
    plain = plainly(text)
    found = set(_of_numbers(plain))
    rest = OF_POLICY.sub("", plain).casefold()
    if any(word in rest for word in HEALTH_WORDS):
        found.add(Kind.HEALTH)
    return found


def plainly(text: str) -> str:
    """Return a text with plain digits and without characters that nobody sees."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() and not one.isascii() else one
        for one in folded
    )


def is_long_number(text: str) -> bool:
    """Say whether a cell's number is as long as those that name a person."""
    digits = text.lstrip("-").partition(".")[0]
    return digits.isdigit() and SHORTEST <= len(digits) <= LONGEST


def _of_numbers(plain: str) -> Iterator[Kind]:
    for run in RUN.findall(plain):
        digits = re.sub(r"[^0-9xX]", "", run).upper()
        # Of fifteen digits nothing checks the last: only a number by itself is one.
        is_old = len(digits) == LEGACY_LENGTH and _is_id_number(digits)
        if is_old or _has_id_number(digits, RESIDENT_LENGTH):
            yield Kind.ID_NUMBER
    for pattern in (CARD, CARD_GROUPS):
        if any(_sums_up(one) for one in pattern.findall(plain)):
            yield Kind.BANK_CARD
    if PHONE.search(plain):
        yield Kind.PHONE


def _has_id_number(digits: str, length: int) -> bool:
    """Say whether any stretch of these characters is an identity number."""
    return any(
        _is_id_number(digits[start : start + length])
        for start in range(len(digits) - length + 1)
    )


def _is_id_number(text: str) -> bool:
    if not text[:2].isdigit() or int(text[:2]) not in PROVINCES:
        return False
    try:
        return read_id_number(text) is not None
    except NotAnIdNumber:
        return False


def _sums_up(card: str) -> bool:
    """Say whether a number's check digit is right (Luhn)."""
    digits = [int(one) for one in card if one.isdigit()]
    doubled = (2 * digit for digit in digits[-2::-2])
    return (
        sum(digits[-1::-2]) + sum(two - 9 if two > 9 else two for two in doubled)
    ) % 10 == 0
