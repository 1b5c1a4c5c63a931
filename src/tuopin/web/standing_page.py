"""Where the area's households stand against the standard, village by village."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import short_name
from tuopin.office.divisions.queries import villages_of
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.register.queries import MAY_EXIT
from tuopin.rulebook.criteria import Criterion
from tuopin.rulebook.findings import Outcome
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.units import Unit
from tuopin.standards.bulk.changing import changed_pack, parameters_read
from tuopin.standards.bulk.tables import ALL
from tuopin.standards.live import VillageStanding, standing_by_village
from tuopin.web.templatetags.office import in_language


@dataclass(frozen=True)
class Share:
    """How many households fail one criterion, and of how many it is not known."""

    criterion: Criterion
    not_met: int
    unknown: int


@dataclass(frozen=True)
class VillageRow:
    """A village's households by outcome, and what keeps them."""

    code: str
    name: str
    households: int
    met: int
    not_met: int
    unknown: int
    shares: tuple[Share, ...]
    supposed: int | None = None

    @property
    def more(self) -> int:
        """How many more would meet the standard under the figures supposed."""
        return (self.supposed or 0) - self.met


@dataclass(frozen=True)
class StandingPage:
    """What the page shows: villages, and their sum."""

    title: Text
    year: int
    criteria: tuple[Criterion, ...]
    rows: tuple[VillageRow, ...]
    total: VillageRow | None
    form: SupposeForm
    supposes: bool


class SupposeForm(forms.Form):
    """Other figures than the pack's, to see what would follow; each may be left out."""

    def __init__(self, asked: Mapping[str, str], pack: PolicyPack, year: int) -> None:
        super().__init__(asked)
        for parameter in parameters_read(pack, Unit.HOUSEHOLD):
            figure = parameter.figure(year).written
            unit = in_language(parameter.unit)
            label = _("Suppose: {title} ({unit}), now {figure}")
            self.fields[parameter.id] = forms.DecimalField(
                label=label.format(
                    title=in_language(parameter.title), unit=unit, figure=figure
                ),
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )

    @property
    def settings(self) -> list[str]:
        """The figures supposed, as settings of the pack."""
        if not self.is_valid():
            return []
        return [
            f"parameters.{name}={figure:f}"
            for name, figure in self.cleaned_data.items()
            if figure is not None
        ]


def page_of(actor: Actor, asked: Mapping[str, str], *, on: date) -> StandingPage:
    """Judge the actor's area by the pack in force; raises MissingFigure."""
    pack = pack_of(pack_in_force(on).id)
    form = SupposeForm(asked, pack, on.year)
    found = _standing(pack, on, settings.COMPILED)
    supposed: dict[str, VillageStanding] = {}
    if form.settings:
        other = changed_pack(pack, on.year, form.settings)
        supposed = {one.village_code: one for one in _standing(other, on, None)}
    names = villages_of(actor.division_code)
    criteria = pack.criteria(Unit.HOUSEHOLD)
    rows = tuple(
        _row(
            one,
            short_name(names[one.village_code]),
            criteria,
            supposed.get(one.village_code),
        )
        for one in found
    )
    total = None
    if len(found) > 1:
        then = _sum([*supposed.values()]) if supposed else None
        total = _row(_sum(found), "", criteria, then)
    return StandingPage(
        pack.title, on.year, criteria, rows, total, form, bool(form.settings)
    )


def _standing(
    pack: PolicyPack, on: date, kept_in: Path | None
) -> list[VillageStanding]:
    return standing_by_village(
        pack=pack,
        year=on.year,
        on=on,
        statuses=[status.value for status in MAY_EXIT],
        kept_in=kept_in,
    )


def _row(
    one: VillageStanding,
    name: str,
    criteria: Sequence[Criterion],
    supposed: VillageStanding | None,
) -> VillageRow:
    counts = one.counts
    return VillageRow(
        code=one.village_code,
        name=name,
        households=one.households,
        met=counts[ALL, Outcome.MET],
        not_met=counts[ALL, Outcome.NOT_MET],
        unknown=counts[ALL, Outcome.UNKNOWN],
        shares=tuple(
            Share(
                criterion,
                counts[criterion.id, Outcome.NOT_MET],
                counts[criterion.id, Outcome.UNKNOWN],
            )
            for criterion in criteria
        ),
        supposed=supposed.counts[ALL, Outcome.MET] if supposed else None,
    )


def _sum(found: Sequence[VillageStanding]) -> VillageStanding:
    counts = {key: sum(one.counts[key] for one in found) for key in found[0].counts}
    return VillageStanding("", sum(one.households for one in found), counts)
