"""The board of second surveys: lists, who goes by when, how far two surveys agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from tuopin.office.accounts.domain import Actor
from tuopin.office.accounts.queries import holders_of
from tuopin.office.accounts.rights import MAY, Right
from tuopin.office.divisions.queries import villages_of
from tuopin.office.policy.queries import pack_on
from tuopin.rulebook.second_survey import SecondSurveyRules
from tuopin.rulebook.text import Text
from tuopin.survey.operations import SURVEYORS
from tuopin.survey.second import queries
from tuopin.survey.second.agreement import Agreement, Comparing, Pair
from tuopin.survey.second.comparing import ComparedSurvey, compared_surveys
from tuopin.survey.second.people import surveyors_of
from tuopin.survey.second.queries import SentAgain
from tuopin.web.acting import NotInThePack

if TYPE_CHECKING:
    from tuopin.survey.models import DrawnSurvey, SecondSurveyFrame

A_PAGE = 50


@dataclass(frozen=True)
class DrawnShown:
    """A drawn household: who surveyed it first, who goes again, whether it agrees."""

    drawn: DrawnSurvey
    village: str
    first: str
    sent: SentAgain | None
    compared: ComparedSurvey | None
    surveyors: tuple[Actor, ...]
    is_late: bool

    @property
    def is_sent(self) -> bool:
        """Whether the second survey has come."""
        return self.sent is not None and self.sent.is_sent

    @property
    def state(self) -> Text:
        """How far it is, in words."""
        if self.compared is not None:
            return AGREES if not self.compared.decisive else DIFFERS
        if self.is_sent:
            return SENT
        if self.sent is None:
            return NOBODY
        return LATE if self.is_late else WAITS

    @property
    def look(self) -> str:
        """The class by which the state is shown beside its word."""
        return LOOKS[self.state]


NOBODY = Text("还没有分派", "nobody is sent yet")
WAITS = Text("等第二次调查", "waits for the second survey")
LATE = Text("已超期", "overdue")
SENT = Text("已上报", "has come")
AGREES = Text("已上报，标准指标一致", "has come, agrees in the standard")
DIFFERS = Text("已上报，标准指标不一致", "has come, differs in the standard")
LOOKS = {
    NOBODY: "state-waits",
    WAITS: "state-open",
    LATE: "state-ends",
    SENT: "state-done",
    AGREES: "state-done",
    DIFFERS: "state-ends",
}


@dataclass(frozen=True)
class Share:
    """How often two surveys said the same: of a surveyor, of a village."""

    name: str
    households: int
    same: int
    pairs: int

    @property
    def percent(self) -> str:
        """The share as people read it; a dash where there is nothing."""
        return _percent(self.same, self.pairs)


@dataclass(frozen=True)
class QuestionShown:
    """A question with how often it was answered alike, and what chance leaves of it."""

    agreement: Agreement

    @property
    def label(self) -> Text:
        """What is asked."""
        return self.agreement.question.label

    @property
    def percent(self) -> str:
        """The share that agrees."""
        return _percent(self.agreement.same, self.agreement.pairs)

    @property
    def kappa(self) -> str:
        """Cohen's kappa, or why there is none."""
        one = self.agreement
        if not one.is_code:
            return _("an amount or a text")
        if not one.is_enough:
            return _("too few to say")
        if one.kappa is None:
            return _("all answers alike: says nothing")
        return f"{float(one.kappa):.2f}"


def in_hundredths(share: Decimal) -> str:
    """Return a share as people write it, without the sign."""
    return f"{(share * 100).normalize():f}"


def _percent(same: int, pairs: int) -> str:
    return f"{same * 100 / pairs:.1f}%" if pairs else "–"


