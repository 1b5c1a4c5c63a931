"""The pure part of the audit record: canonical text, hash chains, the Merkle tree.

Canonical text is the subset of RFC 8785 that has no number but integers. The tree is
the one of RFC 6962: leaves and nodes are hashed with different prefixes, so neither
can pass for the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ALGORITHM = "sha256"
GENESIS = b"\0" * 32
LEAF, NODE = b"\x00", b"\x01"

JSON = str | int | bool | None | Sequence["JSON"] | Mapping[str, "JSON"]


def canonical(value: JSON) -> bytes:
    """Return the one text of a value that is hashed; raises TypeError for a float."""
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no one canonical text; write money as text")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _refuse_floats(inner)


def hash_of(data: bytes, algorithm: str = ALGORITHM) -> bytes:
    """Hash data by a named algorithm, so that it can be exchanged for another."""
    return hashlib.new(algorithm, data).digest()


def chained(previous: bytes, raw: bytes, algorithm: str = ALGORITHM) -> bytes:
    """Return the hash of an event that follows another in its stream."""
    return hash_of(previous + raw, algorithm)


def leaf_hash(data: bytes) -> bytes:
    """Return the tree's hash of one event's chain hash."""
    return hashlib.sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the tree's hash over two subtrees."""
    return hashlib.sha256(NODE + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """The complete subtrees of a growing tree, the largest first; `size` leaves."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaf: bytes) -> Frontier:
        """Return the frontier with one more leaf hash."""
        peaks, hashed, size = list(self.peaks), leaf, self.size
        while size & 1:
            hashed = node_hash(peaks.pop(), hashed)
            size >>= 1
        return Frontier(self.size + 1, (*peaks, hashed))

    @property
    def root(self) -> bytes:
        """The root over all leaves; the hash of nothing for an empty tree."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, by the definition of RFC 6962 §2.1."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = _split(len(leaves))
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def _split(size: int) -> int:
    """Return the largest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes by which one leaf is shown to be in the tree."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def is_included(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Check an inclusion proof."""
    hashed, place, last, steps = leaf, index, size - 1, iter(proof)
    if not 0 <= index < size:
        return False
    for step in steps:
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
