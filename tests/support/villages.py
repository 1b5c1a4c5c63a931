"""The lawful way of a village out of the register, act by act (art. 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.support.world import VILLAGE, YEAR, World
from tuopin.filing import operations as filing
from tuopin.filing.queries import delisted_villages
from tuopin.notice import operations as notices
from tuopin.notice.models import PublicityNotice
from tuopin.office.audit import operations as audit
from tuopin.office.audit import rows as audit_rows
from tuopin.office.scope import acting_as
from tuopin.plan import operations as plans
from tuopin.plan.models import ExitPlan
from tuopin.plan.timing import filed_years
from tuopin.procedure import operations as procedure
from tuopin.procedure import queries as cases
from tuopin.procedure.recording import BatchResult, Row
from tuopin.register.villages import Headcount, headcounts, poor_villages
from tuopin.survey import operations as surveys
from tuopin.survey import queries
from tuopin.survey.models import FigureQuestion

DEPARTMENTS: Mapping[str, Mapping[str, str]] = {
    "statistics department": {"rural_residents": "1050"},
    "water department": {"households_with_safe_water": "every household"},
    "housing department": {"households_with_safe_housing": "every household"},
    "health department": {"enrolled_people": "everybody", "village_clinic": "yes"},
    "road department": {"paved_road": "yes"},
    "farming department": {"agribusiness_entity": "yes"},
    "culture department": {"cultural_center": "yes"},
    "finance department": {"collective_income": "52000.00"},
}
"""What each department reports of a village that meets every criterion; of how many
the register has, `VillageWay.figures` says."""


@dataclass
class VillageWay:
    """A poor village of the county in one test's hands."""

    world: World
    code: str = VILLAGE
    township: str = "township"
    case: int = 0
    village_notice: PublicityNotice | None = None
    township_notice: PublicityNotice | None = None

    def __post_init__(self) -> None:
        self.photo = self.world.photo(self.code)

    def register(self) -> None:
        """Have the register name the village a poor one."""
        world = self.world
        with acting_as(world["county"]):
            rows = audit_rows.insert(
                "register_villageregistration",
                ("village_code", "year", "reported_by", "fingerprint", "valid_from"),
                [(self.code, YEAR, "", b"", world.today)],
            )
            audit.record(
                actor=world["county"],
                on=world.today,
                entries=[
                    audit.Entry(
                        stream=f"village:{self.code}",
                        act="register.village.entered",
                        division_code=self.code,
                        body={},
                        rows=rows,
                    )
                ],
            )

    def draft_timetable(self, **years: int) -> ExitPlan:
        """Draft the township's timetable, by village code; others exit as planned."""
        world = self.world
        by = world[self.township]
        with acting_as(by):
            poor = poor_villages(covered_by=by.division_code) - delisted_villages()
            planned = filed_years(by.division_code) or {}
        return plans.draft_timetable(
            township_code=by.division_code,
            village_years={
                code: years.get(code, planned.get(code, YEAR)) for code in poor
            },
            household_years=dict.fromkeys(range(world.today.year, 2021), 0),
            evidence={"plan_list": "时序"},
            actor=by,
            on=world.today,
        )

    def file_timetable(self, *, year: int = YEAR) -> None:
        """File a timetable that has the village exit in a year, if none does yet."""
        with acting_as(self.world["county"]):
            township = self.world[self.township].division_code
            poor = poor_villages(covered_by=township) - delisted_villages()
            planned = filed_years(township) or {}
        if self.code in poor and planned.get(self.code) != year:
            self.go_up(self.draft_timetable(**{self.code: year}))

    def file_plan(self, household_ids: Sequence[int] = (), *, year: int = YEAR) -> None:
        """File a plan that names the village, and households with it."""
        world = self.world
        self.file_timetable(year=year)
        plan = plans.draft(
            township_code=world[self.township].division_code,
            year=year,
            household_numbers=[world.households[one] for one in household_ids],
            village_codes=[self.code],
            evidence={"plan_list": "名单"},
            actor=world[self.township],
            on=world.today,
        )
        self.go_up(plan)

    def go_up(self, plan: ExitPlan) -> None:
        """Have a plan or a timetable reviewed twice, and filed."""
        world = self.world
        opinion = plans.Opinion("accepted", "同意", {"review_opinion": "意见"})
        for review, by in (
            (plans.review_by_county, "county"),
            (plans.review_by_city, "city"),
        ):
            review(plan=plan, opinion=opinion, actor=world[by], on=world.today)
        plans.file_with_province(
            plan=plan,
            evidence={"filing_receipt": "回执"},
            actor=world["city"],
            on=world.today,
        )

    def list_in_plan(self, *, year: int = YEAR) -> BatchResult:
        """Open the village's case."""
        result = procedure.list_villages_in_plan(
            village_codes=[self.code],
            year=year,
            actor=self.world[self.township],
            on=self.world.today,
        )
        (self.case,) = result.done
        return result

    def figures(self, department: str) -> dict[str, str]:
        """Return what a department reports of the village as the register has it."""
        with acting_as(self.world["county"]):
            registered = headcounts([self.code]).get(self.code, Headcount())
        counted = {
            "every household": str(registered.households),
            "everybody": str(registered.people),
        }
        return {
            name: counted.get(figure, figure)
            for name, figure in DEPARTMENTS[department].items()
        }

    def report(
        self,
        department: str,
        *,
        on: date | None = None,
        paper: str = "报送表",
        **figures: str,
    ) -> None:
        """Let a department report, what it always does unless a test says otherwise."""
        procedure.return_indicators(
            case_id=self.case,
            figures={**self.figures(department), **figures},
            evidence={"department_return": paper},
            actor=self.world[department],
            on=on or self.world.today,
        )

    def examine(
        self, department: str, *, confirmed: bool = True, paper: str = "核查表"
    ) -> None:
        """Let a department go to the village and look."""
        procedure.examine_on_site(
            case_id=self.case,
            found=surveys.Examination(
                confirmed,
                "己核查",
                "" if confirmed else "不符",
                {"examination_form": paper},
            ),
            actor=self.world[department],
            on=self.world.today,
        )

    def questions(self) -> list[FigureQuestion]:
        """Return the questions that the returns of the present round have raised."""
        with acting_as(self.world["county"]):
            returns = queries.latest_returns([self.code], year=YEAR)
            latest = returns[max(returns)].values()
            return queries.questions_about(one.id for one in latest)

    def answer_questions(self, department: str) -> None:
        """Let a department answer every question about its figures."""
        for question in self.questions():
            if (
                question.department_return.department
                == self.world[department].department
            ):
                surveys.answer_question(
                    question=question,
                    text="复核无误",
                    actor=self.world[department],
                    on=self.world.today,
                )

    def report_all(self) -> None:
        """Let every department report."""
        for department in DEPARTMENTS:
            self.report(department)

    def examine_all(self) -> None:
        """Let every department examine what it reported."""
        for department in DEPARTMENTS:
            self.examine(department)

    def assess(self, *, by: str = "county") -> BatchResult:
        """Assess the village against the standard."""
        return procedure.assess_villages(
            case_ids=[self.case], actor=self.world[by], on=self.world.today
        )

    def determine(
        self, *, by: str = "leading group", verdict: str = "determined"
    ) -> BatchResult:
        """Determine the county's list."""
        return procedure.determine_villages(
            rows=[Row(self.case, verdict, {"leading_group_minutes": "纪要"})],
            actor=self.world[by],
            on=self.world.today,
        )

    def post_in_village(self, *, by: str = "county") -> BatchResult:
        """Post the notice in the village."""
        posted = notices.post_in_village(
            posting=self.world.posting([self.case], self.code),
            actor=self.world[by],
            on=self.world.today,
        )
        self.village_notice = posted.notice or self.village_notice
        return posted.result

    def post_in_township(self, *, by: str = "county") -> BatchResult:
        """Post the notice at the township's seat."""
        posted = notices.post_in_township(
            posting=self.world.posting([self.case], self.code),
            actor=self.world[by],
            on=self.world.today,
        )
        self.township_notice = posted.notice or self.township_notice
        return posted.result

    def close_in_village(self, *, by: str = "county") -> BatchResult:
        """Close the notice in the village."""
        assert self.village_notice is not None
        return notices.close_in_village(
            notice=self.village_notice,
            evidence={"last_day_photo": self.photo},
            actor=self.world[by],
            on=self.world.today,
        )

    def close_in_township(self, *, by: str = "county") -> BatchResult:
        """Close the notice at the township's seat."""
        assert self.township_notice is not None
        return notices.close_in_township(
            notice=self.township_notice,
            evidence={"last_day_photo": self.photo},
            actor=self.world[by],
            on=self.world.today,
        )

    def submit(self, *, by: str = "county") -> BatchResult:
        """Submit the village to the city."""
        return procedure.submit_to_city(
            rows=[Row(self.case, "submitted", {"submission_number": "请1"})],
            actor=self.world[by],
            on=self.world.today,
        )

    def approve(self, *, by: str = "city", verdict: str = "approved") -> BatchResult:
        """Approve for the city."""
        return procedure.approve_villages(
            rows=[Row(self.case, verdict, {"approval_reply": "批复"})],
            actor=self.world[by],
            on=self.world.today,
        )

    def announce(self, *, by: str = "county") -> BatchResult:
        """Announce in the county's media."""
        return procedure.announce_in_county_media(
            rows=[Row(self.case, "announced", {"media_clipping": "县报"})],
            actor=self.world[by],
            on=self.world.today,
        )

    def file(self, *, by: str = "city", receipt: str = "省备1") -> BatchResult:
        """Take in the province's receipt."""
        return filing.file_villages_with_province(
            case_ids=[self.case],
            receipt_number=receipt,
            actor=self.world[by],
            on=self.world.today,
        )

    @property
    def status(self) -> str:
        """Where the village stands."""
        with acting_as(self.world["county"]):
            (case,) = cases.of_villages(YEAR).filter(id=self.case)
            return case.status

    def bring(self, *, to: str) -> VillageWay:
        """Bring the village lawfully up to and with an act."""
        with acting_as(self.world["county"]):
            is_there = self.code in poor_villages(covered_by=self.code)
        if not is_there:
            self.register()
        self.file_plan()
        for act, do in self.way():
            do()
            if act == to:
                return self
        raise KeyError(to)

    def way(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the acts of article 7 in their lawful order, ready to be done."""

        def later(do: Callable[[], object]) -> Callable[[], object]:
            def done() -> object:
                self.world.move()
                return do()

            return done

        def hung() -> object:
            assert self.village_notice is not None
            self.world.move_to(self.village_notice.opens_on)
            return self.close_in_village()

        return [
            ("list_in_plan", self.list_in_plan),
            ("return_indicators", later(self.report_all)),
            ("examine_on_site", later(self.examine_all)),
            ("assess", later(self.assess)),
            ("determine", later(self.determine)),
            ("post_in_village", later(self.post_in_village)),
            ("post_in_township", self.post_in_township),
            ("close_in_village", hung),
            ("close_in_township", self.close_in_township),
            ("submit_to_city", self.submit),
            ("approve", later(self.approve)),
            ("announce_in_county_media", self.announce),
            ("file_with_province", later(self.file)),
        ]
