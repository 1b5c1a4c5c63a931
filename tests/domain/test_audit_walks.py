"""Walking through events and leaves: each fault is named where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tuopin.office.audit import tree
from tuopin.office.audit.checks import (
    ChainWalk,
    StoredLeaf,
    Tampering,
    TreeWalk,
    rows_of,
    stated_by,
)
from tuopin.office.audit.domain import GENESIS, StoredEvent, canonical, chained
from tuopin.office.audit.notes import Checkpoint

VILLAGE = "990101001201"
MOMENT = "2017-12-20T08:00:0{}.000000Z"


def link(seq: int, prev: bytes, **said: object) -> StoredEvent:
    """Return an event as the office would have written it."""
    stated = {
        "id": seq * 10,
        "stream": "case:1",
        "seq": seq,
        "division": VILLAGE,
        "alg": "sha256",
        "recorded_at": MOMENT.format(seq),
        "rows": [["sample_ledger", seq, "ab"]],
    } | said
    raw = canonical(stated)  # type: ignore[arg-type]
    return StoredEvent(
        int(str(stated["id"])),
        str(stated["stream"]),
        int(str(stated["seq"])),
        str(stated["division"]),
        str(stated["alg"]),
        prev,
        raw,
        chained(prev, raw),
        str(stated["recorded_at"]),
    )


def chain(length: int = 3) -> list[StoredEvent]:
    events: list[StoredEvent] = []
    for seq in range(1, length + 1):
        events.append(link(seq, events[-1].hash if events else GENESIS))
    return events


def faults(events: Sequence[StoredEvent]) -> list[tuple[str, str]]:
    walk = ChainWalk()
    found: list[Tampering] = []
    for event in events:
        found += walk.step(event, stated_by(event))
    return [(tampering.key, tampering.what.en.split(": ", 1)[1]) for tampering in found]


def test_a_whole_chain_has_no_fault() -> None:
    assert faults(chain()) == []


def test_streams_do_not_hang_on_each_other() -> None:
    other = link(1, GENESIS, stream="case:2", id=5, recorded_at=MOMENT.format(0))

    assert faults([*chain(), other]) == []


@pytest.mark.parametrize(
    ("missing", "named"), [(0, "20"), (1, "30")], ids=["first", "middle"]
)
def test_a_missing_event_is_named_at_the_next_one(missing: int, named: str) -> None:
    events = chain()
    del events[missing]

    assert faults(events) == [(named, f"event {missing + 1} before it is missing.")]


def test_the_end_of_a_chain_may_only_be_missed_by_its_last_link() -> None:
    assert faults(chain()[:-1]) == []


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("id", 11, "its column id differs from its content."),
        ("division_code", "1", "its column division differs from its content."),
        ("recorded_at", MOMENT.format(2) + "x", "its column recorded_at differs"),
        ("hash", b"x" * 32, "its content does not fit its hash."),
        ("alg", "sha3_256", "its content does not fit its hash."),
        ("alg", "no such hash", "its content does not fit its hash."),
        ("prev", b"x" * 32, "it does not link to the event before it."),
        ("raw", b"{}", "its content does not fit its hash."),
        ("raw", b"\xff", "its content is no canonical text."),
    ],
)
def test_an_altered_column_is_named(column: str, value: object, fault: str) -> None:
    events = chain(1)
    events[0] = replace(events[0], **{column: value})  # type: ignore[arg-type]

    found = faults(events)

    assert {key for key, _ in found} == {str(events[0].id)}
    assert any(said.startswith(fault) for _, said in found)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (
            {"recorded_at": MOMENT.format(0)},
            "it is recorded earlier than the one before",
        ),
        ({"id": 9}, "its id is below the one before it"),
    ],
    ids=["earlier", "lower id"],
)
def test_an_event_rewritten_with_its_hash_must_still_come_after_the_last(
    said: dict[str, object], fault: str
) -> None:
    first = chain(1)[0]

    assert [found for _, found in faults([first, link(2, first.hash, **said)])] == [
        f"{fault}."
    ]


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b'{"a": 1}', b'{"a":1,"a":1}', b'{"b":1,"a":1}', b"[" * 100_000],
    ids=["nothing", "list", "blank", "twice", "order", "deep"],
)
def test_bytes_that_are_not_the_one_text_state_nothing(raw: bytes) -> None:
    assert stated_by(replace(chain(1)[0], raw=raw)) is None


def test_an_event_names_its_rows() -> None:
    stated = stated_by(chain(1)[0])

    assert stated is not None
    assert list(rows_of(stated)) == [("sample_ledger", "1", "ab")]
    assert list(rows_of({"rows": [["half", 1], 7]})) == []
    assert list(rows_of({"rows": None})) == []


def leaves() -> list[StoredLeaf]:
    return [
        StoredLeaf(idx, event.id, tree.leaf_hash(event.hash), event.hash)
        for idx, event in enumerate(chain(5))
    ]


def seal_of(stored: Sequence[StoredLeaf]) -> Checkpoint:
    root = tree.root_of([leaf.hash for leaf in stored])
    return Checkpoint("tuopin", len(stored), root, MOMENT.format(9))


def leaf_faults(
    stored: Sequence[StoredLeaf], checkpoints: Sequence[Checkpoint]
) -> list[str]:
    walk = TreeWalk(checkpoints)
    found: list[Tampering] = []
    for leaf in stored:
        found += walk.step(leaf)
    return [tampering.where for tampering in [*found, *walk.finish()]]


def test_a_whole_tree_fits_all_its_checkpoints() -> None:
    seals = [seal_of(leaves()[:size]) for size in (5, 0, 2, 2, 3)]

    assert leaf_faults(leaves(), seals) == []


@pytest.mark.parametrize(
    ("alter", "named"),
    [
        (lambda leaf: replace(leaf, idx=9), "audit_leaf 9"),
        (lambda leaf: replace(leaf, hash=b"x" * 32), "audit_leaf 2"),
        (lambda leaf: replace(leaf, event_hash=None), "audit_leaf 2"),
        (lambda leaf: replace(leaf, event_hash=b"x" * 32), "audit_checkpoint 5"),
    ],
    ids=["place", "hash", "gone", "another event"],
)
def test_an_altered_leaf_is_named(
    alter: Callable[[StoredLeaf], StoredLeaf], named: str
) -> None:
    stored = leaves()
    seal = seal_of(stored)
    stored[2] = alter(stored[2])

    assert named in leaf_faults(stored, [seal])


def test_a_tree_cut_short_misses_its_checkpoint_and_no_earlier_one() -> None:
    seals = [seal_of(leaves()[:3]), seal_of(leaves())]

    assert leaf_faults(leaves()[:4], seals) == ["audit_checkpoint 5"]
