"""Documents whose times contradict each other, side by side; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.divisions.domain import covers
from tuopin.office.divisions.queries import places_in
from tuopin.office.policy.queries import pack_on
from tuopin.office.time_logic import (
    Counted,
    Pair,
    Paper,
    Side,
    State,
    counted,
    pairs,
)
from tuopin.oversight.contradictions.domain import Outcome
from tuopin.oversight.contradictions.models import SettledContradiction
from tuopin.oversight.contradictions.queries import comparisons, settled_in
from tuopin.register.queries import households_by_number
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.text import Text
from tuopin.rulebook.time_logic import TimeCheck, TimeLogicRules
from tuopin.web.acting import NotInThePack
from tuopin.web.templatetags.office import in_language

PER_PAGE = 50
NOBODY = Counted()
LISTED: Collection[str] = (State.SETTLED.value, State.UNKNOWN.value)

PAPERS: Mapping[Paper, Text] = {
    Paper.MEETING: Text("评议会记录", "minutes of the appraisal"),
    Paper.NOTICE: Text("公示", "notice"),
    Paper.ACT: Text("办理记录", "record of the act"),
    Paper.SIGNATURE: Text("户签认", "the household's signature"),
    Paper.PHOTO: Text("照片", "photo"),
    Paper.SURVEY: Text("入户调查", "survey"),
    Paper.MEMBERSHIP: Text("登记册成员", "member in the register"),
    Paper.VOTES: Text("逐户表决票", "vote sheet"),
}


@dataclass(frozen=True)
class SideShown:
    """One of two documents, in words, and where it stands."""

    title: Text
    about: str
    day: date | None
    hour: str
    place: str
    number: str
    address: str


@dataclass(frozen=True)
class SettlingShown:
    """What came of looking into a contradiction, by whom and when."""

    outcome: Outcome
    settled: SettledContradiction

    @property
    def kind(self) -> str:
        """How it is framed."""
        return "open" if self.outcome is Outcome.EXPLAINED else "ends"


@dataclass(frozen=True)
class PairShown:
    """Two documents side by side; `settling` is what came of asking, the last."""

    check: TimeCheck
    key: str | None
    village: str
    household: str
    number: str
    address: str
    one: SideShown
    two: SideShown | None
    settling: SettlingShown | None


@dataclass(frozen=True)
class CheckShown:
    """A check with its figures, and the addresses of its lists."""

    check: TimeCheck
    counted: Counted
    contradict_query: str
    settled_query: str
    unknown_query: str
    is_chosen: bool


@dataclass(frozen=True)
class Asked:
    """What the page was asked for; blank is everything."""

    check: str
    place: str
    state: State
    page: int

    def query(self, **other: object) -> str:
        """Return the address of this with something else."""
        kept = {
            "check": self.check,
            "place": self.place,
            "state": self.state.value,
            "page": "",
        }
        return urlencode({k: v for k, v in {**kept, **other}.items() if v})


@dataclass(frozen=True)
class TimeLogicPage:
    """A page of contradictions, or of what cannot be checked."""

    rules: TimeLogicRules
    asked: Asked
    checks: tuple[CheckShown, ...]
    places: tuple[tuple[str, str], ...]
    rows: tuple[PairShown, ...]
    total: int
    page: int
    pages: int
    previous_query: str
    next_query: str

    @property
    def shows_unknown(self) -> bool:
        """Whether the list is of what cannot be checked."""
        return self.asked.state is State.UNKNOWN

    @property
    def shows_settled(self) -> bool:
        """Whether the list is of what was looked into."""
        return self.asked.state is State.SETTLED


def rules_on(on: date) -> TimeLogicRules:
    """Return the pack's checks; raises NotInThePack where it has none."""
    rules = pack_on(on).time_logic
    if rules is None:
        raise NotInThePack(
            _("The rules in force name no contradictions of times to look for.")
        )
    return rules


