"""Every committed event gets one place in one tree, whose root leaves the office."""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.support.audited import COUNTY, DAY, Office, actor_at, entry, owner
from tuopin.office.audit import operations, rows, sequencer
from tuopin.office.audit.notes import read_note
from tuopin.office.audit.queries import Seal, timeline
from tuopin.office.audit.sequencer import (
    AnotherSequencerRuns,
    SealDoesNotFit,
    Sequencer,
)
from tuopin.office.scope import acting_as

# How long another worker's transaction on the same server may hold a round back.
PATIENCE_SECONDS = 300


@pytest.fixture
def own(own_database: str) -> Iterator[psycopg.Connection]:
    with owner(own_database) as connection:
        yield connection


def unsealed(attacker: psycopg.Connection) -> int:
    row = attacker.execute(
        "SELECT count(*) FROM audit_event e WHERE NOT EXISTS"
        " (SELECT FROM audit_leaf l WHERE l.event_id = e.id)"
    ).fetchone()
    assert row is not None
    return row[0]


def test_every_event_gets_one_place_and_the_root_is_signed(
    office: Office, attacker: psycopg.Connection
) -> None:
    office.write("甲", "乙", "丙")

    done = office.seal()

    places = attacker.execute("SELECT idx FROM audit_leaf ORDER BY idx").fetchall()
    assert places == [(idx,) for idx in range(done.leaves)]
    assert unsealed(attacker) == 0
    assert done.checkpoint is not None
    assert done.checkpoint.size == done.leaves


def test_a_checkpoint_leaves_the_building_as_a_file(office: Office) -> None:
    office.write("甲")
    done = office.seal()

    (path,) = office.folder.glob("checkpoint-*.txt")
    read = read_note(path.read_text(), [office.key.verifier])

    assert read == done.checkpoint
    assert (office.folder / "key.txt").read_text() == f"{office.key.verifier.text}\n"


def test_without_a_new_event_nothing_is_signed(office: Office) -> None:
    office.write("甲")
    office.seal()

    again = office.seal()

    assert (again.leaves, again.checkpoint) == (0, None)


def test_the_tree_goes_on_from_the_leaves_that_are_there(office: Office) -> None:
    for note in "甲乙丙":
        office.write(note)
        office.seal()

    found = office.verify()

    assert found.is_sound
    assert found.sealed == found.events


def test_a_large_backlog_is_sealed_whole(
    office: Office, attacker: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "MOST_AT_ONCE", 4)
    with owner(attacker.info.dbname) as own:
        sealing = Sequencer(own, office.key, office.folder)
        for _ in range(4):
            office.write(*"123456789")
            sealing.run_once()

    assert unsealed(attacker) == 0
    assert office.verify().is_sound


def test_an_event_that_is_committed_late_is_sealed_after_those_that_overtook_it(
    office: Office, attacker: psycopg.Connection, own: psycopg.Connection
) -> None:
    sealing = Sequencer(own, office.key, office.folder)
    sealing.seal()
    drawn, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        actor = actor_at(COUNTY)
        with acting_as(actor):
            (row,) = rows.insert(
                "sample_ledger", ("village_code", "note"), [("990101001201", "慢")]
            )
            told = entry("sample.row.written", row)
            operations.record(actor=actor, on=DAY, entries=[told])
            drawn.set()
            go_on.wait(30)
        rows.connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    drawn.wait(30)
    for note in "甲乙丙丁":
        office.write(note)
        assert sealing.seal() == 1
    waiting = unsealed(attacker)
    go_on.set()
    slow.join(30)
    late = sealing.seal()

    assert (waiting, late) == (0, 1)
    assert unsealed(attacker) == 0
    assert office.verify().is_sound


def test_later_rounds_do_not_look_at_old_events_again(
    office: Office, own: psycopg.Connection
) -> None:
    sealing = Sequencer(own, office.key, office.folder)
    office.write(*"123456789")
    sealing.seal()
    office.write("甲")
    (last,) = own.execute("SELECT max(id) FROM audit_event").fetchall()[0]

    # Whoever else was at work on the server at an earlier round has to end first.
    until = time.monotonic() + PATIENCE_SECONDS
    while sealing._settled < last and time.monotonic() < until:
        sealing.seal()
        time.sleep(0.01)

    assert sealing._settled == last


def test_only_one_sequencer_runs(office: Office, own: psycopg.Connection) -> None:
    office.write("甲")
    Sequencer(own, office.key, office.folder).run_once()

    with pytest.raises(AnotherSequencerRuns):
        office.seal()


def test_nothing_more_is_signed_over_leaves_that_were_altered(
    office: Office, attacker: psycopg.Connection
) -> None:
    office.write("甲", "乙")
    office.seal()
    attacker.execute("SET session_replication_role = replica")
    attacker.execute("UPDATE audit_leaf SET hash = sha256(hash) WHERE idx = 0")
    office.write("丙")

    with pytest.raises(SealDoesNotFit, match="audit verify"):
        office.seal()


def test_a_sequencer_that_is_stopped_signs_what_it_has_sealed(
    office: Office, attacker: psycopg.Connection
) -> None:
    stop = threading.Event()

    def run() -> None:
        with owner(attacker.info.dbname) as own:
            Sequencer(own, office.key, office.folder).run_forever(
                stop, seal_every=0.01, sign_every=3600
            )

    running = threading.Thread(target=run)
    running.start()
    (row,) = office.write("甲")
    deadline = time.monotonic() + 30
    while unsealed(attacker) and time.monotonic() < deadline:
        stop.wait(0.01)
    with acting_as(actor_at(COUNTY)):
        before = timeline([f"case:{row.id}"])
    stop.set()
    running.join(30)
    with acting_as(actor_at(COUNTY)):
        after = timeline([f"case:{row.id}"])

    assert [event.seal for event in before] == [Seal.CHAINED]
    assert [event.seal for event in after] == [Seal.SEALED]


def test_the_signing_key_is_its_owners_alone(office: Office) -> None:
    path = office.folder.parent / "secrets" / "checkpoint.pem"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
