"""Photos that come late, edits, and the same report sent twice, through the local chat."""

from pathlib import Path

import pytest

from bot.config import Limits
from tests.journeys.talking import talking
from tests.journeys.test_traps import picture

pytestmark = pytest.mark.sqlite
QUIET = Limits(quiet_seconds=30)


async def test_ten_photos_one_of_them_late_are_one_report_with_one_receipt_over_a_restart(
    tmp_path: Path,
) -> None:
    async with talking(tmp_path, "2026-10-14T11:20", QUIET) as office:
        for number in range(9):
            await office.say("汪某", photos=(picture(number),))
        await office.say("汪某", "枫林今天发了260份单子")
        await office.wait(seconds=31)
        assert await office.said() == ["枫林村10/14:资料260份、照片9张,已记。"]
    async with talking(tmp_path, "2026-10-14T11:22", QUIET, first=False) as office:
        await office.say("汪某", photos=(picture(9),))
        await office.wait(minutes=1)
        (report,) = office.exported()
        assert len(report["photos"]) == 10
        assert {photo["state"] for photo in report["photos"]} == {"stored"}
        assert len(report["messages"]) == 11
        assert await office.said() == ["枫林村10/14:资料260份、照片10张,已记。"]


async def test_every_edit_is_kept_and_the_one_receipt_tells_the_last(tmp_path: Path) -> None:
    async with talking(tmp_path, "2026-11-03T22:00", QUIET) as office:
        message = await office.say("吴某", "10月13日横幅3条")
        await office.wait(seconds=31)
        await office.move_to("2026-11-04T09:00")
        await office.say("吴某", "10月13日横幅2条", edits=message)
        await office.say("吴某", "10月13日横幅2条,资料150份", edits=message)
        assert await office.said() == ["石桥村10/13:横幅2条、资料150份,已记。"]
        (report,) = office.exported()
        assert (report["messages"], report["amended"]) == ([message], True)
        # It was heard in time: an edit after the deadline does not make it late.
        assert (report["late"], report["state"]) == (False, "recorded")
        log = [(line["edit"], line["text"]) for line in office.exported("log")]
        assert log == [
            (0, "10月13日横幅3条"),
            (1, "10月13日横幅2条"),
            (2, "10月13日横幅2条,资料150份"),
        ]


async def test_what_is_sent_twice_counts_once_until_it_is_said_to_be_another(
    tmp_path: Path,
) -> None:
    async with talking(tmp_path, "2026-10-14T10:12", QUIET) as office:
        await office.say("吴某", "石桥今天入户22户")
        await office.wait(minutes=1)
        await office.say("吴某", "石桥今天入户22户")
        await office.wait(minutes=1)
        assert [state for _, _, state, _ in office.figures()] == ["recorded", "duplicate"]
        assert office.row("石桥村") == {"入户走访(户)": "22"}
        assert (await office.said())[-1] == (
            "石桥村10/14:入户22户,与10/14 10:12的相同,未重复计入;如是另一场请回“另一场”。"
        )
        await office.say("吴某", "另一场")
        assert office.row("石桥村") == {"入户走访(户)": "44"}
        assert (await office.said())[-1] == "石桥村10/14:入户22户,已记。"
        assert len(office.exported("log")) == 3
