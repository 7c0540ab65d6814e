"""`cunbao export`: what is kept, streamed page by page; masked unless --raw."""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO

from bot.clock import Clock
from bot.config import Config
from bot.export_formats import WRITERS
from handlers import wording
from handlers.masking import mask, mask_all
from handlers.names import NameUnclear, choose_campaign_named, choose_unit, with_below
from storage import exports, message_exports, sample_clock
from storage.campaigns import all_campaigns
from storage.exports import Names, Page, Row, Wanted
from storage.schema import open_store
from storage.store import Store, StoreUnavailable, Transaction
from storage.units import all_units

DONE, FAILED, WRONG_USE = 0, 1, 2
PAGE = 500

# Ids are the platform's own numbers: an account is no phone, and a masked id finds nothing.
TEXTS = ("reporter", "text", "items", "photos", "place", "name", "why")


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of export: its fields in order and where its pages come from."""

    fields: tuple[str, ...]
    page: Callable[..., Page]


EXPORTS = {
    "reports": Export(exports.REPORT_FIELDS, exports.report_page),
    "log": Export(message_exports.LOG_FIELDS, message_exports.log_page),
    "sent": Export(message_exports.SENT_FIELDS, message_exports.sent_page),
    "photos": Export(exports.PHOTO_FIELDS, exports.photo_page),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked for, names as typed."""

    what: str
    form: str = "jsonl"
    campaign: str | None = None
    unit: str | None = None
    raw: bool = False


def run(
    config: Config, what: str, form: str, campaign: str | None, unit: str | None, raw: bool
) -> int:
    """Writes to stdout and gives the exit code."""
    if what not in EXPORTS:
        print(wording.EXPORT_QUESTIONS_NOT_YET, file=sys.stderr)
        return WRONG_USE
    try:
        store = open_store(config.storage.database, config.folder)
    except Exception as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return FAILED
    try:
        export(store, config, Order(what, form, campaign, unit, raw), sys.stdout.buffer)
        sys.stdout.flush()
    except NameUnclear as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except StoreUnavailable as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read (head, less) has seen enough; the flush at exit must not complain again.
        with suppress(OSError):
            sys.stdout.close()
        return DONE
    except OSError as error:
        print(wording.export_cannot_write(error.strerror or ""), file=sys.stderr)
        with suppress(OSError):
            sys.stdout.close()
        return FAILED
    finally:
        store.close()
    return DONE


def export(store: Store, config: Config, order: Order, out: BinaryIO) -> None:
    """Raises NameUnclear before anything is written, StoreUnavailable, OSError."""
    wanted, known = store.read(lambda tx: _wanted(tx, order)).result()
    if order.raw:
        subject = " ".join(filter(None, [order.what, order.campaign, order.unit]))
        now = store.read(sample_clock.read).result() or Clock().now()
        store.write(lambda tx: exports.note_raw(tx, subject, now)).result()
    kind = EXPORTS[order.what]
    rows = (_shown(row, config, order.raw) for row in _rows(store, kind, wanted, known))
    WRITERS[order.form](out, kind.fields, rows)
    out.flush()


def _wanted(tx: Transaction, order: Order) -> tuple[Wanted, Names]:
    units = all_units(tx)
    campaign = order.campaign and choose_campaign_named(order.campaign, all_campaigns(tx)).id
    below = None
    if order.unit:
        everyone = [*units, *all_units(tx, retired=True)]
        below = sorted(with_below(choose_unit(order.unit, units), everyone))
    return Wanted(campaign or None, below), exports.names(tx)


def _rows(store: Store, kind: Export, wanted: Wanted, known: Names) -> Iterator[Row]:
    """One short snapshot a page: a slow reader of the export holds nothing up."""
    after, count, shows = 0, 0, sys.stderr.isatty()
    rest = {"limit": PAGE, "wanted": wanted, "known": known}
    while page := store.read(partial(kind.page, after=after, **rest)).result():
        yield from (row for _, row in page)
        after, count = page[-1][0], count + len(page)
        if shows:
            print(f"\r{wording.exported_rows(count)}", end="", file=sys.stderr, flush=True)
    if shows and count:
        print(file=sys.stderr)


def _shown(row: Row, config: Config, raw: bool) -> Row:
    shown = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            value = value.astimezone(config.zone).isoformat(timespec="seconds")
        elif name in TEXTS and not raw:
            value = _masked(name, value)
        shown[name] = value
    return shown


def _masked(name: str, value: object) -> object:
    if name == "photos" and isinstance(value, list):
        # A checksum has long rows of figures too, and must stay whole.
        return [{**photo, "name": mask(photo["name"])} for photo in value]
    return mask_all(value)
