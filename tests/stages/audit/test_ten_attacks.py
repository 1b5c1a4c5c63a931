"""Ten attacks by whoever rules the server: clumsy ones, and ones that mend every hash.

The attacker has the program and the whole database, but neither the signing key nor
the checkpoints that have left the building.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg
import pytest

from tests.support.audited import Office
from tuopin.office.audit import domain, tree
from tuopin.office.audit.reading import ROW_DIGEST


@dataclass(frozen=True)
class Link:
    """An event in the attacker's hands."""

    id: int
    prev: bytes
    hash: bytes
    recorded_at: datetime
    is_sealed: bool
    stated: dict[str, Any]

    def stating(self, **changes: object) -> Link:
        """Return the event with other words in it."""
        return replace(self, stated=self.stated | changes)


Links = list[Link]
Attack = Callable[[Links], Links]


def _in_case(links: Links, number: int) -> list[int]:
    return [
        at for at, link in enumerate(links) if link.stated["stream"] == f"case:{number}"
    ]


def _altered(links: Links, at: int, **changes: object) -> Links:
    return [*links[:at], links[at].stating(**changes), *links[at + 1 :]]


def _without(links: Links, *gone: int) -> Links:
    return [link for at, link in enumerate(links) if at not in gone]


def edit_a_value(links: Links) -> Links:
    return _altered(links, _in_case(links, 1)[1], body={"verdict": "not_met"})


def back_date(links: Links) -> Links:
    return _altered(links, _in_case(links, 1)[1], on="2017-11-30")


def change_who_acted(links: Links) -> Links:
    at = _in_case(links, 1)[1]
    return _altered(links, at, actor=links[at].stated["actor"] | {"person": 8})


def delete_from_the_middle(links: Links) -> Links:
    return _without(links, _in_case(links, 1)[1])


def delete_from_the_end(links: Links) -> Links:
    return _without(links, _in_case(links, 1)[-1])


def delete_a_whole_case(links: Links) -> Links:
    return _without(links, *_in_case(links, 2))


def insert_an_act(links: Links) -> Links:
    at = _in_case(links, 1)[1]
    act = replace(links[at], id=9001).stating(act="sample.row.acknowledged", seq=9)
    return [*links[:at], act, *links[at:]]


def swap_two_acts(links: Links) -> Links:
    first, second = _in_case(links, 1)[:2]
    swapped = list(links)
    swapped[first] = replace(links[first], stated=links[second].stated)
    swapped[second] = replace(links[second], stated=links[first].stated)
    return swapped


def write_everything_anew(links: Links) -> Links:
    return [link.stating(entered_on="2017-12-31") for link in links]


def edit_after_the_last_checkpoint(links: Links) -> Links:
    return _altered(links, _in_case(links, 4)[0], body={"verdict": "not_met"})


BEFORE_THE_LAST_CHECKPOINT = [
    edit_a_value,
    back_date,
    change_who_acted,
    delete_from_the_middle,
    delete_from_the_end,
    delete_a_whole_case,
    insert_an_act,
    swap_two_acts,
    write_everything_anew,
]
ATTACKED = (
    "audit_event",
    "audit_stream",
    "audit_leaf",
    "audit_checkpoint",
    "sample_ledger",
)
TEN_ATTACKS = [*BEFORE_THE_LAST_CHECKPOINT, edit_after_the_last_checkpoint]


@pytest.fixture
def recorded(office: Office, attacker: psycopg.Connection) -> Office:
    """Return an office with four cases, the last of them not yet sealed."""
    attacker.execute("ALTER SEQUENCE sample_ledger_id_seq RESTART 1")
    first, second, _ = office.write("甲", "乙", "丙")
    office.change(first.id, "甲,核实")
    office.change(second.id, "乙,核实")
    office.seal()
    office.change(first.id, "甲,核查")
    office.seal()
    office.write("丁")
    attacker.execute("SET session_replication_role = replica")
    return office


def read_links(attacker: psycopg.Connection) -> Links:
    rows = attacker.execute(
        "SELECT e.id, e.prev, e.hash, e.recorded_at, l.idx IS NOT NULL, e.raw"
        " FROM audit_event e LEFT JOIN audit_leaf l ON l.event_id = e.id ORDER BY e.id"
    )
    return [Link(*row, json.loads(raw)) for *row, raw in rows]


def write_links(attacker: psycopg.Connection, links: Links) -> None:
    """Put events in the place of all that are there."""
    attacker.execute("DELETE FROM audit_event")
    for link in links:
        stated = link.stated
        attacker.execute(
            "INSERT INTO audit_event (id, stream, seq, division_code, alg, prev, raw,"
            " hash, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                link.id,
                stated["stream"],
                stated["seq"],
                stated["division"],
                stated["alg"],
                link.prev,
                domain.canonical(stated),
                link.hash,
                link.recorded_at,
            ],
        )


