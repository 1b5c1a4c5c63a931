"""Refuse what rests on a file that is not kept where the actor sees it."""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.office.accounts.domain import Refusal
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.queries import unknown
from tuopin.rulebook.text import Text

NOT_KEPT = Text(
    "所附文件不在您辖区内，或者内容对不上。请重新上传。",
    "A file named here is not in your area, or holds something else. Upload it again.",
)


def refuse_not_kept(
    files: Iterable[Reference], refusal: type[Refusal], *, cite: str
) -> None:
    """Raise the caller's refusal unless every file is kept in sight, as it is named."""
    if unknown(files):
        raise refusal(NOT_KEPT, cite=cite)
