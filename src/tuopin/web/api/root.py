"""The API itself: its routes, what it says of itself, and how it says no."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from tuopin.office.accounts.domain import Refusal
from tuopin.office.policy.queries import NoPackInForce, PackChanged
from tuopin.rulebook.text import Text
from tuopin.web.acting import NotInThePack
from tuopin.web.api import (
    acts,
    cases,
    documents,
    filings,
    households,
    notices,
    objections,
    public,
    village_acts,
    villages,
    visits,
)
from tuopin.web.api.problems import (
    CLOSED,
    MEDIA_TYPE,
    NOT_SIGNED_IN,
    UNREADABLE,
    Fault,
    Trouble,
    faulty,
    missing,
    of_refusal,
    of_trouble,
)
from tuopin.web.api.words import Words

FIRST_ERROR, JSON = 400, "application/json"


class Readable(JSONRenderer):
    """JSON in which Chinese is Chinese."""

    json_dumps_params: dict[str, Any] = {"ensure_ascii": False}


class OfficeApi(NinjaAPI):
    """The API, described with what it answers instead of an answer."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """Return the description; problems have a media type of their own."""
        schema = super().get_openapi_schema(**asked)
        for operations in schema["paths"].values():
            for operation in operations.values():
                told = dict(sorted(operation["responses"].items()))
                operation["responses"] = told
                for status, response in told.items():
                    content = response.get("content", {})
                    if int(status) >= FIRST_ERROR and JSON in content:
                        content[MEDIA_TYPE] = content.pop(JSON)
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return by what a program that is made from the description calls it."""
        return operation.view_func.__name__


api = OfficeApi(
    title="脱贫 Tuopin",
    version="1",
    description="退出机制的查询与办理。What the screens show and do, for programs.",
    urls_namespace="api",
    docs_url=None,
    renderer=Readable(),
)
for _module in (
    households,
    visits,
    villages,
    village_acts,
    cases,
    notices,
    objections,
    filings,
    acts,
    documents,
):
    api.add_router("", _module.router)
api.add_router("/public", public.router)


class Root(Schema):
    """Where the description of the API is."""

    openapi: str


@api.get("/", auth=None, response=Root, include_in_schema=False, url_name="root")
def root(request: HttpRequest) -> Root:
    """Say where the description is."""
    return Root(openapi=f"{request.path}openapi.json")


@api.exception_handler(Trouble)
def _of_trouble(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    return of_trouble(request, trouble)


@api.exception_handler(Refusal)
def _of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return of_refusal(request, refusal)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, absent: Http404) -> HttpResponse:
    return of_trouble(request, missing())


@api.exception_handler(NotInThePack)
def _not_in_pack(request: HttpRequest, absent: NotInThePack) -> HttpResponse:
    return of_trouble(request, missing())


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, nobody: AuthenticationError) -> HttpResponse:
    says = Text(
        "没有登录，或访问令牌已吊销、已失效。",
        "Nobody is signed in, or the access token was revoked or is void.",
    )
    return of_trouble(request, Trouble(NOT_SIGNED_IN, "not_signed_in", says))


@api.exception_handler(HttpError)
def _no_json(request: HttpRequest, unread: HttpError) -> HttpResponse:
    says = Text("内容不是有效的JSON。", "What was sent is not JSON.")
    return of_trouble(request, Trouble(UNREADABLE, "not_readable", says))


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    return of_trouble(request, faulty([_fault(one) for one in invalid.errors]))


def _fault(error: dict[str, Any]) -> Fault:
    # What was sent is not said back: it may be about a person.
    field = ".".join(str(part) for part in error["loc"])
    says = Words(zh="格式不对，请按接口说明填写。", en=str(error["msg"]))
    return Fault(field=field, says=says)


def _closed(request: HttpRequest, stop: Exception) -> HttpResponse:
    says = Text(
        "没有生效的政策包，或政策包被改动，暂停办理。",
        "No policy pack is in force, or it was changed: nothing is done for now.",
    )
    return of_trouble(request, Trouble(CLOSED, "closed", says))


for _stop in (NoPackInForce, PackChanged):
    api.exception_handler(_stop)(_closed)
