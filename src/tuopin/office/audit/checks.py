"""What an untouched audit record always satisfies, link by link; reads no database."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tuopin.office.audit import domain, tree
from tuopin.office.audit.domain import StoredEvent
from tuopin.office.audit.notes import Checkpoint
from tuopin.rulebook.text import Text

EVENTS, LEAVES, CHECKPOINTS = "audit_event", "audit_leaf", "audit_checkpoint"


@dataclass(frozen=True)
class Tampering:
    """One place where the record is not as it was written, and what is wrong there."""

    table: str
    key: str
    what: Text

    @property
    def where(self) -> str:
        """The table and the row in it, as one looks it up."""
        return f"{self.table} {self.key}"


def stated_by(event: StoredEvent) -> Mapping[str, object] | None:
    """Return what an event's bytes state; None where they are no canonical text."""
    try:
        stated = json.loads(event.raw)
        if not isinstance(stated, dict) or domain.encoded(stated) != event.raw:
            return None
    except (ValueError, TypeError, RecursionError):
        return None
    return stated


def rows_of(stated: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield table, id and digest of each row that an event names."""
    rows = stated.get("rows")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, list) and len(row) == 3:
            table, row_id, digest = row
            yield str(table), str(row_id), str(digest)


@dataclass
class ChainWalk:
    """Walks through events in the order of streams and places."""

    last: StoredEvent | None = None

    def step(
        self, event: StoredEvent, stated: Mapping[str, object] | None
    ) -> Iterator[Tampering]:
        """Name what is wrong with an event that follows those before it."""
        before, self.last = self.last, event
        if before is not None and before.stream != event.stream:
            before = None
        yield from _link_faults(event, before)
        if stated is None:
            yield _of_event(
                event, "内容不是规范文本", "its content is no canonical text"
            )
            return
        for name, stands in _columns(event).items():
            if stated.get(name) != stands:
                yield _of_event(
                    event,
                    f"“{name}”列与留痕内容不符",
                    f"its column {name} differs from its content",
                )


def _columns(event: StoredEvent) -> dict[str, object]:
    """Return the columns that the event's own bytes state too."""
    return {
        "id": event.id,
        "stream": event.stream,
        "seq": event.seq,
        "division": event.division_code,
        "alg": event.alg,
        "recorded_at": event.recorded_at,
    }


def _link_faults(event: StoredEvent, before: StoredEvent | None) -> Iterator[Tampering]:
    expected = 1 if before is None else before.seq + 1
    if event.seq != expected:
        yield _of_event(
            event,
            f"前面缺少第 {expected} 条",
            f"event {expected} before it is missing",
        )
    elif event.prev != (domain.GENESIS if before is None else before.hash):
        yield _of_event(
            event, "与前一条不相连", "it does not link to the event before it"
        )
    if before is not None and event.recorded_at < before.recorded_at:
        yield _of_event(
            event, "记录时间早于前一条", "it is recorded earlier than the one before"
        )
    if before is not None and event.id <= before.id:
        yield _of_event(event, "编号小于前一条", "its id is below the one before it")
    if not is_hash_of(event):
        yield _of_event(event, "内容与哈希值不符", "its content does not fit its hash")


def is_hash_of(event: StoredEvent) -> bool:
    """Say whether an event's hash is that of its bytes."""
    try:
        hashed = domain.chained(event.prev, event.raw, event.alg)
    except ValueError:
        return False
    return hmac.compare_digest(hashed, event.hash)


def _of_event(event: StoredEvent, zh: str, en: str) -> Tampering:
    matter = f"{event.stream} #{event.seq}"
    return Tampering(
        EVENTS, str(event.id), Text(f"{matter}:{zh}。", f"{matter}: {en}.")
    )


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A leaf as it stands, with the hash of the event that it names, if it is there."""

    idx: int
    event_id: int
    hash: bytes
    event_hash: bytes | None


@dataclass
class TreeWalk:
    """Walks through leaves in the order of the tree, and past the checkpoints."""

    checkpoints: Sequence[Checkpoint]
    frontier: tree.Frontier = field(default_factory=tree.Frontier.empty)

    def __post_init__(self) -> None:
        self._ahead = sorted(self.checkpoints, key=lambda one: one.size, reverse=True)

    def step(self, leaf: StoredLeaf) -> Iterator[Tampering]:
        """Name what is wrong with the next leaf."""
        yield from self._reached()
        if leaf.idx != self.frontier.size:
            yield _of_leaf(leaf, "位置不连续", "its place does not follow the last")
        hashed = leaf.hash
        if leaf.event_hash is None:
            yield _of_leaf(
                leaf,
                f"留痕 {leaf.event_id} 已不存在",
                f"event {leaf.event_id} is gone",
            )
        else:
            hashed = tree.leaf_hash(leaf.event_hash)
            if hashed != leaf.hash:
                yield _of_leaf(
                    leaf,
                    f"与留痕 {leaf.event_id} 不符",
                    f"it does not fit event {leaf.event_id}",
                )
        self.frontier.add(hashed)

    def finish(self) -> Iterator[Tampering]:
        """Name the checkpoints that the tree does not reach."""
        yield from self._reached()
        for checkpoint in reversed(self._ahead):
            size, left = checkpoint.size, self.frontier.size
            yield _of_checkpoint(
                checkpoint,
                f"封存时有 {size} 条留痕，现在只有 {left} 条",
                f"{size} events were sealed, {left} are left",
            )

    def _reached(self) -> Iterator[Tampering]:
        while self._ahead and self._ahead[-1].size == self.frontier.size:
            checkpoint = self._ahead.pop()
            if checkpoint.root != self.frontier.root:
                size, moment = checkpoint.size, checkpoint.signed_at
                yield _of_checkpoint(
                    checkpoint,
                    f"前 {size} 条留痕与 {moment} 的封存不符",
                    f"the first {size} events are not those sealed at {moment}",
                )


def _of_checkpoint(checkpoint: Checkpoint, zh: str, en: str) -> Tampering:
    return Tampering(
        CHECKPOINTS,
        str(checkpoint.size),
        Text(f"封存 {checkpoint.code}:{zh}。", f"Checkpoint {checkpoint.code}: {en}."),
    )


def _of_leaf(leaf: StoredLeaf, zh: str, en: str) -> Tampering:
    return Tampering(LEAVES, str(leaf.idx), Text(f"封存位置：{zh}。", f"Leaf: {en}."))
