"""What a channel is: it translates and sends; it never decides what to answer or when to retry."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.messages import Attachment, IncomingMessage, OutgoingMessage, RawUpdate
from storage.store import Work


class ChannelError(Exception):
    """Unreadable, FetchError, SendError and NotSupported are all that a channel raises."""


class Unreadable(ChannelError):
    """The raw update cannot be read as a message; it is kept and counted, never tried again."""


class FetchError(ChannelError):
    """`permanent`: the file will never come; else it may be asked for again later."""

    def __init__(self, why: str, permanent: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent


class SendError(ChannelError):
    """`sent` False: surely not delivered; None: unknown, and so never repeated by itself.

    `retry_after` in seconds is the platform's wish; `moved_to` the chat's new id; `closed` tells
    people why nothing can be sent to that chat any more, `closed_topic` to a part of it.
    """

    def __init__(
        self,
        why: str,
        sent: bool | None = False,
        permanent: bool = False,
        retry_after: float | None = None,
        moved_to: str | None = None,
        closed: str = "",
        closed_topic: str = "",
    ) -> None:
        super().__init__(why)
        self.sent = sent
        self.permanent = permanent
        self.retry_after = retry_after
        self.moved_to = moved_to
        self.closed = closed
        self.closed_topic = closed_topic


class NotSupported(ChannelError):
    """The channel cannot do this (edit a sent message, for example)."""


class ChannelStopped(ChannelError):
    """Going on is useless until somebody acts; the text says what to do and is shown to people."""


@dataclass(slots=True)
class Contact:
    """What intake knows of the line to the platform; trouble as in storage.lines."""

    mode: str
    trouble: str = ""
    answered_at: datetime | None = None
    """When last all that the platform gave was kept."""

    def kept(self, now: datetime) -> None:
        self.answered_at, self.trouble = now, ""


class Receive(Protocol):
    """Keeps raw updates in one commit; `also` runs inside that commit (a platform of our own)."""

    async def __call__(
        self, updates: Sequence[RawUpdate], also: Work[None] | None = None
    ) -> None: ...


class Channel(Protocol):
    name: str
    repeat_is_harmless: bool

    async def listen(self, receive: Receive) -> None:
        """Hand over raw updates until cancelled; acknowledge only after `receive` returned.

        Raises ChannelStopped.
        """

    def read(self, raw: RawUpdate) -> IncomingMessage:
        """Pure; raises Unreadable."""

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """Raises FetchError."""

    async def send(self, outbox_id: int, message: OutgoingMessage, now: datetime) -> Sequence[str]:
        """One call of the channel, never repeated by it; raises SendError.

        Gives the ids of what now stands in the chat.
        """

    async def edit(self, sent_id: str, message: OutgoingMessage, now: datetime) -> None:
        """Raises NotSupported, SendError."""

    async def close(self) -> None: ...
