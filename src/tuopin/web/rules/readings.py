"""The interpretation register: each reading, what rests on it, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.policy.local import working_plans
from tuopin.office.policy.models import ReadingDecision
from tuopin.office.policy.operations.interpreting import (
    LONGEST_DECISION,
    LONGEST_NUMBER,
)
from tuopin.office.policy.queries import pack_on, versions
from tuopin.office.policy.readings import decisions_on
from tuopin.office.policy.wording import ATTRIBUTES
from tuopin.register.workbook.writing import workbook_at, write_cell
from tuopin.rulebook.pack import Interpretation, PolicyPack
from tuopin.rulebook.readings import resting_on
from tuopin.rulebook.text import Text
from tuopin.web.answering import CHOICE, CONTROL, DAY, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import DAYS, NO_DAY

CONFIRMS, DIFFERS = "confirms", "differs"


class Standing(StrEnum):
    """How far a reading is: nobody has decided, or what the decision says."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    TO_CARRY_OUT = "to_carry_out"
    CARRIED_OUT = "carried_out"

    @property
    def label(self) -> Text:
        """Return it in words."""
        return _STANDINGS[self]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return self in (Standing.CONFIRMED, Standing.CARRIED_OUT)


_STANDINGS = {
    Standing.OPEN: Text("待解释", "open"),
    Standing.CONFIRMED: Text("已解释：照默认读法", "decided: the default stands"),
    Standing.TO_CARRY_OUT: Text(
        "已解释：与默认不同，待新版本或工作方案落实",
        "decided otherwise: a version or a working plan is needed",
    ),
    Standing.CARRIED_OUT: Text("已解释：已落实", "decided otherwise, carried out"),
}


class DecisionForm(forms.Form):
    """What the county office decided, when, by which document."""

    outcome = forms.ChoiceField(
        label=_("What was decided"),
        choices=[
            (CONFIRMS, _("the default stands")),
            (DIFFERS, _("otherwise than the default")),
        ],
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    text = forms.CharField(
        label=_("The decision in words"),
        max_length=LONGEST_DECISION,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 3}),
        error_messages=LEFT_OUT,
    )
    document_number = forms.CharField(
        label=_("Number of the document"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs=CONTROL),
        error_messages=LEFT_OUT,
    )
    decided_on = forms.DateField(
        label=_("Decided on"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )

    def __init__(self, asked: Mapping[str, str] | None = None, *, on: date) -> None:
        super().__init__(asked, auto_id="decide-%s", initial={"decided_on": on})


@dataclass(frozen=True)
class ReadingRow:
    """A reading of the pack in force, with its decisions, the latest first."""

    reading: Interpretation
    articles: Text
    rests: Sequence[Text]
    decisions: Sequence[ReadingDecision]

    @property
    def standing(self) -> Standing:
        """How far it is."""
        if not self.decisions:
            return Standing.OPEN
        latest = self.decisions[0]
        if latest.confirms:
            return Standing.CONFIRMED
        done = hasattr(latest, "carried_out")
        return Standing.CARRIED_OUT if done else Standing.TO_CARRY_OUT

    @property
    def latest(self) -> ReadingDecision | None:
        """The decision that stands."""
        return self.decisions[0] if self.decisions else None


@dataclass(frozen=True)
class ReadingsPage:
    """The readings of the pack in force, as far as they are asked for."""

    pack: PolicyPack
    rows: Sequence[ReadingRow]
    total: int
    counts: Sequence[tuple[Standing, int]]
    chosen: str
    article: str
    articles: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class ReadingPage:
    """One reading, and what the county office may do with it."""

    row: ReadingRow
    may_decide: bool
    offered: Sequence[tuple[str, str]]

    @property
    def waits(self) -> ReadingDecision | None:
        """The decision that waits for what carries it out."""
        waits = self.row.standing is Standing.TO_CARRY_OUT
        return self.row.latest if waits else None


def readings_page(*, on: date, asked: Mapping[str, str]) -> ReadingsPage:
    """Return the register, filtered by how far readings are and by article."""
    pack = pack_on(on)
    rows = _rows(pack)
    chosen, article = asked.get("state", ""), asked.get("article", "")
    named = {
        cite.article: pack.articles[cite.article].title
        for row in rows
        for cite in row.reading.cites
    }
    return ReadingsPage(
        pack,
        [
            row
            for row in rows
            if chosen in ("", row.standing)
            and (not article or article in {c.article for c in row.reading.cites})
        ],
        len(rows),
        [(one, sum(row.standing is one for row in rows)) for one in Standing],
        chosen,
        article,
        sorted(named.items()),
    )


def _rows(pack: PolicyPack) -> list[ReadingRow]:
    rests, decided = resting_on(pack), decisions_on(pack)
    return [
        ReadingRow(
            one,
            Text(
                "、".join(cite.label.zh for cite in one.cites),
                ", ".join(cite.label.en for cite in one.cites),
            ),
            _distinct(
                ATTRIBUTES.get(rule.title.zh, rule.title) for rule in rests[one.id]
            ),
            decided.get(one.id, ()),
        )
        for one in pack.interpretations.values()
    ]


def _distinct(titles: Iterable[Text]) -> tuple[Text, ...]:
    return tuple({one.zh: one for one in titles}.values())


def reading_page(actor: Actor, name: str, *, on: date) -> ReadingPage:
    """Return one reading of the pack in force; any other is not there."""
    row = next((one for one in _rows(pack_on(on)) if one.reading.id == name), None)
    if row is None:
        raise Http404
    may_decide = may(actor, Right.DECIDE_READING, in_division=actor.division_code)
    return ReadingPage(row, may_decide, _offered(row, actor) if may_decide else ())


def _offered(row: ReadingRow, actor: Actor) -> list[tuple[str, str]]:
    """Return what may carry out the decision: what came since it was made."""
    if row.latest is None:
        return []
    day = row.latest.decided_on
    return [
        *(
            (f"version-{one.id}", f"{one.pack_id} {one.version[:12]}")
            for one in versions()
            if one.adopted_on >= day
        ),
        *(
            (f"plan-{one.id}", f"{one.title} {one.document_number}")
            for one in working_plans(actor)
            if one.entered_on >= day
        ),
    ]


COLUMNS = (
    ("编号", 22),
    ("条款", 14),
    ("问题", 50),
    ("默认读法", 50),
    ("影响的规定", 40),
    ("状态", 24),
    ("解释", 50),
    ("文号", 20),
    ("解释日期", 14),
    ("登记人", 14),
)


def write_workbook(path: Path, page: ReadingsPage) -> None:
    """Write the register, a row for each reading."""
    with workbook_at(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        sheet = book.add_worksheet("释义登记")
        sheet.freeze_panes(1, 0)
        for at, (title, width) in enumerate(COLUMNS):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, title, bold)
        for number, row in enumerate(page.rows, 1):
            latest = row.latest
            cells = (
                row.reading.id,
                row.articles.zh,
                row.reading.question.zh,
                row.reading.default.zh,
                "、".join(one.zh for one in row.rests),
                row.standing.label.zh,
                latest.text if latest else "",
                latest.document_number if latest else "",
                latest.decided_on if latest else None,
                latest.decided_by.person.name if latest else "",
            )
            for at, cell in enumerate(cells):
                write_cell(sheet, number, at, cell)
