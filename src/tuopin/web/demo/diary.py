"""The offices' diary for a demonstration year: tasks by day, and who does them."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from tuopin.filing.domain import Recipient
from tuopin.notice import queries as notices
from tuopin.notice.operations import Posting
from tuopin.office.accounts.domain import Actor
from tuopin.office.clock import operations as clock
from tuopin.office.divisions.domain import township_of
from tuopin.office.documents import operations as documents
from tuopin.office.documents.domain import DocumentKind
from tuopin.office.scope import acting_as
from tuopin.procedure import queries as cases
from tuopin.procedure.operations import Listed
from tuopin.procedure.recording import BatchResult
from tuopin.register import queries as register
from tuopin.rulebook.positions import Position
from tuopin.web.demo.national import NationalSystem
from tuopin.web.demo.people import Staff
from tuopin.web.demo.photos import drawn
from tuopin.web.demo.script import Calendar, Turn, late_beginnings, left_out, turns

if TYPE_CHECKING:
    from tuopin.filing.models import Consignment
    from tuopin.notice.models import PublicityNotice

Task = Callable[[date], object]
Took = TypeVar("Took", BatchResult, Listed)


@dataclass
class Village:
    """Where a village's households stand, as the script follows them."""

    code: str
    township: str
    late: int
    households: tuple[str, ...]
    cases: dict[str, int] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    first: PublicityNotice | None = None
    second: PublicityNotice | None = None
    announcement: PublicityNotice | None = None
    approved: list[int] = field(default_factory=list)

    def know(self, number: str, case_id: int) -> None:
        """Remember which case belongs to which of the village's households."""
        self.cases[number] = case_id
        self.numbers[case_id] = number


class Diary:
    """What is to be done on which day; running it moves the demo clock along."""

    def __init__(
        self,
        *,
        staff: Staff,
        year: int,
        says: Callable[[str], None],
        national: NationalSystem,
    ) -> None:
        self.staff = staff
        self.national = national
        self.year = year
        self.days = Calendar(year)
        self.says = says
        self.refusals: Counter[tuple[str, str, str]] = Counter()
        # How many first notices hang in a township's timely, or late, villages.
        self.unclosed: Counter[tuple[str, int]] = Counter()
        self.awaiting_approval: list[Village] = []
        self.letters: dict[Recipient, Consignment] = {}
        self._tasks: list[tuple[date, int, Task]] = []
        self._order = itertools.count()
        self._numbers = itertools.count(1)
        with acting_as(staff.of_county(Position.COUNTY_OFFICE)):
            households = register.households_in_force()
        self.left_out = left_out([household.number for household in households])
        self.turns: Mapping[str, Turn] = {}
        self.heads = {one.number: one.head_name for one in households}
        self.ids = {one.number: one.id for one in households}
        by_village: dict[str, list[str]] = {}
        for household in households:
            by_village.setdefault(household.village_id, []).append(household.number)
        late = late_beginnings(list(by_village))
        self.villages = {
            code: Village(
                code, township_of(code), late.get(code, 0), tuple(by_village[code])
            )
            for code in sorted(by_village)
        }

    def at(self, day: date, task: Task) -> None:
        """Put a task down for a day."""
        heapq.heappush(self._tasks, (day, next(self._order), task))

    def run(self) -> None:
        """Do every task up to the script's last day, in order of days."""
        while self._tasks and self._tasks[0][0] <= self.days.ends:
            day, _, task = heapq.heappop(self._tasks)
            clock.move_to(day)
            task(day)
        clock.move_to(self.days.ends)

    def took(self, result: Took) -> Took:
        """Keep count of what was refused, and why."""
        for row in result.refused:
            assert row.refusal is not None
            key = (result.act, row.refusal.because.value, row.refusal.cite)
            self.refusals[key] += 1
        return result

    @property
    def townships(self) -> list[str]:
        """The townships that have registered households."""
        return sorted({village.township for village in self.villages.values()})

    def turn(self, village: Village, case_id: int) -> Turn:
        """Return what the script has in store for a household."""
        return self.turns.get(village.numbers[case_id], Turn.NOTHING)

    def deal_turns(self, case_ids: Iterable[int]) -> None:
        """Deal the turns out among cases of villages that begin in time."""
        numbers = [
            village.numbers[case_id]
            for village in self.villages.values()
            if not village.late
            for case_id in set(case_ids) & set(village.numbers)
        ]
        self.turns = turns(numbers)

    def officer(self, position: Position) -> Actor:
        """Return who holds a position of which the county deals with one."""
        return next(
            actor for (held, _), actor in self.staff.by_seat.items() if held is position
        )

    def standing(
        self, status: str, actor: Actor, village: str | None = None
    ) -> list[int]:
        """Return the cases of a status that an actor sees."""
        with acting_as(actor):
            return cases.case_ids(year=self.year, status=status, village=village)

    def ready(
        self, village: Village, case_ids: Iterable[int], *, but: Turn
    ) -> list[int]:
        """Return the cases that an office comes to, all but those that wait."""
        return [one for one in case_ids if self.turn(village, one) is not but]

    def on_notice(
        self, village: Village, notice: PublicityNotice | None
    ) -> Iterable[int]:
        """Return the cases on a village's notice."""
        assert notice is not None
        with acting_as(self.staff.at(Position.VILLAGE_COMMITTEES, village.code)):
            return notices.entries_of(notice)

    def next_number(self) -> int:
        """Return the next number for a letter, a notice or a finding."""
        return next(self._numbers)

    def paper(self, title: str, of: str | int) -> str:
        """Return how the demonstration refers to a sheet of paper."""
        return f"纸质：{title}-{self.year}-{of}"

    def photo(self, village: str, kind: str, actor: Actor, day: date) -> str:
        """Keep a photo of a village's board, and return how evidence names it."""
        kept = documents.keep(
            content=drawn(village, kind, day, self.next_number()),
            kind=DocumentKind.EVIDENCE,
            place=village,
            actor=actor,
            on=day,
        )
        return kept.reference.written

    def sheet(
        self,
        village: Village,
        case_ids: Sequence[int],
        kind: str,
        actor: Actor,
        day: date,
    ) -> Posting:
        """Return a sheet for a village's board."""
        return Posting(
            village_code=village.code,
            year=self.year,
            number=f"{kind}-{village.code}-{self.next_number()}",
            place="村务公开栏",
            case_ids=tuple(case_ids),
            evidence={
                **self.papers(
                    village.code, notice_text="公示文本", announcement_text="公告文本"
                ),
                "posting_photo": self.photo(village.code, "posted", actor, day),
            },
        )

    def papers(self, of: str | int, **titles: str) -> dict[str, str]:
        """Return references to several papers about one thing, by evidence id."""
        return {name: self.paper(title, of) for name, title in titles.items()}
