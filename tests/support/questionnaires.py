"""A whole visit's answers to the county's questionnaire, from which a test departs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

SIGNATURE = "signature.png"

INCOME: Mapping[str, str] = {
    "wages_kinds": "work_away",
    "wages_work_away": "9000.00",
    "business_kinds": "crops livestock",
    "business_crops": "3000",
    "business_livestock": "1000.00",
    "property_kinds": "none",
    "transfers_kinds": "pension",
    "transfers_pension": "500",
    "costs_kinds": "crops",
    "costs_crops": "1000",
}


def member(number: str, **answers: str) -> dict[str, str]:
    """Return what is answered of a grown-up who is insured and can work."""
    said = {
        "member": number,
        "membership": "stays",
        "insured": "yes",
        "labor": "ordinary",
        "health": "healthy",
    }
    return {**said, **answers}


def answers_for(
    household: str,
    members: Sequence[Mapping[str, str]],
    /,
    *,
    on: date,
    **changed: Any,
) -> dict[str, Any]:
    """Return a whole tree of answers; a name set to None is left out."""
    tree: dict[str, Any] = {
        "household": household,
        "surveyed_on": on.isoformat(),
        "respondent": "head",
        "companions": "无",
        "members": [dict(one) for one in members],
        "newcomers": "0",
        **INCOME,
        "income_agreed": "yes",
        "stable_income_source": "务工",
        "stable_income_papers": "payroll",
        "food_and_clothing": "yes",
        "dwelling_kind": "own",
        "dwelling_grade": "B",
        "dwelling_report": "鉴2017-15",
        "dwelling_graded_on": "2017-05-04",
        "water_source": "piped",
        "water_quality": "safe",
        "water_quantity": "safe",
        "water_access": "safe",
        "water_reliability": "safe",
        "read_back": "OK",
        "signer": "head",
        "signature": SIGNATURE,
    }
    tree.update(changed)
    return {name: value for name, value in tree.items() if value is not None}
