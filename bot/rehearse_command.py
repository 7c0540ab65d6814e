"""`cunbao rehearse`: the campaign on paper; nothing is sent and nothing is kept."""

import json
import sys
from typing import Any

from bot.clock import Clock
from bot.config import Config
from handlers import wording
from handlers.campaigns.rehearsal import Rehearsal, Rehearsed, rehearse
from handlers.names import NameUnclear, choose_campaign_named
from handlers.office import office_of
from storage import sample_clock
from storage.schema import open_store
from storage.store import StoreUnavailable, Transaction

DONE, FAILED, WRONG_USE = 0, 1, 2


def run(config: Config, campaign: str, as_json: bool) -> int:
    """Prints every message in the order of its time; gives the exit code."""
    try:
        store = open_store(config.storage.database, config.folder)
    except Exception as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return FAILED
    try:
        found = store.read(lambda tx: _rehearse(tx, config, campaign)).result()
    except NameUnclear as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except StoreUnavailable as error:
        print(wording.database_unreachable(type(error).__name__), file=sys.stderr)
        return FAILED
    finally:
        store.close()
    for year in found.assumed:
        print(wording.year_assumed(year), file=sys.stderr)
    if as_json:
        print(json.dumps([_as_json(one) for one in found.messages], ensure_ascii=False))
        return DONE
    for one in found.messages:
        print(wording.rehearsed(one.at, one.channel, one.chat, one.unit, one.step, one.text))
    if not found.messages:
        print(wording.NOTHING_TO_REHEARSE)
    return DONE


def _rehearse(tx: Transaction, config: Config, campaign: str) -> Rehearsal:
    now = sample_clock.read(tx) or Clock().now()
    wanted = choose_campaign_named(campaign, office_of(tx).campaigns)
    return rehearse(tx, wanted, config.zone, now)


def _as_json(one: Rehearsed) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "channel": one.channel,
        "chat": one.chat,
        "unit": one.unit,
        "step": one.step,
        "text": one.text,
    }
