"""Sets of papers as BagIt bags: closing one, its digest, whether it is as it was."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path

import bagit

CATALOGUE = "catalogue.json"
METADATA = "metadata.json"
EVENTS = "events.jsonl"
VOLUME = "volume.pdf"
ORIGINALS = "originals"
ALGORITHM = "sha256"
MANIFEST, TAGS = f"manifest-{ALGORITHM}.txt", f"tagmanifest-{ALGORITHM}.txt"
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
TAG_FILES = (DECLARATION, INFO, MANIFEST, TAGS)

# What is wrong with a bag is told by `verifying`, in the words of those who keep it.
logging.getLogger("bagit").setLevel(logging.CRITICAL)


def close_bag(folder: Path, info: Mapping[str, str]) -> str:
    """Make a bag of a folder of papers in place, and return its digest."""
    bagit.make_bag(str(folder), dict(info), checksums=[ALGORITHM])
    bagit.Bag(str(folder)).validate()
    return digest_of(folder)


def digest_of(bag: Path) -> str:
    """Return the one figure that stands for all of a bag: of its last manifest.

    The library lists the tag files as the file system happens to; in order of their
    names the same papers give the same figure everywhere.
    """
    lines = sorted((bag / TAGS).read_text(encoding="utf-8").splitlines())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def source_of(bag: Path) -> str | None:
    """Return the digest of what a bag was made from; None where it says nothing."""
    try:
        catalogue = json.loads((bag / "data" / CATALOGUE).read_bytes())
    except (OSError, ValueError):
        return None
    source = catalogue.get("source") if isinstance(catalogue, dict) else None
    return source if isinstance(source, str) else None


def sha256_of(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, ALGORITHM).hexdigest()
