"""The forms by which a list is brought and a question is answered (大数据比对)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.procedure.operations.comparing import LONGEST_NUMBER, LONGEST_TEXT
from tuopin.rulebook.comparison import ListRules
from tuopin.survey.comparison.domain import ListPaper, Verdict
from tuopin.web.answering import CHOICE, CONTROL, DAY, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import NO_DAY, choose
from tuopin.web.templatetags.office import in_language

FILE = {"class": "form-control", "accept": ".xlsx,.xls,.csv"}


class ListForm(forms.Form):
    """Which list, of which day, under which number, and the file."""

    kind = forms.ChoiceField(
        label=_("Which list"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    document_number = forms.CharField(
        label=_("Number of the paper"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )
    dated_on = forms.DateField(
        label=_("As of which day"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"],
        error_messages=NO_DAY,
    )
    list = forms.FileField(
        label=_("The list, as Excel or CSV"),
        widget=forms.FileInput(attrs=FILE),
        error_messages={**LEFT_OUT, "empty": _("The file is empty.")},
    )

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        files: Mapping[str, object] | None = None,
        *,
        lists: Sequence[ListRules],
        on: date,
    ) -> None:
        initial = {"dated_on": on, "kind": lists[0].id if len(lists) == 1 else None}
        super().__init__(asked, files, auto_id="list-%s", initial=initial)  # type: ignore[arg-type]
        choose(self, "kind", [(one.id, in_language(one.title)) for one in lists])

    @property
    def paper(self) -> ListPaper:
        """The paper that was named; the form has to be valid."""
        found = self.cleaned_data
        return ListPaper(
            found["kind"], found["document_number"].strip(), found["dated_on"]
        )


class AnswerForm(forms.Form):
    """What was found out about a question."""

    verdict = forms.ChoiceField(
        label=_("What is so"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    text = forms.CharField(
        label=_("What was found out, by whom, how"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 4}),
        error_messages=LEFT_OUT,
    )

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="answer-%s")
        choose(self, "verdict", [(one, in_language(one.label)) for one in Verdict])

    @property
    def found(self) -> Verdict:
        """What was chosen; the form has to be valid."""
        return Verdict(self.cleaned_data["verdict"])
