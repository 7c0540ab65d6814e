"""What people say in the work group, and what the bot keeps and says of it."""

from datetime import timedelta

import pytest

from storage.records import Place
from tests.township import GROUP, RESIDENTS, SUPERVISORS, Township

DONE = {"发放宣传资料": 260, "悬挂横幅标语": 2}
PLACE = Place(31.1, 116.2, "GCJ-02")


async def test_photos_a_line_and_a_place_are_one_report_with_one_receipt(town: Township) -> None:
    await town.say("汪", photos=3)
    await town.pass_time(seconds=20)
    await town.say("汪", "枫林村今天发了260份单子,挂横幅2条")
    await town.say("汪", place=PLACE)
    assert town.said() == []

    await town.pass_time(seconds=31)

    assert town.figures() == [("枫林村", "10/14", "recorded", DONE)]
    (report,) = town.reports()
    assert len(report.photos) == 3
    assert report.place == PLACE
    assert report.messages == ("1", "2", "3")
    assert report.campaign == 1
    assert town.said() == ["枫林村10/14:资料260份、横幅2条、照片3张,已记。"]


async def test_a_part_puts_the_receipt_off_but_never_beyond_three_minutes(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    await town.say("汪", "今天发了260份单子")
    for _ in range(8):
        await town.pass_time(seconds=20)
        await town.say("汪", photos=1)
    assert town.said() == []
    await town.pass_time(seconds=21)
    assert town.said() == ["枫林村10/14:资料260份、照片8张,已记。"]


async def test_a_photo_after_the_receipt_edits_it(town: Township) -> None:
    await town.say("汪", "今天发了260份单子")
    await town.pass_time(seconds=31)
    assert town.said() == ["枫林村10/14:资料260份,已记。"]

    await town.pass_time(minutes=5)
    await town.say("汪", photos=2)

    assert town.said() == ["枫林村10/14:资料260份、照片2张,已记。"]


async def test_two_people_at_once_are_not_mixed_up(town: Township) -> None:
    await town.say("汪", photos=1)
    await town.say("石", photos=2)
    await town.say("石", "横幅3条")
    await town.say("汪", "横幅2条")
    await town.pass_time(seconds=31)

    assert town.figures() == [
        ("石桥村", "10/14", "recorded", {"悬挂横幅标语": 3}),
        ("枫林村", "10/14", "recorded", {"悬挂横幅标语": 2}),
    ]
    assert [len(report.photos) for report in town.reports()] == [2, 1]
    assert sorted(town.said()) == [
        "枫林村10/14:横幅2条、照片1张,已记。",
        "石桥村10/14:横幅3条、照片2张,已记。",
    ]


@pytest.mark.parametrize("text", ["收到", "辛苦了", "明早9点河口社区搞现场宣传,各站所带展板"])
async def test_what_is_no_report_gets_no_answer(sqlite_town: Township, text: str) -> None:
    await sqlite_town.say("汪", text)
    await sqlite_town.pass_time(minutes=20)
    assert (sqlite_town.reports(), sqlite_town.said()) == ([], [])


async def test_a_correction_changes_the_record_and_keeps_what_it_was(town: Township) -> None:
    await town.say("石", "石桥:横幅3条,资料150份")
    await town.pass_time(minutes=2)
    await town.say("石", "更正:石桥今天横幅是2条不是3条")

    figures = {"悬挂横幅标语": 2, "发放宣传资料": 150}
    assert town.figures() == [("石桥村", "10/14", "recorded", figures)]
    assert town.reports()[0].amended
    assert town.said()[-1] == "石桥村10/14横幅由3条改为2条。"
    from storage import report_search

    (before,) = town.store.read(lambda tx: report_search.history(tx, 1)).result()
    assert [item["count"] for item in before["before"]["items"]] == [3, 150]


async def test_a_correction_within_the_quiet_time_is_told_by_the_receipt(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    await town.say("石", "石桥:横幅3条")
    await town.say("石", "更正:横幅2条")
    await town.pass_time(seconds=31)
    assert town.said() == ["石桥村10/14:横幅2条,已记。"]


async def test_a_withdrawn_report_does_not_count_and_stays(town: Township) -> None:
    await town.say("汪", "横幅2条")
    await town.pass_time(minutes=1)
    await town.say("汪", "刚才那条发错群了,作废")

    assert town.figures() == [("枫林村", "10/14", "withdrawn", {"悬挂横幅标语": 2})]
    assert town.said()[-1] == "枫林村10/14的记录已作废。"


async def test_a_recalled_message_is_withdrawn(sqlite_town: Township) -> None:
    town = sqlite_town
    said = await town.say("汪", "横幅2条")
    await town.say("汪", withdraws=said)
    await town.pass_time(minutes=1)
    assert [state for _, _, state, _ in town.figures()] == ["withdrawn"]
    assert town.said() == ["枫林村10/14的记录已作废。"]


async def test_nobody_corrects_or_withdraws_another_units_report(sqlite_town: Township) -> None:
    town = sqlite_town
    said = await town.say("汪", "横幅2条")
    await town.pass_time(minutes=1)
    await town.say("石", "作废", reply_to=said)
    await town.say("石", "更正:枫林村横幅9条")
    assert town.figures() == [("枫林村", "10/14", "recorded", {"悬挂横幅标语": 2})]
    assert [outcome for outcome, _ in town.outcomes()] == ["report", "unsure", "unsure"]


async def test_a_supervisor_corrects_from_the_supervisors_group(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", "横幅2条")
    await town.pass_time(minutes=1)
    await town.say("周", "更正:枫林村横幅是4条", chat=SUPERVISORS)
    assert town.figures() == [("枫林村", "10/14", "recorded", {"悬挂横幅标语": 4})]
    assert town.said()[-1] == "枫林村10/14横幅由2条改为4条。"


async def test_the_same_report_twice_counts_once_and_another_event_counts(
    town: Township,
) -> None:
    await town.say("汪", "入户22户")
    await town.pass_time(minutes=1)
    await town.say("汪", "入户22户")
    await town.pass_time(minutes=1)
    assert [state for _, _, state, _ in town.figures()] == ["recorded", "duplicate"]
    repeated = "枫林村10/14:入户22户,与10/14 12:00的相同,未重复计入;如是另一场请回“另一场”。"
    assert town.said()[-1] == repeated

    await town.say("汪", "另一场")
    assert [state for _, _, state, _ in town.figures()] == ["recorded", "recorded"]
    assert town.said()[-1] == "枫林村10/14:入户22户,已记。"


async def test_an_edited_message_changes_its_report_and_its_receipt(town: Township) -> None:
    said = await town.say("汪", "横幅2条")
    await town.pass_time(minutes=1)
    await town.say("汪", "横幅3条", message=said, edit=1)
    await town.say("汪", "横幅4条", message=said, edit=2)
    assert town.figures() == [("枫林村", "10/14", "recorded", {"悬挂横幅标语": 4})]
    assert town.said() == ["枫林村10/14:横幅4条,已记。"]
    assert town.reports()[0].messages == (said,)


async def test_a_liaison_who_names_another_village_is_listed_not_answered(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    await town.say("石", "枫林村横幅2条")
    await town.pass_time(minutes=5)
    assert [state for _, _, state, _ in town.figures()] == ["unsure"]
    assert town.said() == []
    assert town.reports()[0].why == "说的是别的单位,本人没有联系"


async def test_a_cadre_of_two_villages_gives_two_reports_and_one_receipt(
    town: Township,
) -> None:
    await town.say("陈", "枫林入户22户,石桥入户17户")
    await town.pass_time(minutes=1)
    assert [(unit, figures) for unit, _, _, figures in town.figures()] == [
        ("枫林村", {"入户走访": 22}),
        ("石桥村", {"入户走访": 17}),
    ]
    assert town.said() == ["枫林村10/14:入户22户;石桥村10/14:入户17户,已记。"]


async def test_a_person_known_by_display_name_reports_for_that_village(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    await town.say("x9", "横幅2条", name="柳溪-双塘-李")
    await town.say("x8", "横幅5条", name="路人")
    await town.pass_time(minutes=1)
    assert [(unit, state) for unit, _, state, _ in town.figures()] == [
        ("双塘村", "recorded"),
        ("", "unsure"),
    ]
    assert town.said() == ["双塘村10/14:横幅2条,已记。"]


async def test_photos_without_words_are_listed_after_a_quarter_of_an_hour(
    town: Township,
) -> None:
    await town.say("汪", photos=2)
    await town.say("汪", place=PLACE)
    await town.pass_time(minutes=14)
    assert town.reports() == []
    await town.pass_time(minutes=2)
    (report,) = town.reports()
    assert (report.state, len(report.photos), report.place) == ("unsure", 2, PLACE)
    assert report.items == ()
    assert town.said() == []


async def test_a_missing_number_is_asked_once_and_the_answer_completes_it(
    town: Township,
) -> None:
    await town.say("双", "双塘今天入户的", photos=6)
    await town.pass_time(minutes=1)
    assert [state for _, _, state, _ in town.figures()] == ["incomplete"]
    assert town.said() == ["双塘村10/14:照片6张,已记。入户的数方便时补一下。"]

    await town.say("双", "35户")
    assert town.figures() == [("双塘村", "10/14", "recorded", {"入户走访": 35})]
    assert town.said() == ["双塘村10/14:入户35户、照片6张,已记。"]


async def test_after_midnight_is_the_day_before(sqlite_town: Township) -> None:
    town = sqlite_town
    town.clock.moment += timedelta(hours=14)
    await town.say("汪", "今天入户9户")
    await town.pass_time(minutes=1)
    assert town.figures() == [("枫林村", "10/14", "recorded", {"入户走访": 9})]


async def test_a_report_after_the_deadline_is_late_and_outside_has_no_campaign(
    sqlite_town: Township,
) -> None:
    town = sqlite_town
    town.clock.moment += timedelta(days=22)
    await town.say("汪", "补报10月14日:横幅2条")
    await town.say("汪", "横幅1条")
    await town.pass_time(minutes=1)
    first, second = town.reports()
    assert (first.late, first.campaign, f"{first.day:%m-%d}") == (True, 1, "10-14")
    assert (second.late, second.campaign) == (False, None)


async def test_a_residents_group_keeps_no_text_and_no_sender(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("李婶", "今天集上真热闹,来了200人", chat=RESIDENTS)
    await town.say("路人", "发了300份单子", chat="不认识的群", chat_title="广场舞")
    rows = town.store.read(
        lambda tx: [
            tuple(row)
            for row in tx.connection.exec_driver_sql("SELECT text, sender, body FROM inbox")
        ]
    ).result()
    assert rows == [("", "", "{}"), ("", "", "{}")]
    assert (town.reports(), town.said()) == ([], [])


async def test_during_the_trial_run_nothing_goes_to_the_work_group(town: Township) -> None:
    def trial(tx) -> None:
        tx.connection.exec_driver_sql("UPDATE settings SET value = '是'")
        tx.bump_register()

    town.store.write(trial).result()
    await town.say("汪", "横幅2条")
    await town.pass_time(minutes=1)
    assert town.figures() == [("枫林村", "10/14", "recorded", {"悬挂横幅标语": 2})]
    assert town.said() == []


async def test_what_the_same_key_brings_twice_is_one_message(town: Township) -> None:
    from msgspec.structs import replace

    from storage.messages import IncomingMessage

    one = IncomingMessage("local", GROUP, "77", "汪", "汪", town.clock.now(), text="横幅2条")
    await town.hear([one, one])
    await town.hear([one, replace(one, message="78", text="收到")])
    await town.pass_time(minutes=1)
    assert town.figures() == [("枫林村", "10/14", "recorded", {"悬挂横幅标语": 2})]
    assert len(town.outcomes()) == 2


async def test_with_quiet_time_zero_the_receipt_is_there_at_once(sqlite_store, noon) -> None:
    from handlers.desk import Desk
    from tests.township import ZONE

    town = Township(sqlite_store, noon, Desk(zone=ZONE, quiet=timedelta(0)))
    await town.say("汪", "横幅2条", photos=1)
    assert town.said() == ["枫林村10/14:横幅2条、照片1张,已记。"]
    await town.say("汪", photos=1)
    assert town.said() == ["枫林村10/14:横幅2条、照片2张,已记。"]


async def test_a_phone_number_in_a_message_is_in_no_receipt(sqlite_town: Township) -> None:
    await sqlite_town.say("汪", "横幅2条,有事找13812345678")
    await sqlite_town.pass_time(minutes=1)
    assert sqlite_town.said() == ["枫林村10/14:横幅2条,已记。"]


async def test_in_a_rush_receipts_come_together_and_every_report_counts(town: Township) -> None:
    for number in range(1, 10):
        await town.say("汪", f"入户{number}户")
    await town.pass_time(seconds=31)
    assert len(town.said()) == 6
    assert [state for _, _, state, _ in town.figures()] == ["recorded"] * 9

    await town.pass_time(seconds=60)
    assert town.said()[6:] == ["12:00—12:01已记:枫林村,共3条。"]
    await town.pass_time(minutes=10)
    assert len(town.said()) == 7


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("汪", "枫林村联合司法所开展集中宣传1场"), ("施", "今天开展集中宣传1场,咨询20人次")),
        (("施", "今天开展集中宣传1场,咨询20人次"), ("汪", "枫林村和司法所一起搞了1场集中宣传")),
    ],
)
async def test_an_event_that_two_units_held_together_is_linked(
    town: Township, first: tuple[str, str], second: tuple[str, str]
) -> None:
    await town.say(*first)
    await town.say("石", "石桥村开展集中宣传1场")
    await town.say(*second)
    await town.pass_time(minutes=1)
    joint = {
        unit: report.joint
        for (unit, *_), report in zip(town.figures(), town.reports(), strict=True)
    }
    assert joint["枫林村"] == joint["司法所"] is not None
    assert joint["石桥村"] is None
    assert [state for _, _, state, _ in town.figures()] == ["recorded"] * 3


async def test_the_townships_own_activity_is_the_townships(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("周", "我镇今天召开动员会1场")
    await town.say("x", "全镇今天发放资料3000份", name="办公室小刘")
    await town.say("石", "镇里今天开了1场动员会")
    await town.pass_time(minutes=1)
    assert [(unit, state) for unit, _, state, _ in town.figures()] == [
        ("柳溪镇", "recorded"),
        ("柳溪镇", "recorded"),
        ("柳溪镇", "unsure"),
    ]


async def test_ditto_takes_the_figures_above_for_another_unit(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("陈", "枫林横幅2条,入户9户")
    await town.say("陈", "同上,石桥")
    await town.say("石", "同上")
    await town.pass_time(minutes=1)
    both = {"悬挂横幅标语": 2, "入户走访": 9}
    assert town.figures() == [
        ("枫林村", "10/14", "recorded", both),
        ("石桥村", "10/14", "recorded", both),
    ]
    assert town.outcomes()[2][0] == "unsure"


async def test_a_schedule_is_listed_and_not_multiplied(sqlite_town: Township) -> None:
    town = sqlite_town
    await town.say("汪", "村村响早中晚各一遍,1号放到今天")
    await town.pass_time(minutes=1)
    assert [(state, figures) for _, _, state, figures in town.figures()] == [("unsure", {})]
    assert town.said() == []


async def test_receipts_of_a_chat_stand_in_the_order_of_their_texts(town: Township) -> None:
    for number in range(1, 6):
        await town.say("汪", f"入户{number}户")
    await town.pass_time(seconds=31)
    assert town.said() == [f"枫林村10/14:入户{number}户,已记。" for number in range(1, 6)]
