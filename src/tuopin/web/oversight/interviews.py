"""The form by which an interview with a drawn household is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.oversight.operations import Asked
from tuopin.oversight.operations.interviewing import LONGEST_NAME
from tuopin.oversight.satisfaction.domain import Manner, Reply
from tuopin.rulebook.satisfaction import SatisfactionRules
from tuopin.web.answering import CHOICE, CONTROL, DAY, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import DAYS, NO_DAY, choose
from tuopin.web.templatetags.office import in_language

QUESTION = "question-"


class InterviewForm(forms.Form):
    """How a household was asked and by whom, and its answer to each question."""

    interviewer = forms.CharField(
        label=_("Who asked"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )
    manner = forms.ChoiceField(
        label=_("How it was asked"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    done_on = forms.DateField(
        label=_("On which day"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )
    reply = forms.ChoiceField(
        label=_("Did it answer?"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )

    def __init__(
        self,
        typed: Mapping[str, str] | None = None,
        *,
        rules: SatisfactionRules,
        on: date,
    ) -> None:
        super().__init__(typed, auto_id="interview-%s")
        choose(self, "manner", [(one, in_language(one.label)) for one in Manner])
        choose(self, "reply", [(one, in_language(one.label)) for one in Reply])
        self.fields["done_on"].initial = on
        for question in rules.questions.values():
            self.fields[f"{QUESTION}{question.id}"] = forms.ChoiceField(
                label=in_language(question.title),
                required=False,
                widget=forms.RadioSelect(attrs=CHOICE),
                choices=[
                    (one.id, in_language(one.title))
                    for one in question.answers.values()
                ],
            )

    def asked(self, evidence: str) -> Asked:
        """Return what was filled in; the form has to be valid."""
        typed = self.cleaned_data
        return Asked(
            Manner(typed["manner"]),
            Reply(typed["reply"]),
            typed["interviewer"],
            typed["done_on"],
            evidence,
            {
                name.removeprefix(QUESTION): said
                for name, said in typed.items()
                if name.startswith(QUESTION) and said
            },
        )
