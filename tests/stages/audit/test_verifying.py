"""Whoever rules the server can change everything, and nothing without being named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.support.audited import Office
from tuopin.office.audit import checks, tree, verification
from tuopin.office.audit.checks import Tampering

Attack = Callable[[psycopg.Connection], object]

# How a value of each column of the audit tables is changed, and the key that is named.
COLUMNS = {
    ("audit_event", "id"): ("id + 1000", "id = 1001"),
    ("audit_event", "stream"): ("stream || '9'", "id = 1001"),
    ("audit_event", "seq"): ("seq + 10", "id = 1001"),
    ("audit_event", "division_code"): ("'990101001202'", "id = 1001"),
    ("audit_event", "alg"): ("'sha3_256'", "id = 1001"),
    ("audit_event", "prev"): ("sha256(prev)", "id = 1001"),
    ("audit_event", "raw"): ("raw || ' '::bytea", "id = 1001"),
    ("audit_event", "hash"): ("sha256(hash)", "id = 1001"),
    ("audit_event", "recorded_at"): ("recorded_at - interval '1 day'", "id = 1001"),
    ("audit_stream", "name"): ("name || '9'", "name = 'case:1'"),
    ("audit_stream", "division_code"): ("'990101001202'", "name = 'case:1'"),
    ("audit_stream", "head_seq"): ("head_seq + 1", "name = 'case:1'"),
    ("audit_stream", "head_hash"): ("sha256(head_hash)", "name = 'case:1'"),
    ("audit_stream", "head_at"): ("head_at - interval '1 day'", "name = 'case:1'"),
    ("audit_leaf", "idx"): ("idx + 1000", "event_id = 1001"),
    ("audit_leaf", "event_id"): ("event_id + 5000", "event_id = 1001"),
    ("audit_leaf", "hash"): ("sha256(hash)", "event_id = 1001"),
    ("audit_checkpoint", "size"): ("size + 1", "true"),
    ("audit_checkpoint", "root"): ("sha256(root)", "true"),
    ("audit_checkpoint", "note"): (
        "replace(note, 'signed_at 2', 'signed_at 1')",
        "true",
    ),
    ("audit_checkpoint", "signed_at"): ("signed_at - interval '1 day'", "true"),
    ("audit_protected_table", "name"): ("'other_table'", "name = 'sample_ledger'"),
    ("audit_protected_table", "except_for"): ("'{note}'", "name = 'sample_ledger'"),
}

# Where each of these is named.
NAMED = {
    "audit_event": r"audit_event (1001|2001)",
    "audit_stream": r"audit_stream case:1",
    "audit_leaf": r"audit_leaf \d+",
    "audit_checkpoint": r"audit_checkpoint \d+",
    # Leaving out another column changes the digest of every row.
    "audit_protected_table": r"audit_protected_table sample_ledger|sample_ledger 1",
}


@pytest.fixture
def attacked(office: Office, attacker: psycopg.Connection) -> Attack:
    """Return how to attack an office with sealed events, none of its triggers awake."""
    attacker.execute("ALTER SEQUENCE audit_event_id_seq RESTART 1001")
    first, *_ = office.write("甲", "乙", "丙", "丁")
    office.change(first.id, "甲,更正")
    office.seal()
    attacker.execute("SET session_replication_role = replica")

    def attack(statement: str) -> None:
        assert attacker.execute(statement.encode()).rowcount > 0, statement

    return attack


def named(office: Office) -> set[str]:
    return {tampering.where for tampering in office.verify().tamperings}


def test_an_untouched_record_is_sound(office: Office, attacked: Attack) -> None:
    found = office.verify()

    assert found.tamperings == []
    assert found.checkpoint is not None
    assert (found.sealed, found.events) == (found.checkpoint.size,) * 2


def test_every_column_of_the_record_is_among_those_that_are_tried(
    office: Office, attacker: psycopg.Connection
) -> None:
    columns = attacker.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_name LIKE 'audit\\_%' AND table_schema = 'public'"
    ).fetchall()

    assert set(columns) == set(COLUMNS)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_tampering_with_a_column_of_the_record_is_named(
    office: Office, attacked: Attack, table: str, column: str
) -> None:
    value, where = COLUMNS[table, column]
    attacked(f"UPDATE {table} SET {column} = {value} WHERE {where}")

    assert any(re.fullmatch(NAMED[table], where) for where in named(office))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("village_code", "'990101001202'"),
        ("note", "note || '。'"),
        ("amount", "amount + 0.01"),
        ("noted_on", "noted_on - 1"),
        ("seen_at", "seen_at + interval '1 microsecond'"),
        ("answers", """answers || '{"rooms": 4}'"""),
        ("sealed", "NULL"),
        ("is_open", "NOT is_open"),
        ("tags", "array_append(tags, 'x')"),
    ],
)
def test_tampering_with_a_protected_row_is_named(
    office: Office, attacked: Attack, column: str, value: str
) -> None:
    attacked(f"UPDATE sample_ledger SET {column} = {value} WHERE id = 2")

    assert named(office) == {"sample_ledger 2"}


def test_a_derived_column_is_not_part_of_the_promise(
    office: Office, attacked: Attack
) -> None:
    attacked("UPDATE sample_ledger SET status = 'closed'")

    assert office.verify().is_sound


def test_a_row_that_no_event_tells_of_is_named(
    office: Office, attacked: Attack
) -> None:
    attacked("INSERT INTO sample_ledger (id, village_code, note) VALUES (99, '', '')")

    (found,) = office.verify().tamperings

    assert found.where == "sample_ledger 99"
    assert found.what.en == "No event tells of this row."


def test_a_row_that_is_gone_is_named(office: Office, attacked: Attack) -> None:
    attacked("DELETE FROM sample_ledger WHERE id = 3")

    (found,) = office.verify().tamperings

    assert found.where == "sample_ledger 3"
    assert found.what.zh == "留痕中的这一行已不存在。"


def test_a_row_set_back_to_what_it_once_was_is_named(
    office: Office, attacked: Attack
) -> None:
    attacked("UPDATE sample_ledger SET note = '甲' WHERE id = 1")

    assert named(office) == {"sample_ledger 1"}


def test_a_softened_digest_function_deceives_nobody(
    office: Office, attacked: Attack, attacker: psycopg.Connection
) -> None:
    attacked("UPDATE sample_ledger SET note = '改' WHERE id = 2")
    attacker.execute("""
        CREATE OR REPLACE FUNCTION audit_row_digest(entry anyelement, except_for text[])
          RETURNS text LANGUAGE sql AS $$ SELECT 'as it was' $$""")

    assert named(office) == {"sample_ledger 2"}


def test_a_dropped_table_is_named(office: Office, attacked: Attack) -> None:
    attacked("SELECT 1")
    office.connection.execute("DROP TABLE sample_ledger")

    assert "audit_protected_table sample_ledger" in named(office)


def test_whoever_changes_everything_is_still_told_a_bounded_number_of_places(
    office: Office, attacked: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "MOST_NAMED", 5)
    attacked("UPDATE audit_event SET hash = sha256(hash)")

    assert len(office.verify().tamperings) == 5


def test_a_check_of_derived_columns_belongs_to_the_verification(
    office: Office, attacked: Attack
) -> None:
    strange = Tampering("sample_ledger", "1", verification.Text("状态", "status"))

    found = office.verify(derived=[lambda connection: [strange]])

    assert found.tamperings == [strange]


def test_verifying_leaves_nothing_behind(
    office: Office, attacked: Attack, attacker: psycopg.Connection
) -> None:
    before = attacker.execute("SELECT count(*) FROM pg_class").fetchone()

    office.verify()

    assert attacker.execute("SELECT count(*) FROM pg_class").fetchone() == before


# A verifier that leaves something out. Each must miss an attack that the true one
# names: otherwise the attacks above would not tell the two apart.


def _skips_the_last_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "_heads", lambda connection: ())


def _trusts_the_stored_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "is_hash_of", lambda event: True)


def _ignores_a_deleted_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "_heads", lambda connection: ())
    monkeypatch.setattr(verification.TreeWalk, "step", _take_as_it_stands)


def _take_as_it_stands(
    walk: checks.TreeWalk, leaf: checks.StoredLeaf
) -> Iterator[Tampering]:
    yield from walk._reached()
    walk.frontier.add(leaf.hash)


@pytest.mark.parametrize(
    ("mutate", "sealed", "statements"),
    [
        pytest.param(
            _skips_the_last_event,
            False,
            ["DELETE FROM audit_event WHERE stream = 'meeting:1' AND seq = 2"],
            id="skips-the-last-event",
        ),
        pytest.param(
            _trusts_the_stored_hash,
            True,
            [
                "UPDATE audit_event SET raw = convert_to(replace(convert_from(raw,"
                " 'UTF8'), 'agreed', 'refused'), 'UTF8') WHERE stream = 'meeting:1'"
            ],
            id="trusts-the-stored-hash",
        ),
        pytest.param(
            _ignores_a_deleted_stream,
            True,
            [
                "DELETE FROM audit_event WHERE stream = 'meeting:1'",
                "DELETE FROM audit_stream WHERE name = 'meeting:1'",
            ],
            id="ignores-a-deleted-stream",
        ),
    ],
)
def test_a_verifier_that_leaves_something_out_is_caught(
    office: Office,
    attacked: Attack,
    monkeypatch: pytest.MonkeyPatch,
    mutate: Callable[[pytest.MonkeyPatch], None],
    sealed: bool,
    statements: list[str],
) -> None:
    office.tell("meeting:1", {"verdict": "agreed"}, {"verdict": "agreed"})
    if sealed:
        office.seal()
    for statement in statements:
        attacked(statement)

    true = office.verify()
    mutate(monkeypatch)
    mutant = office.verify()

    assert not true.is_sound
    assert mutant.is_sound


def test_a_tree_written_anew_does_not_fit_the_checkpoint(
    office: Office, attacked: Attack, attacker: psycopg.Connection
) -> None:
    for idx, event_id in attacker.execute("SELECT idx, event_id FROM audit_leaf"):
        hashed = hashlib.sha256(str(event_id).encode()).digest()
        attacker.execute(
            "UPDATE audit_leaf SET hash = %s WHERE idx = %s",
            [tree.leaf_hash(hashed), idx],
        )
        attacker.execute(
            "UPDATE audit_event SET hash = %s WHERE id = %s", [hashed, event_id]
        )

    assert any(where.startswith("audit_checkpoint") for where in named(office))
