"""Many officers at once: whole chains, and nobody waits in a circle."""

from __future__ import annotations

import random
import threading

import psycopg
from django.db import connection

from tests.support.audited import COUNTY, DAY, VILLAGE, Office, actor_at
from tuopin.office.audit import operations
from tuopin.office.scope import acting_as

OFFICERS, BATCHES, STREAMS, LONGEST = 8, 25, 12, 6


def test_overlapping_batches_leave_whole_chains(
    office: Office, attacker: psycopg.Connection
) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(OFFICERS)
    recorded = threading.Semaphore(0)

    def work(number: int) -> None:
        choice, actor = random.Random(number), actor_at(COUNTY, number)
        try:
            start.wait(30)
            for _ in range(BATCHES):
                streams = choice.choices(range(STREAMS), k=choice.randint(1, LONGEST))
                told = [
                    operations.Entry(f"case:{stream}", "sample.tried", VILLAGE, {})
                    for stream in streams
                ]
                with acting_as(actor):
                    operations.record(actor=actor, on=DAY, entries=told)
                recorded.release(len(told))
        except Exception as failure:
            failures.append(failure)
            raise
        finally:
            connection.close()

    officers = [threading.Thread(target=work, args=(n,)) for n in range(OFFICERS)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join(120)

    assert failures == []
    stored = attacker.execute(
        "SELECT count(*) FROM audit_event WHERE stream LIKE 'case:%'"
    ).fetchone()
    assert stored == (recorded._value,)
    office.seal()
    assert office.verify().tamperings == []


def test_two_officers_who_begin_one_stream_make_one_chain(
    office: Office, attacker: psycopg.Connection
) -> None:
    start = threading.Barrier(OFFICERS)

    def begin(number: int) -> None:
        actor = actor_at(COUNTY, number)
        for stream in range(BATCHES):
            told = operations.Entry(f"notice:{stream}", "sample.tried", VILLAGE, {})
            start.wait(30)
            with acting_as(actor):
                operations.record(actor=actor, on=DAY, entries=[told])
        connection.close()

    officers = [threading.Thread(target=begin, args=(n,)) for n in range(OFFICERS)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join(120)

    lengths = attacker.execute(
        "SELECT DISTINCT head_seq FROM audit_stream WHERE name LIKE 'notice:%'"
    ).fetchall()
    assert lengths == [(OFFICERS,)]
    assert office.verify().is_sound
