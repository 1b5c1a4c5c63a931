"""A year of article 6 run through the offices, by the operations that screens call."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.notice import operations as notices
from tuopin.notice.domain import Channel
from tuopin.notice.models import PublicityNotice
from tuopin.office.accounts.domain import Actor
from tuopin.office.clock import operations as clock
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Votes
from tuopin.procedure.models import ExitCase
from tuopin.procedure.recording import BatchResult, Row
from tuopin.register import queries as register
from tuopin.rulebook.positions import Position
from tuopin.survey import operations as surveys
from tuopin.survey.operations import Visit
from tuopin.web.demo.people import Staff
from tuopin.web.demo.script import Calendar, Turn, delays, turns

P = Position
Task = Callable[[date], None]


@dataclass
class Village:
    """Where a village's households stand, as the script follows them."""

    code: str
    name: str
    township: str
    delay: int
    cases: dict[str, int] = field(default_factory=dict)
    first: PublicityNotice | None = None
    second: PublicityNotice | None = None
    announcement: PublicityNotice | None = None
    approved: list[int] = field(default_factory=list)


class Year:
    """The offices' diary: tasks by day, done in order as the demo clock moves on."""

    def __init__(
        self, *, staff: Staff, year: int, visits: Sequence[Visit],
        says: Callable[[str], None],
    ) -> None:
        self.staff = staff
        self.year = year
        self.days = Calendar(year)
        self.visits = visits
        self.says = says
        self.refusals: Counter[tuple[str, str, str]] = Counter()
        self._diary: list[tuple[date, int, Task]] = []
        self._entries = itertools.count()
        self._determining: Counter[tuple[str, int]] = Counter()
        self._waiting: list[Village] = []
        self._numbers = itertools.count(1)

    def run(self) -> None:
        """Run the year to the script's last day."""
        with acting_as(self.staff.of_county(P.COUNTY_OFFICE)):
            households = register.households_in_force()
        self.turns = turns([household.number for household in households])
        self.heads = {one.number: one.head_name for one in households}
        by_village: dict[str, list[str]] = {}
        for household in households:
            by_village.setdefault(household.village_id, []).append(household.number)
        late = delays(sorted(by_village))
        self.villages = {
            code: Village(code, code, f"{code[:9]}000", late[code])
            for code in sorted(by_village)
        }
        self.households = by_village
        self.ids = {one.number: one.id for one in households}
        self._at(self.days.plan_drafted, self._plan)
        while self._diary and self._diary[0][0] <= self.days.ends:
            day, _, task = heapq.heappop(self._diary)
            clock.move_to(day)
            task(day)
        clock.move_to(self.days.ends)

    def _at(self, day: date, task: Task) -> None:
        heapq.heappush(self._diary, (day, next(self._entries), task))

    def _took(self, result: BatchResult) -> BatchResult:
        """Keep count of what was refused, and why."""
        for row in result.refused:
            assert row.refusal is not None
            key = (result.act, row.refusal.because.value, row.refusal.cite)
            self.refusals[key] += 1
        return result

    def _turn(self, number: str) -> Turn:
        return self.turns[number]

    # Articles 5 and 3: the plan, the visits, the assessment.

    def _plan(self, day: date) -> None:
        self.says("编制年度计划,县、市审核,报省备案(第五条)")
        drafted = []
        for township in sorted({village.township for village in self.villages.values()}):
            named = [
                number
                for village in self.villages.values()
                if village.township == township
                for number in self.households[village.code]
                if self._turn(number) is not Turn.LEFT_OUT_OF_PLAN
            ]
            plan = plans.draft(
                township_code=township,
                year=self.year,
                household_numbers=named,
                evidence={"plan_list": self._paper("计划名单", township)},
                actor=self.staff.at(P.TOWNSHIP_OFFICE, township),
                on=day,
            )
            drafted.append((plan, township, named))
        self._at(
            self.days.plan_reviewed_by_county,
            lambda on: self._review(drafted, plans.review_by_county, P.COUNTY_OFFICE, on),
        )
        self._at(
            self.days.plan_reviewed_by_city,
            lambda on: self._review(drafted, plans.review_by_city, P.CITY_OFFICE, on),
        )
        self._at(self.days.plan_filed, lambda on: self._file_plans(drafted, on))

    def _review(self, drafted, review, position: Position, day: date) -> None:
        for plan, township, _ in drafted:
            review(
                plan=plan,
                opinion=plans.Opinion(
                    "accepted",
                    "名单与登记册相符,同意。",
                    {"review_opinion": self._paper("审核意见", township)},
                ),
                actor=self._officer(position),
                on=day,
            )

    def _file_plans(self, drafted, day: date) -> None:
        for plan, township, named in drafted:
            plans.file_with_province(
                plan=plan,
                evidence={"filing_receipt": self._paper("省备案回执", township)},
                actor=self._officer(P.CITY_OFFICE),
                on=day,
            )
            actor = self.staff.at(P.TOWNSHIP_OFFICE, township)
            self._took(
                procedure.list_in_plan(
                    household_ids=[self.ids[number] for number in named],
                    year=self.year,
                    actor=actor,
                    on=day,
                )
            )
            with acting_as(actor):
                for number, case_id, code in ExitCase.objects.filter(
                    year=self.year
                ).values_list("household__number", "id", "village_id"):
                    self.villages[code].cases[number] = case_id
        self._enter_surveys()

    def _enter_surveys(self) -> None:
        """Put the visits down for the first entry day after each was made."""
        self.says("入户调查并对照标准评定(第三条)")
        village_of = {
            number: code
            for code, village in self.villages.items()
            for number in village.cases
        }
        by_day: dict[date, list[Visit]] = {}
        entry_days = self.days.surveys_entered
        for visit in self.visits:
            day = next((day for day in entry_days if day >= visit.surveyed_on), None)
            if day is not None and visit.household_number in village_of:
                by_day.setdefault(day, []).append(visit)
        for day, visits in by_day.items():
            self._at(day, lambda on, made=visits: self._survey(made, village_of, on))
        last = max(by_day, default=entry_days[0])
        self._at(last + timedelta(days=1), self._assess)

    def _survey(
        self, visits: Sequence[Visit], village_of: Mapping[str, str], day: date
    ) -> None:
        by_recorder: dict[tuple[Position, str], list[Visit]] = {}
        for visit in visits:
            of_team = "工作队" in visit.organization
            position = P.RESIDENT_WORK_TEAM if of_team else P.VILLAGE_COMMITTEES
            seat = (position, village_of[visit.household_number])
            by_recorder.setdefault(seat, []).append(visit)
        for (position, code), made in sorted(by_recorder.items()):
            actor = self.staff.at(position, code)
            recorded = surveys.record_visits(visits=made, actor=actor, on=day)
            self._took(procedure.survey(visits=recorded, actor=actor, on=day))

    def _assess(self, day: date) -> None:
        for township in sorted({village.township for village in self.villages.values()}):
            actor = self.staff.at(P.TOWNSHIP_OFFICE, township)
            self._took(
                procedure.assess(
                    case_ids=self._standing("surveyed", actor), actor=actor, on=day
                )
            )
        self.says("民主评议、核实、户认可、第一次公示(第六条)")
        for at, village in enumerate(self.villages.values()):
            begins = day + timedelta(days=1 + at % 5 + village.delay)
            self._at(begins, lambda on, v=village: self._appraise(v, on))

    # Article 6 in the village: meeting, two verifications, the household, the notice.

    def _appraise(self, village: Village, day: date) -> None:
        actor = self.staff.at(P.VILLAGE_COMMITTEES, village.code)
        votes = {}
        attended = 27
        for case_id in self._standing("standard_met", actor):
            turn = self._turn(self._number(village, case_id))
            if turn is Turn.NOT_PUT_TO_MEETING:
                continue
            agree = 9 if turn is Turn.VOTED_DOWN else 24
            votes[case_id] = Votes(agree=agree, against=attended - agree - 1, abstain=1)
        if not votes:
            return
        self._took(
            procedure.appraise(
                meeting=procedure.Meeting(
                    village_code=village.code,
                    year=self.year,
                    held_on=day,
                    place="村委会会议室",
                    chair=actor.person_name,
                    recorder="村会计",
                    entitled=36,
                    attended=attended,
                    votes=votes,
                    evidence={
                        paper: self._paper(title, village.code)
                        for paper, title in (
                            ("attendance_list", "签到表"),
                            ("minutes", "会议记录"),
                            ("vote_sheet", "表决票"),
                        )
                    },
                ),
                actor=actor,
                on=day,
            )
        )
        self._at(day + timedelta(days=1), lambda on: self._verify(village, on))

    def _verify(self, village: Village, day: date) -> None:
        committees = self.staff.at(P.VILLAGE_COMMITTEES, village.code)
        team = self.staff.at(P.RESIDENT_WORK_TEAM, village.code)
        appraised = self._standing("appraised", committees)
        self._took(
            procedure.verify_committees(
                rows=[
                    Row(one, "confirmed", self._evidence("verification_opinion", "核实意见", one))
                    for one in appraised
                ],
                actor=committees,
                on=day,
            )
        )
        rows = []
        for one in appraised:
            doubted = self._turn(self._number(village, one)) is Turn.NOT_CONFIRMED
            verdict = "not_confirmed" if doubted else "confirmed"
            rows.append(
                Row(one, verdict, self._evidence("verification_opinion", "核实意见", one))
            )
        self._took(procedure.verify_team(rows=rows, actor=team, on=day))
        self._at(day + timedelta(days=1), lambda on: self._acknowledge(village, on))

    def _acknowledge(self, village: Village, day: date) -> None:
        actor = self.staff.at(P.VILLAGE_COMMITTEES, village.code)
        said = {
            Turn.REFUSES: "refuses",
            Turn.ASKS_RECOUNT: "asks_recount",
            Turn.NOT_REACHED: "not_reached",
        }
        answers = []
        for one in self._standing("verified", actor):
            number = self._number(village, one)
            answers.append(
                procedure.Answer(
                    case_id=one,
                    verdict=said.get(self._turn(number), "agrees"),
                    signer=self.heads[number],
                    relation="户主",
                    manner="signature",
                    evidence=self._evidence("signed_statement", "认可书", one),
                )
            )
        self._took(procedure.acknowledge(answers=answers, actor=actor, on=day))
        self._at(day + timedelta(days=1), lambda on: self._post_first(village, on))

    def _post_first(self, village: Village, day: date) -> None:
        actor = self.staff.at(P.VILLAGE_COMMITTEES, village.code)
        ready = self._standing("acknowledged", actor)
        if not ready:
            return
        posted = notices.post_first(
            posting=self._posting(village, ready, "公示一"), actor=actor, on=day
        )
        self._took(posted.result)
        self._took(
            procedure.report_to_township(
                rows=[
                    Row(one, "reported", {"report_number": self._paper("上报", village.code)})
                    for one in ready
                ],
                actor=actor,
                on=day,
            )
        )
        village.first = posted.notice
        if village.first is None:
            return
        self._determining[village.township, village.delay] += 1
        self._at(day + timedelta(days=2), lambda on: self._object(village, on))
        self._at(day + timedelta(days=4), lambda on: self._examine(village, on))
        self._at(village.first.opens_on, lambda on: self._close_first(village, on))

    def _object(self, village: Village, day: date) -> None:
        """Let villagers object, and the county office answer what it can."""
        assert village.first is not None
        answers = {
            Turn.FIRST_OBJECTION_OPEN: None,
            Turn.FIRST_OBJECTION_UPHELD: True,
            Turn.FIRST_OBJECTION_DISMISSED: False,
        }
        for number, case_id in self._on_notice(village, village.first):
            turn = self._turn(number)
            if turn in answers:
                objection = self._take_objection(village, village.first, case_id, day)
                upheld = answers[turn]
                if upheld is not None:
                    self._at(
                        day + timedelta(days=3),
                        lambda on, o=objection, u=upheld: self._answer(o, u, on),
                    )

    def _take_objection(self, village, notice, case_id, day):
        return notices.object_to(
            notice=notice,
            statement=notices.Statement(
                case_id=case_id,
                channel=Channel.PHONE,
                text="对该户的收入核算有不同意见,请求复核。",
            ),
            actor=self.staff.at(P.VILLAGE_COMMITTEES, village.code),
            on=day,
        )

    def _answer(self, objection, is_upheld: bool, day: date) -> None:
        notices.decide_objection(
            objection=objection,
            is_upheld=is_upheld,
            answer="经复核,异议成立。" if is_upheld else "经复核,核算无误,异议不成立。",
            actor=self._officer(P.COUNTY_OFFICE),
            on=day,
        )

    # Article 6 in the township: examination, determination, the second notice.

    def _examine(self, village: Village, day: date) -> None:
        actor = self.staff.at(P.TOWNSHIP_EXAMINER, village.township)
        rows = []
        for number, case_id in self._on_notice(village, village.first):
            failed = self._turn(number) is Turn.FAILS_EXAMINATION
            rows.append(
                Row(
                    case_id,
                    "failed" if failed else "passed",
                    {
                        "team_roster": self._paper("工作组名单", village.township),
                        "examination_form": self._paper("核查表", number),
                    },
                )
            )
        self._took(procedure.examine(rows=rows, actor=actor, on=day))

    def _close_first(self, village: Village, day: date) -> None:
        assert village.first is not None
        self._took(
            notices.close_first(
                notice=village.first,
                evidence={"last_day_photo": self._paper("期满照片", village.code)},
                actor=self.staff.at(P.VILLAGE_COMMITTEES, village.code),
                on=day,
            )
        )
        # The township determines its list when the last of its villages is through.
        group = (village.township, village.delay)
        self._determining[group] -= 1
        if self._determining[group] == 0:
            self._at(day + timedelta(days=1), lambda on: self._determine(*group, on))

    def _determine(self, township: str, delay: int, day: date) -> None:
        actor = self.staff.at(P.TOWNSHIP_OFFICE, township)
        for village in self.villages.values():
            if (village.township, village.delay) != (township, delay):
                continue
            rows = []
            for one in self._standing("awaiting_determination", actor, village.code):
                number = self._number(village, one)
                doubted = self._turn(number) is Turn.NOT_DETERMINED
                rows.append(
                    Row(
                        one,
                        "not_determined" if doubted else "determined",
                        {"township_minutes": self._paper("乡镇会议纪要", township)},
                    )
                )
            self._took(procedure.determine(rows=rows, actor=actor, on=day))
            self._at(
                day + timedelta(days=1), lambda on, v=village: self._post_second(v, on)
            )

    def _post_second(self, village: Village, day: date) -> None:
        actor = self.staff.at(P.TOWNSHIP_OFFICE, village.township)
        ready = self._standing("determined", actor, village.code)
        if not ready:
            return
        posted = notices.post_second(
            posting=self._posting(village, ready, "公示二"), actor=actor, on=day
        )
        self._took(posted.result)
        village.second = posted.notice
        if village.second is not None:
            for number, case_id in self._on_notice(village, village.second):
                if self._turn(number) is Turn.SECOND_OBJECTION_OPEN:
                    self._at(
                        day + timedelta(days=3),
                        lambda on, c=case_id: self._take_objection(
                            village, village.second, c, on
                        )
                        and None,
                    )
            self._at(village.second.opens_on, lambda on: self._close_second(village, on))

    def _close_second(self, village: Village, day: date) -> None:
        self._took(
            notices.close_second(
                notice=village.second,
                evidence={"last_day_photo": self._paper("期满照片", village.code)},
                actor=self.staff.at(P.TOWNSHIP_OFFICE, village.township),
                on=day,
            )
        )
        if not self._waiting:
            meeting = next((m for m in self.days.county_meetings if m > day), None)
            if meeting is not None:
                self._at(meeting, self._approve)
        self._waiting.append(village)

    # Article 6 in the county: approval, announcement, filing, archives, the mark.

    def _approve(self, day: date) -> None:
        self.says(f"{day} 县审批认定,同时在各村公告(第六条)")
        villages, self._waiting = self._waiting, []
        group, office = self._officer(P.COUNTY_LEADING_GROUP), self._officer(P.COUNTY_OFFICE)
        numbers = {
            case_id: number
            for village in villages
            for number, case_id in village.cases.items()
        }
        rows = []
        for one in self._standing("awaiting_approval", group):
            if one not in numbers:
                continue
            if self._turn(numbers[one]) is Turn.FINDING_OPEN:
                self._find(one, day)
            denied = self._turn(numbers[one]) is Turn.NOT_APPROVED
            rows.append(
                Row(
                    one,
                    "not_approved" if denied else "approved",
                    self._evidence("approval_form", "审批表", one),
                )
            )
        result = self._took(procedure.approve(rows=rows, actor=group, on=day))
        approved = set(result.done) - {r.case_id for r in rows if r.verdict != "approved"}
        for village in villages:
            village.approved = sorted(approved & set(village.cases.values()))
            if village.approved:
                posted = notices.announce(
                    posting=self._posting(village, village.approved, "公告"),
                    actor=office,
                    on=day,
                )
                self._took(posted.result)
                village.announcement = posted.notice
                self._at(
                    posted.notice.opens_on,
                    lambda on, v=village: self._close_announcement(v, on),
                )
        if approved:
            self._at(
                day + timedelta(days=1), lambda on: self._send(sorted(approved), on)
            )

    def _find(self, case_id: int, day: date) -> None:
        procedure.hold(
            case_id=case_id,
            cause="finding",
            subject=f"finding:{next(self._numbers)}",
            reason="督查发现问题待整改 / inspector's finding not yet corrected",
            actor=self._officer(P.SUPERVISION),
            on=day,
        )

    def _send(self, approved: Sequence[int], day: date) -> None:
        office = self._officer(P.COUNTY_OFFICE)
        take = {
            Recipient.CITY: (filing.file_with_city, 4),
            Recipient.PROVINCE: (filing.file_with_province, 6),
        }
        for recipient, (file_with, after) in take.items():
            number = next(self._numbers)
            consignment = filing.send_consignment(
                recipient=recipient,
                case_ids=approved,
                letter_number=f"备字〔{self.year}〕{number}号",
                actor=office,
                on=day,
            )
            self._at(
                day + timedelta(days=after),
                lambda on, f=file_with, c=consignment, r=recipient: self._took(
                    f(
                        consignment=c,
                        number=self._paper(f"{r.title.zh}回执", str(c.id)),
                        actor=office,
                        on=on,
                    )
                )
                and None,
            )

    def _close_announcement(self, village: Village, day: date) -> None:
        office = self._officer(P.COUNTY_OFFICE)
        self._took(
            notices.close_announcement(
                notice=village.announcement, evidence={}, actor=office, on=day
            )
        )
        steps = (
            (2, filing.archive_village, self.staff.at(P.VILLAGE_COMMITTEES, village.code)),
            (4, filing.archive_township, self.staff.at(P.TOWNSHIP_OFFICE, village.township)),
            (6, filing.archive_county, office),
        )
        for after, archive, actor in steps:
            self._at(
                day + timedelta(days=after),
                lambda on, a=archive, who=actor: self._took(
                    a(numbers=self._archive_numbers(village, a), actor=who, on=on)
                )
                and None,
            )
        self._at(day + timedelta(days=7), lambda on: self._mark(village, on))

    def _archive_numbers(self, village: Village, archive: Task) -> dict[int, str]:
        level = archive.__name__.removeprefix("archive_")
        return {
            one: f"{level.upper()[0]}-JF04·{self.year}-Y-{self._number(village, one)}"
            for one in village.approved
        }

    def _mark(self, village: Village, day: date) -> None:
        office = self._officer(P.COUNTY_OFFICE)
        entered = [
            filing.Entered(one, self._paper("标注回执", str(one)), "全国系统录入员")
            for one in self._standing("awaiting_marking", office, village.code)
            if self._turn(self._number(village, one)) is not Turn.NOT_IN_NATIONAL_SYSTEM
        ]
        if entered:
            self._took(filing.mark_lifted_out(entered=entered, actor=office, on=day))

    # What the tasks share.

    def _officer(self, position: Position) -> Actor:
        """Return who holds a position of which the county deals with one."""
        return next(
            actor for (held, _), actor in self.staff.by_seat.items() if held is position
        )

    def _standing(
        self, status: str, actor: Actor, village: str | None = None
    ) -> list[int]:
        with acting_as(actor):
            return procedure.queries.case_ids(
                year=self.year, status=status, village=village
            )

    def _number(self, village: Village, case_id: int) -> str:
        return next(number for number, one in village.cases.items() if one == case_id)

    def _on_notice(
        self, village: Village, notice: PublicityNotice | None
    ) -> Iterable[tuple[str, int]]:
        assert notice is not None
        with acting_as(self.staff.at(P.VILLAGE_COMMITTEES, village.code)):
            entries = list(notice.entries.order_by("id").values_list("case_id", flat=True))
        return [(self._number(village, one), one) for one in entries]

    def _posting(
        self, village: Village, case_ids: Sequence[int], kind: str
    ) -> notices.Posting:
        return notices.Posting(
            village_code=village.code,
            year=self.year,
            number=f"{kind}-{village.code}-{next(self._numbers)}",
            place="村务公开栏",
            case_ids=tuple(case_ids),
            evidence={
                paper: self._paper(title, village.code)
                for paper, title in (
                    ("notice_text", "公示文本"),
                    ("announcement_text", "公告文本"),
                    ("posting_photo", "张贴照片"),
                )
            },
        )

    def _evidence(self, paper: str, title: str, case_id: int) -> dict[str, str]:
        return {paper: self._paper(title, str(case_id))}

    def _paper(self, title: str, of: str) -> str:
        return f"纸质:{title}-{self.year}-{of}"
