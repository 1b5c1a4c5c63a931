"""Officials who attempt the acts of article 6, each held against the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from tests.stages.procedure import model
from tests.stages.procedure.model import ACTS, PERIODS, Case, Done, Officer
from tests.support.world import (
    CITY,
    NEXT_VILLAGE,
    OTHER_VILLAGE,
    STAFF,
    VILLAGE,
    World,
)
from tuopin.filing.domain import Recipient
from tuopin.notice.models import Objection, PublicityNotice
from tuopin.notice.operations import Posted
from tuopin.office.accounts.domain import Refusal
from tuopin.procedure.models import Hold
from tuopin.procedure.recording import BatchResult
from tuopin.rulebook.positions import Position as P

POSITIONS = {
    P.VILLAGE_COMMITTEES: model.VILLAGE,
    P.RESIDENT_WORK_TEAM: model.TEAM,
    P.TOWNSHIP_OFFICE: model.TOWNSHIP,
    P.TOWNSHIP_EXAMINER: model.EXAMINER,
    P.COUNTY_OFFICE: model.COUNTY,
    P.COUNTY_LEADING_GROUP: model.GROUP,
    P.SUPERVISION: model.SUPERVISION,
}
PEOPLE = (
    "village",
    "team",
    "next village",
    "next team",
    "other village",
    "other team",
    "township",
    "examiner",
    "other township",
    "other examiner",
    "county",
    "leading group",
    "supervision",
    "city supervision",
    "administrator",
    "village as team",
    "examiner as group",
    "second county",
)
VERDICTS = {
    "verify_committees": ("confirmed", "not_confirmed"),
    "verify_team": ("confirmed", "not_confirmed"),
    "acknowledge": ("agrees", "refuses", "asks_recount", "not_reached"),
    "examine": ("passed", "failed"),
    "determine": ("determined", "not_determined"),
    "approve": ("approved", "not_approved"),
}
CONTINUES = {
    **{act: verdicts[0] for act, verdicts in VERDICTS.items()},
    "survey": "surveyed",
    "report_to_township": "reported",
    "file_with_city": "filed",
    "file_with_province": "filed",
    "archive_village": "complete",
    "archive_township": "complete",
    "archive_county": "complete",
    "mark_lifted_out": "marked",
}
POSTS = {post: kind for kind, (post, _) in PERIODS.items()}
CLOSES = {close: kind for kind, (_, close) in PERIODS.items()}
VOTES = {(20, 4): "agreed", (12, 12): "not_agreed", (15, 4): None}
OTHER_ACTS = sorted(set(ACTS) - set(POSTS) - set(CLOSES) - {"survey", "appraise"})

days_back = st.sampled_from((0, 0, 0, 0, 1, 2, 4))
people = st.sampled_from(PEOPLE)
which = st.sets(st.integers(0, 2), min_size=1)
one_of_them = st.integers(0, 2)


class Officials(RuleBasedStateMachine):
    """Three households of three villages, and everybody who has a say in an act."""

    world: World
    done = 0
    refused = 0

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        base = type(self).world
        self.world = World(actors=dict(base.actors))
        self.numbers = 0
        self.hung: dict[int, date] = {}
        self.kinds: dict[int, str] = {}
        self.objections: list[tuple[Objection, Case, int]] = []
        self.findings: list[tuple[Hold, Case, str]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize()
    def found(self) -> None:
        """List one household of each village in its township's filed plan."""
        world = self.world
        villages = (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE)
        self.households = [world.register(village=one) for one in villages]
        here, elsewhere = self.households[:2], self.households[2:]
        world.file_plan(here)
        world.file_plan(elsewhere, township="other township")
        self.ids = world.open_cases(here)
        self.ids += world.open_cases(elsewhere, township="other township")
        self.cases = [Case(village) for village in villages]
        for case in self.cases:
            clerk = self.officer(STAFF[case.village].township)
            case.acts["list_in_plan"] = Done("listed", world.today, clerk.person)

    def officer(self, name: str) -> Officer:
        """Return somebody as the model knows them."""
        actor = self.world[name]
        digits = {P.VILLAGE_COMMITTEES: 12, P.RESIDENT_WORK_TEAM: 12}
        digits |= {P.TOWNSHIP_OFFICE: 9, P.TOWNSHIP_EXAMINER: 9, P.ADMINISTRATOR: 2}
        of_county = 4 if actor.division_code == CITY else 6
        area = actor.division_code[: digits.get(actor.position, of_county)]
        position = POSITIONS.get(actor.position, model.OTHER)
        return Officer(name, actor.person_id, position, area)

    def attempt(
        self,
        act: str,
        name: str,
        at: Iterable[int],
        *,
        on: date,
        verdict: str,
        do: Callable[[], object],
        allowed: bool = True,
    ) -> set[int]:
        """Let somebody do an act, hold the result against the model, and note it."""
        who, today = self.officer(name), self.world.today
        expected = {
            one
            for one in at
            if allowed and self.cases[one].may(act, who, on=on, today=today)
        }
        done = self.done_by(do)
        assert done == expected, (act, name, on, today, self.cases)
        type(self).done += len(done)
        type(self).refused += not done
        for one in done:
            self.cases[one].acts[act] = Done(verdict, on, who.person)
        return done

    def done_by(self, do: Callable[[], object]) -> set[int]:
        """Return for which households something was done."""
        try:
            result = do()
        except (Refusal, ObjectDoesNotExist):
            return set()
        if isinstance(result, Posted):
            result = result.result
        assert isinstance(result, BatchResult)
        return {self.ids.index(case) for case in result.done}

    def was_done(self, do: Callable[[], object]) -> bool:
        """Say whether something was done, for what has no rows."""
        try:
            return do() != 0
        except (Refusal, ObjectDoesNotExist):
            return False

    # The clock, and acts in their order.

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.world.move(days=days)

    @rule(
        at=one_of_them,
        steps=st.sampled_from((1, 2, 4, 8, 23)),
        verdict=st.integers(0, 9),
    )
    def things_go_their_way(self, at: int, steps: int, verdict: int) -> None:
        """Let the right people do the next acts of one household, on their days.

        The last of them may decide against it.
        """
        for left in range(steps, 0, -1):
            case = self.cases[at]
            act = next((a for a in ACTS if not case.went_on(a)), None)
            if act in CLOSES:
                notice = case.acts.get(PERIODS[CLOSES[act]][0])
                if notice is not None:
                    opens = model.opens(self.hung[notice.notice])
                    self.world.move_to(opens)
            if act is None or case.is_over:
                return
            self.lawfully(act, at, 0 if left > 1 else max(0, verdict - 6))

    def lawfully(self, act: str, at: int, verdict: int) -> None:
        staff = STAFF[self.cases[at].village]
        named = {
            model.VILLAGE: staff.village,
            model.TEAM: staff.team,
            model.TOWNSHIP: staff.township,
            model.EXAMINER: staff.examiner,
            model.COUNTY: "county",
            model.GROUP: "leading group",
        }
        name = named[ACTS[act][0][0]]
        if act == "survey":
            self.surveys(at, name, 0)
        elif act == "appraise":
            self.meets({at}, name, (12, 12) if verdict else (20, 4), 0)
        elif act in POSTS:
            self.posts(act, at, name, 0)
        elif act in CLOSES:
            self.closes(act, at, name)
        else:
            among = VERDICTS.get(act, (CONTINUES.get(act, ""),))
            self.acts_on(act, {at}, name, among[verdict % len(among)], 0)

    # Acts in any order.

    @rule(at=one_of_them, name=people, back=days_back)
    def surveys(self, at: int, name: str, back: int) -> None:
        on = max(self.world.today - timedelta(days=back), date(2017, 9, 1))
        household = [self.households[at]]
        self.attempt(
            "survey",
            name,
            {at},
            on=on,
            verdict="surveyed",
            do=lambda: self.world.visit(household, by=name, on=on),
        )

    @rule(
        at=which,
        name=people,
        votes=st.sampled_from(sorted(VOTES)),
        back=days_back,
    )
    def meets(self, at: set[int], name: str, votes: tuple[int, int], back: int) -> None:
        on = self.world.today - timedelta(days=back)
        verdict = VOTES[votes]
        self.attempt(
            "appraise",
            name,
            at,
            on=on,
            verdict=verdict or "",
            allowed=verdict is not None,
            do=lambda: self.world.appraise(
                self.of(at), by=name, on=on, agree=votes[0], against=votes[1]
            ),
        )

    def of(self, at: Iterable[int]) -> list[int]:
        return [self.ids[one] for one in sorted(at)]

    @rule(
        act=st.sampled_from(OTHER_ACTS),
        at=which,
        name=people,
        verdict=st.integers(0, 3),
        back=days_back,
    )
    def somebody_acts(
        self, act: str, at: set[int], name: str, verdict: int, back: int
    ) -> None:
        among = VERDICTS.get(act, (CONTINUES.get(act, ""),))
        self.acts_on(act, at, name, among[verdict % len(among)], back)

    def acts_on(
        self, act: str, at: set[int], name: str, verdict: str, back: int
    ) -> None:
        on = self.world.today - timedelta(days=back)
        if act.startswith(("file", "archive", "mark", "assess")):
            on = self.world.today
        allowed = not act.startswith("file") or all(
            self.cases[one].went_on("approve") and not self.cases[one].is_given_up
            for one in at
        )
        done = self.attempt(
            act,
            name,
            at,
            on=on,
            verdict=verdict,
            allowed=allowed,
            do=lambda: self.doing(act, self.of(at), name, verdict, on),
        )
        for one in done if act == "assess" else ():
            case = self.cases[one]
            found = {True: "met", False: "not_met", None: "unknown"}[case.is_insured]
            case.acts[act].verdict = found
            case.insured_when_assessed = case.is_insured

    def doing(
        self, act: str, cases: list[int], name: str, verdict: str, on: date
    ) -> object:
        world = self.world
        if act.startswith("archive"):
            return world.archive(cases, act.removeprefix("archive_"), by=name)
        if act.startswith("file"):
            return world.file(cases, Recipient(act.removeprefix("file_with_")), by=name)
        if act == "assess":
            return world.assess(cases, by=name)
        if act == "mark_lifted_out":
            return world.mark(cases, by=name)
        if act == "report_to_township":
            return world.report(cases, by=name, on=on)
        do: Callable[..., object] = getattr(world, act)
        return do(cases, verdict=verdict, by=name, on=on)

    @rule(
        act=st.sampled_from(sorted(POSTS)), at=one_of_them, name=people, back=days_back
    )
    def posts(self, act: str, at: int, name: str, back: int) -> None:
        on = self.world.today - timedelta(days=back)
        hung: list[PublicityNotice] = []

        def do() -> Posted:
            post = getattr(self.world, act)
            where = {} if act == "post_first" else {"village": self.cases[at].village}
            posted: Posted = post([self.ids[at]], by=name, on=on, **where)
            if posted.notice is not None:
                hung.append(posted.notice)
            return posted

        for one in self.attempt(act, name, {at}, on=on, verdict="posted", do=do):
            (notice,) = hung
            self.cases[one].acts[act].notice = notice.id
            self.hung[notice.id] = on
            self.kinds[notice.id] = POSTS[act]
            assert notice.opens_on == model.opens(on)

    @rule(act=st.sampled_from(sorted(CLOSES)), at=one_of_them, name=people)
    def somebody_closes(self, act: str, at: int, name: str) -> None:
        self.closes(act, at, name)

    def closes(self, act: str, at: int, name: str) -> None:
        case, today = self.cases[at], self.world.today
        posted = case.acts.get(PERIODS[CLOSES[act]][0])
        if posted is None:
            return
        answers = case.answers.get(posted.notice, set())
        verdict = "no_objection"
        if answers:
            verdict = "objection_upheld" if True in answers else "objection_dismissed"
        for one in self.attempt(
            act,
            name,
            {at},
            on=today,
            verdict=verdict,
            allowed=today >= model.opens(self.hung[posted.notice]),
            do=lambda: getattr(self.world, act)(
                PublicityNotice(id=posted.notice), by=name
            ),
        ):
            self.cases[one].acts[act].notice = posted.notice

    @precondition(lambda self: self.hung)
    @rule(name=people, at=st.integers(0, 99))
    def somebody_closes_an_old_notice(self, name: str, at: int) -> None:
        """Try the notice of a round that is void: it closes nothing."""
        notice = sorted(self.hung)[at % len(self.hung)]
        act = PERIODS[self.kinds[notice]][1]
        post = PERIODS[self.kinds[notice]][0]
        present = {case.acts[post].notice for case in self.cases if post in case.acts}
        if notice in present:
            return
        close: Callable[..., object] = getattr(self.world, act)
        standing = PublicityNotice(id=notice)
        assert not self.done_by(lambda: close(standing, by=name))
