"""What ODK Collect reads from a QR code: the server and the phone's credential.

Its form is Collect's: JSON, deflated, in base64
(https://docs.getodk.org/collect-import-export/).
"""

from __future__ import annotations

import base64
import json
import zlib

import segno

PROJECT = "入户调查"


def settings_of(*, server: str, login: str, secret: str) -> dict[str, object]:
    """Return Collect's settings for the office's server."""
    return {
        "general": {
            "protocol": "odk_default",
            "server_url": server,
            "username": login,
            "password": secret,
            # The lists say what the household was like: fetch them anew by themselves.
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
        },
        "admin": {},
        "project": {"name": PROJECT},
    }


def written(settings: dict[str, object]) -> str:
    """Return settings as the code holds them."""
    said = json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(said.encode())).decode()


def code_of(settings: dict[str, object]) -> str:
    """Return the code as a picture to stand in a page."""
    made = segno.make(written(settings), error="l")
    return made.svg_inline(border=4, omitsize=True)
