"""Sends requests at the moments at which they are due, whoever is slow (open loop).

Seconds count from the moment at which a request was due, not from when it was sent: a
server that falls behind is charged for everybody who waits.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_CONNECTIONS = 256


@dataclass(frozen=True)
class Ask:
    """One kind of request: what it is called, its address, and its cookie."""

    name: str
    path: str
    cookie: str = ""
    language: str = "zh-CN"

    def written(self, port: int) -> bytes:
        """Return it as it goes over the wire."""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Accept-Language: {self.language}\r\n{cookie}\r\n"
        ).encode()


@dataclass
class Heard:
    """How long each kind of request took, in seconds, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    took: float = 0.0

    @property
    def everything(self) -> list[float]:
        """The seconds of all kinds together."""
        return [one for each in self.seconds.values() for one in each]


def percentile(seconds: Sequence[float], share: int) -> float:
    """Return a percentile in milliseconds."""
    if len(seconds) < 2:
        return float("nan")
    return statistics.quantiles(seconds, n=100, method="inclusive")[share - 1] * 1000


def send(
    port: int, asks: Sequence[Ask], *, a_second: float, seconds: float, seed: int = 7
) -> Heard:
    """Send a random one of the requests at each of so many random moments a second."""
    draw = random.Random(seed)
    moments, at = [], 0.0
    while (at := at + draw.expovariate(a_second)) < seconds:
        moments.append((at, draw.choice(asks)))
    return asyncio.run(_Sending(port, asks).run(moments))


class _Sending:
    def __init__(self, port: int, asks: Sequence[Ask]) -> None:
        self.port = port
        self.written: Mapping[Ask, bytes] = {one: one.written(port) for one in asks}
        self.free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.gate = asyncio.Semaphore(MOST_CONNECTIONS)
        self.heard = Heard()

    async def run(self, moments: Sequence[tuple[float, Ask]]) -> Heard:
        began = time.perf_counter()
        waiting = set()
        for at, ask in moments:
            due = began + at
            ahead = due - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            task = asyncio.create_task(self._send(ask, due))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
        await asyncio.gather(*waiting)
        self.heard.took = time.perf_counter() - began
        for _, writer in self.free:
            writer.close()
        return self.heard

    async def _send(self, ask: Ask, due: float) -> None:
        async with self.gate:
            connection = self.free.pop() if self.free else await self._connect()
            reader, writer = connection
            writer.write(self.written[ask])
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
            self.heard.seconds[ask.name].append(time.perf_counter() - due)
            if head[9:12] != b"200":
                self.heard.faults[f"{ask.name}: {head[9:12].decode()}"] += 1
            self.free.append(connection)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


def _length(head: bytes) -> int:
    at = head.lower().index(b"content-length:") + 15
    return int(head[at : head.index(b"\r\n", at)])
