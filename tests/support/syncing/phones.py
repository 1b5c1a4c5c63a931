"""Phones that are told to send until everything is acknowledged, whatever happens."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from tests.support.pictures import picture
from tests.support.questionnaires import SIGNATURE

MOST_AT_ONCE = 12
DOUBLES = 0.3
"""How many of the batches name some of their surveys twice."""
PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Survey:
    """One survey on a phone. `mark` is what makes it this one, whatever its id."""

    mark: str
    household: str
    tree: dict[str, Any]
    base_version: str
    instance_id: UUID = field(default_factory=uuid4)

    def again_as(self, mark: str, *, same_id: bool) -> Survey:
        """Return another content for the household: an old copy, a second phone's."""
        instance_id = self.instance_id if same_id else uuid4()
        tree = {**self.tree, "companions": mark}
        return replace(self, mark=mark, tree=tree, instance_id=instance_id)


@dataclass
class Handset:
    """One phone with its outbox, and what the office acknowledged of it."""

    login: str
    secret: str
    form: str
    surveys: list[Survey]
    chance: random.Random
    renames: bool = False
    """A broken phone: it makes a new id whenever it sends again."""
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    batches: int = 0
    signature: bytes = field(default_factory=picture)

    async def empty(self, port: int) -> None:
        """Send until everything is acknowledged or refused."""
        digest = hashlib.sha256(self.signature).hexdigest()
        kept = None
        while kept not in (200, 201):
            kept, _ = await self._ask(
                port, "PUT", f"/survey/sync/files/{digest}/", self.signature, {}
            )
        left = {one.mark: one for one in self.surveys}
        while left:
            batch = self._batch(list(left.values()))
            self.batches += 1
            answered = await self._send(port, batch, digest)
            for sent, told in zip(batch, answered, strict=False):
                if told["state"] == "refused":
                    self.refused.append(f"{sent.mark}: {told['errors']}")
                else:
                    self.acknowledged.setdefault(sent.mark, told["state"])
                left.pop(sent.mark, None)
            if self.renames and not answered:
                for one in batch:
                    left[one.mark] = replace(one, instance_id=uuid4())

    def _batch(self, left: list[Survey]) -> list[Survey]:
        count = self.chance.randint(1, min(MOST_AT_ONCE, len(left)))
        batch = self.chance.sample(left, count)
        if self.chance.random() < DOUBLES:
            batch += self.chance.sample(batch, self.chance.randint(1, count))
            self.chance.shuffle(batch)
        return batch

    async def _send(
        self, port: int, batch: Sequence[Survey], digest: str
    ) -> list[dict[str, Any]]:
        items = [
            {
                "id": str(one.instance_id),
                "household": one.household,
                "form": self.form,
                "base_version": one.base_version,
                "answers": one.tree,
                "made_at": "2017-09-01T10:00:00+08:00",
                "attachments": {SIGNATURE: digest},
            }
            for one in batch
        ]
        said = json.dumps({"device": self.login, "items": items}).encode()
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        body = gzip.compress(said, compresslevel=1)
        status, answer = await self._ask(port, "POST", "/survey/sync/", body, headers)
        return list(json.loads(answer)["items"]) if status == 200 else []

    async def _ask(
        self, port: int, method: str, path: str, body: bytes, extra: dict[str, str]
    ) -> tuple[int | None, bytes]:
        """Ask over a socket of its own; no status where the answer never came."""
        credential = base64.b64encode(f"{self.login}:{self.secret}".encode()).decode()
        headers = {
            "Host": "127.0.0.1",
            "Authorization": f"Basic {credential}",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **extra,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            await writer.drain()
            async with asyncio.timeout(PATIENCE):
                answer = await reader.read()
            writer.close()
        except (ConnectionError, TimeoutError):
            return None, b""
        said, found, content = answer.partition(b"\r\n\r\n")
        if not found:
            return None, b""
        return int(said.split(b" ", 2)[1]), content
