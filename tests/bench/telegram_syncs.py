"""`python -m tests.bench.telegram_syncs`: how often a day on Telegram makes the disk wait.

Counts of fsync and fdatasync by strace, immune to how busy the machine is: texts that are kept
and answered, photos with their texts, and messages that go out.
"""

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from storage import tables
from tests.bench.rounds import Bar, judge
from tests.bench.telegram_server import Served, serving
from tests.bench.telegram_town import DAY, REPORTS, Office, end, report

PHOTOS, SENDS = 300, 300
A_TEXT = 0.03
"""What a text costs at most: it is left out of what a photo costs more."""


def with_photo(number: int) -> dict[str, Any]:
    message = dict(report(number)["message"])
    named = f"f{number}"
    size = {"file_id": named, "file_unique_id": named, "width": 640, "height": 480}
    message |= {"photo": [size], "caption": message.pop("text")}
    return {"message": message}


def counted(updates: list[Any], trial: str, done: Callable[[Office, Served], None]) -> int:
    """The calls from the first update served until `done` returns."""
    with tempfile.TemporaryDirectory() as folder, serving(updates) as server:
        calls = Path(folder) / "calls"
        office = Office(Path(folder), server.port, trial=trial)
        bot = office.run(
            *("strace", "-f", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o", str(calls))
        )
        server.began()
        before = _calls_in(calls)
        done(office, server)
        after = _calls_in(calls)
        end(bot, office)
    return after - before


def _calls_in(calls: Path) -> int:
    return len(re.findall(r"f(?:data)?sync\(", calls.read_text()))


def texts(office: Office, _server: Served) -> None:
    office.until(REPORTS, tables.reports, tables.outbox)


def photos(office: Office, _server: Served) -> None:
    stored = select(func.count()).where(tables.photos.c.state == "stored")
    office.until_counted(PHOTOS, stored)
    office.until(PHOTOS, tables.outbox)


def sends(office: Office, server: Served) -> None:
    """Into the outbox at once: nothing but the sends themselves is counted."""
    now = datetime.now(UTC)
    rest = '{"attachments":[],"choices":[],"reply_to":null,"private":false,"reaction":null,'
    row = {"channel": "telegram", "kind": "notice", "text": "某事", "state": "waiting"}
    row |= {"created_at": now, "due_at": now, "rest": rest + '"answers":null,"audience":null}'}
    rows = [row | {"key": f"r{n}", "chat": str(-1001 - n % 10)} for n in range(SENDS)]
    office.store.write(lambda tx: tx.execute(tables.outbox.insert(), rows)).result()
    server.wait("sent", SENDS)
    sent = select(func.count()).where(tables.outbox.c.state == "sent")
    office.until_counted(SENDS, sent)


def main() -> None:
    assert shutil.which("strace"), "apt-get install strace"
    # 试运行 keeps the receipts of texts and photos back: what sending costs is told apart.
    of_texts = counted(DAY, "是", texts) / (REPORTS / 100)
    of_photos = counted([with_photo(n) for n in range(PHOTOS)], "是", photos) / PHOTOS
    of_sends = counted([report(0)], "是", sends) / SENDS
    judge(
        [
            Bar("syncs per 100 texts", of_texts, at_most=100 * A_TEXT),
            Bar("syncs more a photo", of_photos - A_TEXT, at_most=2),
            Bar("syncs a send", of_sends, at_most=2),
        ]
    )


if __name__ == "__main__":
    main()
