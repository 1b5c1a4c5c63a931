"""The forms by which an objection is taken in and answered (异议, art. 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.notice.domain import Channel
from tuopin.notice.operations import Statement
from tuopin.web.answering import CHOICE, CONTROL, DAY, LEFT_OUT, NOT_CHOSEN
from tuopin.web.household_page import NoticeShown
from tuopin.web.templatetags.office import in_language

LONGEST_TEXT = 2000
LONGEST_NAME = 60
LONGEST_REASON = 200
DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]
LINES = {**CONTROL, "rows": 4}
NO_DAY = {**LEFT_OUT, "invalid": _("This is no day. Write it like 2017-09-05.")}


class ObjectionForm(forms.Form):
    """What somebody says against a household; name and letter may be missing.

    `after` is the latest objection when the form was opened. An empty text is refused
    by the act itself, with its article.
    """

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    notice = forms.ChoiceField(
        label=_("Against which notice"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    channel = forms.ChoiceField(
        label=_("How it came in"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )
    text = forms.CharField(
        label=_("What is objected to, in the person's words"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=LINES),
    )
    objector_name = forms.CharField(
        label=_("Who objects (may be left blank)"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs=CONTROL),
    )

    def __init__(
        self,
        asked: Mapping[str, str] | None,
        *,
        notices: Sequence[NoticeShown],
        after: int,
        on: date,
    ) -> None:
        super().__init__(
            asked,
            auto_id="objection-%s",
            initial={
                "after": after,
                "received_on": on,
                "notice": notices[0].notice.id if len(notices) == 1 else None,
            },
        )
        choose(
            self,
            "notice",
            [
                (
                    str(shown.notice.id),
                    f"{in_language(shown.title)} {shown.notice.number}",
                )
                for shown in notices
            ],
        )
        choose(self, "channel", by_staff())

    def statement_about(self, case_id: int) -> Statement:
        """Return what was said; the form has to be valid."""
        found = self.cleaned_data
        return Statement(
            case_id=case_id,
            channel=Channel(found["channel"]),
            text=found["text"],
            objector_name=found["objector_name"],
        )


class ReviewForm(forms.Form):
    """A request to look at an answer once more, as it came on paper or by telephone."""

    channel = forms.ChoiceField(
        label=_("How it came in"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )
    text = forms.CharField(
        label=_("What is wrong with the answer, in the person's words"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=LINES),
    )

    def __init__(self, asked: Mapping[str, str] | None, *, on: date) -> None:
        super().__init__(asked, auto_id="review-%s", initial={"received_on": on})
        choose(self, "channel", by_staff())


class DecisionForm(forms.Form):
    """The answer to an objection: upheld or dismissed, and why."""

    objection = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("upheld", _("upheld")), ("dismissed", _("dismissed"))],
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    answer = forms.CharField(
        label=_("Written answer, with its reasons"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=LINES),
    )

    def __init__(self, asked: Mapping[str, str] | None, *, objection_id: int) -> None:
        super().__init__(
            asked,
            auto_id=f"decision-{objection_id}-%s",
            initial={"objection": objection_id},
        )

    @property
    def is_upheld(self) -> bool:
        """Whether the objection is right; the form has to be valid."""
        return bool(self.cleaned_data["verdict"] == "upheld")


def by_staff() -> list[tuple[str, str]]:
    """Return the channels by which staff take in; the portal takes in by itself."""
    return [
        (one.value, in_language(one.label))
        for one in Channel
        if one is not Channel.PORTAL
    ]


def choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
