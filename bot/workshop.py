"""Workshop: child processes for photos and documents; a bad file cannot stop the bot."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers import wording

ROOT = Path(__file__).resolve().parent.parent
STARTS = 2
START_SECONDS = 60


class PhotoRefused(Exception):
    """This file will never do; the text is the sentence for the supervisor's list."""


class WorkshopError(Exception):
    """The child could not finish this job now; nothing half-made stands under a final name."""


class _ChildGone(Exception):
    """It ended, was killed, or took too long and was ended."""


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """Pixels as seen upright; `taken_at` is the camera's own clock, without a zone."""

    width: int
    height: int
    kind: str
    taken_at: datetime | None = None


class Workshop:
    """No child runs until there is work, and none after `idle_seconds` without."""

    def __init__(
        self,
        megapixels: int = 50,
        photo_seconds: int = 30,
        document_seconds: int = 600,
        idle_seconds: float = 20.0,
    ) -> None:
        self._megapixels = megapixels
        # A progressive JPEG needs about 12 bytes a pixel while it is decoded.
        photo_bytes = 600_000_000 + megapixels * 12_000_000
        self._photos = Bench(photo_bytes, photo_seconds, idle_seconds)
        self._documents = Bench(2_000_000_000, document_seconds, idle_seconds)

    async def check_photo(self, path: Path) -> PhotoFacts:
        """Raises PhotoRefused for what is no whole photo within bounds, WorkshopError otherwise."""
        values = {"path": str(path), "megapixels": self._megapixels}
        try:
            result = await self._photos.ask("check_photo", values)
        except _ChildGone:
            raise PhotoRefused(wording.PHOTO_BREAKS_READER) from None
        if "refused" in result:
            raise PhotoRefused(_sentence(result["refused"], result["facts"], self._megapixels))
        if "failed" in result:
            if result["failed"] == "MemoryError":
                raise PhotoRefused(wording.PHOTO_BREAKS_READER)
            raise WorkshopError(f"check_photo: {result['failed']} at {result['where']}")
        done = result["done"]
        taken_at = datetime.fromisoformat(done["taken_at"]) if done["taken_at"] else None
        return PhotoFacts(done["width"], done["height"], done["kind"], taken_at)

    async def run(self, job: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """One of workbench.JOBS with JSON values; raises WorkshopError."""
        try:
            result = await self._documents.ask(job, values)
        except _ChildGone:
            raise WorkshopError(f"{job}: the child process ended or took too long") from None
        if "done" not in result:
            raise WorkshopError(f"{job}: {result.get('failed', 'refused')} {result.get('where')}")
        return dict(result["done"])

    async def close(self) -> None:
        await asyncio.gather(self._photos.close(), self._documents.close())


class Bench:
    """One child process, started when asked, started again when it is gone, ended when idle."""

    def __init__(self, memory_bytes: int, job_seconds: int, idle_seconds: float) -> None:
        self._memory_bytes = memory_bytes
        self._job_seconds = job_seconds
        self._idle_seconds = idle_seconds
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._ending: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.returncode is None

    async def ask(self, job: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Raises _ChildGone when it took too long or ended two children, else WorkshopError."""
        order = json.dumps({"job": job, "values": values}, ensure_ascii=True).encode() + b"\n"
        async with self._turn:
            self._stay()
            try:
                return await self._ask_twice(order)
            finally:
                self._ending = asyncio.create_task(self._end_when_idle())

    async def _ask_twice(self, order: bytes) -> dict[str, Any]:
        for _ in range(STARTS):
            child = self._child if self.running else None
            child = child or await self._start()
            try:
                async with asyncio.timeout(self._job_seconds):
                    return dict(json.loads(await _exchange(child, order)))
            except (_ChildGone, OSError) as error:
                await self._end()
                if isinstance(error, TimeoutError):
                    break
            except BaseException:
                # A cancelled question's answer must not be read as the next one's.
                await self._end()
                raise
        raise _ChildGone

    async def _start(self) -> asyncio.subprocess.Process:
        await self._end()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        # The child's own alarm is for a child whose parent has died meanwhile.
        limits = f"{self._memory_bytes}, {self._job_seconds + 5}"
        code = f"from bot.workbench import main; main({limits})"
        try:
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", code),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
            )
            async with asyncio.timeout(START_SECONDS):
                await _exchange(self._child, b"")
        except (_ChildGone, OSError):
            await self._end()
            raise WorkshopError("a child process does not start") from None
        except BaseException:
            await self._end()
            raise
        return self._child

    def _stay(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None

    async def _end_when_idle(self) -> None:
        await asyncio.sleep(self._idle_seconds)
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.kill()
        # Reading to the end also lets asyncio close the pipes.
        await child.communicate()

    async def close(self) -> None:
        async with self._turn:
            self._stay()
            await self._end()


async def _exchange(child: asyncio.subprocess.Process, order: bytes) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(order)
    await child.stdin.drain()
    line = await child.stdout.readline()
    if not line.endswith(b"\n"):
        raise _ChildGone
    return line


def _sentence(code: str, facts: Mapping[str, Any], megapixels: int) -> str:
    if code == "too_many_pixels":
        return wording.photo_too_many_pixels(facts["width"], facts["height"], megapixels)
    return _SENTENCES[code]


_SENTENCES = {
    "empty": wording.PHOTO_EMPTY,
    "not_an_image": wording.PHOTO_NOT_AN_IMAGE,
    "heic": wording.PHOTO_HEIC,
    "damaged": wording.PHOTO_DAMAGED,
}
