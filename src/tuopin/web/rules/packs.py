"""Which versions were adopted, and which came with the program and were not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import Right, may
from tuopin.office.policy.models import PackInForce
from tuopin.office.policy.offering import Offered, offered
from tuopin.office.policy.queries import NoPackInForce, pack_in_force, versions
from tuopin.web.answering import DAY
from tuopin.web.objection_forms import DAYS, NO_DAY


class AdoptForm(forms.Form):
    """From which day a version is in force."""

    from_on = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        input_formats=DAYS,
        error_messages=NO_DAY,
    )

    def __init__(
        self, asked: Mapping[str, str] | None = None, *, on: date, at: str = ""
    ) -> None:
        super().__init__(asked, auto_id=f"adopt-{at}-%s", initial={"from_on": on})


@dataclass(frozen=True)
class OfferShown:
    """A version to adopt, and the form by which the county does."""

    offer: Offered
    form: AdoptForm

    @property
    def is_readable(self) -> bool:
        """Whether the program can read it at all."""
        return self.offer.pack is not None


@dataclass(frozen=True)
class PacksPage:
    """The versions that were adopted, those to adopt, and who may."""

    in_force: PackInForce | None
    adopted: Sequence[PackInForce]
    offers: Sequence[OfferShown]
    may_adopt: bool


def packs_page(
    actor: Actor, *, on: date, asked: Mapping[str, str] | None = None
) -> PacksPage:
    """Return every adopted version, the latest first, and what is to be adopted."""
    try:
        in_force = pack_in_force(on)
    except NoPackInForce:
        in_force = None
    sent = (asked or {}).get("version")
    return PacksPage(
        in_force,
        versions(),
        [
            OfferShown(
                one,
                AdoptForm(
                    asked if sent == one.version else None, on=on, at=one.version[:12]
                ),
            )
            for one in offered(settings.PACKS)
        ],
        may(actor, Right.ADOPT_PACK, in_division=actor.division_code),
    )
