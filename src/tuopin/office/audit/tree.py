"""The Merkle tree of RFC 6962 over all events: roots, proofs, a growing frontier.

Leaves and nodes are hashed with different prefixes, so neither can pass for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

LEAF, NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """Return the tree's hash of one event's chain hash."""
    return hashlib.sha256(LEAF + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the tree's hash over two subtrees."""
    return hashlib.sha256(NODE + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The complete subtrees of a growing tree, the largest first; `size` leaves."""

    size: int
    peaks: list[bytes]

    @classmethod
    def empty(cls) -> Frontier:
        """Return the frontier of a tree without leaves."""
        return cls(0, [])

    def add(self, leaf: bytes) -> None:
        """Grow by one leaf hash."""
        size = self.size
        while size & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves; the hash of nothing for an empty tree."""
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    frontier = Frontier.empty()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root


def _split(size: int) -> int:
    """Return the largest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes by which one leaf is shown to be in the tree (§2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"there is no leaf {index} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def is_included(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether a proof shows the leaf at this place of the tree with this root."""
    if not 0 <= index < size:
        return False
    hashed, place, last = leaf, index, size - 1
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(step, hashed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """Return the hashes that show the first `earlier` leaves unchanged (§2.1.2)."""
    if not 0 <= earlier <= len(leaves):
        raise IndexError(f"{earlier} leaves were never there among {len(leaves)}")
    if earlier == 0:
        return []
    return _subproof(leaves, earlier, whole=True)


def _subproof(leaves: Sequence[bytes], earlier: int, *, whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    if earlier <= split:
        inner = _subproof(leaves[:split], earlier, whole=whole)
        return [*inner, root_of(leaves[split:])]
    inner = _subproof(leaves[split:], earlier - split, whole=False)
    return [*inner, root_of(leaves[:split])]


@dataclass(frozen=True)
class TreeHead:
    """How many leaves a tree had, and its root over them."""

    size: int
    root: bytes


def is_consistent(earlier: TreeHead, later: TreeHead, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that the later tree only added to the earlier one."""
    if earlier.size > later.size:
        return False
    if earlier.size == later.size:
        return earlier.root == later.root and not proof
    if earlier.size == 0:
        return earlier.root == EMPTY and not proof
    place, last = earlier.size - 1, later.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    steps = iter(proof)
    # A complete subtree is its own proof; otherwise the proof opens with one.
    first = earlier.root if place == 0 else next(steps, None)
    if first is None:
        return False
    old = new = first
    for step in steps:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == earlier.root and new == later.root
