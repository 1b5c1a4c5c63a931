"""The forms of a township's year: how it worked, what is decided, its incentives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.oversight.performance.domain import Effect, Recognition
from tuopin.oversight.performance.refusing import (
    LONGEST_NUMBER,
    LONGEST_TITLE,
    LONGEST_WHY,
)
from tuopin.oversight.refusing import LONGEST_TEXT
from tuopin.rulebook.performance import PerformanceRules
from tuopin.web.answering import CHOICE, CONTROL, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import choose
from tuopin.web.templatetags.office import in_language

LINES = {**CONTROL, "rows": 4}


def _radio(label: object) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )


def _words(label: object, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=longest,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )


def _lines(label: object, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=longest,
        widget=forms.Textarea(attrs=LINES),
        error_messages=LEFT_OUT,
    )


class EffectForm(forms.Form):
    """How a township worked, and why that is so."""

    effect = _radio(_("How the work was"))
    grounds = _lines(_("What was so, and why it is found so"), LONGEST_TEXT)

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        super().__init__(typed, auto_id="effect-%s")
        choose(self, "effect", [(one, in_language(one.label)) for one in Effect])


class DecisionForm(forms.Form):
    """What is decided, by which document, and why."""

    recognition = _radio(_("What is decided"))
    paper_number = _words(_("Number of the document"), LONGEST_NUMBER)
    grounds = _lines(_("Why it is decided so"), LONGEST_TEXT)
    why_changed = _lines(_("Why the earlier decision changes"), LONGEST_WHY)

    def __init__(
        self,
        typed: Mapping[str, str] | None = None,
        *,
        choices: Sequence[Recognition],
        is_later: bool,
    ) -> None:
        super().__init__(typed, auto_id="decision-%s")
        offered = [(one, in_language(one.label)) for one in choices]
        choose(self, "recognition", offered)
        if not is_later:
            del self.fields["why_changed"]


class SchemeForm(forms.Form):
    """A village's incentive scheme."""

    village = _radio(_("Village"))
    title = _words(_("Title of the scheme"), LONGEST_TITLE)

    def __init__(
        self,
        typed: Mapping[str, str] | None = None,
        *,
        villages: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(typed, auto_id="scheme-%s")
        choose(self, "village", villages)


class RedLineForm(forms.Form):
    """Which red line of the pack a finding crosses, and why."""

    line = _radio(_("Which red line"))
    grounds = _lines(_("What was so, and why it is found so"), LONGEST_TEXT)

    def __init__(
        self, typed: Mapping[str, str] | None = None, *, rules: PerformanceRules
    ) -> None:
        super().__init__(typed, auto_id="red-line-%s")
        offered = [
            (line, in_language(rule.title))
            for line, rule in rules.red_lines.items()
            if line.is_marked
        ]
        choose(self, "line", offered)
