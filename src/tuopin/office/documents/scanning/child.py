"""Look through one file in a process of its own, with little memory and time.

Started by `publishing`: the file comes by standard input, what was found goes to
standard output as lines of JSON. A process that dies has not read the file.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator

from tuopin.office.documents.domain import MediaType
from tuopin.office.documents.scanning import packages, pdfs, personal, pictures
from tuopin.office.documents.scanning.kinds import Hit, Kind, Passage, Unreadable
from tuopin.rulebook.text import Text

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 30


def main(media_type: str) -> int:
    """Look through what comes in, as a file of this type."""
    content = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for hit in hits_in(content, MediaType(media_type)):
        print(json.dumps([hit.kind.value, hit.where.zh, hit.where.en]))
    print(json.dumps("read to the end"))
    return 0


def hits_in(content: bytes, media_type: MediaType) -> list[Hit]:
    """Return what a file holds that must not be published, each place once."""
    found: dict[Hit, None] = {}
    try:
        for passage in _passages(content, media_type):
            found.update(dict.fromkeys(_hits(passage)))
        if media_type.is_image:
            found.update(dict.fromkeys(pictures.position_of(content, media_type)))
            raise Unreadable(Text("照片上的文字", "what can be read on the photo"))
    except Unreadable as unread:
        found[Hit(Kind.UNREADABLE, unread.where)] = None
    return list(found)


def _passages(content: bytes, media_type: MediaType) -> Iterator[Passage]:
    if media_type.is_image:
        return pictures.passages(content, media_type)
    if media_type is MediaType.PDF:
        return pdfs.passages(content)
    return packages.passages(content)


def _hits(passage: Passage) -> Iterator[Hit]:
    kinds = personal.kinds_in(passage.text)
    if passage.is_number and not kinds and personal.is_long_number(passage.text):
        kinds = {Kind.LONG_NUMBER}
    for kind in sorted(kinds):
        yield Hit(kind, passage.where)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
