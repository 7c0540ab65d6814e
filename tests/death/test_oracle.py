"""The oracle itself: a record as it should be passes, and every loss or double is seen."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.death.oracle import judge
from tests.death.record import DOUBLED, LOST, WRONG, Evidence, Posted, Record
from tests.death.story import GROUP, PAPERS, Say, jpeg

SAY = Say("stone", "wu", "石桥村今天发了120份单子", ("c.jpg",), does="report", items={PAPERS: 120})
SHA256 = hashlib.sha256(jpeg("c.jpg")).hexdigest()
RECEIPT = "石桥村10/14:资料120份、照片1张,已记。"


def record() -> Record:
    """What one report with one photo leaves behind."""
    body = {"sender": "wu", "text": SAY.text, "files": [{"name": "c.jpg"}], "place": None}
    heard = {"id": 1, "message": "1", "edit": 0, "state": "done", "outcome": "report", "why": ""}
    mine = {"id": 1, "bot": False, "reply_to": None, "text": SAY.text, "outbox_id": None}
    said = {"id": 2, "bot": True, "reply_to": "1", "text": RECEIPT, "outbox_id": 1}
    report = {"id": 1, "message": "1", "unit_id": 4, "sender": "wu", "state": "recorded"}
    photo = {"id": 1, "message": "1", "name": "c.jpg", "state": "stored", "why": ""}
    sent = {"id": 1, "key": f"receipt/local/{GROUP}/1", "edits": None, "text": RECEIPT}
    return Record(
        inbox=[heard | {"body": json.dumps(body)}],
        chat=[mine, said],
        reports=[report | {"version": 1}],
        items=[{"report_id": 1, "activity": PAPERS, "count": 120}],
        report_messages=[{"report_id": 1, "inbox_id": 1}],
        history=[],
        photos=[photo | {"sha256": SHA256, "report_id": 1}],
        places=[],
        outbox=[sent | {"state": "sent", "why": ""}],
        units=[{"id": 4, "name": "石桥村"}],
    )


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    (tmp_path / SHA256).write_bytes(jpeg("c.jpg"))
    shown = [{"id": "1"}, {"id": "2"}]
    return Evidence([Posted(SAY, "1")], shown, tmp_path, deliveries=[(1, 1)])


def test_a_record_as_it_should_be_passes(evidence: Evidence) -> None:
    assert judge(record(), evidence) == []


Change = Callable[[Record], object]
FAULTS: dict[str, tuple[str, Change]] = {
    "an acknowledged message is gone": (LOST, lambda r: r.inbox.clear()),
    "it is kept twice": (DOUBLED, lambda r: r.inbox.append(r.inbox[0] | {"id": 2})),
    "it waits for ever": (LOST, lambda r: r.inbox[0].update(state="waiting")),
    "it was set aside": (WRONG, lambda r: r.inbox[0].update(state="failed", outcome="failed")),
    "its bubble is gone": (LOST, lambda r: r.chat.pop(0)),
    "the bot answers twice": (DOUBLED, lambda r: r.chat.append(r.chat[1] | {"id": 3})),
    "its report is gone": (LOST, lambda r: r.reports.clear()),
    "it makes two reports": (DOUBLED, lambda r: r.reports.append(r.reports[0] | {"id": 2})),
    "its figure is another": (WRONG, lambda r: r.items[0].update(count=12)),
    "it still waits to be settled": (WRONG, lambda r: r.reports[0].update(state="waiting")),
    "it stands in no report": (LOST, lambda r: r.report_messages.clear()),
    "a version is missing": (WRONG, lambda r: r.reports[0].update(version=2)),
    "the receipt was never made": (LOST, lambda r: r.outbox.clear()),
    "the receipt still waits": (LOST, lambda r: r.outbox[0].update(state="waiting")),
    "the receipt is still under way": (LOST, lambda r: r.outbox[0].update(state="sending")),
    "the receipt was dropped": (LOST, lambda r: r.outbox[0].update(state="dropped")),
    "the receipt stands twice": (DOUBLED, lambda r: r.outbox.append(r.outbox[0] | {"id": 2})),
    "the chat says other words": (WRONG, lambda r: r.chat[1].update(text="石桥村10/14")),
    "the photo's row is gone": (LOST, lambda r: r.photos.clear()),
    "the photo is pending": (LOST, lambda r: r.photos[0].update(state="pending")),
    "the photo stands twice": (DOUBLED, lambda r: r.photos.append(r.photos[0] | {"id": 2})),
    "the photo stands on no shelf": (LOST, lambda r: r.photos[0].update(sha256="0" * 64)),
    "the photo went to no report": (WRONG, lambda r: r.photos[0].update(report_id=None)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_loss_and_every_double_is_seen(evidence: Evidence, fault: str) -> None:
    kind, spoil = FAULTS[fault]
    spoiled = record()
    spoil(spoiled)
    assert kind in {found.kind for found in judge(spoiled, evidence)}


def test_a_send_that_had_ended_and_goes_again_is_seen(evidence: Evidence) -> None:
    again = replace(evidence, deliveries=[(1, 1), (2, 1)], sent_before={2: frozenset({1})})
    assert [found.kind for found in judge(record(), again)] == [DOUBLED]


def test_a_send_that_was_cut_off_may_go_again(evidence: Evidence) -> None:
    again = replace(evidence, deliveries=[(1, 1), (2, 1)], sent_before={2: frozenset()})
    assert judge(record(), again) == []


def test_a_message_that_nobody_was_told_of_may_stand_or_not(evidence: Evidence) -> None:
    untold = replace(evidence, posted=[Posted(SAY, None)])
    assert judge(record(), untold) == []
    empty = Record([], [], [], [], [], [], [], [], [], [])
    assert judge(empty, replace(untold, shown=[])) == []