@dataclass(frozen=True)
class SecondBoard:
    """The second surveys of the year, as far as a reader sees them."""

    rules: SecondSurveyRules
    frames: tuple[SecondSurveyFrame, ...]
    drawn: tuple[DrawnShown, ...]
    page: Page[DrawnShown]
    questions: tuple[QuestionShown, ...]
    surveyors: tuple[Share, ...]
    villages: tuple[Share, ...]
    among: tuple[Actor, ...]
    places: Mapping[str, str]
    may_draw: bool
    may_assign: bool

    @property
    def usual(self) -> str:
        """The usual share in hundredths."""
        return in_hundredths(self.rules.usual.value)

    @property
    def least(self) -> str:
        """The least share in hundredths."""
        return f"{in_hundredths(self.rules.least.value)}%"

    @property
    def most(self) -> str:
        """The greatest share in hundredths."""
        return f"{in_hundredths(self.rules.most.value)}%"

    @property
    def tolerance(self) -> str:
        """By how much two amounts may differ, in hundredths."""
        return f"{in_hundredths(self.rules.share.value)}%"

    @property
    def waiting(self) -> SecondSurveyFrame | None:
        """The list that is closed and not drawn from."""
        return next((one for one in self.frames if not hasattr(one, "draw")), None)

    @property
    def done(self) -> int:
        """How many second surveys have come."""
        return sum(one.is_sent for one in self.drawn)

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(one.is_late for one in self.drawn)

    @property
    def differing(self) -> int:
        """How many differ in the standard."""
        return sum(one.state is DIFFERS for one in self.drawn)


def board_of(actor: Actor, *, at: str = "", on: date) -> SecondBoard:
    """Return the year's second surveys; raises NotInThePack where there are none."""
    comparing = comparing_on(on)
    found = queries.drawn(on.year)
    compared = compared_surveys(comparing, found)
    may_assign = actor.position in MAY[Right.ASSIGN_SECOND_SURVEY]
    among = holders_of(SURVEYORS, under=actor, on=on) if may_assign and found else []
    shown = _shown(actor, found, compared, among, on=on)
    return SecondBoard(
        rules=comparing.rules,
        frames=tuple(queries.frames(on.year)),
        drawn=tuple(shown),
        page=Paginator(shown, A_PAGE).get_page(at),
        questions=tuple(
            QuestionShown(one)
            for one in comparing.agreements(p for c in compared for p in c.pairs)
        ),
        surveyors=_shares(compared, {c.drawn.id: c.visit.surveyor for c in compared}),
        villages=_shares(
            compared,
            {c.drawn.id: c.drawn.household.village.short_name for c in compared},
        ),
        among=tuple(_who_may(shown)),
        places=villages_of(actor.division_code),
        may_draw=actor.position in MAY[Right.DRAW_SECOND_SURVEYS],
        may_assign=may_assign,
    )


def comparing_on(on: date) -> Comparing:
    """Return how two surveys are compared; raises NotInThePack."""
    pack = pack_on(on)
    if pack.second_survey is None or pack.questionnaire is None:
        raise NotInThePack(
            _("The rules in force do not have a share surveyed a second time.")
        )
    return Comparing.of(pack.questionnaire, pack, pack.second_survey)


def _shown(
    actor: Actor,
    found: Sequence[DrawnSurvey],
    compared: Sequence[ComparedSurvey],
    among: Sequence[Actor],
    *,
    on: date,
) -> list[DrawnShown]:
    names = villages_of(actor.division_code)
    sent = queries.sent_again(year=on.year)
    first = queries.first_surveyors(found)
    compared_of = {one.drawn.id: one for one in compared}
    shown = []
    for one in found:
        again = sent.get((one.household_id, one.year))
        is_open = again is not None and not again.is_sent
        there = [who for who in among if who.covers([one.village_code])]
        shown.append(
            DrawnShown(
                drawn=one,
                village=names.get(one.village_code, one.village_code),
                first=first[one.id],
                sent=again,
                compared=compared_of.get(one.id),
                surveyors=tuple(surveyors_of(one, first[one.id], there)),
                is_late=is_open and again is not None and again.due_on < on,
            )
        )
    return shown


def _who_may(shown: Iterable[DrawnShown]) -> list[Actor]:
    """Return who may go to any of the households, each once."""
    found = {who.appointment_id: who for one in shown for who in one.surveyors}
    return list(found.values())


def _shares(
    compared: Sequence[ComparedSurvey], name_of: Mapping[int, str]
) -> tuple[Share, ...]:
    pairs: dict[str, list[Pair]] = {}
    households: dict[str, int] = {}
    for one in compared:
        name = name_of[one.drawn.id]
        pairs.setdefault(name, []).extend(one.pairs)
        households[name] = households.get(name, 0) + 1
    shares = [
        Share(name, households[name], sum(p.agrees for p in own), len(own))
        for name, own in pairs.items()
    ]
    return tuple(sorted(shares, key=lambda s: (s.same / max(1, s.pairs), s.name)))


def seconds_left(actor: Actor) -> int:
    """Return how many households a person still has to survey again."""
    return len(queries.open_for(actor)) if actor.position in SURVEYORS else 0
