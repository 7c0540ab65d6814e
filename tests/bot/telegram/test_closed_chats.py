"""A chat that shut the bot out is open again as soon as somebody is heard there."""

from datetime import timedelta

import pytest

from handlers import wording
from tests.telegram_office import GROUP, SUPERVISORS, WANG, ZHOU, TelegramOffice


async def shut_out(town: TelegramOffice, chat: int, status: str, may_speak: bool) -> None:
    """The bot finds out by a send that fails: no update tells of it."""
    there = town.server.world.chats[chat]
    there.status, there.may_speak = status, may_speak
    town.say("一", chat=chat)
    await town.send_all()
    there.status, there.may_speak = "member", True


async def test_a_group_is_open_again_when_somebody_is_heard_there(office: TelegramOffice) -> None:
    await shut_out(office, GROUP, "kicked", may_speak=True)
    office.clock.moment += timedelta(minutes=1)
    await office.people.say(GROUP, WANG, "今天挂横幅2条")
    await office.hear()
    await office.pass_time(minutes=1)

    assert office.said() == ["枫林村10/14:横幅2条,已记。"]
    assert len(office.said(SUPERVISORS)) == 1


async def test_whoever_blocked_the_bot_and_writes_again_is_answered(town: TelegramOffice) -> None:
    await shut_out(town, ZHOU, "kicked", may_speak=True)
    town.clock.moment += timedelta(minutes=1)
    await town.people.say(ZHOU, ZHOU, "帮助")
    await town.hear()
    await town.send_all()

    assert len(town.said(ZHOU)) == 1


async def test_a_group_whose_members_may_speak_again_hears_from_the_bot_within_the_hour(
    office: TelegramOffice,
) -> None:
    """The whole group had been muted: no update tells of its end."""
    await shut_out(office, GROUP, "member", may_speak=False)
    office.clock.moment += timedelta(minutes=59)
    office.say("二")
    await office.send_all()
    office.clock.moment += timedelta(minutes=1)
    await office.people.say(GROUP, WANG, "今天挂横幅2条")
    await office.hear()
    await office.pass_time(minutes=1)
    office.say("三")
    await office.send_all()

    assert office.said() == ["枫林村10/14:横幅2条,已记。", "三"]
    assert office.sent()["二"] == "failed"
    assert len(office.said(SUPERVISORS)) == 1


async def test_a_group_that_stays_muted_is_tried_once_an_hour_and_the_office_told_once(
    office: TelegramOffice,
) -> None:
    office.server.world.chats[GROUP].may_speak = False
    for number in range(24):
        office.say(str(number))
        await office.pass_time(minutes=10)

    assert office.server.calls.count("sendMessage") - len(office.said(SUPERVISORS)) == 4
    assert office.said() == []
    (told,) = office.said(SUPERVISORS)
    assert "请恢复发言" in told


async def test_a_person_who_blocked_the_bot_gets_nothing_more_and_the_rest_goes_on(
    office: TelegramOffice,
) -> None:
    office.server.world.chats[WANG].status = "kicked"
    for text in ("一", "二"):
        office.say(text, chat=WANG)
    office.say("甲")
    await office.send_all()
    await office.pass_time(hours=5)

    assert office.server.calls.count("sendMessage") == 3
    assert (office.said(WANG), office.said()) == ([], ["甲"])
    (told,) = office.said(SUPERVISORS)
    assert "再给机器人发一条私信" in told


@pytest.mark.parametrize(
    ("status", "may_speak", "minutes"), [("kicked", True, -1), ("member", False, 1)]
)
async def test_what_was_said_before_or_to_a_muted_bot_opens_nothing(
    town: TelegramOffice, status: str, may_speak: bool, minutes: int
) -> None:
    await shut_out(town, GROUP, status, may_speak)
    closed_at = town.clock.moment
    town.clock.moment += timedelta(minutes=minutes)
    await town.people.say(GROUP, WANG, "今天挂横幅2条")
    town.clock.moment = closed_at + timedelta(minutes=2)
    await town.hear()
    await town.pass_time(minutes=1)

    assert town.said() == []
    told = town.said(SUPERVISORS)
    assert [wording.BOT_MUTED in line or wording.BOT_REMOVED in line for line in told] == [True]
