"""`cunbao summary`: the month-end workbook, made in a child process from one snapshot."""

import asyncio
import errno
import os
import sys
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from bot.clock import Clock
from bot.config import Config
from bot.workshop import Workshop, WorkshopError
from handlers import wording
from handlers.campaigns.burden import read_burden_table
from handlers.names import NameUnclear, choose_campaign_named, choose_unit, with_below
from handlers.summaries.file_names import file_name
from handlers.summaries.tables import MonthTables, month_tables
from storage import report_search, sample_clock
from storage.campaigns import all_campaigns
from storage.records import Campaign, Report
from storage.schema import open_store
from storage.store import Store, StoreUnavailable, Transaction
from storage.units import all_units

DONE, FAILED, WRONG_USE = 0, 1, 2
PAGE = 1000


class _WrongUse(Exception):
    """The order cannot be met as written; the text says how to write it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked for, names as typed; `day` is ISO text, None means the window's end."""

    campaign: str
    unit: str
    day: str | None = None


def run(config: Config, campaign: str, unit: str, out: Path, day: str | None = None) -> int:
    """Writes {活动}_{单位}_统计表.xlsx into `out` and prints its path; gives the exit code."""
    try:
        store = open_store(config.storage.database, config.folder)
    except Exception as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return FAILED
    try:
        made = write_summary(store, config, Order(campaign, unit, day), out)
    except (NameUnclear, _WrongUse) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except OSError as error:
        print(wording.out_folder_unusable(str(out), error.strerror or ""), file=sys.stderr)
        return FAILED
    except StoreUnavailable as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return FAILED
    except WorkshopError as error:
        print(wording.summary_failed(str(error)), file=sys.stderr)
        return FAILED
    finally:
        store.close()
    print(made)
    return DONE


def write_summary(store: Store, config: Config, order: Order, out: Path) -> Path:
    """Raises NameUnclear, OSError, StoreUnavailable, WorkshopError; then no file has changed."""

    def work(tx: Transaction) -> MonthTables:
        now = sample_clock.read(tx) or Clock().now()
        return read_tables(tx, order, now.astimezone(config.zone))

    tables = store.read(work).result()
    out.mkdir(parents=True, exist_ok=True)
    if not os.access(out, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    name = file_name(tables.campaign, tables.unit, wording.STATISTICS_SHEET, ending=".xlsx")
    path = (out / name).absolute()
    values = {"path": str(path), "tables": msgspec.to_builtins(tables)}
    asyncio.run(_in_child(values))
    return path


async def _in_child(values: dict[str, Any]) -> None:
    workshop = Workshop()
    try:
        await workshop.run("write_workbook", values)
    finally:
        await workshop.close()


def read_tables(tx: Transaction, order: Order, now: datetime) -> MonthTables:
    """The tables from this one snapshot; raises NameUnclear or wrong use."""
    campaign = choose_campaign_named(order.campaign, all_campaigns(tx))
    units = all_units(tx)
    unit = choose_unit(order.unit, units)
    until = _until(order.day, campaign)
    retired = all_units(tx, retired=True)
    found = _reports(tx, campaign, with_below(unit, [*units, *retired]))
    tables = month_tables(campaign, unit, units, found, until, now.date(), retired)
    last = until if order.day else None
    burden = read_burden_table(tx, campaign, with_below(unit, units), now, last)
    return replace(tables, burden=burden)


def _until(text: str | None, campaign: Campaign) -> date:
    if text is None:
        return campaign.end
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise _WrongUse(wording.bad_day(text)) from None
    if day < campaign.start:
        raise _WrongUse(wording.day_before_campaign(text, campaign.start.isoformat()))
    return day


def _reports(tx: Transaction, campaign: Campaign, units: set[int]) -> list[Report]:
    found: list[Report] = []
    last = 0
    while page := report_search.page(tx, last, PAGE, campaign.id, sorted(units)):
        found += [standing.report for standing in page]
        last = page[-1].report.id
    return found
