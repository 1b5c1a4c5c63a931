"""Receipts of city and province, three archives, and only then the mark (G13-G15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.support.world import VILLAGE, World
from tuopin.filing import operations as filing
from tuopin.filing.domain import Recipient
from tuopin.filing.models import ArchiveEntry, Consignment, FilingReceipt, NationalMark
from tuopin.filing.operations import UnableToFile
from tuopin.office.accounts.domain import NotYourPosition
from tuopin.office.scope import acting_as
from tuopin.procedure import operations as procedure
from tuopin.procedure.domain import Because, CaseRefusal
from tuopin.procedure.recording import BatchResult
from tuopin.register.models import Household

FILE = {
    Recipient.CITY: filing.file_with_city,
    Recipient.PROVINCE: filing.file_with_province,
}
each_recipient = pytest.mark.parametrize("recipient", list(Recipient), ids=str)


def sent(world: World, cases: list[int], recipient: Recipient) -> Consignment:
    return filing.send_consignment(
        recipient=recipient,
        case_ids=cases,
        letter_number=f"备字{len(cases)}-{recipient}",
        actor=world["county"],
        on=world.today,
    )


def received(
    world: World, consignment: Consignment, number: str = "回执9"
) -> BatchResult:
    return FILE[Recipient(consignment.recipient)](
        consignment=consignment, number=number, actor=world["county"], on=world.today
    )


def refusal_of(result: BatchResult) -> CaseRefusal:
    (row,) = result.rows
    assert row.refusal is not None
    return row.refusal


def registered_as(world: World, household: int) -> str:
    with acting_as(world["county"]):
        return Household.objects.get(id=household).registration_status


@each_recipient
def test_a_receipt_files_the_households_that_were_sent(
    world: World, recipient: Recipient
) -> None:
    cases = world.bring([world.register(), world.register()], to="announce")

    result = received(world, sent(world, cases, recipient))

    assert result.done == tuple(cases)


@each_recipient
def test_only_approved_households_are_sent(world: World, recipient: Recipient) -> None:
    approved, waiting = world.bring(
        [world.register(), world.register()], to="close_second"
    )
    world.approve([approved])

    with pytest.raises(UnableToFile, match="1户") as refusal:
        sent(world, [approved, waiting], recipient)

    assert refusal.value.cite == "art-06"
    with acting_as(world["province"]):
        assert Consignment.objects.count() == 0


def test_a_case_given_up_is_not_sent(world: World) -> None:
    cases = world.bring([world.register()], to="approve")
    procedure.withdraw(
        case_id=cases[0],
        ending="withdrawn",
        reason="户要求撤回",
        actor=world["county"],
        on=world.today,
    )

    with pytest.raises(UnableToFile):
        sent(world, cases, Recipient.CITY)


def test_an_empty_list_is_not_sent(world: World) -> None:
    with pytest.raises(UnableToFile, match="空"):
        sent(world, [], Recipient.CITY)


def test_a_letter_number_is_used_once(world: World) -> None:
    cases = world.bring([world.register()], to="announce")
    sent(world, cases, Recipient.CITY)

    with pytest.raises(UnableToFile, match="备字1-city"):
        sent(world, cases, Recipient.CITY)


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_letter_is_dated_the_day_it_is_sent(world: World, shift: int) -> None:
    cases = world.bring([world.register()], to="announce")
    world.move(days=2)

    with pytest.raises(UnableToFile, match="今天"):
        filing.send_consignment(
            recipient=Recipient.CITY,
            case_ids=cases,
            letter_number="备1",
            actor=world["county"],
            on=world.today + timedelta(days=shift),
        )


def test_the_city_s_receipt_does_not_file_with_the_province(world: World) -> None:
    cases = world.bring([world.register()], to="announce")
    to_the_city = sent(world, cases, Recipient.CITY)

    with pytest.raises(UnableToFile, match="市"):
        filing.file_with_province(
            consignment=to_the_city, number="1", actor=world["county"], on=world.today
        )


@pytest.mark.parametrize("number", ["", " "])
def test_a_receipt_has_a_number(world: World, number: str) -> None:
    cases = world.bring([world.register()], to="announce")

    with pytest.raises(UnableToFile, match="编号"):
        received(world, sent(world, cases, Recipient.CITY), number)


def test_a_receipt_that_files_nobody_is_not_kept(world: World) -> None:
    cases = world.bring([world.register()], to="announce")
    consignment = sent(world, cases, Recipient.CITY)
    world.move(days=2)

    late = filing.file_with_city(
        consignment=consignment,
        number="回执9",
        actor=world["county"],
        on=world.today - timedelta(days=1),
    )

    assert refusal_of(late).because is Because.ENTERED_TOO_LATE
    with acting_as(world["county"]):
        assert FilingReceipt.objects.count() == 0
    assert received(world, consignment).done == tuple(cases)


def test_a_held_household_is_filed_on_the_same_receipt_once_it_is_free(
    world: World,
) -> None:
    held, free = world.bring([world.register(), world.register()], to="announce")
    consignment = sent(world, [held, free], Recipient.CITY)
    hold = procedure.hold(
        case_id=held,
        cause="finding",
        subject="finding:1",
        reason="复核",
        actor=world["township"],
        on=world.today,
    )
    assert received(world, consignment).done == (free,)
    procedure.release(hold=hold, reason="无误", actor=world["county"], on=world.today)

    assert received(world, consignment).done == (held,)
    with acting_as(world["county"]):
        assert FilingReceipt.objects.count() == 1


def test_a_consignment_has_one_receipt(world: World) -> None:
    cases = world.bring([world.register()], to="announce")
    consignment = sent(world, cases, Recipient.CITY)
    received(world, consignment)

    assert refusal_of(received(world, consignment)).because is Because.DONE_BEFORE
    with pytest.raises(UnableToFile, match="回执9"):
        received(world, consignment, "回执10")


@pytest.mark.parametrize(
    ("level", "by"),
    [("village", "village"), ("township", "township"), ("county", "county")],
)
def test_papers_are_archived_after_the_announcement_stood(
    world: World, level: str, by: str
) -> None:
    early = world.bring([world.register()], to="announce")
    ready = world.bring([world.register()], to="close_announcement")

    refused = world.archive(early, level, by=by)
    kept = world.archive(ready, level, by=by)

    assert refusal_of(refused).because is Because.REQUIREMENT_MISSING
    assert "公告期满" in refusal_of(refused).text.zh
    assert kept.done == tuple(ready)


@pytest.mark.parametrize(
    ("level", "by"),
    [("village", "township"), ("township", "county"), ("county", "village")],
)
def test_each_level_keeps_its_own_set(world: World, level: str, by: str) -> None:
    cases = world.bring([world.register()], to="close_announcement")

    with pytest.raises(NotYourPosition):
        world.archive(cases, level, by=by)


def test_a_set_names_every_paper_of_every_act_before_it(world: World) -> None:
    cases = world.bring([world.register()], to="archive_village")

    with acting_as(world["county"]):
        catalogue = ArchiveEntry.objects.get(case_id=cases[0]).catalogue

    papers = {(line["act"], line["paper"]) for line in catalogue}
    assert {
        ("survey", "signed_survey_form"),
        ("appraise", "minutes"),
        ("verify_committees", "verification_opinion"),
        ("verify_team", "verification_opinion"),
        ("acknowledge", "signed_statement"),
        ("post_first", "posting_photo"),
        ("close_first", "last_day_photo"),
        ("examine", "examination_form"),
        ("approve", "approval_form"),
        ("file_with_city", "filing_receipt"),
    } <= papers


def test_a_set_needs_a_number(world: World) -> None:
    cases = world.bring([world.register()], to="close_announcement")

    result = filing.archive_village(
        numbers={cases[0]: " "}, actor=world["village"], on=world.today
    )

    assert refusal_of(result).because is Because.EVIDENCE_MISSING


def test_an_archive_number_is_used_once(world: World) -> None:
    cases = world.bring([world.register(), world.register()], to="close_announcement")

    with pytest.raises(UnableToFile, match="档号"):
        filing.archive_village(
            numbers=dict.fromkeys(cases, "档-1"), actor=world["village"], on=world.today
        )


LAST_ACTS: dict[str, Callable[[World, list[int]], object]] = {
    "file_with_city": lambda world, cases: world.file(cases, Recipient.CITY),
    "file_with_province": lambda world, cases: world.file(cases, Recipient.PROVINCE),
    "archive_village": lambda w, cases: w.archive(cases, "village", by="village"),
    "archive_township": lambda w, cases: w.archive(cases, "township", by="township"),
    "archive_county": lambda w, cases: w.archive(cases, "county", by="county"),
}


@pytest.mark.parametrize("missing", [None, *LAST_ACTS])
def test_with_one_of_the_last_acts_missing_nobody_is_marked(
    world: World, missing: str | None
) -> None:
    household = world.register()
    (case,) = world.bring([household], to="announce")
    world.move_to(world.today + timedelta(days=12))
    world.close_announcement(world.notice_of(case, "announcement"))
    for act, do in LAST_ACTS.items():
        if act != missing:
            do(world, [case])

    result = world.mark([case])

    if missing is None:
        assert result.done == (case,)
        assert registered_as(world, household) == "lifted_out"
        return
    assert refusal_of(result).because is Because.REQUIREMENT_MISSING
    assert registered_as(world, household) == "in_register"


@pytest.mark.parametrize("to", ["approve", "announce", "file_with_province"])
def test_an_announcement_that_still_hangs_keeps_the_mark_away(
    world: World, to: str
) -> None:
    household = world.register()
    cases = world.bring([household], to=to)

    assert refusal_of(world.mark(cases)).because is Because.REQUIREMENT_MISSING
    assert registered_as(world, household) == "in_register"


def test_a_household_is_marked_with_its_members_as_one(world: World) -> None:
    marked, waiting = world.register(persons=4), world.register()
    world.bring([marked], to="mark_lifted_out")

    assert registered_as(world, marked) == "lifted_out"
    assert registered_as(world, waiting) == "in_register"


def test_a_household_that_left_the_register_meanwhile_stops_the_batch(
    world: World,
) -> None:
    household = world.register()
    cases = world.bring([household], to="archive_county")
    world.deregister(household)

    with pytest.raises(Exception, match=r"注销|状态") as refusal, transaction.atomic():
        world.mark(cases)

    assert not isinstance(refusal.value, IntegrityError)
    with acting_as(world["county"]):
        assert NationalMark.objects.count() == 0
    assert VILLAGE in world.households[household]
