"""`cunbao status`: what waits, what failed, what was sent; the last line says whether to act."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channel_states import channel_states
from bot.clock import Clock
from bot.config import Config
from handlers import wording
from handlers.campaigns.burden import read_burden
from storage import digests, inbox, outbox, photos, reminders, sample_clock
from storage.schema import open_store, sqlite_path
from storage.store import Store, StoreUnavailable, Transaction

LOOKS_BACK = timedelta(days=7)


def run(config: Config, as_json: bool) -> int:
    """0 when all is well, 1 when somebody has to do something."""
    try:
        store = open_store(config.storage.database, config.folder)
    except Exception as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return 1
    try:
        found = read_status(store, config)
    except StoreUnavailable as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return 1
    finally:
        store.close()
    needs = needs_of(found)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(_lines(found)))
        print(wording.status_needs(needs) if needs else wording.STATUS_NORMAL)
    return 1 if needs else 0


def _lines(found: dict[str, Any]) -> list[str]:
    counted = [
        wording.status_line(
            title, {wording.STATUS_STATES[state]: count for state, count in found[name].items()}
        )
        for name, title in wording.STATUS_NAMES.items()
    ]
    channels = [wording.status_channel(**one) for one in found["channels"]]
    burden = [wording.status_burden(**one) for one in found["burden"]]
    return [*counted, *channels, wording.status_bytes(found["bytes"]), *burden]


def read_status(store: Store, config: Config) -> dict[str, Any]:
    """The contract's `status --json`, read on one snapshot."""

    def work(tx: Transaction) -> dict[str, Any]:
        received, sent, pictures = inbox.counts(tx), outbox.counts(tx), photos.counts(tx)
        return {
            "inbox": {name: received.get(name, 0) for name in ("waiting", "failed")},
            "outbox": {
                name: sent.get(name, 0) for name in ("waiting", "sending", "unknown", "failed")
            },
            "photos": {name: pictures.get(name, 0) for name in ("pending", "failed")},
            "reminders": {"missed": _missed(tx)},
            "digests": {"without_pictures": _without_pictures(tx)},
            "channels": channel_states(config, tx, _now(tx)),
            "questions": {"open": 0, "overdue": 0},
            "bytes": _bytes(config),
            "burden": read_burden(tx, config.zone),
        }

    return store.read(work).result()


def _now(tx: Transaction) -> datetime:
    return sample_clock.read(tx) or Clock().now()


def _missed(tx: Transaction) -> int:
    """Reminders and digests of the last week that did not arrive, whatever the reason."""
    return len(reminders.missed(tx, _now(tx) - LOOKS_BACK, wording.TRIAL_RUN))


def _without_pictures(tx: Transaction) -> int:
    return digests.without_pictures(tx, _now(tx) - LOOKS_BACK)


def _bytes(config: Config) -> int:
    """What the database (SQLite) and the kept files take up."""
    path = sqlite_path(config.storage.database, config.folder)
    files = [path, *(path.with_name(path.name + end) for end in ("-wal",))] if path else []
    return sum(file.stat().st_size for file in files if file.exists()) + _folder_bytes(
        config.files_folder
    )


def _folder_bytes(folder: Path) -> int:
    if not folder.exists():
        return 0
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def needs_of(found: dict[str, Any]) -> list[str]:
    """What somebody has to do, in words; empty when all is well."""
    told = [
        (found["inbox"]["failed"], wording.need_failed_messages),
        (found["outbox"]["unknown"], wording.need_unknown_sends),
        (found["outbox"]["failed"], wording.need_failed_sends),
        (found["photos"]["failed"], wording.need_failed_photos),
    ]
    needs = [say(count) for count, say in told if count]
    return [*needs, *(need for one in found["channels"] for need in wording.need_channel(**one))]
