"""Every kind of message that people send in Telegram: one row each, and the right reading."""

from tests.telegram_office import GROUP, WANG, TelegramOffice


async def test_a_text_in_the_work_group_becomes_a_report_with_one_receipt(
    office: TelegramOffice,
) -> None:
    message = await office.people.say(GROUP, WANG, "今天发宣传单260份,挂横幅2条")
    await office.hear()
    await office.pass_time(seconds=31)

    assert office.heard() == [("text", "report")]
    assert office.said() == ["枫林村10/14:资料260份、横幅2条,已记。"]
    sent = office.server.world.delivered[0]
    assert sent.reply_to == message
    assert office.figures() == [("枫林村", "recorded", {"发放宣传资料": 260, "悬挂横幅标语": 2})]
