"""A small office in a database: a town, three villages, two campaigns, and what was heard."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage import inbox, outbox, photos, places, reports
from storage.messages import Attachment, IncomingMessage, OutgoingMessage, RawUpdate
from storage.records import Place, ReportItem, ReportState
from storage.store import Store, Transaction
from storage.tables import campaigns, groups, units

NOON = datetime(2026, 10, 14, 4, 0, 1, tzinfo=UTC)
SHA256 = "13800138000" + "0" * 53


class KeptReports:
    """Each `hear` is one message and the report that it makes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._heard = 0
        store.write(_register).result()

    def hear(self, text: str, *items: ReportItem, **changed: Any) -> int:
        """The report's id; the n-th message was sent n minutes after noon and heard 2 s later."""
        return self.store.write(lambda tx: self._hear(tx, text, items, changed)).result()

    def edit(self, message: str, number: int, text: str) -> None:
        def work(tx: Transaction) -> None:
            raw = self._raw(message, number)
            row = _inbox_id(tx, raw)
            inbox.finish(tx, row, "amendment", "", NOON, "u1", text, "text")

        self.store.write(work).result()

    def receipt(self, text: str, report: int) -> None:
        message = OutgoingMessage(
            "local", "g2", "receipt", text, f"receipt {report}", report=report
        )

        def work(tx: Transaction) -> None:
            row = outbox.put(tx, message, NOON)
            assert row is not None
            outbox.claim(tx, row)
            outbox.mark_sent(tx, row, ["901"], NOON)

        self.store.write(work).result()

    def _raw(self, message: str, edit: int, at: datetime = NOON) -> RawUpdate:
        return RawUpdate(f"{message}/{edit}", "local", "g1", message, edit, "text", at, "{}")

    def _hear(
        self, tx: Transaction, text: str, items: tuple[ReportItem, ...], changed: dict[str, Any]
    ) -> int:
        self._heard += 1
        number, at = str(310 + self._heard), NOON + timedelta(minutes=self._heard)
        row = _inbox_id(tx, self._raw(number, 0, at))
        inbox.finish(tx, row, "report", "", NOON, "u1", text, "text")
        sent = _message(number, at, **{key: changed.pop(key) for key in _PARTS & changed.keys()})
        report = reports.add(tx, _new(number, at, text, items, changed), row).report.id
        photos.join(tx, [one.id for one in photos.add(tx, row, sent, at)], report, "")
        place = places.add(tx, row, sent, at)
        places.join(tx, [place.id] if place else [], report, "")
        return report


_PARTS = {"attachments", "place"}


def _message(number: str, at: datetime, **parts: Any) -> IncomingMessage:
    return IncomingMessage("local", "g1", number, "u1", "汪某", at, **parts)


def _inbox_id(tx: Transaction, raw: RawUpdate) -> int:
    inbox.add(tx, [raw], raw.sent_at + timedelta(seconds=2))
    waiting = inbox.waiting_in(tx, "local", "g1", NOON + timedelta(days=99))
    return next(one.id for one in waiting if one.raw.key == raw.key)


def _new(
    number: str, at: datetime, text: str, items: tuple[ReportItem, ...], changed: dict[str, Any]
) -> reports.NewReport:
    values: dict[str, Any] = {
        "channel": "local",
        "group": 1,
        "chat": "g1",
        "sender": "u1",
        "reporter": "汪某",
        "person": None,
        "unit": 2,
        "day": date(2026, 10, 14),
        "campaign": 1,
        "settles_as": ReportState.RECORDED,
        "why": "",
        "missing": "",
        "late": False,
        "supplement": False,
        "source": "live",
        "text": text,
        "message": number,
        "sent_at": at,
        "received_at": at + timedelta(seconds=2),
        "receipt_at": None,
        "receipt_by": None,
        "items": items,
    }
    return reports.NewReport(**(values | changed))


def _register(tx: Transaction) -> None:
    named = [(1, "柳溪镇", "乡镇", None), (2, "枫林村", "村", 1), (3, "石桥村", "村", 1)]
    named.append((4, "垱上村", "村", 1))
    tx.execute(
        units.insert(),
        [
            {"id": id_, "name": name, "kind": kind, "parent_id": parent, "position": id_}
            for id_, name, kind, parent in named
        ],
    )
    tx.execute(
        campaigns.insert(),
        [
            {
                "id": id_,
                "name": name,
                "start": date(2026, month, 9),
                "end": date(2026, month, 30),
                "due": date(2026, month + 1, 3),
            }
            for id_, name, month in ((1, "2026年10月宣传月", 10), (2, "2026年8月宣传月", 8))
        ],
    )
    group = {"id": 1, "platform": "local", "chat": "g2", "name": "工作群", "purpose": "报送"}
    tx.execute(groups.insert(), group)


PAPERS = ReportItem("发放宣传资料", 260, "份", words="260份")
BANNERS = ReportItem("悬挂横幅标语", 2, "条", words="横幅2条")
PHOTO = Attachment("photo", "ref", "现场13812341234.jpg", 2048, SHA256)
SPOT = Place(31.1, 116.2)
