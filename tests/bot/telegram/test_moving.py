"""A group becomes a supergroup: it stays the same group, however the bot learns of it."""

import pytest

from storage import chats
from tests.telegram_office import GROUP, WANG, TelegramOffice

NEW = -1009


@pytest.mark.parametrize("told", [True, False], ids=["service message", "refused send alone"])
async def test_the_group_keeps_its_record_and_the_next_line_goes_to_the_new_id_once(
    office: TelegramOffice, told: bool
) -> None:
    old = await office.people.say(GROUP, WANG, "今天挂横幅2条")
    await office.hear()
    await office.people.move(GROUP, NEW, told)
    if told:
        await office.hear()
    await office.pass_time(seconds=31)
    await office.pass_time(seconds=10)
    receipts = office.said(GROUP) + office.said(NEW)
    assert receipts == ["枫林村10/14:横幅2条,已记。"]

    new = await office.people.say(NEW, WANG, "今天发宣传单260份")
    await office.hear()
    await office.pass_time(seconds=31)

    reports = office.reports()
    assert [report.group for report in reports] == [1, 1]
    assert [report.messages for report in reports] == [(str(old),), (str(new),)]
    assert office.rows("groups")[0].chat == str(NEW)
    assert office.said(NEW)[-1] == "枫林村10/14:资料260份,已记。"


async def test_what_was_said_before_the_move_can_still_be_corrected(town: TelegramOffice) -> None:
    await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    await town.pass_time(seconds=31)
    await town.people.move(GROUP, NEW)
    await town.people.say(NEW, WANG, "更正:横幅3条")
    await town.hear()
    await town.people.say(NEW, WANG, "作废")
    await town.hear()

    assert town.figures() == [("枫林村", "withdrawn", {"悬挂横幅标语": 3})]


async def test_an_edit_of_before_the_move_never_changes_another_message(
    town: TelegramOffice,
) -> None:
    message = await town.people.say(GROUP, WANG, "今天挂横幅2条")
    await town.hear()
    await town.pass_time(seconds=31)
    await town.people.move(GROUP, NEW)
    await town.people.edit(GROUP, message, text="今天挂横幅3条")
    await town.hear()
    await town.pass_time(seconds=31)

    assert town.figures()[0][2] == {"悬挂横幅标语": 3}
    assert town.server.world.edited == []
    assert [one.state for one in town.rows("outbox")] == ["sent", "dropped"]


async def test_a_group_that_moves_twice_is_found_from_each_of_its_ids(
    town: TelegramOffice,
) -> None:
    await town.people.move(GROUP, NEW)
    await town.hear()
    await town.people.move(NEW, -1010)
    await town.hear()
    town.say("一")
    town.say("二", chat=NEW)
    await town.send_all()

    assert town.said(-1010) == ["一", "二"]
    moved = town.store.read(lambda tx: chats.present(tx, "telegram", str(GROUP))).result()
    assert moved == "-1010"


async def test_a_group_of_nobody_may_move_and_leaves_no_trace(town: TelegramOffice) -> None:
    town.server.world.add_chat(-500, "买菜群")
    await town.people.move(-500, -501)
    await town.hear()

    assert {outcome for _, outcome in town.heard()} == {"chatter"}
    assert town.store.read(lambda tx: dict(chats.moves(tx))).result() == {}
