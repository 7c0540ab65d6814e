"""A group that is not in the register: told to nobody but a supervisor, who may put it there."""

import pytest

from handlers import wording
from handlers.registering import Registration, read_registration
from storage.records import GroupPurpose
from tests.telegram_office import STRANGER, WANG, ZHOU, TelegramOffice

NEW = -1009
REPORTS, SUPERVISORS, RESIDENTS = GroupPurpose


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("登记 枫林村 报送", Registration("枫林村", REPORTS)),
        ("登记 柳溪镇  主管", Registration("柳溪镇", SUPERVISORS)),
        ("@cunbao_bot 登记 枫林 群众", Registration("枫林", RESIDENTS)),
        ("登记 枫林村", Registration("枫林村", REPORTS)),
        ("登记\u3000枫林村\u3000报送", Registration("枫林村", REPORTS)),
        ("登记", None),
        ("登记枫林村", None),
        ("登记 枫林村 闲聊", None),
        ("今天登记 枫林村 报送", None),
        ("登记 枫林村 报送,谢谢", None),
    ],
)
def test_only_the_whole_order_registers(text: str, read: Registration | None) -> None:
    assert read_registration(text) == read


async def say(town: TelegramOffice, who: int, text: str) -> None:
    await town.people.say(NEW, who, text)
    await town.hear()
    await town.pass_time(minutes=1)


async def test_a_supervisor_who_adds_the_bot_is_told_once_how_to_register(
    office: TelegramOffice,
) -> None:
    office.server.world.add_chat(NEW, "枫林村小群")
    for who in (STRANGER, WANG, ZHOU, ZHOU):
        await office.people.membership(NEW, who, "member")
        await office.hear()
    await office.send_all()

    assert office.said(NEW) == [wording.REGISTER_LIKE_THIS]
    assert {(row.sender, row.text, row.body) for row in office.rows("inbox")} == {("", "", "{}")}


async def test_a_registered_group_is_heard_from_then_on_and_is_no_stranger_any_more(
    office: TelegramOffice,
) -> None:
    office.server.world.add_chat(NEW, "枫林村小群")
    await say(office, WANG, "今天挂横幅2条")
    await say(office, WANG, "登记 枫林村 报送")
    assert (office.said(NEW), office.figures()) == ([], [])

    await say(office, ZHOU, "登记 枫林村 报送")
    await say(office, WANG, "今天挂横幅3条")
    assert office.said(NEW) == ["已登记:枫林村的报送群。", "枫林村10/14:横幅3条,已记。"]
    group = office.rows("groups")[-1]
    assert (group.name, group.unit_id, group.purpose) == ("枫林村小群", 2, "报送")
    assert office.rows("unknown_groups", by="chat") == []
    assert group.source == "chat"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("登记 林枫村 报送", "林枫村"),
        ("登记 司法局 报送", "司法局不归您管,请那边的主管来登记。"),
    ],
)
async def test_a_registration_that_cannot_be_is_answered_and_changes_nothing(
    town: TelegramOffice, text: str, said: str
) -> None:
    def put_county(tx):
        from storage.tables import units

        tx.execute(units.insert(), {"id": 50, "name": "司法局", "kind": "部门"})
        tx.bump_register()

    town.store.write(put_county).result()
    town.server.world.add_chat(NEW, "小群")
    await say(town, ZHOU, text)

    assert len(town.said(NEW)) == 1
    assert said in town.said(NEW)[0]
    assert len(town.rows("groups")) == 3