def mend_events(attacker: psycopg.Connection, links: Links) -> Links:
    """Make events fit each other and the rows as they stand."""
    ends: dict[str, tuple[int, bytes]] = {}
    ids = sorted(link.id for link in links)
    last = {
        tuple(row[:2]): at
        for at, link in zip(ids, links, strict=True)
        for row in link.stated["rows"]
    }
    mended = []
    for event_id, link in zip(ids, links, strict=True):
        seq, prev = ends.get(link.stated["stream"], (0, domain.GENESIS))
        stated = link.stated | {
            "id": event_id,
            "seq": seq + 1,
            "recorded_at": domain.moment_text(link.recorded_at),
            "rows": [
                [table, row_id, present(attacker, table, row_id)]
                if last[table, row_id] == event_id
                else [table, row_id, digest]
                for table, row_id, digest in link.stated["rows"]
            ],
        }
        hashed = domain.chained(prev, domain.canonical(stated))
        ends[link.stated["stream"]] = (seq + 1, hashed)
        mended.append(replace(link, id=event_id, prev=prev, hash=hashed, stated=stated))
    return mended


def present(attacker: psycopg.Connection, table: str, row_id: int) -> str:
    derived = ["status"] if table == "sample_ledger" else []
    (row,) = attacker.execute(
        f"SELECT {ROW_DIGEST} FROM {table} AS entry WHERE id = %s", [derived, row_id]
    ).fetchall()
    return str(row[0])


def mend_the_rest(attacker: psycopg.Connection, mended: Links) -> None:
    """Make chains' ends, leaves and rows fit, and drop checkpoints that tell."""
    attacker.execute("DELETE FROM audit_stream")
    attacker.execute(
        "INSERT INTO audit_stream (name, division_code, head_seq, head_hash, head_at)"
        " SELECT DISTINCT ON (stream) stream, first_value(division_code) OVER"
        " (PARTITION BY stream ORDER BY seq), seq, hash, recorded_at"
        " FROM audit_event ORDER BY stream, seq DESC"
    )
    attacker.execute("DELETE FROM audit_leaf")
    for idx, link in enumerate(link for link in mended if link.is_sealed):
        attacker.execute(
            "INSERT INTO audit_leaf (idx, event_id, hash) VALUES (%s, %s, %s)",
            [idx, link.id, tree.leaf_hash(link.hash)],
        )
    attacker.execute(
        "DELETE FROM sample_ledger WHERE 'case:' || id NOT IN"
        " (SELECT stream FROM audit_event)"
    )
    attacker.execute("DELETE FROM audit_checkpoint")


@contextmanager
def undone(attacker: psycopg.Connection) -> Iterator[None]:
    """Put everything back as it was, for the next attack."""
    for table in ATTACKED:
        attacker.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")
    yield
    for table in ATTACKED:
        attacker.execute(f"DELETE FROM {table}")
        attacker.execute(f"INSERT INTO {table} TABLE kept_{table}")
        attacker.execute(f"DROP TABLE kept_{table}")


def attack_cleverly(attacker: psycopg.Connection, attack: Attack) -> None:
    mended = mend_events(attacker, attack(read_links(attacker)))
    write_links(attacker, mended)
    mend_the_rest(attacker, mended)


def test_whoever_edits_rows_alone_is_noticed(
    recorded: Office, attacker: psycopg.Connection
) -> None:
    unnoticed = []
    for attack in TEN_ATTACKS:
        with undone(attacker):
            write_links(attacker, attack(read_links(attacker)))
            if recorded.verify().is_sound:
                unnoticed.append(attack.__name__)

    assert unnoticed == []
    assert recorded.verify().is_sound


def test_whoever_mends_every_hash_is_betrayed_by_the_checkpoint_outside(
    recorded: Office, attacker: psycopg.Connection
) -> None:
    named = {}
    for attack in BEFORE_THE_LAST_CHECKPOINT:
        with undone(attacker):
            attack_cleverly(attacker, attack)
            found = recorded.verify().tamperings
            named[attack.__name__] = {tampering.table for tampering in found}

    assert named == {
        attack.__name__: {"audit_checkpoint"} for attack in BEFORE_THE_LAST_CHECKPOINT
    }


def test_without_a_checkpoint_outside_a_mended_record_looks_whole(
    recorded: Office, attacker: psycopg.Connection
) -> None:
    noticed = []
    for attack in TEN_ATTACKS:
        with undone(attacker):
            attack_cleverly(attacker, attack)
            if not recorded.verify(outside=False).is_sound:
                noticed.append(attack.__name__)

    # Why checkpoints are printed on notices and letters: nothing inside can tell.
    assert noticed == []


def test_what_the_last_checkpoint_does_not_hold_is_the_exposure(
    recorded: Office, attacker: psycopg.Connection
) -> None:
    checkpoints = attacker.execute("SELECT * FROM audit_checkpoint").fetchall()
    events = mend_events(attacker, edit_after_the_last_checkpoint(read_links(attacker)))

    write_links(attacker, events)
    mend_the_rest(attacker, events)
    for checkpoint in checkpoints:
        attacker.execute(
            "INSERT INTO audit_checkpoint VALUES (%s, %s, %s, %s)", checkpoint
        )

    assert recorded.verify().tamperings == []
