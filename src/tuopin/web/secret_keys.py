"""The keys of one data folder: read here, made by the command line at set-up."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """Django's signing key, the column keys by id, and the blind index's key."""

    django: str
    columns: dict[str, bytes]
    index: bytes


def read_keys(folder: Path) -> Keys:
    """Return the keys of a data folder.

    Without any, the keys returned are good for this process only: enough to run a
    check or to show help, and unable to read a word of a real database.
    """
    try:
        kept = json.loads((folder / "secrets" / "keys.json").read_text())
    except FileNotFoundError:
        return Keys(
            secrets.token_urlsafe(50), {"1": secrets.token_bytes(32)}, b"\0" * 32
        )
    return Keys(
        kept["django"],
        {name: base64.b64decode(key) for name, key in kept["columns"].items()},
        base64.b64decode(kept["index"]),
    )


def make_keys(folder: Path) -> None:
    """Make the keys of a data folder, unless it has them."""
    vault = folder / "secrets"
    vault.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = vault / "keys.json"
    if path.exists():
        return
    path.touch(mode=0o600)
    path.write_text(
        json.dumps(
            {
                "django": secrets.token_urlsafe(50),
                "columns": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
                "index": base64.b64encode(secrets.token_bytes(32)).decode(),
            }
        )
    )
