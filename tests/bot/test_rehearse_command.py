"""The campaign on paper, and what the bot costs people."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import rehearse_command, status_command
from bot.config import Config, Storage
from storage import outbox, tables
from storage.messages import OutgoingMessage
from storage.store import Store
from tests.reminded import RemindedTownship
from tests.township import GROUP, SUPERVISORS, ZONE

DIGESTS = ("日报", "半程报告")
BEFORE = datetime(2026, 10, 8, 9, tzinfo=ZONE)


def config(folder: Path) -> Config:
    return Config(folder=folder, storage=Storage(database="sqlite:///cunbao.db"))


async def test_every_reminder_of_a_campaign_stands_on_paper_and_none_is_sent(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = RemindedTownship(sqlite_store, BEFORE)
    await town.say("汪", "枫林村今天挂横幅2条")

    assert rehearse_command.run(config(tmp_path), "宣传月", as_json=True) == 0

    told = json.loads(capsys.readouterr().out)
    digests = [one for one in told if one["step"] in DIGESTS]
    told = [one for one in told if one not in digests]
    assert [(one["at"], one["chat"], one["unit"], one["step"]) for one in told] == [
        ("2026-10-09T08:30:00+08:00", GROUP, "柳溪镇", "任务卡"),
        ("2026-10-20T08:30:00+08:00", GROUP, "柳溪镇", "期中"),
        ("2026-10-29T08:30:00+08:00", GROUP, "柳溪镇", "前三天"),
        ("2026-11-03T08:30:00+08:00", GROUP, "柳溪镇", "截止日"),
        ("2026-11-04T08:30:00+08:00", SUPERVISORS, "柳溪镇", "截止后"),
    ]
    assert {tuple(one) for one in told} == {("at", "channel", "chat", "unit", "step", "text")}
    assert "今天截止" in told[3]["text"]
    assert {(one["chat"], one["unit"], one["at"][11:]) for one in digests} == {
        (SUPERVISORS, "柳溪镇", "17:00:00+08:00")
    }
    assert [one["step"] for one in digests].count("半程报告") == 1
    assert digests[0]["text"].startswith("柳溪镇宣传月日报第1号 10月9日(第1天/共23天,截至17:00)")
    # The names after the deadline are the one message of 4 November.
    last = [one["at"][5:10] for one in digests][-3:]
    assert last == ["11-03", "11-05", "11-06"]
    kept = select(func.count()).select_from(tables.reminders)
    assert sqlite_store.read(lambda tx: tx.execute(kept).scalar_one()).result() == 0


async def test_what_is_played_afterwards_is_what_stood_on_paper(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = RemindedTownship(sqlite_store, BEFORE)
    town.reach("石")
    rehearse_command.run(config(tmp_path), "宣传月", as_json=True)
    paper = json.loads(capsys.readouterr().out)

    await town.settle()
    for day in sorted({one["at"][:10] for one in paper}):
        await town.move_to(f"{day}T08:30:00")

    played = [(one.chat, one.text) for one in town.channel.heard]
    reminders = [one for one in paper if one["step"] not in DIGESTS]
    assert sorted(played) == sorted((one["chat"], one["text"]) for one in reminders)


async def test_a_year_without_a_notice_is_told(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = RemindedTownship(sqlite_store, BEFORE)
    town.change_campaign(start=date(2031, 10, 9), end=date(2031, 10, 31), due=date(2031, 11, 3))
    assert rehearse_command.run(config(tmp_path), "宣传月", as_json=False) == 0
    said = capsys.readouterr()
    assert said.err.startswith("2031年的放假安排还没有数据")
    assert said.out.splitlines()[0] == "2031-10-09 08:30 任务卡 → local/工作群(柳溪镇)"


def test_an_unknown_campaign_is_wrong_use(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RemindedTownship(sqlite_store, BEFORE)
    assert rehearse_command.run(config(tmp_path), "反诈", as_json=True) == 2
    assert "反诈" in capsys.readouterr().err


async def test_the_burden_counts_messages_questions_hours_and_names(
    sqlite_store: Store, tmp_path: Path
) -> None:
    town = RemindedTownship(sqlite_store, BEFORE)
    town.set("点名", "是")
    await town.settle()
    await town.move_to("2026-10-14T20:00:00")
    await town.say("石", "石桥今天入户的", photos=1)
    await town.pass_time(seconds=31)
    await town.settle()
    await town.move_to("2026-10-29T08:30:00")
    night = OutgoingMessage("local", GROUP, "notice", "枫林村", "n1")
    town.clock.moment = datetime(2026, 10, 29, 22, tzinfo=ZONE)
    now = town.clock.moment
    sqlite_store.write(lambda tx: outbox.put(tx, night, now)).result()
    await town.settle()

    burden = status_command.read_status(sqlite_store, config(tmp_path))["burden"]

    fields = ("kind", "messages", "asked", "outside_hours", "names")
    assert [tuple(one[name] for name in fields) for one in burden] == [
        ("notice", 1, 0, 1, 1),
        ("receipt", 1, 1, 0, 0),
        ("reminder", 1, 0, 0, 4),
    ]
