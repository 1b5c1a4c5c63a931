"""Rules below the rules: an office tightens, and relaxes nothing (art. 16)."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from django.db import Error, connections, transaction
from hypothesis import given

from tests.support.world import COUNTY, PACK, TOWNSHIP, VILLAGE, World
from tuopin.office.accounts.domain import NotYourJurisdiction, NotYourPosition
from tuopin.office.policy.local import local_rules, open_to
from tuopin.office.policy.operations import (
    PlanDraft,
    Proposed,
    UnableToTighten,
    keep_working_plan,
)
from tuopin.office.policy.queries import pack_on
from tuopin.office.policy.reader import read_pack
from tuopin.office.scope import acting_as
from tuopin.procedure.queries import procedure_of
from tuopin.rulebook.pack import PolicyPack
from tuopin.rulebook.positions import Position
from tuopin.rulebook.procedure import Procedure
from tuopin.rulebook.text import Text
from tuopin.rulebook.tightening import (
    Tightening,
    Tightens,
    tightenables,
    tightened,
    why_not,
)
from tuopin.web.default_pack import PACKS
from tuopin.web.planner import planner_of

FIRST = "household_exit.publicity_days.first"
SECOND = "household_exit.publicity_days.second"
PHOTO = "household_exit.paper_required.appraise.meeting_photo"
DEADLINE = "household_exit.deadline.appraise_by_year_end"


def draft(world: World, *rules: tuple[str, str], **changed: object) -> PlanDraft:
    given: dict[str, object] = {
        "area_code": TOWNSHIP,
        "title": "甲镇贫困退出工作方案",
        "document_number": "甲发〔2017〕3号",
        "issued_by": "甲镇人民政府",
        "issued_on": world.today,
        "evidence": "甲发〔2017〕3号文件",
        "in_force_from": world.today,
        "rules": tuple(Proposed(*one) for one in rules),
    }
    return PlanDraft(**{**given, **changed})  # type: ignore[arg-type]


def keep(world: World, plan: PlanDraft, by: str = "township") -> int:
    return keep_working_plan(plan=plan, actor=world[by], on=world.today)


def bound(world: World, *, place: str = VILLAGE, on: date | None = None) -> Procedure:
    rules = procedure_of(pack_on(world.today))
    return local_rules().procedure(rules, place=place, on=on or world.today)


@pytest.mark.parametrize("figure", ["1", "6", "7", "8", "30"])
def test_a_township_may_ask_for_longer_publicity_and_for_no_shorter(
    world: World, figure: str
) -> None:
    plan = draft(world, (FIRST, figure))

    if int(figure) > 7:
        keep(world, plan)
        assert bound(world).publicities["first"].days == int(figure)
        assert bound(world).publicities["second"].days == 7
        return
    with pytest.raises(UnableToTighten) as refusal:
        keep(world, plan)

    assert "第六条" in refusal.value.text.zh
    assert "7天" in refusal.value.text.zh
    assert f"{figure}天" in refusal.value.text.zh
    assert bound(world).publicities["first"].days == 7


def test_one_proposal_that_relaxes_refuses_the_whole_plan(world: World) -> None:
    with pytest.raises(UnableToTighten, match="不得放宽"):
        keep(world, draft(world, (FIRST, "10"), (DEADLINE, "12-31")))

    assert bound(world).publicities["first"].days == 7


@pytest.mark.parametrize("figure", ["12-31", "13-01", "02-30", "soon", "12-30"])
def test_a_deadline_is_only_ever_earlier(world: World, figure: str) -> None:
    plan = draft(world, (DEADLINE, figure))

    if figure == "12-30":
        keep(world, plan)
        (deadline, *_) = bound(world).deadlines
        assert (deadline.month, deadline.day) == (12, 30)
    else:
        with pytest.raises(UnableToTighten):
            keep(world, plan)


@pytest.mark.parametrize("days", [-2, -1, 0, 1, 30])
def test_a_plan_holds_from_no_day_gone_by(world: World, days: int) -> None:
    first_day = world.today + timedelta(days=days)
    plan = draft(world, (FIRST, "10"), in_force_from=first_day)

    if days < 0:
        with pytest.raises(UnableToTighten, match="不得早于今天"):
            keep(world, plan)
        return
    keep(world, plan)

    before = bound(world, on=first_day - timedelta(days=1))
    assert before.publicities["first"].days == 7
    assert bound(world, on=first_day).publicities["first"].days == 10


def test_the_file_of_a_plan_is_bound_to_it(world: World) -> None:
    file = world.document(TOWNSHIP, by="township")
    plan = draft(world, (FIRST, "10"), evidence=file.reference.written)

    number = keep(world, plan)

    with acting_as(world["township"]):
        (use,) = file.uses.all()
    assert use.occasion == f"policy_workingplan:{number}"


def test_a_plan_binds_its_own_area_and_ends_with_its_successor(world: World) -> None:
    first = keep(world, draft(world, (FIRST, "10"), (SECOND, "9")))
    later = world.today + timedelta(days=5)
    keep(
        world,
        draft(
            world,
            (FIRST, "8"),
            supersedes=first,
            in_force_from=later,
            document_number="甲发〔2017〕4号",
        ),
    )

    assert bound(world, place="211221102200").publicities["first"].days == 7
    assert bound(world).publicities["first"].days == 10
    assert bound(world, on=later).publicities["first"].days == 8
    assert bound(world, on=later).publicities["second"].days == 7


def test_the_county_binds_every_village_and_the_strictest_wins(world: World) -> None:
    keep(world, draft(world, (FIRST, "12")))
    keep(world, draft(world, (FIRST, "9"), area_code=COUNTY), by="county")

    assert bound(world).publicities["first"].days == 12
    assert bound(world, place="211221102200").publicities["first"].days == 9


def test_who_keeps_a_plan_for_where(world: World) -> None:
    for seat in ("village", "leading group", "examiner"):
        with pytest.raises(NotYourPosition):
            keep(world, draft(world, (FIRST, "10")), by=seat)
    with pytest.raises(NotYourJurisdiction):
        keep(world, draft(world, (FIRST, "10")), by="other township")
    first = keep(world, draft(world, (FIRST, "10")))
    with pytest.raises(UnableToTighten, match="接替本单位"):
        keep(
            world,
            draft(world, area_code=COUNTY, supersedes=first),
            by="county",
        )


def test_a_department_tightens_what_departments_do(world: World) -> None:
    pack = pack_on(world.today)
    water = world["water department"]
    own = [one.path for one in open_to(pack, water)]
    plan = draft(world, (own[0], "1"), area_code=COUNTY)

    with pytest.raises(UnableToTighten, match="不能由下级"):
        keep(
            world, draft(world, (FIRST, "10"), area_code=COUNTY), by="water department"
        )
    keep(world, plan, by="water department")

    rules = pack.procedure("village_exit")

    def as_done_by(department: str) -> Procedure:
        return local_rules().procedure(
            rules, place=VILLAGE, on=world.today, department=department
        )

    assert as_done_by("水利局") != rules
    assert as_done_by("交通局") == rules
    assert all(Position.DEPARTMENT in o.performed_by for o in open_to(pack, water))


# The gates obey, and their reasons cite both.


def test_a_notice_hangs_as_long_as_its_township_asks(world: World) -> None:
    keep(world, draft(world, (FIRST, "10")))
    cases = world.bring([world.register()], to="post_first")
    notice = world.notice_of(cases[0], "first")

    assert (notice.last_day - notice.posted_on).days >= 10
    with pytest.raises(Exception, match="甲发〔2017〕3号"):
        world.close_first(notice)


def test_an_act_without_that_paper_is_refused_by_both_documents(
    world: World,
) -> None:
    keep(world, draft(world, (PHOTO, "")))
    cases = world.bring([world.register()], to="assess")

    (row,) = world.appraise(cases).rows

    assert row.refusal is not None
    assert "会议照片" in row.refusal.text.zh
    assert "第六条；《甲镇贫困退出工作方案》（甲发〔2017〕3号）" in row.refusal.text.zh


def test_a_household_reaches_the_mark_under_its_township_s_rules(world: World) -> None:
    keep(world, draft(world, (FIRST, "10"), (SECOND, "9"), (DEADLINE, "12-20")))

    assert world.bring([world.register()], to="mark_lifted_out")


def test_the_planner_counts_with_what_comes_into_force(world: World) -> None:
    case = world.bring([world.register()], to="assess")
    village = world["village"]
    with acting_as(village):
        before = planner_of(village, on=world.today)
    later = world.today + timedelta(days=30)
    keep(world, draft(world, (FIRST, "20"), in_force_from=later))

    with acting_as(village):
        after = planner_of(village, on=world.today)

    assert case
    assert repr(before) != repr(after)
    assert "甲发〔2017〕3号" in repr(after)


def test_an_act_needs_the_paper_that_its_township_asks_for(world: World) -> None:
    keep(world, draft(world, (PHOTO, "")))
    rule = bound(world).acts["appraise"]

    (photo,) = [one for one in rule.evidence if one.id == "meeting_photo"]

    assert photo.required
    assert photo.local == Text(
        "《甲镇贫困退出工作方案》（甲发〔2017〕3号）",
        "《甲镇贫困退出工作方案》 (甲发〔2017〕3号)",
    )


# What no program can do.


@pytest.mark.parametrize(
    "attack",
    [
        "INSERT INTO policy_localrule (plan_id, procedure, kind, subject, figure)"
        " VALUES ({plan}, 'household_exit', 'publicity_days', 'second', '6')",
        "INSERT INTO policy_localrule (plan_id, procedure, kind, subject, figure)"
        " VALUES ({plan}, 'household_exit', 'publicity_days', 'second', '7')",
        "INSERT INTO policy_localrule (plan_id, procedure, kind, subject, figure)"
        " VALUES ({plan}, 'household_exit', 'entry_days', 'appraise', '3')",
        "INSERT INTO policy_localrule (plan_id, procedure, kind, subject, figure)"
        " VALUES ({plan}, 'household_exit', 'waives', 'appraise', '')",
        "UPDATE policy_localrule SET figure = '8'",
        "DELETE FROM policy_localrule",
        "UPDATE policy_workingplan SET in_force_from = '2016-01-01'",
        "INSERT INTO policy_workingplan (area_code, department, title,"
        " document_number, issued_by, issued_on, evidence, in_force_from, kept_by_id,"
        " entered_on, recorded_at) SELECT area_code, '', title, document_number,"
        " issued_by, issued_on, evidence, in_force_from - 1, kept_by_id, entered_on,"
        " recorded_at FROM policy_workingplan",
        "INSERT INTO policy_workingplan (area_code, department, title,"
        " document_number, issued_by, issued_on, evidence, in_force_from, kept_by_id,"
        " entered_on, recorded_at) SELECT '211221102000', '', title, document_number,"
        " issued_by, issued_on, evidence, in_force_from, kept_by_id, entered_on,"
        " recorded_at FROM policy_workingplan",
    ],
)
def test_the_database_keeps_local_rules_too(world: World, attack: str) -> None:
    plan = keep(world, draft(world, (FIRST, "10")))
    with (
        pytest.raises(Error),
        transaction.atomic(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(attack.format(plan=plan))


# Whatever is proposed, the effective rule is never weaker than the pack's.

PACK_READ = read_pack(PACKS / PACK)
EXIT = PACK_READ.procedure("household_exit")
VILLAGE_EXIT = PACK_READ.procedure("village_exit")


@st.composite
def proposals(draw: st.DrawFn, procedure: Procedure) -> Tightening:
    one = draw(st.sampled_from(tightenables(procedure)))
    figure = draw(
        st.one_of(
            st.integers(-5, 120).map(str),
            st.dates(date(2017, 1, 1), date(2017, 12, 31)).map("{:%m-%d}".format),
            st.text(max_size=5),
        )
    )
    return Tightening(procedure.id, one.kind, one.subject, figure, Text("甲", "A"))


def is_never_weaker(bound: Procedure, pack: Procedure) -> bool:
    papers = [
        (own.required or not pack_s.required, own.is_file or not pack_s.is_file)
        for act in pack.acts
        for own, pack_s in zip(
            bound.acts[act].evidence, pack.acts[act].evidence, strict=True
        )
    ]
    return (
        all(
            bound.publicities[p].days >= pack.publicities[p].days
            for p in pack.publicities
        )
        and all(
            bound.acts[a].entry_within_days <= pack.acts[a].entry_within_days
            for a in pack.acts
        )
        and all(
            (b.month, b.day) <= (p.month, p.day)
            for b, p in zip(bound.deadlines, pack.deadlines, strict=True)
        )
        and all(
            b.days <= p.days
            for b, p in zip(bound.time_limits, pack.time_limits, strict=True)
        )
        and all(ok for pair in papers for ok in pair)
    )


@pytest.mark.parametrize("procedure", [EXIT, VILLAGE_EXIT], ids=lambda p: p.id)
@given(data=st.data())
def test_whatever_is_proposed_nothing_gets_weaker(
    procedure: Procedure, data: st.DataObject
) -> None:
    found = data.draw(st.lists(proposals(procedure), max_size=8))

    assert is_never_weaker(tightened(procedure, found), procedure)
    again = tightened(tightened(procedure, found), found)
    assert is_never_weaker(again, tightened(procedure, found))


@given(proposed=proposals(EXIT))
def test_what_is_taken_makes_a_difference_and_what_is_refused_makes_none(
    proposed: Tightening,
) -> None:
    by_path = {one.path: one for one in tightenables(EXIT)}
    refused = why_not(by_path[proposed.path], proposed.figure, EXIT)
    changes = tightened(EXIT, [proposed]) != EXIT

    if proposed.kind is Tightens.PUBLICITY_DAYS and refused and changes:
        # Beyond the longest that is taken; longer all the same.
        assert int(proposed.figure) > 90
    else:
        assert changes == (refused is None)


def test_every_pack_says_what_may_be_tightened() -> None:
    pack: PolicyPack = PACK_READ

    kinds = {one.kind for p in (EXIT, VILLAGE_EXIT) for one in tightenables(p)}

    assert pack.id == PACK
    assert {Tightens.PUBLICITY_DAYS, Tightens.PAPER_REQUIRED} <= kinds
    assert {Tightens.DEADLINE, Tightens.ENTRY_DAYS} <= kinds
