"""An act and its record stand or fall together, and the record only grows (art. 15)."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import Error, connection
from psycopg.types.json import Jsonb

from tests.support.audited import (
    COLUMNS,
    COUNTY,
    DAY,
    TOWNSHIP,
    VILLAGE,
    Office,
    actor_at,
    entry,
)
from tuopin.office.audit import operations, rows
from tuopin.office.audit.domain import GENESIS, canonical, chained
from tuopin.office.scope import acting_as

APPEND_ONLY = (
    "audit_event",
    "audit_leaf",
    "audit_checkpoint",
    "audit_protected_table",
    "audit_stream",
)


def events_of(attacker: psycopg.Connection, stream: str) -> list[dict[str, object]]:
    found = attacker.execute(
        "SELECT raw FROM audit_event WHERE stream = %s ORDER BY seq", [stream]
    )
    return [json.loads(raw) for (raw,) in found]


def test_an_event_says_who_did_what_when_and_to_which_rows(
    office: Office, attacker: psycopg.Connection
) -> None:
    (row,) = office.write("甲")

    (event,) = events_of(attacker, f"case:{row.id}")

    assert event["act"] == "sample.row.written"
    assert event["on"] == "2017-12-20"
    assert date.fromisoformat(str(event["entered_on"]))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z", str(event["recorded_at"]))
    assert event["actor"] == {
        "appointment": 77,
        "person": 7,
        "position": "county_office",
        "division": COUNTY,
    }
    assert event["rows"] == [["sample_ledger", row.id, row.digest]]
    assert "王一" not in str(event)


def test_each_event_is_chained_to_the_one_before_it_in_its_stream(
    office: Office, attacker: psycopg.Connection
) -> None:
    (row,) = office.write("甲")
    office.change(row.id, "乙")

    links = attacker.execute(
        "SELECT seq, prev, raw, hash FROM audit_event WHERE stream = %s ORDER BY seq",
        [f"case:{row.id}"],
    ).fetchall()

    assert [link[0] for link in links] == [1, 2]
    assert links[0][1] == GENESIS
    assert links[1][1] == links[0][3]
    assert all(hashed == chained(prev, raw) for _, prev, raw, hashed in links)
    assert all(raw == canonical(json.loads(raw)) for _, _, raw, _ in links)


def test_an_act_outside_a_transaction_cannot_be_recorded(office: Office) -> None:
    row = rows.RowRef("sample_ledger", 1, "00")

    with pytest.raises(operations.NoTransaction):
        operations.record(
            actor=actor_at(COUNTY), on=DAY, entries=[entry("sample.row.written", row)]
        )


def test_an_act_that_fails_leaves_no_event(
    office: Office, attacker: psycopg.Connection
) -> None:
    actor = actor_at(COUNTY)
    before = attacker.execute("SELECT count(*) FROM audit_event").fetchone()

    def fail_after_recording() -> None:
        with acting_as(actor):
            (row,) = rows.insert(
                "sample_ledger", ("village_code", "note"), [(VILLAGE, "")]
            )
            told = entry("sample.row.written", row)
            operations.record(actor=actor, on=DAY, entries=[told])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_recording()

    assert attacker.execute("SELECT count(*) FROM audit_event").fetchone() == before
    assert office.verify().is_sound


@pytest.mark.parametrize("body", [{"sum": 1.5}, {"on": DAY}, {"sum": Decimal("1.5")}])
def test_what_has_no_one_text_is_not_recorded(
    office: Office, body: dict[str, object]
) -> None:
    actor = actor_at(COUNTY)
    loose = operations.Entry("case:1", "sample.row.written", VILLAGE, body)  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="write it as text"), acting_as(actor):
        operations.record(actor=actor, on=DAY, entries=[loose])


def test_several_events_of_one_stream_in_one_batch_follow_each_other(
    office: Office, attacker: psycopg.Connection
) -> None:
    actor = actor_at(COUNTY)
    with acting_as(actor):
        written = rows.insert(
            "sample_ledger",
            ("village_code", "note"),
            [(VILLAGE, str(n)) for n in "123"],
        )
        operations.record(
            actor=actor,
            on=DAY,
            entries=[
                entry("sample.row.written", row, stream="meeting:1") for row in written
            ],
        )

    told = events_of(attacker, "meeting:1")

    assert [event["seq"] for event in told] == [1, 2, 3]
    assert office.verify().is_sound


def test_a_stream_goes_on_where_an_officer_of_another_area_left_it(
    office: Office, attacker: psycopg.Connection
) -> None:
    stream = "person:7"
    for code in (COUNTY, TOWNSHIP):
        actor = actor_at(code)
        with acting_as(actor):
            (row,) = rows.insert(
                "sample_ledger", ("village_code", "note"), [(VILLAGE, code)]
            )
            told = entry("sample.row.written", row, stream=stream, code=code)
            operations.record(actor=actor, on=DAY, entries=[told])

    assert [event["seq"] for event in events_of(attacker, stream)] == [1, 2]
    assert office.verify().is_sound


def test_nobody_records_into_another_area(office: Office) -> None:
    actor = actor_at("990102000000")
    row = rows.RowRef("sample_ledger", 1, "00")

    with pytest.raises(Error, match="row-level security"), acting_as(actor):
        operations.record(
            actor=actor, on=DAY, entries=[entry("sample.row.written", row)]
        )


@pytest.mark.parametrize("count", [1, rows.FEW, rows.FEW + 1, 300])
def test_rows_come_back_in_the_order_given_with_the_digest_they_have(
    office: Office, count: int
) -> None:
    with acting_as(actor_at(COUNTY)), connection.cursor() as cursor:
        written = rows.insert(
            "sample_ledger",
            ("note", "village_code", "answers", "amount"),
            [(str(n), VILLAGE, Jsonb({"n": n}), None) for n in range(count)],
        )
        again = rows.digests("sample_ledger", [row.id for row in written])
        cursor.execute("SELECT note FROM sample_ledger ORDER BY id")
        notes = [note for (note,) in cursor.fetchall()]

    assert again == written
    assert notes == [str(n) for n in range(count)]
    assert len({row.digest for row in written}) == count


def test_ids_drawn_ahead_are_kept(office: Office) -> None:
    with acting_as(actor_at(COUNTY)):
        drawn = rows.draw_ids("sample_ledger", 3)
        written = rows.insert(
            "sample_ledger",
            ("id", "village_code", "note"),
            [(row_id, VILLAGE, "") for row_id in reversed(drawn)],
        )

    assert [row.id for row in written] == drawn[::-1]


def test_rows_that_are_read_while_they_are_written_do_not_hang(office: Office) -> None:
    def lazily() -> object:
        for _ in range(20):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            yield VILLAGE, "lazy"

    with acting_as(actor_at(COUNTY)):
        written = rows.insert("sample_ledger", ("village_code", "note"), lazily())  # type: ignore[arg-type]

    assert len(written) == 20


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/St_Johns"])
def test_a_digest_does_not_depend_on_the_session(office: Office, zone: str) -> None:
    (row,) = office.write("甲")

    with acting_as(actor_at(COUNTY)), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('timezone', %s, true)", [zone])
        cursor.execute("SET LOCAL bytea_output = 'escape'")
        again = rows.digests("sample_ledger", [row.id])

    assert again == [row]


def test_a_table_that_is_not_protected_has_no_digests(
    office: Office, attacker: psycopg.Connection
) -> None:
    attacker.execute("SET session_replication_role = replica")
    attacker.execute("DELETE FROM audit_protected_table WHERE name = 'sample_ledger'")

    with pytest.raises(rows.NotProtected, match="sample_ledger"):
        office.write("甲")


def test_a_row_out_of_sight_has_no_digest(office: Office) -> None:
    (row,) = office.write("甲")

    with (
        pytest.raises(LookupError, match="in sight"),
        acting_as(actor_at("990102000000")),
    ):
        rows.digests("sample_ledger", [row.id])


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_application_cannot_change_the_record(
    office: Office, attacker: psycopg.Connection, table: str, statement: str
) -> None:
    office.write("甲")
    office.seal()
    (column,) = attacker.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1",
        [table],
    ).fetchone() or ("",)

    with (
        pytest.raises(Error, match="permission denied"),
        acting_as(actor_at(COUNTY)),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column, column))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_application_cannot_empty_the_record(office: Office, table: str) -> None:
    with (
        pytest.raises(Error, match="permission denied"),
        acting_as(actor_at(COUNTY)),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_a_superuser_changes_the_record_by_mistake(
    office: Office, attacker: psycopg.Connection, table: str, statement: str
) -> None:
    office.write("甲")
    office.seal()

    with pytest.raises(psycopg.errors.RestrictViolation):
        attacker.execute(statement.format(table))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("seq", "seq + 1", id="leaves-a-gap"),
        pytest.param("seq", "seq - 1", id="repeats-a-place"),
        pytest.param("prev", "sha256(prev)", id="hangs-on-nothing"),
        pytest.param("hash", "sha256(hash)", id="wrong-hash"),
        pytest.param("recorded_at", "recorded_at - interval '1 day'", id="back-dated"),
        pytest.param("recorded_at", "recorded_at + interval '1 day'", id="post-dated"),
    ],
)
def test_an_event_that_does_not_link_on_is_not_stored(
    office: Office, column: str, value: str
) -> None:
    (row,) = office.write("甲")
    forged = {
        "stream": "stream",
        "seq": "seq + 1",
        "division_code": "division_code",
        "alg": "alg",
        "prev": "hash",
        "raw": "raw",
        "hash": "sha256(hash || raw)",
        "recorded_at": "clock_timestamp()",
    }
    insert = "INSERT INTO audit_event ({}) SELECT {} FROM audit_event WHERE stream = %s"

    def store(values: dict[str, str]) -> None:
        with acting_as(actor_at(COUNTY)), connection.cursor() as cursor:
            cursor.execute(
                insert.format(", ".join(values), ", ".join(values.values()))
                + " ORDER BY seq DESC LIMIT 1",
                [f"case:{row.id}"],
            )

    spoilt = forged | {column: value.replace(column, forged[column], 1)}
    with pytest.raises(Error, match=r"does not link on|one_link_per_place"):
        store(spoilt)

    store(forged)


def test_a_clock_that_went_back_stops_the_stream(
    office: Office, attacker: psycopg.Connection
) -> None:
    (row,) = office.write("甲")
    attacker.execute("SET session_replication_role = replica")
    attacker.execute(
        "UPDATE audit_stream SET head_at = head_at + interval '1 hour' WHERE name = %s",
        [f"case:{row.id}"],
    )

    with pytest.raises(operations.ClockWentBack, match="set it right"):
        office.change(row.id, "乙")


def test_columns_of_every_kind_come_through(
    office: Office, attacker: psycopg.Connection
) -> None:
    office.write("甲")

    kept = attacker.execute(
        f"SELECT {', '.join(COLUMNS)} FROM sample_ledger"
    ).fetchone()

    assert kept is not None
    assert kept[:4] == (VILLAGE, "甲", Decimal("2952.50"), DAY)
    assert kept[5:] == ({"rooms": 3, "water": "well"}, b"\x01\x02")
