"""Facts as they are frozen with an assessment: exact, and the same text every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from tuopin.rulebook.facts import Fact, FactSheet, FactType

Frozen = Mapping[str, object]
"""Facts as JSON: text, true, false, null, and for members a list of such mappings."""


def freeze(sheet: FactSheet, facts: Mapping[str, object]) -> dict[str, object]:
    """Return declared facts as JSON that keeps every figure as it was written."""
    return {name: _frozen(fact, facts.get(name)) for name, fact in sheet.facts.items()}


def _frozen(fact: Fact, value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if fact.type is FactType.MEMBERS:
        assert isinstance(value, Sequence)
        return [
            {
                name: _frozen(member_fact, member.get(name))
                for name, member_fact in fact.member_facts.items()
            }
            for member in value
        ]
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def thaw(sheet: FactSheet, frozen: Frozen) -> dict[str, object]:
    """Return facts as judging reads them, from the JSON that `freeze` made."""
    return {name: thawed(fact, frozen.get(name)) for name, fact in sheet.facts.items()}


def thawed(fact: Fact, value: object) -> object:
    """Return one fact's value from its JSON; None stays unknown."""
    if value is None or isinstance(value, bool):
        return value
    if fact.type is FactType.MEMBERS:
        assert isinstance(value, list)
        return tuple(
            {
                name: thawed(member_fact, member.get(name))
                for name, member_fact in fact.member_facts.items()
            }
            for member in value
        )
    text = str(value)
    match fact.type:
        case FactType.MONEY | FactType.NUMBER:
            return Decimal(text)
        case FactType.COUNT:
            return int(text)
        case FactType.DATE:
            return date.fromisoformat(text)
        case FactType.YES_NO:
            return {"yes": True, "no": False}[text]
        case _:
            return text


def digest(frozen: Frozen) -> str:
    """Return the SHA-256 of frozen facts; the order of members does not matter."""
    ordered = {
        name: sorted(value, key=_text) if isinstance(value, list) else value
        for name, value in frozen.items()
    }
    return hashlib.sha256(_text(ordered).encode()).hexdigest()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
