"""The forms of an inspection: what to draw, the seed, what was found, who corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.oversight.domain import Approval, Design, Frame, SeedSource, Verdict
from tuopin.oversight.drawing import LONGEST_SEED, Plan
from tuopin.oversight.operations import Order, Setup
from tuopin.oversight.operations.drawing import LONGEST_TITLE
from tuopin.oversight.operations.referring import LONGEST_NAMES, LONGEST_NUMBER
from tuopin.oversight.operations.replacing import LONGEST_NOTE
from tuopin.oversight.refusing import LONGEST_TEXT
from tuopin.rulebook.inspection import InspectionRules
from tuopin.rulebook.positions import Position
from tuopin.web.answering import CHOICE, CONTROL, DAY, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import DAYS, NO_DAY, choose
from tuopin.web.templatetags.office import in_language

LINES = {**CONTROL, "rows": 4}
WHOLE = {**CONTROL, "inputmode": "numeric"}
NO_NUMBER = {
    **LEFT_OUT,
    "invalid": _("Give a whole number, such as 12."),
    "min_value": _("Give a whole number, such as 12."),
    "max_value": _("Give a whole number, such as 12."),
}
MOST = 1_000_000
Choices = Sequence[tuple[str, str]]


def _radio(label: object) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )


def _number(label: object) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs=WHOLE),
        error_messages=NO_NUMBER,
    )


def _words(label: object, longest: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=longest,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )


def _lines(label: object, longest: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs=LINES),
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


class SetupForm(forms.Form):
    """What an inspection draws from, how many, and where its seed will come from."""

    title = _words(_("What the inspection is called"), LONGEST_TITLE)
    frame = _radio(_("Which households"))
    design = _radio(_("How they are drawn"))
    take_number = _number(_("How many households (of each township or village)"))
    take_percent = _number(_("or which percentage of them"))
    villages = _number(_("How many villages, where villages are drawn first"))
    seed_source = _radio(_("Where the seed will come from"))
    seed_words = _words(
        _("Which public result: which draw, of which day, published where"),
        LONGEST_SEED,
        required=False,
    )

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="setup-%s")
        choose(self, "frame", [(one, in_language(one.label)) for one in Frame])
        choose(self, "design", [(one, in_language(one.label)) for one in Design])
        sources = [(one, in_language(one.label)) for one in SeedSource]
        choose(self, "seed_source", sources)

    def setup(self, places: Sequence[str], *, year: int) -> Setup:
        """Return what was filled in; the form has to be valid."""
        found = self.cleaned_data
        return Setup(
            title=found["title"],
            year=year,
            frame=Frame(found["frame"]),
            places=tuple(places),
            plan=Plan(
                Design(found["design"]),
                found["take_number"] or 0,
                found["take_percent"] or 0,
                found["villages"] or 0,
            ),
            seed_source=SeedSource(found["seed_source"]),
            seed_words=found["seed_words"],
        )


class SeedForm(forms.Form):
    """What the public act said that was named."""

    text = _words(_("The result, as it was published"), LONGEST_SEED)
    happened_on = _day(_("Published on"))

    def __init__(self, asked: Mapping[str, str] | None, *, on: date) -> None:
        super().__init__(asked, auto_id="seed-%s", initial={"happened_on": on})


class CheckForm(forms.Form):
    """What was found of a drawn household, and which office corrects it."""

    verdict = _radio(_("What is so"))
    grounds = _lines(_("What was found, and why it is judged so"), LONGEST_TEXT)
    approval = _radio(_("Does the household approve of how its case was handled?"))
    done_on = _day(_("Checked on"))
    office = forms.ChoiceField(
        label=_("If it is irregular: which office corrects it"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    asks = _lines(_("What it is to correct"), LONGEST_TEXT, required=False)
    due_on = _day(_("By which day"), required=False)

    def __init__(
        self,
        asked: Mapping[str, str] | None,
        *,
        verdicts: Sequence[Verdict],
        offices: Choices,
        rules: InspectionRules,
        on: date,
    ) -> None:
        latest = on + timedelta(days=rules.correct_within_days)
        initial = {"done_on": on, "due_on": latest}
        super().__init__(asked, auto_id="check-%s", initial=initial)
        choose(self, "verdict", [(one, in_language(one.label)) for one in verdicts])
        choose(self, "approval", [(one, in_language(one.label)) for one in Approval])
        choose(self, "office", [("", "–"), *offices])

    @property
    def order(self) -> Order | None:
        """The order that follows from the verdict; the form has to be valid."""
        found = self.cleaned_data
        if not Verdict(found["verdict"]).is_irregular or not found["office"]:
            return None
        position, code, department = found["office"].split("|")
        return Order(
            Position(position),
            code,
            found["asks"],
            found["due_on"] or date.min,
            department,
        )


class ReplaceForm(forms.Form):
    """Why another household is taken, and on which days somebody called."""

    reason = _radio(_("Why it cannot be checked"))
    note = _words(_("What the case is"), LONGEST_NOTE)

    def __init__(
        self, asked: Mapping[str, str] | None, *, rules: InspectionRules
    ) -> None:
        super().__init__(asked, auto_id="replace-%s")
        reasons = rules.replacements.values()
        titles = [(one.id, in_language(one.title)) for one in reasons]
        choose(self, "reason", titles)
        for at in range(max((one.attempts for one in reasons), default=0)):
            label = _("Day of call %(n)d (who was not reached)") % {"n": at + 1}
            self.fields[f"call_{at}"] = _day(label, required=False)

    @property
    def calls(self) -> tuple[date, ...]:
        """The days that were given; the form has to be valid."""
        found = self.cleaned_data
        days = [value for name, value in found.items() if name.startswith("call_")]
        return tuple(day for day in days if day is not None)


class AnswerForm(forms.Form):
    """What an office did about an order."""

    text = _lines(_("What was done to correct it"), LONGEST_TEXT)

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="answer-%s")


class DecisionForm(forms.Form):
    """Whether supervision takes the answer for a correction."""

    is_accepted = _radio(_("Is it corrected?"))
    text = _lines(_("Why it is judged so"), LONGEST_TEXT)

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="decision-%s")
        answers = [
            ("yes", str(_("Corrected: the household may go on"))),
            ("no", str(_("Not corrected: sent back"))),
        ]
        choose(self, "is_accepted", answers)


class ReferralForm(forms.Form):
    """To whom a finding is referred for accountability, and what is so."""

    letter_number = _words(_("Number of the letter"), LONGEST_NUMBER)
    referred_to = _words(_("To which authority"), LONGEST_NUMBER)
    concerns = _words(_("Which offices and persons it concerns"), LONGEST_NAMES)
    facts = _lines(_("What was established"), LONGEST_TEXT)

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="referral-%s")
