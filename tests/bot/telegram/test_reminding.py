"""Reminders on Telegram: after a day down, and to a group that became a supergroup."""

from datetime import datetime, timedelta

import pytest

from bot.claiming import claims
from bot.sender import Sender
from handlers import wording
from storage import tables
from storage.store import Transaction
from tests.reminded import VILLAGE_TASKS, put_tasks
from tests.telegram_office import GROUP, SUPERVISORS, WANG, ZONE, TelegramOffice

NEW = -1009


def put_plan(tx: Transaction) -> None:
    """Villages owe two banners and one event; a group hears of it once a week."""
    tx.execute(tables.settings.insert(), {"name": "每群每周提醒", "value": "1"})
    put_tasks(tx, VILLAGE_TASKS, '["村","社区"]')


@pytest.fixture
async def reminding(office: TelegramOffice) -> TelegramOffice:
    """The sender looks once more in the claim, as the running bot's does."""
    office.store.write(put_plan).result()
    looks = claims(office.clock, ZONE)
    office.sender = Sender(office.store, {"telegram": office.channel}, office.clock, claims=looks)
    await move_to(office, "2026-10-28T09:00:00")
    return office


async def move_to(office: TelegramOffice, moment: str) -> None:
    office.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    await office.pass_time()


def reminded(office: TelegramOffice, chat: int) -> list[str]:
    return [text for text in office.said(chat) if "没报齐" in text]


@pytest.mark.parametrize("told", [True, False], ids=["service message", "service message lost"])
async def test_the_next_reminder_goes_to_the_new_id_once(
    reminding: TelegramOffice, told: bool
) -> None:
    old = await reminding.people.say(GROUP, WANG, "枫林村今天挂横幅1条")
    await reminding.hear()
    await reminding.pass_time(seconds=31)
    await reminding.people.move(GROUP, NEW, told)
    if told:
        await reminding.hear()

    for moment in ("2026-10-29T08:30:00", "2026-10-29T08:31:00", "2026-10-29T10:00:00"):
        await move_to(reminding, moment)
    new = await reminding.people.say(NEW, WANG, "枫林村今天开展集中宣传活动1场")
    await reminding.hear()
    await reminding.pass_time(seconds=31)

    assert reminded(reminding, GROUP) == []
    assert len(reminded(reminding, NEW)) == 1
    known = [(one.group, one.messages) for one in reminding.reports()]
    assert known == [(1, (str(old),)), (1, (str(new),))]
    assert reminding.rows("groups")[0].chat == str(NEW)


async def test_a_group_that_moved_is_not_reminded_more_often_for_it(
    reminding: TelegramOffice,
) -> None:
    await move_to(reminding, "2026-10-29T08:30:00")
    assert len(reminded(reminding, GROUP)) == 1
    await reminding.people.move(GROUP, NEW)
    await reminding.hear()

    await move_to(reminding, "2026-11-03T08:30:00")

    assert reminding.said(NEW) == []
    missed = [row for row in reminding.rows("reminders") if row.state == "missed"]
    over = [(row.target, row.step) for row in missed if row.why == wording.OVER_BUDGET]
    assert over == [("group", "截止日")]


async def test_after_a_day_down_people_are_heard_first_and_nobody_gets_yesterdays_reminder(
    reminding: TelegramOffice,
) -> None:
    """Down for 25 hours over the reminder of three days before."""
    await reminding.hush()
    reminding.clock.moment = datetime(2026, 10, 29, 10, tzinfo=ZONE)
    heard = await reminding.people.say(GROUP, WANG, "枫林村今天挂横幅2条,开展集中宣传活动1场")
    reminding.clock.moment = datetime(2026, 10, 29, 9, tzinfo=ZONE) + timedelta(hours=25)
    await reminding.restart()
    looks = claims(reminding.clock, ZONE)
    channels = {"telegram": reminding.channel}
    reminding.sender = Sender(reminding.store, channels, reminding.clock, claims=looks)

    # The tick may come before the first poll: it must not send what was due yesterday.
    await reminding.pass_time()
    await reminding.hear()
    await reminding.pass_time(seconds=31)

    assert [one.messages for one in reminding.reports()] == [(str(heard),)]
    assert "枫林村10/29:横幅2条、集中宣传1场,已记。" in reminding.said(GROUP)
    assert reminded(reminding, GROUP) == []
    await move_to(reminding, "2026-10-30T17:00:00")
    assert "10/29前三天提醒" in reminding.said(SUPERVISORS)[-1]
    states = {(row.target, row.step): row.state for row in reminding.rows("reminders")}
    assert states["group", "前三天"] == "missed"
