"""One report in one line: what a receipt says of it, alone or in a list."""

from handlers import wording
from handlers.office import Office
from storage.records import ReportState
from storage.report_rows import Standing


def line_of(office: Office, standing: Standing) -> str:
    """Unit, day and what was counted; photos that could not be opened are told apart."""
    report = standing.report
    unit = office.units.get(report.unit or 0)
    photos = [photo for photo in report.photos if photo.state != "failed"]
    failed = len(report.photos) - len(photos)
    return wording.receipt_of_unit(
        unit.name if unit else "", report.day, report.items, len(photos), failed
    )


def whole_line_of(office: Office, standing: Standing) -> str:
    """The receipt that a report would have got alone; nothing is asked."""
    line = line_of(office, standing)
    if standing.settles_as is ReportState.DUPLICATE:
        return wording.receipt_repeated([line], standing.report.why)
    return wording.receipt([line], "")
