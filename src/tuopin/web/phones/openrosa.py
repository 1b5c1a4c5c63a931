"""What OpenRosa's clients are told: the list of forms, a manifest, an answer.

Written out as https://docs.getodk.org/openrosa/ has them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils.http import http_date

from tuopin.office.policy.questionnaires import xform_of
from tuopin.rulebook.questionnaire.form import Questionnaire
from tuopin.rulebook.text import Text
from tuopin.web.phones.bodies import MEGABYTE

XML = "text/xml; charset=utf-8"
CSV = "text/csv; charset=utf-8"
LIST, MANIFEST, RESPONSE = (
    "http://openrosa.org/xforms/xformsList",
    "http://openrosa.org/xforms/xformsManifest",
    "http://openrosa.org/http/response",
)
SPLIT_AT = 10 * MEGABYTE
"""Above this Collect sends a survey's pictures in several turns."""
MOST_POST = 32 * MEGABYTE
SUCCESS, FAILURE = "submit_success", "submit_error"


def answer(content: str, *, status: int = 200, kind: str = XML) -> HttpResponse:
    """Return an answer with the headers that every one of OpenRosa's has."""
    response = HttpResponse(content, status=status, content_type=kind)
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(SPLIT_AT)
    response["Date"] = http_date(time.time())
    return response


def said(text: Text, *, status: int) -> HttpResponse:
    """Return what became of a submission, in both languages: clients name none."""
    nature = SUCCESS if status < 300 else FAILURE
    message = f"{text.zh} {text.en}" if text.zh != text.en else text.zh
    body = f'<message nature="{nature}">{escape(_printable(message))}</message>'
    return answer(_document("OpenRosaResponse", RESPONSE, body), status=status)


@lru_cache(maxsize=4)
def form_xml(form: Questionnaire) -> str:
    """Return the form as ODK Collect reads it."""
    return xform_of(form)


def form_list(form: Questionnaire, *, form_at: str, manifest_at: str) -> str:
    """Return the list of the one form that there is to survey by."""
    told = {
        "formID": form.id,
        "name": form.title.zh,
        "version": form.version,
        "hash": digest(form_xml(form)),
        "downloadUrl": form_at,
        "manifestUrl": manifest_at,
    }
    return _document("xforms", LIST, _element("xform", told))


def manifest(files: Iterable[tuple[str, str, str]]) -> str:
    """Return the files that go with a form, each with its content and address."""
    told = (
        {"filename": name, "hash": digest(content), "downloadUrl": address}
        for name, content, address in files
    )
    return _document(
        "manifest", MANIFEST, "".join(_element("mediaFile", one) for one in told)
    )


def digest(content: str) -> str:
    """Return a digest in the one way that clients know; nothing is secured by it."""
    return "md5:" + hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()


def _document(root: str, namespace: str, inner: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="{namespace}">{inner}</{root}>\n'


def _element(name: str, inner: Mapping[str, str]) -> str:
    said = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in inner.items())
    return f"<{name}>{said}</{name}>"


def _printable(text: str) -> str:
    """Return a text without what no XML may hold."""
    return "".join(one for one in text if one.isprintable())
