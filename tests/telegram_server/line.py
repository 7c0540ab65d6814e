"""The line between a bot and the platform: bytes pass as they are, until it is cut."""

import asyncio
import socket
import struct
from enum import Enum, auto

CHUNK = 1 << 16


class Cut(Enum):
    """What is reset: a connection while it is made, or what goes over one that stands."""

    BEFORE_HELLO = auto()
    IN_HELLO = auto()
    BEFORE_REQUEST = auto()
    BEFORE_ANSWER = auto()


class Line:
    """`cut` happens once; then the line is whole again."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        self.cut: Cut | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._connect(near, to_near))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _connect(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        far, to_far = await asyncio.open_connection("127.0.0.1", self._to)
        pumps = [
            asyncio.create_task(self._pump(near, to_far, Cut.BEFORE_HELLO, Cut.BEFORE_REQUEST)),
            asyncio.create_task(self._pump(far, to_near, Cut.IN_HELLO, Cut.BEFORE_ANSWER)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            if any(pump.done() and pump.result() for pump in pumps):
                _reset(to_near)
        finally:
            for pump in pumps:
                pump.cancel()
            for writer in (to_near, to_far):
                writer.close()
            await asyncio.gather(
                *pumps, to_near.wait_closed(), to_far.wait_closed(), return_exceptions=True
            )

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, first: Cut, later: Cut
    ) -> bool:
        """True where the line is cut; `first` is the cut at what comes first, `later` after it."""
        at = first
        while chunk := await source.read(CHUNK):
            if self.cut is at:
                self.cut = None
                target.write(chunk[: len(chunk) // 2] if at is Cut.IN_HELLO else b"")
                return True
            at = later
            target.write(chunk)
            await target.drain()
        return False


def _reset(writer: asyncio.StreamWriter) -> None:
    """As when a router has forgotten the connection: not closed, gone."""
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
