"""Gathers a position's work of the day from the stages; decides nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tuopin.filing import queries as filing
from tuopin.filing.domain import Matter, Recipient
from tuopin.notice import queries as notices
from tuopin.notice.about import openings_of
from tuopin.notice.objections import waiting_for_review
from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.rights import MAY, Right, may
from tuopin.office.divisions.domain import DivisionLevel, covers, level_of, township_of
from tuopin.office.divisions.queries import units_below
from tuopin.office.policy.queries import pack_in_force, pack_of
from tuopin.procedure.queries import procedure_of
from tuopin.procedure.workload import Workload, workloads
from tuopin.rulebook.citation import Citation
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.units import Unit
from tuopin.web.filings.ready import LetterReady, letters_ready
from tuopin.web.my_work_lines import Line, Portion, When, lines, portions
from tuopin.web.reviewing import may_review

MOST_REVIEWS = 1000
BY_VILLAGE = (DivisionLevel.VILLAGE, DivisionLevel.TOWNSHIP)


@dataclass(frozen=True)
class Held:
    """Households of one place that a hold stops, and the objections behind it."""

    place_code: str
    status: str
    cite: Citation
    households: int
    objections: int


@dataclass(frozen=True)
class SecondReviews:
    """Second reviews of one place that have no answer, held or late."""

    place_code: str
    count: int
    is_mine: bool

    @property
    def when(self) -> When:
        """Today if the reader may answer them; else somebody else has to."""
        return When.TODAY if self.is_mine else When.WAITING


@dataclass(frozen=True)
class AwaitedReceipt:
    """A letter that was sent and whose receipt has not come."""

    letter_number: str
    recipient: Recipient
    matter: Matter
    cite: Citation
    sent_on: date

    @property
    def holds_up(self) -> str:
        """What waits for the receipt."""
        match self.matter:
            case Matter.HOUSEHOLD_EXITS:
                return _("Households are marked only after both receipts.")
            case Matter.VILLAGE_EXITS:
                return _("Villages leave the register by the province's receipt.")
            case Matter.PLANS:
                return _("Nobody's exit begins before the province has the plan.")


@dataclass(frozen=True)
class Group:
    """One part of the day's work."""

    when: When
    lines: tuple[Line, ...]
    held: tuple[Held, ...]
    reviews: tuple[SecondReviews, ...]
    awaiting_receipt: tuple[AwaitedReceipt, ...]
    letters: tuple[LetterReady, ...] = ()

    @property
    def size(self) -> int:
        """How many lines the part has."""
        parts = (
            self.lines,
            self.held,
            self.reviews,
            self.awaiting_receipt,
            self.letters,
        )
        return sum(map(len, parts))

    @property
    def heading_template(self) -> str:
        """The words of the part's heading."""
        return f"web/work/{self.when}.html"

    @property
    def empty_template(self) -> str:
        """The words for a part that has nothing in it."""
        return f"web/work/none_{self.when}.html"


@dataclass(frozen=True)
class Work:
    """A position's work on a day, and the names of the places in it."""

    groups: tuple[Group, ...]
    places: Mapping[str, str]


def work_of(actor: Actor, *, on: date) -> Work:
    """Return what the actor's position has to do in its area on a day."""
    places, place_of = _places(actor)
    made: list[Line] = []
    held: list[Held] = []
    # Administrators keep accounts; no household's case is theirs to follow.
    is_reader = may(actor, Right.READ_REGISTER, in_division=actor.division_code)
    for procedure, loads in workloads() if is_reader else ():
        made += lines(
            procedure,
            _portions(procedure, loads),
            position=actor.position,
            place_of=place_of,
            on=on,
        )
        held += _held(procedure, loads, place_of, years=_years(loads))
    awaiting = _awaited(on) if is_reader else ()
    reviews = _second_reviews(actor, place_of) if is_reader else ()
    letters = tuple(letters_ready(actor, on=on)) if is_reader else ()
    settles = actor.position in (
        *MAY[Right.DECIDE_OBJECTION],
        *MAY[Right.RELEASE_HOLD],
    )
    groups = tuple(
        Group(
            when=when,
            lines=tuple(line for line in made if line.when is when),
            held=tuple(held) if when is _when_held(settles) else (),
            reviews=tuple(one for one in reviews if one.when is when),
            awaiting_receipt=awaiting if when is When.WAITING else (),
            letters=letters if when is When.TODAY else (),
        )
        for when in When
    )
    return Work(groups, places)


