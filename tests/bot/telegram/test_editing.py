"""An edit in Telegram corrects its report: after the receipt, after the deadline, twice at once."""

from datetime import datetime, timedelta

from tests.telegram_office import GROUP, WANG, ZONE, TelegramOffice

RECEIPT = "枫林村10/14:横幅{}条,已记。"


async def report(office: TelegramOffice) -> int:
    message = await office.people.say(GROUP, WANG, "今天挂横幅2条")
    await office.hear()
    await office.pass_time(seconds=31)
    assert office.said() == [RECEIPT.format(2)]
    return message


def versions(office: TelegramOffice) -> list[str]:
    """What the message said, in the order in which it was said."""
    return [row.text for row in office.rows("inbox", by="edit")]


async def test_after_the_receipt_the_receipt_itself_says_the_new_figure(
    office: TelegramOffice,
) -> None:
    message = await report(office)
    office.clock.moment += timedelta(hours=2)
    await office.people.edit(GROUP, message, text="今天挂横幅3条")
    await office.hear()
    await office.pass_time(seconds=31)
    await office.pass_time(hours=1)

    assert office.said() == [RECEIPT.format(3)]
    assert len(office.server.world.delivered) == len(office.server.world.edited) == 1
    assert versions(office) == ["今天挂横幅2条", "今天挂横幅3条"]
    assert len(office.rows("report_history", by="report_id")) == 1


async def test_after_the_deadline_the_figure_still_follows_and_the_report_is_not_late_for_it(
    office: TelegramOffice,
) -> None:
    message = await report(office)
    office.clock.moment = datetime(2026, 11, 4, 9, tzinfo=ZONE)
    await office.people.edit(GROUP, message, text="今天挂横幅5条")
    await office.hear()
    await office.pass_time(seconds=31)

    (changed,) = office.reports()
    assert office.figures() == [("枫林村", "recorded", {"悬挂横幅标语": 5})]
    assert (changed.late, changed.amended, f"{changed.day:%m-%d}") == (False, True, "10-14")
    assert office.said() == [RECEIPT.format(5)]
    assert versions(office) == ["今天挂横幅2条", "今天挂横幅5条"]


async def test_an_edit_that_only_then_becomes_a_report_is_late_after_the_deadline(
    town: TelegramOffice,
) -> None:
    message = await town.people.say(GROUP, WANG, "大家辛苦了")
    await town.hear()
    town.clock.moment = datetime(2026, 11, 4, 9, tzinfo=ZONE)
    await town.people.edit(GROUP, message, text="今天挂横幅5条")
    await town.hear()
    await town.pass_time(seconds=31)

    (made,) = town.reports()
    assert (made.late, f"{made.day:%m-%d}") == (True, "10-14")
    assert town.said() == [RECEIPT.format(5)]


async def test_of_a_message_that_was_never_heard_the_edit_is_the_report(
    office: TelegramOffice,
) -> None:
    message = await office.people.say(GROUP, WANG, "今天挂横幅2条")
    office.server.world.updates.clear()
    await office.people.edit(GROUP, message, text="今天挂横幅3条")
    await office.hear()
    await office.pass_time(seconds=31)

    assert office.figures() == [("枫林村", "recorded", {"悬挂横幅标语": 3})]
    assert office.said() == [RECEIPT.format(3)]
    assert office.server.world.delivered[0].reply_to == message


async def test_edited_twice_before_the_bot_looks_only_the_last_words_are_said(
    office: TelegramOffice,
) -> None:
    message = await report(office)
    for count in (3, 4):
        office.clock.moment += timedelta(seconds=5)
        await office.people.edit(GROUP, message, text=f"今天挂横幅{count}条")
    await office.hear()
    await office.pass_time(seconds=31)

    assert office.figures() == [("枫林村", "recorded", {"悬挂横幅标语": 4})]
    assert office.said() == [RECEIPT.format(4)]
    assert len(office.server.world.edited) == 1
    assert versions(office) == ["今天挂横幅2条", "今天挂横幅3条", "今天挂横幅4条"]


async def test_edited_twice_within_a_second_both_versions_are_kept_and_the_last_counts(
    office: TelegramOffice,
) -> None:
    """Telegram dates edits in seconds: two of one second look alike but for their words."""
    message = await report(office)
    for count in (3, 4):
        await office.people.edit(GROUP, message, text=f"今天挂横幅{count}条")
    await office.hear()
    await office.pass_time(seconds=31)

    assert office.figures() == [("枫林村", "recorded", {"悬挂横幅标语": 4})]
    assert office.said() == [RECEIPT.format(4)]
    assert sorted(versions(office)) == ["今天挂横幅2条", "今天挂横幅3条", "今天挂横幅4条"]