def page_of(actor: Actor, query: Mapping[str, str], *, on: date) -> TimeLogicPage:
    """Return the page that was asked for, computed from the record in sight."""
    rules = rules_on(on)
    asked = _asked(actor, query, rules)
    place = asked.place or actor.division_code
    settled = settled_in(place)
    figures = counted(comparisons(rules), place, settled=settled)
    total = sum(
        _size(figures.get(name, NOBODY), asked.state)
        for name in rules.checks
        if asked.check in ("", name)
    )
    pages = max(1, -(-total // PER_PAGE))
    at = min(asked.page, pages)
    names = places_in(actor.division_code)
    found = pairs(
        comparisons(rules, asked.check),
        place,
        asked.state,
        settled=settled,
        offset=(at - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    return TimeLogicPage(
        rules=rules,
        asked=asked,
        checks=_checks(rules, figures, asked),
        places=tuple(sorted(names.items())),
        rows=shown(found, rules, names, settled, on=on),
        total=total,
        page=at,
        pages=pages,
        previous_query=asked.query(page=at - 1) if at > 1 else "",
        next_query=asked.query(page=at + 1) if at < pages else "",
    )


def every_pair(
    actor: Actor, query: Mapping[str, str], *, on: date
) -> tuple[PairShown, ...]:
    """Return every pair of what was asked for, for a workbook."""
    rules = rules_on(on)
    asked = _asked(actor, query, rules)
    place = asked.place or actor.division_code
    settled = settled_in(place)
    made = comparisons(rules, asked.check)
    found = pairs(made, place, asked.state, settled=settled)
    return shown(found, rules, places_in(actor.division_code), settled, on=on)


def _asked(actor: Actor, query: Mapping[str, str], rules: TimeLogicRules) -> Asked:
    """Read what was asked for; what there is not, or outside the area, is not there."""
    check, place = query.get("check", ""), query.get("place", "")
    if check and check not in rules.checks:
        raise Http404
    if place and not (
        place.isascii()
        and place.isdecimal()
        and len(place) == len(actor.division_code)
        and covers(actor.division_code, place)
    ):
        raise Http404
    wanted = query.get("page", "1")
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) <= len("99999")
    listed = query.get("state", "")
    return Asked(
        check,
        place,
        State(listed) if listed in LISTED else State.CONTRADICTS,
        max(1, int(wanted)) if is_number else 1,
    )


def _size(figures: Counted, state: State) -> int:
    if state is State.SETTLED:
        return figures.settled
    return figures.unknown if state is State.UNKNOWN else figures.unsettled


def _checks(
    rules: TimeLogicRules, figures: Mapping[str, Counted], asked: Asked
) -> tuple[CheckShown, ...]:
    return tuple(
        CheckShown(
            check=one,
            counted=figures.get(name, NOBODY),
            contradict_query=asked.query(check=name, state=State.CONTRADICTS.value),
            settled_query=asked.query(check=name, state=State.SETTLED.value),
            unknown_query=asked.query(check=name, state=State.UNKNOWN.value),
            is_chosen=asked.check == name,
        )
        for name, one in rules.checks.items()
    )


def shown(
    found: Sequence[Pair],
    rules: TimeLogicRules,
    names: Mapping[str, str],
    settled: Mapping[str, SettledContradiction],
    *,
    on: date,
) -> tuple[PairShown, ...]:
    """Return pairs in words, with what came of looking into them."""
    acts = _act_titles(pack_on(on))
    heads = {
        number: one.head_name
        for number, one in households_by_number(
            sorted({one.household for one in found if one.household})
        ).items()
    }
    return tuple(
        PairShown(
            check=rules.checks[one.check],
            key=one.key,
            village=one.one.place,
            household=heads.get(one.household, one.household),
            number=one.household,
            address=reverse("web:household", args=[one.household])
            if one.household
            else "",
            one=_side(one.one, one.household, names, acts),
            two=_side(one.two, one.household, names, acts) if one.two else None,
            settling=_settling(settled.get(one.key or "")),
        )
        for one in found
    )


def _settling(settled: SettledContradiction | None) -> SettlingShown | None:
    return SettlingShown(Outcome(settled.outcome), settled) if settled else None


def _act_titles(pack: PolicyPack) -> dict[str, Text]:
    return {
        name: act.title
        for procedure in pack.procedures.values()
        for name, act in procedure.acts.items()
    }


def _side(
    side: Side, household: str, names: Mapping[str, str], acts: Mapping[str, Text]
) -> SideShown:
    # The visit before, in another village, is of another household.
    is_other = side.kind is Paper.SURVEY and side.about[:1].isdecimal()
    number = side.about if is_other else household
    address = reverse("web:household", args=[number]) if number else ""
    if side.kind is Paper.PHOTO and side.number is not None:
        address = reverse("web:document", args=[side.number])
    if side.kind is Paper.NOTICE and side.number is not None:
        address = reverse("web:notice_words", args=[side.number])
    title = acts.get(side.about) if side.kind is Paper.ACT else None
    return SideShown(
        title=PAPERS[side.kind],
        about=in_language(title) if title else side.about,
        day=side.day,
        hour=side.hour,
        place=names.get(side.place, side.place),
        number=str(side.number) if side.kind is Paper.PHOTO else "",
        address=address,
    )
