"""How a program is told that something was not done: RFC 9457, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from tuopin.office.accounts.domain import (
    NotYourJurisdiction,
    NotYourPosition,
    Refusal,
)
from tuopin.procedure.domain import CaseRefusal
from tuopin.rulebook.text import Text
from tuopin.web.api import remedies
from tuopin.web.api.words import Article, Words, article, some_words, words
from tuopin.web.templatetags.office import in_language

MEDIA_TYPE = "application/problem+json"
UNREADABLE, NOT_SIGNED_IN, FORBIDDEN, NOT_THERE, REFUSED = 400, 401, 403, 404, 409
GONE, TOO_LARGE, FAULTY, TOO_OFTEN, CLOSED = 410, 413, 422, 429, 503


class Fault(Schema):
    """What cannot be taken as it was sent; `row` is the case, where it is one's."""

    field: str
    row: int | None = None
    says: Words


class Problem(Schema):
    """Why nothing was done: what happened, by which article, and what to do next."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    says: Words
    article: Article | None = None
    remedy: Words | None = None
    faults: list[Fault] = []


class Reason(Schema):
    """Why an act was not done for one case."""

    code: str
    says: Words
    article: Article | None = None
    remedy: Words | None = None


class Trouble(Exception):
    """Something that a program is told instead of an answer."""

    def __init__(
        self,
        status: int,
        code: str,
        text: Text,
        *,
        faults: Sequence[Fault] = (),
        wait: int = 0,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text
        self.faults = tuple(faults)
        self.wait = wait


READING = frozenset({NOT_SIGNED_IN, FORBIDDEN, NOT_THERE, FAULTY, TOO_OFTEN, CLOSED})
"""With what a question may be answered instead; acts add what is refused."""
ACTING = READING | {UNREADABLE, REFUSED, TOO_LARGE}

_TITLES = {
    UNREADABLE: Text("无法识别", "Not readable"),
    NOT_SIGNED_IN: Text("未登录", "Not signed in"),
    FORBIDDEN: Text("无权办理", "Not yours to do"),
    NOT_THERE: Text("没有找到", "Not there"),
    REFUSED: Text("未办理", "Not done"),
    GONE: Text("已撤下", "No longer in public"),
    TOO_LARGE: Text("内容过大", "Too large"),
    FAULTY: Text("内容有误", "Cannot be taken as sent"),
    TOO_OFTEN: Text("请求过多", "Too many requests"),
    CLOSED: Text("暂停服务", "Closed for now"),
}


def missing() -> Trouble:
    """Return that nothing is there; the same whether it is elsewhere or nowhere."""
    return Trouble(
        NOT_THERE,
        "not_there",
        Text(
            "没有找到，或不在您的管辖范围内。",
            "There is no such thing, or it is outside your area.",
        ),
    )


def too_large() -> Trouble:
    """Return that more was sent than is taken."""
    return Trouble(
        TOO_LARGE,
        "too_large",
        Text(
            "发送的内容太大；文件请一个一个上传。",
            "More was sent than is taken: upload files one by one.",
        ),
    )


def forbidden() -> Trouble:
    """Return that the position has no right to ask."""
    return Trouble(
        FORBIDDEN,
        "not_your_position",
        Text(
            "您的岗位不能查看此内容。",
            "Your position has no right to see this.",
        ),
    )


def faulty(faults: Sequence[Fault]) -> Trouble:
    """Return what cannot be taken as it was sent."""
    return Trouble(
        FAULTY,
        "faulty",
        Text(
            "有的内容不能接收，什么都没有办理。请按各项说明修改后再发送。",
            "Some of it cannot be taken, so nothing was done. Mend what is named and "
            "send it again.",
        ),
        faults=faults,
    )


def of_trouble(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Answer with what stands in the way."""
    answer = _answered(
        Problem(
            **_told(trouble.status, trouble.code, trouble.text),
            remedy=some_words(remedies.for_code(trouble.code)),
            faults=list(trouble.faults),
        )
    )
    if trouble.wait:
        answer.headers["Retry-After"] = str(trouble.wait)
    return answer


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the words by which an operation refused."""
    is_position = isinstance(refusal, NotYourPosition | NotYourJurisdiction)
    code = _code_of(refusal)
    return _answered(
        Problem(
            **_told(FORBIDDEN if is_position else REFUSED, code, refusal.text),
            article=article(refusal.cite),
            remedy=some_words(remedies.for_code(code)),
        )
    )


def reason_of(refusal: CaseRefusal) -> Reason:
    """Return why an act was not done for one case."""
    code = refusal.because.value
    return Reason(
        code=code,
        says=words(refusal.text),
        article=article(refusal.cite),
        remedy=some_words(remedies.for_code(code)),
    )


def _code_of(refusal: Refusal) -> str:
    """Return a refusal's kind as codes are spelled: `unable_to_post`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(refusal).__name__).lower()


def _told(status: int, code: str, text: Text) -> dict[str, Any]:
    return {
        "type": f"urn:tuopin:problem:{code}",
        "title": in_language(_TITLES[status]),
        "status": status,
        "detail": in_language(text),
        "code": code,
        "says": words(text),
    }


def _answered(problem: Problem) -> HttpResponse:
    return HttpResponse(
        problem.model_dump_json(), content_type=MEDIA_TYPE, status=problem.status
    )
