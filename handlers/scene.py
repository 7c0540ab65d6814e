"""A scene: one message, who speaks, in which group, and the transaction it is answered in."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from handlers.desk import Desk
from handlers.office import Office
from handlers.people.recognition import Speaker, recognise, unnamed
from storage.chats import moves, present
from storage.messages import IncomingMessage
from storage.records import Group
from storage.store import Transaction

if TYPE_CHECKING:
    from handlers.reports.partners import Together


@dataclass(frozen=True)
class Scene:
    message: IncomingMessage
    office: Office
    group: Group | None
    desk: Desk
    tx: Transaction
    now: datetime

    @cached_property
    def today(self) -> date:
        return self.desk.day_of(self.message.sent_at)

    @cached_property
    def speaker(self) -> Speaker:
        message = self.message
        if message.anonymous:
            return unnamed(message.sender_name)
        return recognise(
            self.office, message.channel, message.sender, message.sender_name, self.today
        )

    @cached_property
    def together(self) -> "Together":
        """The text without the names of those who only took part."""
        # Loaded by the first text, not by every start.
        from handlers.reports.partners import read_together

        names, own = self.office.names, self.speaker.units
        return read_together(self.message.text, names, self.today, own)

    @property
    def chat(self) -> tuple[str, str]:
        return (self.message.channel, self.message.chat)

    @property
    def chats(self) -> list[tuple[str, str]]:
        """This chat, then the ids that it had before its platform gave it this one."""
        channel = self.message.channel
        former = [
            (channel, old)
            for owner, old in moves(self.tx)
            if owner == channel and present(self.tx, channel, old) == self.message.chat
        ]
        return [self.chat, *former]
