"""A network in between that cuts requests, loses answers and says things twice."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

PASSED, CUT, LOST, SAID_AGAIN = (
    "passed",
    "request cut",
    "answer lost",
    "said again later",
)
FATES = (PASSED, LOST, PASSED, CUT, SAID_AGAIN, PASSED, PASSED)
"""They come round in turn, so that even a few requests meet each of them."""
LATER = 0.2  # seconds


@dataclass
class CuttingProxy:
    """Passes requests on to a server, or does what bad networks do."""

    port: int
    chance: random.Random
    listens: int = 0
    counted: dict[str, int] = field(default_factory=dict)
    _fates: Iterator[str] = field(default_factory=lambda: itertools.cycle(FATES))
    _replays: set[asyncio.Task[None]] = field(default_factory=set)

    async def meet(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Take one request from a phone."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await _whole_request(reader)
            fate = next(self._fates)
            self.counted[fate] = self.counted.get(fate, 0) + 1
            if fate == CUT:
                request = request[: self.chance.randrange(1, len(request))]
            answer = await self._ask(request)
            if fate in (PASSED, SAID_AGAIN):
                writer.write(answer)
            if fate == SAID_AGAIN:
                again = asyncio.create_task(self._again(request))
                self._replays.add(again)
                again.add_done_callback(self._replays.discard)
        with suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    async def _again(self, request: bytes) -> None:
        await asyncio.sleep(LATER * self.chance.random())
        await self._ask(request)

    async def _ask(self, request: bytes) -> bytes:
        """Send the server what there is of a request; return what it answers."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            await writer.drain()
            if _is_cut(request):
                return b""
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def settle(self) -> None:
        """Wait for what is still to be said again."""
        while self._replays:
            await asyncio.gather(*self._replays)


def _is_cut(request: bytes) -> bool:
    head, found, body = request.partition(b"\r\n\r\n")
    return not found or len(body) < _length(head)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _whole_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(_length(head))


@asynccontextmanager
async def cutting(port: int, chance: random.Random) -> AsyncIterator[CuttingProxy]:
    """Put the proxy before a server; its own port is `listens`."""
    proxy = CuttingProxy(port, chance)
    server = await asyncio.start_server(proxy.meet, "127.0.0.1", 0, limit=2**22)
    proxy.listens = server.sockets[0].getsockname()[1]
    try:
        yield proxy
        await proxy.settle()
    finally:
        server.close()
