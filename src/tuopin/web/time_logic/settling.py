"""One contradiction: both documents, what came of asking, and the form to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.divisions.domain import covers
from tuopin.office.divisions.queries import places_in
from tuopin.oversight.contradictions import queries
from tuopin.oversight.contradictions.domain import Outcome
from tuopin.oversight.refusing import LONGEST_TEXT
from tuopin.web.answering import CHOICE, CONTROL, LEFT_OUT, NOT_CHOSEN
from tuopin.web.objection_forms import choose
from tuopin.web.oversight.drawn import GroundsShown, grounds_shown
from tuopin.web.templatetags.office import in_language
from tuopin.web.time_logic.board import PairShown, SettlingShown, rules_on, shown


@dataclass(frozen=True)
class SettlingSaid(SettlingShown):
    """What was said of a contradiction, and the papers it rests on."""

    grounds: GroundsShown


@dataclass(frozen=True)
class ContradictionPage:
    """One contradiction as its documents stand now."""

    pair: PairShown
    said: tuple[SettlingSaid, ...]
    may_settle: bool


class SettlingForm(forms.Form):
    """What was found when the papers' keepers were asked."""

    outcome = forms.ChoiceField(
        label=_("What came of asking"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    grounds = forms.CharField(
        label=_("Who was asked, what was answered, and how it was checked"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 4}),
        error_messages=LEFT_OUT,
    )

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        super().__init__(typed, auto_id="settling-%s")
        choose(self, "outcome", [(one, in_language(one.label)) for one in Outcome])


def page_of(actor: Actor, village: str, key: str, *, on: date) -> ContradictionPage:
    """Return one contradiction of the actor's area; one that is gone is not there."""
    rules = rules_on(on)
    is_code = (
        village.isascii()
        and village.isdecimal()
        and len(village) == len(actor.division_code)
    )
    if not is_code or not covers(actor.division_code, village):
        raise Http404
    found = queries.contradiction(village, key, rules)
    if found is None:
        raise Http404
    (pair,) = shown([found], rules, places_in(actor.division_code), {}, on=on)
    return ContradictionPage(
        pair,
        tuple(
            SettlingSaid(Outcome(one.outcome), one, grounds_shown(one.evidence))
            for one in queries.all_settlings(key)
        ),
        may(actor, Right.SETTLE_CONTRADICTION, in_division=village),
    )