def household_ids_open_to(act: str, *, place: str, opens_on: date | None) -> list[int]:
    """Return the households that a line of the day's work counts."""
    return [
        household_id
        for _, portion in open_portions(act, place=place)
        if opens_on is None or portion.opens_on == opens_on
        for household_id in portion.household_ids
    ]


def open_portions(act: str, *, place: str) -> list[tuple[Procedure, Portion]]:
    """Return the households of a place for which an act is open, by procedure."""
    return [
        (procedure, portion)
        for procedure, loads in workloads()
        for portion in _portions(procedure, _in_place(loads, place), closed_by=[act])
        if portion.rule.id == act
    ]


def _in_place(loads: Iterable[Workload], place: str) -> list[Workload]:
    return [load for load in loads if covers(place, load.village_code)]


def _portions(
    procedure: Procedure,
    loads: Sequence[Workload],
    *,
    closed_by: Collection[str] | None = None,
) -> list[Portion]:
    """Return what is open, with the last days of notices that are not closed yet.

    `closed_by` leaves out notices that other acts close than these.
    """
    asked = [
        publicity
        for publicity in procedure.publicities.values()
        if closed_by is None or publicity.closed_by in closed_by
    ]
    hanging = [
        case_id
        for load in loads
        if any(
            one.opened_by in load.performed and one.closed_by not in load.performed
            for one in asked
        )
        for case_id in load.case_ids
    ]
    return portions(procedure, loads, openings_of(hanging))


def _places(actor: Actor) -> tuple[dict[str, str], dict[str, str]]:
    """Return the places' names, and under which place each village is counted."""
    villages = units_below(actor.division_code, DivisionLevel.VILLAGE)
    if level_of(actor.division_code) in BY_VILLAGE:
        names = {village.code: village.short_name for village in villages}
        return names, {code: code for code in names}
    townships = units_below(actor.division_code, DivisionLevel.TOWNSHIP)
    names = {township.code: township.short_name for township in townships}
    return names, {v.code: township_of(v.code) for v in villages}


def _second_reviews(
    actor: Actor, place_of: Mapping[str, str]
) -> tuple[SecondReviews, ...]:
    waiting = Counter(
        (place_of[one.village_code], may_review(actor, one))
        for one in waiting_for_review(most=MOST_REVIEWS)
    )
    return tuple(
        SecondReviews(place, count, is_mine)
        for (place, is_mine), count in sorted(waiting.items())
    )


def _awaited(on: date) -> tuple[AwaitedReceipt, ...]:
    letters = filing.awaiting_receipt(year=on.year)
    if not letters:
        return ()
    pack = pack_of(pack_in_force(on).id)
    matters = filing.matters_of([letter.id for letter in letters])
    return tuple(
        AwaitedReceipt(
            letter_number=letter.letter_number,
            recipient=Recipient(letter.recipient),
            matter=matters[letter.id],
            cite=_cite(matters[letter.id], Recipient(letter.recipient), pack),
            sent_on=letter.sent_on,
        )
        for letter in letters
    )


def _cite(matter: Matter, recipient: Recipient, pack: PolicyPack) -> Citation:
    match matter:
        case Matter.HOUSEHOLD_EXITS:
            return procedure_of(pack).acts[recipient.act].cite
        case Matter.VILLAGE_EXITS:
            return procedure_of(pack, Unit.VILLAGE).cite
        case Matter.PLANS:
            return pack.procedure("plan").cite


def _years(loads: Iterable[Workload]) -> list[int]:
    return sorted({load.year for load in loads})


def _held(
    procedure: Procedure,
    loads: Iterable[Workload],
    place_of: Mapping[str, str],
    *,
    years: Iterable[int],
) -> list[Held]:
    status = next((rule.status.id for rule in procedure.statuses if rule.held), "")
    households: dict[str, int] = {}
    for load in loads:
        if load.is_held:
            place = place_of[load.village_code]
            households[place] = households.get(place, 0) + len(load.household_ids)
    objections: dict[str, int] = {}
    for village, count in notices.undecided_by_village(years=years).items():
        place = place_of[village]
        objections[place] = objections.get(place, 0) + count
    return [
        Held(place, status, procedure.cite, count, objections.get(place, 0))
        for place, count in sorted(households.items())
    ]


def _when_held(settles: bool) -> When:
    return When.TODAY if settles else When.WAITING
