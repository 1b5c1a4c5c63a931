"""The tree is that of RFC 6962: worked out a second time by its definition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuopin.office.audit import tree
from tuopin.office.audit.tree import TreeHead


def root_by_definition(contents: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word and as slow as it reads."""
    if not contents:
        return hashlib.sha256(b"").digest()
    if len(contents) == 1:
        return hashlib.sha256(b"\x00" + contents[0]).digest()
    split = 1
    while split * 2 < len(contents):
        split *= 2
    left, right = contents[:split], contents[split:]
    both = root_by_definition(left) + root_by_definition(right)
    return hashlib.sha256(b"\x01" + both).digest()


def leaves_of(contents: Sequence[bytes]) -> list[bytes]:
    return [tree.leaf_hash(content) for content in contents]


events = st.lists(st.binary(max_size=6), min_size=1, max_size=40)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert tree.root_of([]).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_the_root_of_one_empty_leaf_is_that_of_certificate_transparency() -> None:
    assert tree.root_of([tree.leaf_hash(b"")]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )


@pytest.mark.parametrize("size", [*range(18), 31, 32, 33, 63, 64, 65, 127, 128, 129])
def test_the_root_is_that_of_the_definition_at_every_size(size: int) -> None:
    contents = [number.to_bytes(2, "big") for number in range(size)]

    assert tree.root_of(leaves_of(contents)) == root_by_definition(contents)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = leaves_of([b"a", b"b"])

    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)


@given(events, st.data())
def test_every_leaf_has_a_proof_and_no_other_leaf_has_it(
    contents: list[bytes], data: st.DataObject
) -> None:
    leaves = leaves_of(contents)
    index = data.draw(st.integers(0, len(leaves) - 1))
    root = tree.root_of(leaves)

    proof = tree.inclusion_proof(leaves, index)

    assert tree.is_included(leaves[index], index, len(leaves), proof, root)
    stranger = tree.leaf_hash(b"an event that never was")
    assert not tree.is_included(stranger, index, len(leaves), proof, root)


@given(events, st.data())
def test_a_spoilt_proof_shows_nothing(
    contents: list[bytes], data: st.DataObject
) -> None:
    leaves = leaves_of(contents)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = tree.inclusion_proof(leaves, index), tree.root_of(leaves)

    spoilt = [*proof, tree.EMPTY]
    if proof and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(proof) - 1))
        spoilt = [*proof[:at], tree.EMPTY, *proof[at + 1 :]]

    assert not tree.is_included(leaves[index], index, len(leaves), spoilt, root)


@given(events, st.data())
def test_a_tree_that_only_grew_is_consistent_with_what_it_was(
    contents: list[bytes], data: st.DataObject
) -> None:
    leaves = leaves_of(contents)
    earlier = data.draw(st.integers(0, len(leaves)))
    before = TreeHead(earlier, tree.root_of(leaves[:earlier]))
    after = TreeHead(len(leaves), tree.root_of(leaves))

    proof = tree.consistency_proof(leaves, earlier)

    assert tree.is_consistent(before, after, proof)


@given(events, st.data())
def test_a_tree_in_which_an_earlier_event_was_altered_is_not_consistent(
    contents: list[bytes], data: st.DataObject
) -> None:
    leaves = leaves_of(contents)
    earlier = data.draw(st.integers(1, len(leaves)))
    altered = list(leaves)
    altered[data.draw(st.integers(0, earlier - 1))] = tree.leaf_hash(b"something else")
    before = TreeHead(earlier, tree.root_of(leaves[:earlier]))
    after = TreeHead(len(altered), tree.root_of(altered))

    proof = tree.consistency_proof(altered, earlier)

    assert not tree.is_consistent(before, after, proof)


def test_a_tree_that_became_smaller_is_not_consistent() -> None:
    leaves = leaves_of([b"a", b"b", b"c"])
    before = TreeHead(3, tree.root_of(leaves))
    after = TreeHead(2, tree.root_of(leaves[:2]))

    assert not tree.is_consistent(before, after, [])


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_a_place_outside_the_tree_has_no_proof(index: int) -> None:
    leaves = leaves_of([b"a", b"b", b"c"])

    with pytest.raises(IndexError):
        tree.inclusion_proof(leaves, index)
    assert not tree.is_included(leaves[0], index, 3, [], tree.root_of(leaves))
