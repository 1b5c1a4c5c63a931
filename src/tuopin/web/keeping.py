"""The administrator's pages: who holds what, and what is done to one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.models import Account, Appointment, Person
from tuopin.office.accounts.operations import Seat
from tuopin.office.accounts.queries import (
    accounts_without_appointment,
    all_appointments_of,
    appointments_within,
    person_of_account,
)
from tuopin.office.accounts.rights import WITH_SECOND_FACTOR
from tuopin.office.divisions.domain import DivisionLevel, code_range
from tuopin.office.divisions.models import Division
from tuopin.office.divisions.queries import find_unit, units_below
from tuopin.rulebook.positions import Position
from tuopin.rulebook.text import Text
from tuopin.web.answering import CONTROL, LEFT_OUT
from tuopin.web.signin.account_page import (
    DeviceShown,
    Factors,
    devices_shown,
    factors_shown,
    sign_ins_shown,
)
from tuopin.web.templatetags.office import in_language

ON_A_PAGE = 50
LONGEST_NAME = 60
LONGEST_REASON = 200
ACCOUNT_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{2,39}"


@dataclass(frozen=True)
class SeatShown:
    """An appointment as the administrator reads it."""

    id: int
    position: Text
    place: str
    code: str
    department: str
    from_on: date
    until_on: date | None
    person_name: str
    account: Account | None
    needs_factor: bool


@dataclass(frozen=True)
class PeoplePage:
    """Who holds what in an area, a page of it, and whose account has no position."""

    at: str
    places: Sequence[Division]
    seats: Sequence[SeatShown]
    paging: Page[Appointment]
    unseated: Sequence[Account]


@dataclass(frozen=True)
class PersonPage:
    """One person's account and appointments."""

    account: Account
    seats: Sequence[SeatShown]
    factors: Factors
    devices: Sequence[DeviceShown]
    signed_in: int
    is_own: bool


def people_page(actor: Actor, *, at: str, number: str, on: date) -> PeoplePage:
    """Return who holds what at a place of the actor's area, and below it."""
    places = [
        unit
        for level in (DivisionLevel.COUNTY, DivisionLevel.TOWNSHIP)
        for unit in units_below(actor.division_code, level)
    ]
    chosen = at if any(unit.code == at for unit in places) else ""
    codes = code_range(chosen) if chosen else actor.codes
    found = Paginator(appointments_within(codes, on=on), ON_A_PAGE).get_page(number)
    return PeoplePage(
        at=chosen,
        places=places,
        seats=[_seat(held) for held in found],
        paging=found,
        unseated=accounts_without_appointment(on=on),
    )


def person_page(actor: Actor, account: Account) -> PersonPage:
    """Return what an administrator sees of one person."""
    return PersonPage(
        account=account,
        seats=[_seat(held) for held in all_appointments_of(account.person_id)],
        factors=factors_shown(account),
        devices=devices_shown(account.person_id),
        signed_in=len(sign_ins_shown(account, here=None)),
        is_own=account.person_id == actor.person_id,
    )


def _seat(held: Appointment) -> SeatShown:
    position = Position(held.position)
    return SeatShown(
        id=held.id,
        position=position.label,
        place=held.division.short_name,
        code=held.division_id,
        department=held.department,
        from_on=held.from_on,
        until_on=held.until_on,
        person_name=held.person.name,
        account=getattr(held.person, "account", None),
        needs_factor=position in WITH_SECOND_FACTOR,
    )


class NewPersonForm(forms.Form):
    """A new person and the name of their account."""

    name = forms.CharField(
        label=gettext_lazy("Person's name"),
        max_length=LONGEST_NAME,
        error_messages=LEFT_OUT,
        widget=forms.TextInput(attrs=CONTROL),
    )
    username = forms.RegexField(
        ACCOUNT_NAME,
        label=gettext_lazy("Account (letters, digits, dots; for example xian.wang)"),
        error_messages={
            **LEFT_OUT,
            "invalid": gettext_lazy("Three to forty letters, digits, dots or hyphens."),
        },
        widget=forms.TextInput(attrs={**CONTROL, "autocapitalize": "none"}),
    )


class SeatForm(forms.Form):
    """A position at a place, for one department where there are several."""

    position = forms.ChoiceField(
        label=gettext_lazy("Position"),
        error_messages=LEFT_OUT,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    place = forms.CharField(
        label=gettext_lazy("Place: its code of twelve digits, or its name"),
        max_length=LONGEST_NAME,
        error_messages=LEFT_OUT,
        widget=forms.TextInput(attrs=CONTROL),
    )
    department = forms.CharField(
        label=gettext_lazy("Which department (for a line department only)"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=CONTROL),
    )

    def __init__(self, written: object = None) -> None:
        super().__init__(written, auto_id="seat-%s")  # type: ignore[arg-type]
        chosen = self.fields["position"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(p.value, in_language(p.label)) for p in Position]

    def clean_place(self) -> str:
        """Return the code of the one place that was meant."""
        unit = find_unit(self.cleaned_data["place"])
        if unit is None:
            raise ValidationError(
                _("No place, or several, go by this. Give the code of twelve digits.")
            )
        return unit.code

    @property
    def seat(self) -> Seat:
        """Return the position asked for."""
        asked = self.cleaned_data
        return Seat(
            Position(asked["position"]), asked["place"], asked.get("department", "")
        )


class HandOverForm(forms.Form):
    """Who takes a position over, by the name of their account."""

    successor = forms.CharField(
        label=gettext_lazy("Account of the successor"),
        max_length=LONGEST_NAME,
        error_messages=LEFT_OUT,
        widget=forms.TextInput(attrs={**CONTROL, "autocapitalize": "none"}),
    )

    def clean_successor(self) -> Person:
        """Return the person whose account was named."""
        person = person_of_account(self.cleaned_data["successor"])
        if person is None:
            raise ValidationError(
                _("Nobody has this account. Open one for the successor first.")
            )
        return person


class ResetForm(forms.Form):
    """Why somebody's second step is taken away."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is reset (kept in the record)"),
        max_length=LONGEST_REASON,
        error_messages=LEFT_OUT,
        widget=forms.TextInput(attrs=CONTROL),
    )
