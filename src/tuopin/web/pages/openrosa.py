"""The addresses of OpenRosa's clients, such as ODK Collect; their names stay."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tuopin.office.accounts.domain import Actor, Refusal
from tuopin.office.policy.queries import NoPackInForce, PackChanged
from tuopin.office.scope import acting_as
from tuopin.rulebook.questionnaire.evaluating import Tables
from tuopin.rulebook.text import Text
from tuopin.survey import fieldwork
from tuopin.survey.examining import questionnaire_on
from tuopin.survey.lists import as_csv, lists_for
from tuopin.web.phones import openrosa
from tuopin.web.phones.bodies import UnfitBody, parts_of, whole_body
from tuopin.web.phones.credentials import PhoneRequest, by_phone
from tuopin.web.phones.sending import Sent, take_part, take_whole
from tuopin.web.phones.xforms import read_form

XML_PART, MORE_PART = "xml_submission_file", "*isIncomplete*"
"""Names that OpenRosa's submission and ODK's applications have for parts."""
P = ParamSpec("P")


def speaking(
    view: Callable[Concatenate[PhoneRequest, P], HttpResponse],
) -> Callable[Concatenate[PhoneRequest, P], HttpResponse]:
    """Say every refusal as OpenRosa's clients show it."""

    @wraps(view)
    def heard(
        request: PhoneRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnfitBody as unfit:
            return openrosa.said(unfit.text, status=unfit.status)
        except Refusal as refusal:
            return openrosa.said(refusal.text, status=422)
        except (NoPackInForce, PackChanged):
            return openrosa.said(STOPPED, status=404)

    return heard


def _trusted(request: PhoneRequest) -> Actor:
    """Return as whom a phone is given something; raises UnfitBody."""
    if request.phone.actor is None:
        raise UnfitBody(403, OVER)
    if request.phone.is_revoked:
        raise UnfitBody(403, REVOKED)
    return request.phone.actor


@require_safe
@by_phone
@speaking
def form_list(request: PhoneRequest) -> HttpResponse:
    """List the questionnaire in force."""
    _trusted(request)
    _, form = questionnaire_on(request.today)
    wanted = request.GET.get("formID", form.id)
    if wanted != form.id:
        raise Http404
    listed = openrosa.form_list(
        form,
        form_at=request.build_absolute_uri(
            reverse("web:openrosa_form", args=[form.id])
        ),
        manifest_at=request.build_absolute_uri(
            reverse("web:openrosa_manifest", args=[form.id])
        ),
    )
    return openrosa.answer(listed)


@require_safe
@by_phone
@speaking
def form(request: PhoneRequest, form_id: str) -> HttpResponse:
    """Send the questionnaire as an XForm."""
    _trusted(request)
    _, asked = questionnaire_on(request.today)
    if form_id != asked.id:
        raise Http404
    return openrosa.answer(openrosa.form_xml(asked))


def _lists(request: PhoneRequest, form_id: str) -> Tables:
    actor = _trusted(request)
    _, asked = questionnaire_on(request.today)
    if form_id != asked.id:
        raise Http404
    year = request.today.year
    with acting_as(actor):
        return lists_for(fieldwork.assigned_to(actor, year=year), year=year)


@require_safe
@by_phone
@speaking
def manifest(request: PhoneRequest, form_id: str) -> HttpResponse:
    """List the lists that go with the form: the households assigned, their members."""
    listed = [
        (
            f"{name}.csv",
            as_csv(table),
            request.build_absolute_uri(
                reverse("web:openrosa_list", args=[form_id, name])
            ),
        )
        for name, table in _lists(request, form_id).items()
    ]
    return openrosa.answer(openrosa.manifest(listed))


@require_safe
@by_phone
@speaking
def media(request: PhoneRequest, form_id: str, name: str) -> HttpResponse:
    """Send one of those lists."""
    table = _lists(request, form_id).get(name)
    if table is None:
        raise Http404
    return openrosa.answer(as_csv(table), kind=openrosa.CSV)


@require_http_methods(["HEAD", "POST"])
@by_phone
@speaking
def submission(request: PhoneRequest) -> HttpResponse:
    """Take in a filled-in form; clients ask by HEAD first what they may send."""
    actor = request.phone.actor
    if actor is None:
        raise UnfitBody(403, OVER)
    if request.method == "HEAD":
        response = openrosa.answer("", status=204)
        response["Location"] = request.build_absolute_uri(request.path)
        return response
    body = whole_body(request, most=openrosa.MOST_POST)
    parts = parts_of(request, body)
    content = parts.files.pop(XML_PART, None)
    if content is None:
        content = parts.fields.get(XML_PART, "").encode("utf-8", "surrogatepass")
    _, asked = questionnaire_on(request.today)
    sent = Sent(
        form=read_form(content, asked),
        files=parts.files,
        device=request.phone.login,
        actor=actor,
        on=request.today,
    )
    if parts.fields.get(MORE_PART, "no") == "yes":
        take_part(sent, asked)
        return openrosa.said(PART, status=202)
    taken = take_whole(sent, asked)
    return openrosa.said(
        taken.receipt.text, status=201 if taken.receipt.is_recorded else 202
    )


PART = Text(
    "已收到一部分照片，等待其余部分。", "Some pictures came; the rest is awaited."
)
OVER = Text(
    "您已不在这个岗位上，这部手机不能再用。请删除手机里的数据。",
    "You no longer hold this position, and the phone no longer counts. "
    "Delete what it holds.",
)
REVOKED = Text(
    "这部手机已经停用，不再提供名单。没有上报的调查可以再发送一次，由乡镇处理。",
    "This phone was revoked and gets no lists. What was not sent may be sent once "
    "more; the township decides on it.",
)
STOPPED = Text(
    "现在没有生效的政策包，请与县扶贫办联系。",
    "No policy pack is in force; ask the county office.",
)
