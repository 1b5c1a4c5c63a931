"""Article 6 written down a second time, for a test to hold the program against.

Nothing here knows the program: the tables are from the regulation and the readings in
INTERPRETATION.md, the days off from another calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

VILLAGE, TEAM, TOWNSHIP, EXAMINER = "committees", "team", "township", "examiner"
COUNTY, GROUP, SUPERVISION, OTHER = "county", "group", "supervision", "other"

ARCHIVES = ("archive_village", "archive_township", "archive_county")
FILINGS = ("file_with_city", "file_with_province")
# act: who does it, what it needs, how many days later it may be entered.
ACTS = {
    "survey": ((VILLAGE, TEAM), ("list_in_plan",), 15),
    "assess": ((TOWNSHIP,), ("survey",), 0),
    "appraise": ((VILLAGE,), ("assess",), 3),
    "verify_committees": ((VILLAGE,), ("appraise",), 3),
    "verify_team": ((TEAM,), ("appraise",), 3),
    "acknowledge": ((VILLAGE, TEAM), ("verify_committees", "verify_team"), 3),
    "post_first": ((VILLAGE,), ("acknowledge",), 1),
    "report_to_township": ((VILLAGE,), ("acknowledge",), 0),
    "examine": ((EXAMINER,), ("report_to_township",), 0),
    "close_first": ((VILLAGE,), ("post_first",), 0),
    "determine": ((TOWNSHIP,), ("examine", "close_first"), 0),
    "post_second": ((TOWNSHIP,), ("determine",), 1),
    "close_second": ((TOWNSHIP,), ("post_second",), 0),
    "approve": ((GROUP,), ("close_second",), 0),
    "announce": ((COUNTY,), ("approve",), 1),
    "close_announcement": ((COUNTY,), ("announce",), 0),
    "file_with_city": ((COUNTY,), ("approve",), 0),
    "file_with_province": ((COUNTY,), ("approve",), 0),
    "archive_village": ((VILLAGE,), ("close_announcement",), 0),
    "archive_township": ((TOWNSHIP,), ("close_announcement",), 0),
    "archive_county": ((COUNTY,), ("close_announcement",), 0),
    "mark_lifted_out": ((COUNTY,), (*ARCHIVES, *FILINGS, "close_announcement"), 0),
}
ENDS = {"not_met", "not_agreed", "not_confirmed", "refuses", "failed"} | {
    "not_determined",
    "not_approved",
    "objection_upheld",
}
WAITS = {"unknown", "asks_recount", "not_reached"}
TWO_PERSONS = [
    {"verify_committees", "verify_team"},
    *({"examine", other} for other in ("survey", "verify_committees", "verify_team")),
    *({"approve", other} for other in ("survey", "examine")),
]
TOGETHER = [{"post_first", "report_to_township"}, {"approve", "announce"}]
PERIODS = {
    "first": ("post_first", "close_first"),
    "second": ("post_second", "close_second"),
    "announcement": ("announce", "close_announcement"),
}
OFFICES = (TOWNSHIP, COUNTY, SUPERVISION)
MAY_RECEIVE = (VILLAGE, TEAM, *OFFICES)
MAY_ANSWER = (EXAMINER, *OFFICES)


def opens(posted_on: date) -> date:
    """Count seven days after the posting; a last day off moves on."""
    last = posted_on + timedelta(days=7)
    while not chinese_calendar.is_workday(last):
        last += timedelta(days=1)
    return last + timedelta(days=1)


@dataclass(frozen=True)
class Officer:
    """Somebody under one of their appointments."""

    name: str
    person: int
    position: str
    area: str


@dataclass
class Done:
    """An act as it stands in the round."""

    verdict: str
    on: date
    person: int
    notice: int = 0


@dataclass
class Case:
    """A household on its way."""

    village: str
    acts: dict[str, Done] = field(default_factory=dict)
    round: int = 1
    is_insured: bool | None = True
    insured_when_assessed: bool | None = None
    holds: dict[object, int] = field(default_factory=dict)
    answers: dict[int, set[bool]] = field(default_factory=dict)
    recused: set[int] = field(default_factory=set)
    is_given_up: bool = False

    @property
    def is_over(self) -> bool:
        return any(done.verdict in ENDS for done in self.acts.values())

    @property
    def has_void_facts(self) -> bool:
        changed = self.is_insured != self.insured_when_assessed
        return "assess" in self.acts and changed and "approve" not in self.acts

    def has_missed_a_twin(self, *, today: date) -> bool:
        return any(
            self.went_on(act)
            and twin not in self.acts
            and (today - self.acts[act].on).days > 1
            for pair in TOGETHER
            for act in pair
            for twin in pair - {act}
        )

    @property
    def is_marked(self) -> bool:
        return "mark_lifted_out" in self.acts

    def went_on(self, act: str) -> bool:
        done = self.acts.get(act)
        return done is not None and done.verdict not in ENDS | WAITS

    def may(self, act: str, who: Officer, *, on: date, today: date) -> bool:
        """Say whether an act may be done, its papers being complete."""
        positions, needs, days = ACTS[act]
        done = self.acts.get(act)
        others = [a for pair in TWO_PERSONS if act in pair for a in pair - {act}]
        twins = [a for pair in TOGETHER if act in pair for a in pair - {act}]
        return (
            who.position in positions
            and self.village.startswith(who.area)
            and not self.is_given_up
            and not self.is_over
            and (done is None or done.verdict in WAITS)
            and all(self.went_on(need) for need in needs)
            and not self.holds
            and who.person not in self.recused
            and all(self.acts[a].person != who.person for a in others if a in self.acts)
            and (not self.has_void_facts or act == "assess")
            and on <= today <= on + timedelta(days=days)
            and all(on >= self.acts[a].on for a in needs if a != "list_in_plan")
            and (act != "appraise" or on <= date(2017, 12, 31))
            and (act != "survey" or on.year == 2017)
            and all(
                abs((on - self.acts[a].on).days) <= 1 for a in twins if a in self.acts
            )
        )

    def open_gates(self, hung: dict[int, date]) -> list[int]:
        """Return which of G1 to G15 stand open, from what was done and when."""
        a = self.acts
        hung_out = {
            kind: post in a
            and close in a
            and a[close].notice == a[post].notice
            and a[close].on >= opens(hung[a[post].notice])
            for kind, (post, close) in PERIODS.items()
        }
        shut = {
            1: self.went_on("list_in_plan"),
            2: self.went_on("survey") and a["survey"].on.year == 2017,
            3: "assess" in a and a["assess"].verdict == "met",
            4: "appraise" in a and a["appraise"].verdict == "agreed",
            5: all(self.went_on(f"verify_{body}") for body in ("committees", "team"))
            and a["verify_committees"].person != a["verify_team"].person,
            6: "acknowledge" in a and a["acknowledge"].verdict == "agrees",
            7: hung_out["first"],
            8: self.went_on("report_to_township")
            and abs((a["report_to_township"].on - a["post_first"].on).days) <= 1,
            9: self.went_on("examine") and self.went_on("determine"),
            10: hung_out["second"],
            11: "approve" in a and a["approve"].verdict == "approved",
            12: hung_out["announcement"]
            and (a["announce"].on - a["approve"].on).days < 2,
            13: all(map(self.went_on, FILINGS)),
            14: all(map(self.went_on, ARCHIVES)),
            15: self.is_marked and not self.is_given_up,
        }
        return [number for number, is_shut in shut.items() if not is_shut]
