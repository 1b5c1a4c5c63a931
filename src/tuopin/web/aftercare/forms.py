"""The forms of after-care: pair, end, name a helper, log a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.aftercare.operations.visiting import LONGEST_TEXT
from tuopin.aftercare.refusing import LONGEST_NAME, LONGEST_REASON
from tuopin.web.answering import CONTROL, DAY, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import DAYS, NO_DAY, choose

SELECT = {"class": "form-select"}


def _words(label: object, longest: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=longest,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )


class PairForm(forms.Form):
    """With which unit a village is paired."""

    unit = _words(_("Unit that helps the village"), LONGEST_NAME)

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="pair-%s")


class EndForm(forms.Form):
    """Why a pairing ends."""

    reason = _words(_("Why the pairing ends"), LONGEST_REASON)

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="end-%s")


class HelperForm(forms.Form):
    """Who leads the team, or helps which household."""

    household = forms.ChoiceField(
        label=_("Of which household"), required=False, widget=forms.Select(attrs=SELECT)
    )
    name = _words(_("Name of the person"), LONGEST_NAME)
    reason = _words(
        _("Why somebody else comes (where there was one)"),
        LONGEST_REASON,
        required=False,
    )

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        *,
        households: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(asked, auto_id="helper-%s")
        leads = [("", str(_("the whole village: leader of the team")))]
        choose(self, "household", [*leads, *households])


class CallForm(forms.Form):
    """A call on a household: who, when, what was found."""

    household = forms.ChoiceField(
        label=_("Household called on"),
        widget=forms.Select(attrs=SELECT),
        error_messages=NOT_CHOSEN,
    )
    visitor = _words(_("Who called"), LONGEST_NAME)
    done_on = forms.DateField(
        label=_("Called on"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )
    found = forms.CharField(
        label=_("How the household is: income, housing, school, health, water"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3}),
        error_messages=LEFT_OUT,
    )

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        *,
        households: Sequence[tuple[str, str]],
        on: date,
    ) -> None:
        super().__init__(asked, auto_id="call-%s", initial={"done_on": on})
        choose(self, "household", households)
