"""A household's page shows when an act happened, when it was entered, and its seal."""

from __future__ import annotations

from datetime import date

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.audited import COUNTY, Office, actor_at, entry
from tuopin.office.accounts.models import Person
from tuopin.office.audit import operations, queries, rows
from tuopin.office.audit.queries import Seal
from tuopin.office.scope import acting_as
from tuopin.rulebook.positions import Position

ELSEWHERE = "990201000000"
SOME_TIME_AGO = date(2017, 8, 1)


def test_an_act_waits_to_be_sealed_until_a_checkpoint_holds_it(office: Office) -> None:
    (row,) = office.write("甲")

    with acting_as(actor_at(COUNTY)):
        before = queries.timeline([f"case:{row.id}"])
    office.seal()
    with acting_as(actor_at(COUNTY)):
        after = queries.timeline([f"case:{row.id}"])

    assert [event.seal for event in before] == [Seal.CHAINED]
    assert [event.seal for event in after] == [Seal.SEALED]
    assert Seal.CHAINED.label.zh == "已链接(待封存)"
    assert Seal.SEALED.label.zh == "已封存"


def test_an_act_says_when_it_happened_and_when_it_was_entered(office: Office) -> None:
    actor = actor_at(COUNTY)
    with acting_as(actor):
        (row,) = rows.insert(
            "sample_ledger", ["village_code", "note"], [("990101001201", "甲")]
        )
        operations.record(
            actor=actor,
            on=SOME_TIME_AGO,
            entries=[entry("sample.row.written", row)],
        )

        (event,) = queries.timeline([f"case:{row.id}"])

    assert event.act == "sample.row.written"
    assert event.happened_on == SOME_TIME_AGO
    assert event.entered_on > SOME_TIME_AGO
    assert event.is_entered_late
    assert event.position is Position.COUNTY_OFFICE
    assert event.recorded_at.tzinfo is not None


def test_the_name_of_who_acted_is_looked_up_and_stands_in_no_event(
    office: Office, attacker: psycopg.Connection
) -> None:
    person = Person.objects.create(name="赵一")
    (row,) = office.write("甲", actor=actor_at(COUNTY, person_id=person.id))

    with acting_as(actor_at(COUNTY)):
        (event,) = queries.timeline([f"case:{row.id}"])
    kept = attacker.execute("SELECT raw FROM audit_event").fetchall()

    assert event.person_name == "赵一"
    assert not any("赵一".encode() in raw for (raw,) in kept)


def test_the_events_of_several_matters_stand_in_the_order_of_recording(
    office: Office,
) -> None:
    first, second = office.write("甲", "乙")
    office.change(first.id, "甲,更正")

    with acting_as(actor_at(COUNTY)):
        events = queries.timeline([f"case:{second.id}", f"case:{first.id}"])

    assert [(event.stream, event.seq) for event in events] == [
        (f"case:{first.id}", 1),
        (f"case:{second.id}", 1),
        (f"case:{first.id}", 2),
    ]


def test_another_county_sees_no_event(office: Office) -> None:
    (row,) = office.write("甲")

    with acting_as(actor_at(ELSEWHERE)):
        events = queries.timeline([f"case:{row.id}"])

    assert events == []


def test_the_timeline_of_many_matters_takes_two_queries(
    office: Office,
) -> None:
    written = office.write(*map(str, range(20)))

    with acting_as(actor_at(COUNTY)), CaptureQueriesContext(connection) as used:
        events = queries.timeline([f"case:{row.id}" for row in written])

    assert len(events) == 20
    assert len(used) == 2


def test_notices_print_the_code_of_the_last_checkpoint(office: Office) -> None:
    office.write("甲")

    before = queries.latest_checkpoint()
    sealing = office.seal()
    after = queries.latest_checkpoint()

    assert before is None
    assert after is not None
    assert sealing.checkpoint is not None
    assert (after.size, after.code) == (
        sealing.checkpoint.size,
        sealing.checkpoint.code,
    )
    assert len(after.code) == 16
