"""What is said twice is kept twice, counted once, and said to be so."""

from datetime import timedelta

from storage import tables
from storage.store import Transaction
from tests.telegram_office import GROUP, WANG, TelegramOffice, jpeg

OTHER = -1005
FIRST = "枫林村10/14:横幅2条、照片1张,已记。"
SECOND = "枫林村10/14:横幅2条、照片1张,与10/14 12:00的相同,未重复计入;如是另一场请回“另一场”。"


def put_other_group(tx: Transaction) -> None:
    row = {"platform": "telegram", "chat": str(OTHER), "name": "二群", "unit_id": 1}
    tx.execute(tables.groups.insert(), row | {"purpose": "报送"})
    tx.bump_register()


async def report(office: TelegramOffice, chat: int) -> None:
    await office.people.photo(chat, WANG, jpeg(3), caption="今天挂横幅2条")
    await office.hear()
    while await office.fetcher.step():
        pass
    await office.pass_time(seconds=31)


async def test_the_same_photo_and_words_in_two_groups_count_once(office: TelegramOffice) -> None:
    office.server.world.add_chat(OTHER, "二群")
    office.store.write(put_other_group).result()
    await report(office, GROUP)
    await report(office, OTHER)

    assert (office.said(), office.said(OTHER)) == ([FIRST], [SECOND])
    assert [state for _, state, _ in office.figures()] == ["recorded", "duplicate"]
    photos = office.rows("photos")
    assert [photo.state for photo in photos] == ["stored", "stored"]
    assert len({photo.sha256 for photo in photos}) == 1
    assert office.heard() == [("photo", "report")] * 2


async def test_the_second_of_two_groups_counts_when_it_was_another_event(
    office: TelegramOffice,
) -> None:
    office.server.world.add_chat(OTHER, "二群")
    office.store.write(put_other_group).result()
    await report(office, GROUP)
    await report(office, OTHER)
    await office.people.say(OTHER, WANG, "另一场")
    await office.hear()
    await office.pass_time(seconds=31)

    assert [state for _, state, _ in office.figures()] == ["recorded", "recorded"]
    assert office.said(OTHER) == [FIRST]


async def test_whoever_sends_the_same_text_three_times_is_counted_once(
    office: TelegramOffice,
) -> None:
    for _ in range(3):
        await office.people.say(GROUP, WANG, "今天挂横幅2条")
        office.clock.moment += timedelta(seconds=5)
    await office.hear()
    await office.pass_time(seconds=31)

    states = [state for _, state, _ in office.figures()]
    assert states == ["recorded", "duplicate", "duplicate"]
    assert len(office.said()) == 3
    assert all("未重复计入" in line for line in office.said()[1:])
    assert len(office.rows("inbox")) == 3
