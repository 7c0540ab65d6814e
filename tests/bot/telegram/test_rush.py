"""On a deadline's evening receipts come together, and still everybody learns what was counted."""

from storage import tables
from storage.store import Transaction
from tests.telegram_office import GROUP, SHI, SHUANG, WANG, TelegramOffice

PEOPLE = (WANG, SHI, SHUANG, WANG, SHI, SHUANG, WANG, SHI, SHUANG, WANG, WANG)


async def rush(town: TelegramOffice) -> None:
    """Eleven reports within seconds: six are answered one by one, five together."""
    for number, person in enumerate(PEOPLE, 1):
        await town.people.say(GROUP, person, f"今天入户{number}户")
    await town.hear()
    await town.pass_time(seconds=31)
    await town.pass_time(seconds=60)


async def test_every_village_is_named_with_how_many_of_its_reports_were_taken(
    office: TelegramOffice,
) -> None:
    await rush(office)

    said = office.said()
    assert len(said) == 7
    assert said[6] == "12:00—12:01已记:枫林村3条、石桥村1条、双塘村1条,共5条。"
    assert [state for _, state, _ in office.figures()] == ["recorded"] * 11


async def test_whoever_has_written_to_the_bot_gets_the_figures_in_private(
    office: TelegramOffice,
) -> None:
    await office.people.say(WANG, WANG, "你好")
    await office.hear()
    before = len(office.said(WANG))
    await rush(office)

    assert office.said()[6] == "12:00—12:01已记:枫林村3条、石桥村1条、双塘村1条,共5条,明细私发。"
    (listed,) = office.said(WANG)[before:]
    assert listed.splitlines() == [
        "12:00—12:01群里报的,逐条:",
        *(f"枫林村10/14:入户{number}户,已记。" for number in (7, 10, 11)),
    ]
    assert office.said(SHI) == []


async def test_a_repetition_in_a_rush_is_not_said_to_be_counted(town: TelegramOffice) -> None:
    for number in range(1, 8):
        await town.people.say(GROUP, WANG, f"今天入户{number}户")
    await town.people.say(GROUP, WANG, "今天入户7户")
    await town.hear()
    await town.pass_time(seconds=31)
    await town.pass_time(seconds=60)

    assert town.said()[6] == "12:00—12:01已记:枫林村,共1条,另有重复1条未计入。"


async def test_during_a_trial_no_list_goes_out_in_private(town: TelegramOffice) -> None:
    await town.people.say(WANG, WANG, "你好")
    await town.hear()
    before = len(town.said(WANG))
    town.store.write(begin_trial).result()
    await rush(town)

    assert town.said(WANG)[before:] == []
    assert town.said() == []
    kept = [row.state for row in town.rows("outbox") if row.key.startswith("receipts/")]
    assert kept == ["dropped", "dropped"]


def begin_trial(tx: Transaction) -> None:
    trial = tables.settings.c.name == "试运行"
    tx.execute(tables.settings.update().where(trial).values(value="是"))
    tx.bump_register()
