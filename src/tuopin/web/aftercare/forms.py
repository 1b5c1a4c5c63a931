"""The forms of after-care: pairing, helpers, calls, help, risks, returns, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.aftercare.caring import Show, Sort
from tuopin.aftercare.domain import GUARANTEES, IncomeChange, Secured
from tuopin.aftercare.operations import CallFound, Document, Help
from tuopin.aftercare.operations.returning import LONGEST_GROUNDS
from tuopin.aftercare.operations.visiting import LONGEST_MET
from tuopin.aftercare.refusing import LONGEST_NAME, LONGEST_REASON, LONGEST_TEXT
from tuopin.aftercare.watching import Watch
from tuopin.rulebook.aftercare import POSSIBLE
from tuopin.rulebook.text import Text
from tuopin.web.answering import CHOICE, CONTROL, DAY, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import DAYS, NO_DAY, choose
from tuopin.web.templatetags.office import in_language

Labelled: TypeAlias = "Show | Sort | IncomeChange | Secured | Watch"
SELECT = {"class": "form-select"}


def _words(label: object, longest: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=longest,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )


def _lines(label: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 2}),
        error_messages=LEFT_OUT,
    )


def _day(label: object, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=required,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )


def _choice(label: object) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
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
    """Who leads the team, or helps which household; what is handed over."""

    household = forms.ChoiceField(
        label=_("Of which household"), required=False, widget=forms.Select(attrs=SELECT)
    )
    name = _words(_("Name of the person"), LONGEST_NAME)
    reason = _words(
        _("Why somebody else comes (where there was one)"),
        LONGEST_REASON,
        required=False,
    )
    handed = _words(
        _("What was handed over (where there was one)"), LONGEST_TEXT, required=False
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


class PlanForm(forms.Form):
    """The calls on every household of a village that has no plan of calls."""

    caller = _words(
        _("Who calls (left blank: the helper of each household)"),
        LONGEST_NAME,
        required=False,
    )
    each_year = forms.TypedChoiceField(
        label=_("Calls a year"),
        coerce=int,
        widget=forms.Select(attrs=SELECT),
        error_messages=NOT_CHOSEN,
    )

    def __init__(self, asked: Mapping[str, str] | None = None, *, least: int) -> None:
        super().__init__(asked, auto_id="plan-%s")
        may = [(str(one), str(one)) for one in POSSIBLE if one >= least]
        choose(self, "each_year", may)


class CallForm(forms.Form):
    """A call on a household: who, when, whom they met, what was found and given."""

    visitor = _words(_("Who called"), LONGEST_NAME)
    done_on = _day(_("Called on"))
    members_met = _words(_("Whom they met"), LONGEST_MET)
    income_change = _choice(_("Income since the exit"))
    food = _choice(_("Food"))
    clothing = _choice(_("Clothing"))
    education = _choice(_("Compulsory education"))
    medical = _choice(_("Basic medical care"))
    housing = _choice(_("Safe housing"))
    water = _choice(_("Safe drinking water"))
    found = _lines(_("How the household is, in words"))
    difficulties = _lines(_("New difficulties (may be left blank)"), required=False)
    given = _lines(_("Help given or agreed (may be left blank)"), required=False)
    next_on = _day(_("Next call (may be left blank)"), required=False)

    def __init__(
        self, asked: Mapping[str, str] | None = None, *, on: date, visitor: str = ""
    ) -> None:
        first = {"done_on": on, "visitor": visitor}
        super().__init__(asked, auto_id="call-%s", initial=first)
        choose(self, "income_change", labelled(IncomeChange))
        for name in GUARANTEES:
            choose(self, name, labelled(Secured))

    @property
    def details(self) -> CallFound:
        """What the call found, as the act takes it."""
        typed = self.cleaned_data
        return CallFound(
            members_met=typed["members_met"],
            income_change=IncomeChange(typed["income_change"]),
            guarantees={name: Secured(typed[name]) for name in GUARANTEES},
            difficulties=typed["difficulties"],
            given=typed["given"],
            next_on=typed["next_on"],
        )


class MeasureForm(forms.Form):
    """Help that a household gets, or that goes on."""

    renews = forms.ChoiceField(
        label=_("New help, or help that goes on"),
        required=False,
        widget=forms.Select(attrs=SELECT),
    )
    kind = forms.ChoiceField(
        label=_("Kind of help"),
        widget=forms.Select(attrs=SELECT),
        error_messages=NOT_CHOSEN,
    )
    what = _words(_("What help"), LONGEST_REASON)
    department = _words(_("By which department"), LONGEST_NAME)
    from_on = _day(_("From"))
    until_on = _day(_("Until"))
    amount = forms.DecimalField(
        label=_("Amount in yuan (may be left blank)"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs=CONTROL),
    )

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        *,
        kinds: Mapping[str, Text],
        running: Sequence[tuple[str, str]],
        on: date,
    ) -> None:
        super().__init__(asked, auto_id="measure-%s", initial={"from_on": on})
        choose(self, "renews", [("", str(_("new help"))), *running])
        choose(self, "kind", [(key, in_language(one)) for key, one in kinds.items()])

    def help_given(self, evidence: str) -> Help:
        """Return the help as the act takes it."""
        typed = self.cleaned_data
        return Help(
            typed["kind"],
            typed["what"],
            typed["department"],
            typed["from_on"],
            typed["until_on"],
            evidence,
            typed["amount"],
        )


class EndMeasureForm(forms.Form):
    """Which help ends, and why."""

    measure = forms.ChoiceField(
        label=_("Which help ends"),
        widget=forms.Select(attrs=SELECT),
        error_messages=NOT_CHOSEN,
    )
    reason = _words(_("Why it ends"), LONGEST_REASON)

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        *,
        running: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(asked, auto_id="lapse-%s")
        choose(self, "measure", running)


class RiskForm(forms.Form):
    """Whose a risk is to settle, and by when."""

    owner = forms.ChoiceField(
        label=_("Who settles it"),
        widget=forms.Select(attrs=SELECT),
        error_messages=NOT_CHOSEN,
    )
    due_on = _day(_("By which day"))
    seen = _lines(_("What was seen (needed where no criterion fails)"), required=False)

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        *,
        owners: Sequence[tuple[str, str]],
        due_on: date,
    ) -> None:
        super().__init__(asked, auto_id="risk-%s", initial={"due_on": due_on})
        choose(self, "owner", owners)


class SettleForm(forms.Form):
    """How a risk was removed."""

    text = _lines(_("How the risk was removed"))

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="settle-%s")


class ReturnForm(forms.Form):
    """By which document a household is put back on the register, and why."""

    letter_number = _words(_("Number of the document"), LONGEST_NAME)
    grounds = forms.CharField(
        label=_("Why the household is put back"),
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 4}),
        error_messages=LEFT_OUT,
    )

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="return-%s")

    def document(self, evidence: str) -> Document:
        """Return the document as the act takes it."""
        typed = self.cleaned_data
        return Document(typed["letter_number"], typed["grounds"], evidence)


class ListForm(forms.Form):
    """What a list after an exit is narrowed to, and sorted by."""

    show = forms.ChoiceField(
        label=_("Show"), required=False, widget=forms.Select(attrs=SELECT)
    )
    sort = forms.ChoiceField(
        label=_("Sort by"), required=False, widget=forms.Select(attrs=SELECT)
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(
        self,
        asked: Mapping[str, str],
        *,
        shows: Sequence[tuple[str, str]],
        sorts: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(asked, auto_id="list-%s")
        choose(self, "show", shows)
        choose(self, "sort", sorts)
        self.is_valid()

    def chosen(self, name: str) -> str:
        """Return what was chosen; what is no answer is left out."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def number(self) -> int:
        """The page that was asked for."""
        return int(self.cleaned_data.get("page") or 1)

    @property
    def visible(self) -> list[forms.BoundField]:
        """The fields that are shown."""
        return [self["show"], self["sort"]]


def labelled(words: type[Labelled]) -> list[tuple[str, str]]:
    """Return the words of a list with their labels."""
    return [(one.value, in_language(one.label)) for one in words]
