"""What comes in from a channel and what goes out to it.

Messages are structs: a frozen dataclass of twenty fields takes ten times as long to make.
"""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from storage.records import Place


class RawUpdate(Struct, frozen=True):
    """One update exactly as a channel gave it; `key` is unique for ever (made by the channel).

    `chat`, `message` and `sent_at` only give the order within a chat; `body` is JSON text.
    """

    key: str
    channel: str
    chat: str
    message: str
    edit: int
    kind: str
    sent_at: datetime
    body: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or file that can be fetched again by `reference`, the channel's own name for it."""

    kind: str
    reference: str
    name: str
    bytes: int | None = None
    sha256: str | None = None
    start: int = 0
    """A file too large for one call goes in parts: this one begins here, `bytes` long."""


class IncomingMessage(Struct, frozen=True):
    """One message as read from a RawUpdate; every id is the channel's own text."""

    channel: str
    chat: str
    message: str
    sender: str
    sender_name: str
    sent_at: datetime
    kind: str = "text"
    edit: int = 0
    text: str = ""
    private: bool = False
    attachments: tuple[Attachment, ...] = ()
    place: Place | None = None
    reply_to: str | None = None
    withdraws: str | None = None
    """The id of an earlier message that its sender took back (撤回)."""
    chat_title: str = ""
    forwarded_from: str | None = None
    """Whose words these are when the sender only passed them on."""
    anonymous: bool = False
    """The sender speaks as a group or channel: nobody knows which person that is."""
    membership: str | None = None
    """What became of the bot in this chat: `added`, `removed`, `muted` or `blocked`."""
    moved_from: str | None = None
    moved_to: str | None = None
    """The other id of a group that the platform gave a new one."""
    press: str | None = None
    """The channel's name for a press of a button, by which it can be answered."""


class OutgoingMessage(Struct, frozen=True):
    """One call of a channel; long texts and albums are cut before they become one.

    `edits` is the outbox id whose sent message this one replaces; `key` is unique for ever.
    """

    channel: str
    chat: str
    kind: str
    text: str
    key: str
    attachments: tuple[Attachment, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    reply_to: str | None = None
    edits: int | None = None
    private: bool = False
    due_at: datetime | None = None
    deadline: datetime | None = None
    report: int | None = None
    dropped: str | None = None
    """Why it is kept but never sent (试运行); None: it goes out."""
    reaction: str | None = None
    """An emoji set on `reply_to` in place of the text, which is then kept for the log alone."""
    answers: str | None = None
    """The press of a button that this answers: shown to its presser alone, never in the chat."""
    audience: str | None = None
    """The account whose presses of `choices` count; None: anybody's."""
