"""A photo is on the shelf whole, or waits, or stands on the supervisor's list; never half."""

import pytest

from handlers import wording
from tests.telegram_office import GROUP, WANG, TelegramOffice, jpeg
from tests.telegram_server.faults import Fault, Way, flood, refusal

PASSING = {
    "getFile fails": ("getFile", refusal(500, "Internal Server Error")),
    "getFile is asked to wait": ("getFile", flood(1)),
    "the line breaks": ("getFile", Fault(Way.DROP_BEFORE)),
    "the link has expired": ("file", refusal(404, "Not Found")),
    "bytes are cut": ("file", Fault(Way.CUT_AFTER)),
    "no byte comes": ("file", Fault(Way.HTML_AFTER, 200)),
}


def shown(town: TelegramOffice) -> list[str]:
    return [row.state for row in town.rows("photos")]


async def fetch_all(town: TelegramOffice) -> None:
    while await town.fetcher.step():
        pass


@pytest.mark.parametrize("name", PASSING)
async def test_what_passes_is_tried_again_until_the_photo_is_whole(
    town: TelegramOffice, name: str
) -> None:
    method, fault = PASSING[name]
    faults = town.server.file_faults if method == "file" else town.server.faults
    faults.once(method, fault)
    await town.people.photo(GROUP, WANG, jpeg(), caption="今天挂横幅2条")
    await town.hear()
    await fetch_all(town)
    assert shown(town) == ["pending"]
    assert [path for path in town.shelf.folder.rglob("*") if path.is_file()] == []

    await town.pass_time(seconds=3)
    await fetch_all(town)
    assert shown(town) == ["stored"]
    assert town.shelf.path(town.rows("photos")[0].sha256).read_bytes() == jpeg()


async def test_a_link_that_stays_dead_for_a_day_puts_the_photo_on_the_list(
    town: TelegramOffice,
) -> None:
    town.server.file_faults.always("file", refusal(404, "Not Found"))
    await town.people.photo(GROUP, WANG, jpeg(), caption="今天挂横幅2条")
    await town.hear()
    for _ in range(25):
        await town.pass_time(hours=1)
        await fetch_all(town)

    photo = town.rows("photos")[0]
    assert (photo.state, photo.why) == ("failed", wording.PHOTO_NEVER_CAME)


async def test_a_file_beyond_twenty_megabytes_is_listed_and_never_half_there(
    town: TelegramOffice,
) -> None:
    document = town.people.file(jpeg() + b"\0" * (21 << 20), mime_type="image/jpeg")
    del document["file_size"]
    await town.people.do(GROUP, WANG, document=document, caption="今天挂横幅2条")
    await town.hear()
    await fetch_all(town)

    assert shown(town) == ["failed"]
    assert town.figures()[0][2] == {"悬挂横幅标语": 2}


async def test_an_album_of_ten_with_one_late_photo_and_a_restart_is_one_report(
    office: TelegramOffice,
) -> None:
    await office.people.album(GROUP, WANG, [jpeg(n) for n in range(9)], "今天挂横幅2条")
    await office.hear()
    await office.pass_time(seconds=31)
    await office.restart()
    await office.pass_time(seconds=60)
    await office.people.photo(GROUP, WANG, jpeg(9), media_group_id="g1")
    await office.hear()
    await office.pass_time(seconds=31)
    await fetch_all(office)

    assert [len(report.photos) for report in office.reports()] == [10]
    assert shown(office) == ["stored"] * 10
    assert office.said() == ["枫林村10/14:横幅2条、照片10张,已记。"]
    assert len(office.server.world.delivered) == 1
