"""The files themselves: one for each content, encrypted, and never written twice.

A file lies under its SHA-256 in the data folder; what is on the disk can be read with
the key ring only, and under its own digest only.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tuopin.office import encryption
from tuopin.office.encryption import UnreadableColumn


class FileGone(Exception):
    """A kept file is not in its folder, or not as it was kept."""


@dataclass(frozen=True)
class Store:
    """A folder of kept files."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """Write a content unless it is there, and return its SHA-256.

        Raises FileGone where a file of that name holds anything else: nothing is
        overwritten, so somebody has to look.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.path_of(digest)
        if path.exists():
            self.read(digest)
            return digest
        # One by one: the mode is for the last folder made.
        for folder in (self.folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sealed = encryption.key_ring().seal(_context(digest), content)
        # Made with mode 0600, and visible under its name only once it is whole.
        handle, passing = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(passing, path)
        finally:
            os.unlink(passing)
        _settle(path.parent)
        return digest

    def read(self, digest: str) -> bytes:
        """Return a content; raises FileGone if it is lost or altered."""
        try:
            sealed = self.path_of(digest).read_bytes()
            content = encryption.key_ring().unseal(_context(digest), sealed)
        except (FileNotFoundError, UnreadableColumn) as lost:
            raise FileGone(digest) from lost
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileGone(digest)
        return content

    def path_of(self, digest: str) -> Path:
        """Return where a content lies."""
        return self.folder / digest[:2] / digest


def _context(digest: str) -> str:
    return f"document:{digest}"


def _settle(folder: Path) -> None:
    """Have the disk keep the folder's entries, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_store: list[Store] = []


def use(found: Store) -> None:
    """Hand the process its folder; done once, when the program starts."""
    _store[:] = [found]


def documents_store() -> Store:
    """Return the folder that was handed in."""
    return _store[0]
