"""The survey form (入户调查表, art. 3 ¶2): a question for every fact the pack asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.register.workbook import columns_asked
from tuopin.register.workbook.columns import COLUMNS, Column, Form, Sheet
from tuopin.rulebook.facts import Fact, FactType
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import ActRule
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.survey.operations import Visit
from tuopin.web.answering import CHOICE, CONTROL, DAY, CellField
from tuopin.web.templatetags.office import in_language
from tuopin.web.visits import answers_of, facts_asked
from tuopin.web.worksheets.fields import Brought, paper_field, papers_in

YUAN = Text("元", "yuan")
DIGITS_ONLY = (Form.COUNT, Form.MONTHS, Form.YEAR)
FIGURES = (Form.MONEY, Form.NUMBER)


class VisitForm(forms.Form):
    """One visit: when, by whom, what was found, on what papers.

    A question left blank was not asked or not answered: it is unknown, never zero.
    """

    def __init__(
        self,
        asked: Mapping[str, str] | None,
        *,
        pack: PolicyPack,
        rule: ActRule,
        actor: Actor,
        on: date,
        brought: Brought | None = None,
    ) -> None:
        super().__init__(asked, auto_id="visit-%s")
        columns = _columns(pack)
        self.facts = [f for f in facts_asked(pack) if f.column in columns]
        self.rule = rule
        self._ask_about_the_visit(actor, on)
        for fact in self.facts:
            column = columns[fact.column or ""]
            self.fields[f"fact-{fact.name}"] = CellField(
                column, label=_title(fact), widget=_widget(fact, column)
            )
        papers = tuple(paper_field(one, required=one.required) for one in rule.evidence)
        if asked is not None:
            papers = tuple(one.filled_from(asked, brought) for one in papers)
        self.papers = papers

    def _ask_about_the_visit(self, actor: Actor, on: date) -> None:
        labels = {
            "surveyed_on": _("Day of the visit"),
            "surveyor": _("Surveyor"),
            "organization": _("Surveyor's organization"),
        }
        self.initial = {
            "surveyed_on": on.isoformat(),
            "surveyor": actor.person_name,
            "organization": actor.position.label.zh,
        }
        for column in COLUMNS[Sheet.SURVEYS]:
            if column.field in labels:
                attrs = DAY if column.form is Form.DATE else CONTROL
                self.fields[column.field] = CellField(
                    column,
                    label=labels[column.field],
                    widget=forms.TextInput(attrs=attrs),
                    required=True,
                )

    @property
    def about_the_visit(self) -> list[forms.BoundField]:
        """When, by whom and for which organization."""
        return [self[name] for name in ("surveyed_on", "surveyor", "organization")]

    @property
    def findings(self) -> list[forms.BoundField]:
        """A field for every fact, in the pack's order."""
        return [self[f"fact-{fact.name}"] for fact in self.facts]

    @property
    def is_faulty(self) -> bool:
        """Whether something that was sent cannot be taken."""
        return bool(self.errors) or any(one.fault for one in self.papers)

    def visit_to(self, household_number: str) -> Visit:
        """Return the visit as it was written down; the form has to be valid."""
        found = self.cleaned_data
        values = {f.column or "": found[f"fact-{f.name}"] for f in self.facts}
        return Visit(
            household_number=household_number,
            surveyed_on=date.fromisoformat(found["surveyed_on"]),
            surveyor=found["surveyor"],
            organization=found["organization"],
            answers=answers_of(self.facts, values),
            evidence=papers_in(self.papers),
        )


def _columns(pack: PolicyPack) -> dict[str, Column]:
    """Return the columns of the survey sheet by title: the known and the pack's own."""
    asked = columns_asked(pack.facts[Unit.HOUSEHOLD])
    return {column.title: column for column in (*COLUMNS[Sheet.SURVEYS], *asked)}


def _title(fact: Fact) -> str:
    unit = YUAN if fact.type is FactType.MONEY else fact.measured_in
    title = in_language(fact.title)
    if unit is None:
        return title
    return _("{title} ({unit})").format(title=title, unit=in_language(unit))


def _widget(fact: Fact, column: Column) -> forms.Widget:
    if column.words:
        english = {word.written: word.english for word in fact.words}
        words = [
            (word, in_language(Text(word, english.get(word, word))))
            for word in column.words
        ]
        unknown = ("", _("not known"))
        return forms.RadioSelect(attrs=CHOICE, choices=[*words, unknown])
    if column.form is Form.DATE:
        return forms.TextInput(attrs=DAY)
    if column.form in FIGURES:
        return forms.TextInput(attrs={**CONTROL, "inputmode": "decimal"})
    if column.form in DIGITS_ONLY:
        return forms.TextInput(attrs={**CONTROL, "inputmode": "numeric"})
    return forms.TextInput(attrs=CONTROL)
