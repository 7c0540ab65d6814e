"""The digest's pictures show what its words say."""

from handlers.campaigns.digest_pictures import bulletin_of, grid_of
from handlers.summaries.picture_data import Cell
from storage.records import Task
from tests.handlers.campaigns.liuxi import BANNERS, NOW, a_good_day, facts, figures, liuxi, tally


def test_the_pictures_are_filled_from_the_same_figures() -> None:
    office = liuxi()
    found = figures(office, facts(office, a_good_day()))
    bulletin = bulletin_of(found, office.settings)
    assert (bulletin.office, bulletin.campaign) == ("柳溪镇", "2026年10月宣传月")
    assert (bulletin.day, bulletin.days, bulletin.as_of) == (7, 23, NOW)
    assert bulletin.totals[0] == ("发放宣传资料", "3100余份")
    assert bulletin.tasks[0] == ("集中宣传1场", 7, 12)
    assert bulletin.photos == ()

    grid = grid_of(found)
    assert grid.tasks == ("集中宣传1场", "广告牌1块", "信息1篇")
    rows = dict(zip(grid.units, grid.cells, strict=True))
    assert rows["枫林村"] == (Cell.DONE, Cell.DONE, Cell.NOT_OWED)
    assert rows["垱上村"] == (Cell.NOTHING, Cell.NOTHING, Cell.NOT_OWED)
    assert rows["司法所"] == (Cell.NOT_OWED, Cell.NOT_OWED, Cell.NOTHING)


def test_half_of_a_task_is_partly_done() -> None:
    two = [Task(1, frozenset({"村"}), frozenset(), (BANNERS,), minimum=2)]
    office = liuxi(tasks=two)
    grid = grid_of(figures(office, facts(office, [tally(10, BANNERS, 1, "条")])))
    assert grid.cells[0] == (Cell.PARTLY,)
