"""The gate before anything is published: a file that was read through and is clean.

There is no right that opens it: what was found, whoever asks, is taken out first.
"""

from __future__ import annotations

from collections.abc import Iterable

from tuopin.office.accounts.domain import Refusal
from tuopin.office.documents import queries
from tuopin.office.documents.domain import Reference
from tuopin.office.documents.models import Document
from tuopin.office.documents.scanning.kinds import Hit
from tuopin.office.documents.scanning.reading import look_through
from tuopin.office.documents.store import FileGone, documents_store
from tuopin.rulebook.text import Text

MOST_NAMED = 8


class UnfitToPublish(Refusal):
    """A file with something that nobody may publish, or that cannot be read."""


def clean_documents(references: Iterable[Reference]) -> list[Document]:
    """Return the files named if each may be published; raises UnfitToPublish."""
    asked = list(references)
    kept = queries.documents_by_number(one.number for one in asked)
    documents = []
    for one in asked:
        document = kept.get(one.number)
        if document is None or document.reference != one:
            raise UnfitToPublish(_not_there(one.number))
        try:
            content = documents_store().read(document.digest)
        except FileGone as gone:
            raise UnfitToPublish(_not_there(one.number)) from gone
        hits = look_through(content, document.type)
        if hits:
            raise UnfitToPublish(_said(document.id, hits), cite="")
        documents.append(document)
    return documents


def _not_there(number: int) -> Text:
    return Text(
        f"您辖区内没有附件{number}，或者文件已损坏。请重新上传。",
        f"There is no file {number} in your area, or it is damaged. Upload it again.",
    )


def _said(number: int, hits: list[Hit]) -> Text:
    """Say where, what, and what to do; never the number or the name itself."""
    named = hits[:MOST_NAMED]
    zh = "；".join(f"{hit.where.zh}：{hit.kind.label.zh}" for hit in named)
    en = "; ".join(f"{hit.where.en}: {hit.kind.label.en}" for hit in named)
    more = len(hits) - len(named)
    remedies = list(dict.fromkeys(hit.kind.remedy for hit in hits))
    return Text(
        f"附件{number}不能公开，任何人都不能放行。发现：{zh}"
        + (f"；另有{more}处" if more else "")
        + f"。{'；'.join(one.zh for one in remedies)}。",
        f"File {number} cannot be published, by anybody. Found: {en}"
        + (f"; and {more} more" if more else "")
        + f". Next: {'; '.join(one.en for one in remedies)}.",
    )
