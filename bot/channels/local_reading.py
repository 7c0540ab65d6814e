"""What may be asked of the local chat's kept messages."""

import asyncio
from collections.abc import Mapping

from bot.channels.local_draft import Speaker, read_chat
from bot.channels.local_form import Refused
from bot.channels.local_ids import MessageIds
from handlers import wording
from storage import local_messages
from storage.local_messages import LocalMessage
from storage.records import Group
from storage.store import Store, Transaction


class LocalReading:
    """Raises Refused and StoreUnavailable."""

    def __init__(self, store: Store, ids: MessageIds) -> None:
        self._store = store
        self._ids = ids

    async def groups(self) -> tuple[Group, ...]:
        return await asyncio.wrap_future(self._store.read(local_messages.local_groups))

    async def messages(
        self, given: Mapping[str, str], speaker: Speaker | None
    ) -> list[LocalMessage]:
        """`after` and `before` are ids, `last` how many of the newest; oldest first."""
        await self._ids.ready()
        after = _number(given.get("after", ""), 0)
        before = min(self._ids.settled, _number(given.get("before", ""), self._ids.settled))
        last = _number(given["last"], 0) if given.get("last") else None

        def work(tx: Transaction) -> list[LocalMessage]:
            chat = read_chat(given.get("chat", ""), speaker, local_messages.local_groups(tx))
            return local_messages.find(tx, chat.id, after, before, last)

        return await asyncio.wrap_future(self._store.read(work))


def _number(given: str, empty: int) -> int:
    given = given.strip()
    if not given:
        return empty
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Refused(wording.LOCAL_UNKNOWN_MESSAGE)
    return int(given)
