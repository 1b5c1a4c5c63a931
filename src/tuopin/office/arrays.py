"""Handing thousands of values to one statement as the text of one array.

Psycopg writes a list value by value, which for the cases of a county takes as long as
reading them.
"""

from __future__ import annotations

from collections.abc import Iterable


def of_ids(ids: Iterable[int]) -> str:
    """Return the text of an array of whole numbers."""
    return f"{{{','.join(map(str, ids))}}}"


def of_texts(texts: Iterable[str]) -> str:
    """Return the text of an array of texts, whatever is in them."""
    return f"{{{','.join(map(_quoted, texts))}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
