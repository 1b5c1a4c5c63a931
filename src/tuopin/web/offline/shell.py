"""The files that make the survey page off line, each with what it holds now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

STATIC = Path(__file__).parents[1] / "static"
VENDOR = "web/vendor"
WORKBOX = "7.4.1"
SCRIPTS = tuple(
    f"{VENDOR}/workbox-{part}-{WORKBOX}/workbox-{part}.prod.js"
    for part in ("core", "routing", "strategies", "precaching")
)
"""What the service worker is made of, in the order in which they need each other."""

NAMED = (
    f"{VENDOR}/tabler-core-1.6.1/tabler.min.css",
    f"{VENDOR}/dexie-4.4.7/dexie.min.mjs",
    "web/icon.png",
    "web/locate.js",
    "web/mark.svg",
    "web/office.css",
    "web/offline.css",
    "web/sign.js",
    "web/speak.js",
)
FOLDER = "web/offline"


def shell_files(pages: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Return what a phone keeps of the program, so that it starts without it."""
    found = [(static(name), digest) for name, digest in _digests()]
    found += [(address, _digest(content)) for address, content in pages.items()]
    return [{"url": url, "revision": digest} for url, digest in found]


@lru_cache(maxsize=1)
def _digests() -> tuple[tuple[str, str], ...]:
    # The files of a program that runs do not change under it.
    own = [str(one.relative_to(STATIC)) for one in (STATIC / FOLDER).glob("*.js")]
    names = sorted([*NAMED, *own])
    return tuple((name, _digest((STATIC / name).read_bytes())) for name in names)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]
