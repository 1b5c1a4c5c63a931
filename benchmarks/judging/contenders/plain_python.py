"""Plain Python by hand: outcomes only, no reasons, as lean as it was found to go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from judging.outcomes import LINE, MET, NOT_MET, UNKNOWN, OutcomeFile, Row
from judging.walking import Member, Survey, households

YES = {"是": MET, "否": NOT_MET, None: UNKNOWN}
GRADE = {"A": MET, "B": MET, "C": NOT_MET, "D": NOT_MET, None: UNKNOWN}
WATER = {"安全": MET, "基本安全": MET, "不安全": NOT_MET, None: UNKNOWN}
ALLOWANCES = {"低保金", "低保", "最低生活保障金"}
NO_LABOR = {"丧失劳动力", "无劳动力"}
OLDEST, YOUNGEST = date(2001, 9, 1), date(2011, 8, 31)


def judge(register: Path, out: Path) -> None:
    """Judge every household."""
    with OutcomeFile(out) as file:
        for number, survey, members in households(register):
            file.add(outcomes(number, survey, members))


def one(register: Path) -> Callable[[], object]:
    """Return what judges the next household."""
    known = cycle(islice(households(register), 1000))
    return lambda: outcomes(*next(known))


def outcomes(number: str, survey: Survey, members: list[Member]) -> Row:
    """Return all criteria joined, then each."""
    wage, business, property_, transfer, expense, source, fed, grade, *water = survey
    if None in (wage, business, property_, transfer, expense) or not members:
        income = UNKNOWN
    else:
        net = wage + business + property_ + transfer - expense
        income = MET if net > LINE * len(members) else NOT_MET
    schooled = at_school(members)
    insured = enrolled(members)
    fed = YES[fed]
    watered = min([WATER[one] for one in water])
    housed = GRADE[grade]
    sourced = has_source(source, members)
    joined = min(schooled, fed, income, insured, watered, housed, sourced)
    return number, joined, schooled, fed, income, insured, watered, housed, sourced


def at_school(members: list[Member]) -> int:
    """Say whether no child of school age is out of school because of poverty."""
    worst = MET if members else UNKNOWN
    for _, born, _, _, _, is_out, cause in members:
        if born is not None and not OLDEST <= born <= YOUNGEST:
            continue
        if is_out == "否" or (is_out and cause and cause != "因贫"):
            continue
        if born and is_out and cause:
            return NOT_MET
        worst = UNKNOWN
    return worst


def enrolled(members: list[Member]) -> int:
    """Say whether everybody is insured."""
    worst = MET if members else UNKNOWN
    for _, _, _, insured, other, _, _ in members:
        if insured == "是" or (other and other != "无"):
            continue
        if insured == "否":
            return NOT_MET
        worst = UNKNOWN
    return worst


def has_source(source: str | None, members: list[Member]) -> int:
    """Say whether the household has a stable source of income."""
    if source == "无":
        return NOT_MET
    if source and source not in ALLOWANCES:
        return MET
    worst = MET if members and source else UNKNOWN
    for _, _, labor, *_ in members:
        if labor is not None and labor not in NO_LABOR:
            return NOT_MET if source else UNKNOWN
        if labor is None:
            worst = UNKNOWN
    return worst
