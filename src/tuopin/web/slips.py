"""The page on which a slip is given: whose hands, what was shown, what holds now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tuopin.explanation.domain import HEAD, Proof, WhyWithdrawn, is_adult
from tuopin.explanation.operations import Handing
from tuopin.explanation.queries import SlipHeld, slip_of
from tuopin.register.queries import HouseholdRow, MemberRow, members_as_at
from tuopin.web.answering import CHOICE, NOT_CHOSEN
from tuopin.web.templatetags.office import in_language


@dataclass(frozen=True)
class SlipPage:
    """What there is to say of a household's slip, and who may take one."""

    held: SlipHeld | None
    members: tuple[MemberRow, ...]


def slip_page(household: HouseholdRow, *, on: date) -> SlipPage:
    """Return which slip of a household holds, and into whose hands another may go."""
    members = members_as_at(household.id, on)
    return SlipPage(
        held=slip_of(household.id, on=on),
        members=tuple(
            one
            for one in members
            if one.relation == HEAD or is_adult(one.born_on, on=on)
        ),
    )


class SlipForm(forms.Form):
    """Who takes the slip, and what was shown."""

    member = forms.ChoiceField(
        label=_("Who takes the slip"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )
    proof = forms.ChoiceField(
        label=_("What was shown"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )

    def __init__(
        self,
        asked: Mapping[str, str] | None = None,
        *,
        members: Sequence[MemberRow],
    ) -> None:
        super().__init__(asked, auto_id="slip-%s")
        _choose(
            self, "member", [(str(m.id), f"{m.name} {m.relation}") for m in members]
        )
        _choose(self, "proof", [(p.value, in_language(p.label)) for p in Proof])

    def handing(self, household_number: str) -> Handing:
        """Return the handing over that was filled in."""
        typed = self.cleaned_data
        return Handing(household_number, int(typed["member"]), Proof(typed["proof"]))


class WithdrawalForm(forms.Form):
    """Why a slip is taken back."""

    why = forms.ChoiceField(
        label=_("Why it is withdrawn"),
        widget=forms.RadioSelect(attrs=CHOICE),
        error_messages=NOT_CHOSEN,
    )

    def __init__(self, asked: Mapping[str, str] | None = None) -> None:
        super().__init__(asked, auto_id="withdrawal-%s")
        _choose(self, "why", [(w.value, in_language(w.label)) for w in WhyWithdrawn])

    @property
    def reason(self) -> WhyWithdrawn:
        """The reason that was chosen."""
        return WhyWithdrawn(self.cleaned_data["why"])


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
