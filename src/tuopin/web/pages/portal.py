"""What villagers see without an account: what hangs, why, and how to object."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from tuopin.notice import public
from tuopin.notice.public import PublicNotice
from tuopin.notice.statistics import latest_statistics
from tuopin.office.accounts.domain import Refusal
from tuopin.office.documents.store import FileGone, documents_store
from tuopin.office.policy.queries import (
    NoPackInForce,
    PackChanged,
    pack_in_force,
    pack_of,
)
from tuopin.procedure.queries import procedure_of, publicity_of
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import last_acts
from tuopin.rulebook.units import Unit
from tuopin.web.acting import OfficeRequest
from tuopin.web.from_the_public import take_in
from tuopin.web.public_pages import FOR_EVERYBODY

DONE, GONE, FAULTY, REFUSED = 200, 410, 422, 409
MOST_SHOWN = 200
P = ParamSpec("P")


def for_everybody(
    view: Callable[Concatenate[OfficeRequest, P], HttpResponse],
) -> Callable[Concatenate[OfficeRequest, P], HttpResponse]:
    """Let a page of the portal be kept: it is the same for everybody.

    A browser asks each time whether what it has still holds, for a name must not stay
    on a screen for longer than on the wall.
    """

    @wraps(view)
    def shown(
        request: OfficeRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "GET" and not request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
            if response.status_code == DONE:
                setattr(response, FOR_EVERYBODY, True)
        return response

    return shown


def pack_shown(request: OfficeRequest) -> PolicyPack | None:
    """Return the pack in force, none where it cannot be read."""
    try:
        return pack_of(pack_in_force(request.today).id)
    except (NoPackInForce, PackChanged):
        return None


@for_everybody
def front(request: OfficeRequest) -> HttpResponse:
    """Show which notices hang today, and which hung lately."""
    asked = request.GET.get("village", "").strip()[:40]
    found = public.notices(asked, at_most=MOST_SHOWN + 1)
    pack = pack_shown(request)
    shown = [_shown(one, pack, request) for one in found[:MOST_SHOWN]]
    context = {
        "asked": asked,
        "hanging": [one for one in shown if one["is_hanging"]],
        "over": [one for one in shown if not one["is_hanging"]],
        "has_more": len(found) > MOST_SHOWN,
    }
    return render(request, "web/public/front.html", context)


def _shown(
    notice: PublicNotice, pack: PolicyPack | None, request: OfficeRequest
) -> dict[str, object]:
    try:
        known = publicity_of(pack, notice.publicity) if pack is not None else None
    except KeyError:  # another pack's, from before this one was in force
        known = None
    return {
        "notice": notice,
        "title": known[1].title if known else None,
        "is_of_village": known is not None and known[0] is Unit.VILLAGE,
        "is_hanging": notice.is_hanging(request.today),
        "days_left": notice.days_left(request.today),
    }


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "web/public/gone.html", status=GONE)


@for_everybody
def notice(request: OfficeRequest, token: str) -> HttpResponse:
    """Show one notice with its frozen roster; one that is over says that it is gone."""
    found = public.notice_at(token)
    if found is None:
        return _gone(request)
    context = _shown(found, pack_shown(request), request)
    context["attachments"] = public.attachments_at(token)
    return render(request, "web/public/notice.html", context)


@for_everybody
def attachment(request: OfficeRequest, token: str, position: int) -> HttpResponse:
    """Send a file that hangs with a notice, as long as the notice is in public."""
    found = {one.position: one for one in public.attachments_at(token)}.get(position)
    if found is None:
        return _gone(request)
    try:
        content = documents_store().read(found.digest)
    except FileGone:
        return render(request, "web/public/closed.html", status=503)
    response = HttpResponse(content, content_type=found.type.value)
    response.headers["Content-Disposition"] = content_disposition_header(
        True, f"{_('attachment')}-{token[:8]}-{position}.{found.type.suffix}"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# What a line of a notice is called by: a household, or a village.
NAMED = ("group", "head_of_household", "township", "village")


class PublicObjection(forms.Form):
    """An objection to one line of a notice; a name is not needed."""

    line = forms.ChoiceField(
        label=_("Against which line of the notice?"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": _("Choose a household of the list."),
            "invalid_choice": _("Choose a household of the list."),
        },
    )
    text = forms.CharField(
        label=_("What is not right? One sentence is enough."),
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
        error_messages={"required": _("Say what is not right; one sentence will do.")},
    )
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=120)
    name = forms.CharField(
        label=_("Your name, if you want to give it"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
    )

    def clean_receipt(self) -> str:
        """Take a receipt that was drawn here, and no other."""
        try:
            return SIGNER.unsign(self.cleaned_data["receipt"])
        except BadSignature as forged:
            raise forms.ValidationError(_("Open this page anew.")) from forged

    def __init__(self, notice: PublicNotice, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "–"),
            *(
                (
                    str(line["line"]),
                    " ".join(str(line[key]) for key in line if key in NAMED),
                )
                for line in notice.roster
            ),
        ]


def object_to(request: OfficeRequest, token: str) -> HttpResponse:
    """Take an objection in from anybody, and give a receipt for it (art. 6)."""
    found = public.notice_at(token)
    if found is None:
        return _gone(request)
    form = PublicObjection(found, request.POST if request.method == "POST" else None)
    context = _shown(found, pack_shown(request), request) | {"form": form}
    if not form.is_bound:
        form.initial["receipt"] = SIGNER.sign(public.draw_receipt_code())
        return render(request, "web/public/object.html", context)
    if not form.is_valid():
        return render(request, "web/public/object.html", context, status=FAULTY)
    said = {key: str(value) for key, value in form.cleaned_data.items()}
    try:
        code = take_in(found, said, on=request.today)
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "web/public/object.html", context, status=REFUSED)
    except (NoPackInForce, PackChanged):
        code = None
    if code is None:
        return render(request, "web/public/closed.html", status=503)
    return render(request, "web/public/taken.html", {"code": code})


SIGNER = Signer(salt="portal")


@for_everybody
def statistics(request: OfficeRequest) -> HttpResponse:
    """Show how many have left, and how many objected, without single households."""
    pack = pack_shown(request)
    if pack is None:
        return render(request, "web/public/closed.html", status=503)
    context = {
        "found": latest_statistics(last_acts(procedure_of(pack))),
        "until": request.today - timedelta(days=1),
    }
    return render(request, "web/public/statistics.html", context)
