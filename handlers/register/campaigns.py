"""The sheet 活动: campaigns with their windows; copied dates of another year are told."""

from collections.abc import Sequence

from handlers import wording
from handlers.register import cells
from handlers.register.rows import Row
from storage.register_rows import CampaignRow

LONG_DAYS = 366


def read_campaigns(rows: Sequence[Row]) -> list[CampaignRow]:
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    campaigns = []
    for row in rows:
        campaign = _campaign(row)
        if campaign is None:
            continue
        if campaign.code and campaign.code in codes:
            row.error("编号", wording.CODE_AS_ROW, row=codes[campaign.code])
        if campaign.name in names:
            row.error("名称", wording.SAME_AS_ROW, row=names[campaign.name])
        if campaign.code:
            codes.setdefault(campaign.code, row.number)
        names.setdefault(campaign.name, row.number)
        campaigns.append(campaign)
    return campaigns


def _campaign(row: Row) -> CampaignRow | None:
    name, code = row.name("名称"), row.read("编号", cells.identifier)
    start, end = row.read("开始", cells.day), row.read("结束", cells.day)
    due, focus_day = row.read("报送截止", cells.day), row.read("集中宣传日", cells.day)
    if name is None or start is None or end is None or due is None:
        return None
    theme, number = row.text("主题"), row.text("文号")
    campaign = CampaignRow(name, start, end, due, code, focus_day, theme, number, row.number)
    _question_dates(row, campaign)
    return campaign


def _question_dates(row: Row, campaign: CampaignRow) -> None:
    start, end, focus_day = campaign.start, campaign.end, campaign.focus_day
    if end < start:
        row.error("结束", wording.DATES_TURNED, later=end, earlier=start)
        return
    if (end - start).days > LONG_DAYS:
        row.warn("结束", wording.CAMPAIGN_LONG, days=(end - start).days)
    if campaign.due < end:
        row.warn("报送截止", wording.CAMPAIGN_DUE, end=end)
    if focus_day is not None and not start <= focus_day <= end:
        row.warn("集中宣传日", wording.CAMPAIGN_FOCUS)
