"""What must be true once all is quiet; read from the database and the chat, not through the bot."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.death.model import UNITS, Clerk, Expected, Kept, items_of
from tests.death.record import DOUBLED, LOST, WRONG, Evidence, Fault, Posted, Record
from tests.death.story import GROUP

ENDED = frozenset({"sent", "unknown"})


def judge(record: Record, evidence: Evidence) -> list[Fault]:
    kept, faults = _match(record, evidence.posted)
    expected = Clerk(kept).reports()
    faults += _inbox(record)
    faults += _chat(record, evidence)
    faults += _reports(record, expected)
    faults += _outbox(record, evidence, expected, kept)
    faults += _photos(record, evidence, kept)
    return faults


def _match(record: Record, posted: Sequence[Posted]) -> tuple[list[Kept], list[Fault]]:
    """Every acknowledged post stands once, every other at most once, and nothing else stands."""
    kept, faults, known = [], [], 0
    for post in posted:
        found = [row for row in record.inbox if _is_of(row, post)]
        known += len(found)
        if post.message is not None and not found:
            faults.append(Fault(LOST, f"inbox: {post.say.name}, told kept as {post.message}"))
        if len(found) > 1:
            faults.append(Fault(DOUBLED, f"inbox: {post.say.name} stands {len(found)} times"))
        if found:
            kept.append(Kept(post.say, found[0]["message"]))
    if known != len(record.inbox):
        faults.append(Fault(WRONG, f"inbox: {len(record.inbox)} rows for {known} posts"))
    return kept, faults


def _is_of(row: Mapping[str, Any], post: Posted) -> bool:
    body = json.loads(row["body"])
    return (
        (post.message is None or row["message"] == post.message)
        and (row["edit"] > 0) == (post.say.edits is not None)
        and body["sender"] == post.say.speaker
        and body["text"] == _plain(post.say.text)
        and (post.say.edits is not None or _names(body) == list(post.say.photos))
        and (post.say.edits is not None or bool(body["place"]) == post.say.place)
    )


def _names(body: Mapping[str, Any]) -> list[str]:
    return [file["name"] for file in body["files"]]


def _plain(text: str) -> str:
    return text.replace("\0", "\ufffd")


def _inbox(record: Record) -> Iterator[Fault]:
    for row in record.inbox:
        if row["state"] != "done":
            what = f"inbox: {row['message']} is {row['state']}, {row['outcome']}, {row['why']}"
            yield Fault(LOST if row["state"] == "waiting" else WRONG, what)
        elif row["outcome"] == "waiting":
            yield Fault(WRONG, f"inbox: {row['message']} is done and yet waits")


def _chat(record: Record, evidence: Evidence) -> Iterator[Fault]:
    """The chat holds what was posted, once, and what the outbox says was said, once."""
    ids = [str(row["id"]) for row in record.chat]
    for post in evidence.posted:
        if post.message is not None and post.message not in ids:
            yield Fault(LOST, f"chat: {post.say.name}, told kept as {post.message}")
    seen = [row["id"] for row in evidence.shown]
    for message, times in Counter(seen).items():
        if times > 1:
            yield Fault(DOUBLED, f"chat: {message} is shown {times} times")
    if set(seen) != set(ids):
        yield Fault(WRONG, f"chat: shows {sorted(seen)}, keeps {sorted(ids)}")
    new = {row["message"] for row in record.inbox if row["edit"] == 0}
    people = [str(row["id"]) for row in record.chat if not row["bot"]]
    if set(people) != new:
        yield Fault(WRONG, f"chat: {sorted(people)} said, {sorted(new)} heard")
    said = Counter((row["reply_to"], row["text"]) for row in record.chat if row["bot"])
    for (reply_to, _), times in said.items():
        if times > 1:
            yield Fault(DOUBLED, f"chat: the bot answers {reply_to} {times} times alike")


def _reports(record: Record, expected: Mapping[str, Expected]) -> Iterator[Fault]:
    units = {row["id"]: row["name"] for row in record.units}
    for message, times in Counter(row["message"] for row in record.reports).items():
        if times > 1:
            yield Fault(DOUBLED, f"reports: {message} makes {times} reports")
    found = {row["message"]: row for row in record.reports}
    for message in found.keys() - expected.keys():
        yield Fault(WRONG, f"reports: {message} makes a report that nobody told")
    for message, wanted in expected.items():
        if message not in found:
            yield Fault(LOST, f"reports: {message} ({items_of(wanted.items)}) makes none")
            continue
        row = found[message]
        told = {
            item["activity"]: item["count"]
            for item in record.items
            if item["report_id"] == row["id"]
        }
        stands = (units.get(row["unit_id"]), row["sender"], row["state"], items_of(told))
        should = (wanted.unit, wanted.sender, wanted.state, items_of(wanted.items))
        if stands != should:
            yield Fault(WRONG, f"reports: {message} is {stands}, should be {should}")
        yield from _parts(record, row, wanted)
        versions = [one["version"] for one in record.history if one["report_id"] == row["id"]]
        if versions != list(range(1, row["version"])):
            yield Fault(WRONG, f"history: {message} has {versions} before {row['version']}")
    yield from _belonging(record)


def _parts(record: Record, row: Mapping[str, Any], wanted: Expected) -> Iterator[Fault]:
    photos = sum(photo["report_id"] == row["id"] for photo in record.photos)
    places = sum(place["report_id"] == row["id"] for place in record.places)
    if (photos, places) != (wanted.photos, int(wanted.place)):
        told = f"{photos} photos and {places} places"
        yield Fault(WRONG, f"reports: {wanted.message} has {told}, {wanted} was told")


def _belonging(record: Record) -> Iterator[Fault]:
    """A message that made something stands in exactly one report."""
    belongs = Counter(row["inbox_id"] for row in record.report_messages)
    for row in record.inbox:
        times = belongs[row["id"]]
        if times > 1:
            yield Fault(DOUBLED, f"reports: {row['message']} stands in {times}")
        if times == 0 and row["outcome"] in ("report", "amendment"):
            yield Fault(LOST, f"reports: {row['message']} ({row['outcome']}) stands in none")


def _outbox(
    record: Record, evidence: Evidence, expected: Mapping[str, Expected], kept: Sequence[Kept]
) -> Iterator[Fault]:
    for key, times in Counter(row["key"] for row in record.outbox).items():
        if times > 1:
            yield Fault(DOUBLED, f"outbox: {key} stands {times} times")
    said = {row["outbox_id"]: row for row in record.chat if row["bot"]}
    for row in record.outbox:
        if row["state"] not in ENDED:
            yield Fault(LOST, f"outbox: {row['key']} ends {row['state']}, {row['why']}")
        elif row["edits"] is None and row["state"] == "sent" and row["id"] not in said:
            yield Fault(LOST, f"outbox: {row['key']} is sent and stands in no chat")
        if row["edits"] is None and row["id"] in said:
            last = [edit for edit in record.outbox if edit["edits"] == row["id"]] or [row]
            if said[row["id"]]["text"] != last[-1]["text"]:
                yield Fault(WRONG, f"chat: {row['key']} does not say what was last to be said")
    for outbox_id in said.keys() - {row["id"] for row in record.outbox}:
        yield Fault(WRONG, f"chat: the bot said what no outbox row holds ({outbox_id})")
    for process, outbox_id in evidence.deliveries:
        if outbox_id in evidence.sent_before.get(process, ()):
            yield Fault(DOUBLED, f"outbox: {outbox_id} was sent and went again")
    yield from _receipts(record, expected, kept)


def _receipts(
    record: Record, expected: Mapping[str, Expected], kept: Sequence[Kept]
) -> Iterator[Fault]:
    shown = {row["reply_to"]: row["text"] for row in record.chat if row["bot"]}
    keys = {row["key"] for row in record.outbox}
    for message, wanted in expected.items():
        receipt = f"receipt/local/{GROUP}/{message}"
        if wanted.state in ("recorded", "duplicate") and receipt not in keys:
            yield Fault(LOST, f"outbox: no receipt for {message}")
        if wanted.state == "unsure" and receipt in keys:
            yield Fault(WRONG, f"outbox: a receipt for {message}, which is unsure")
        if wanted.plain and wanted.state in ("recorded", "duplicate"):
            text = shown.get(message, "")
            figures = [str(count) for count in wanted.items.values()]
            figures += [f"照片{wanted.photos}张"] if wanted.photos else []
            if not all(figure in text for figure in [wanted.unit, *figures]):
                yield Fault(WRONG, f"receipt of {message}: {text!r} lacks one of {figures}")
    withdrawn = sum(report.state == "withdrawn" for report in expected.values())
    told = [row for row in record.outbox if row["text"].endswith("的记录已作废。")]
    if len(told) != withdrawn:
        kind = LOST if len(told) < withdrawn else DOUBLED
        yield Fault(kind, f"outbox: {len(told)} withdrawals told of {withdrawn}")


def _photos(record: Record, evidence: Evidence, kept: Sequence[Kept]) -> Iterator[Fault]:
    wanted = Counter((one.message, name) for one in kept for name in _uploads(one))
    found = Counter((row["message"], row["name"]) for row in record.photos)
    for (message, name), times in (wanted - found).items():
        yield Fault(LOST, f"photos: {name} of {message} missing {times} times")
    for (message, name), times in (found - wanted).items():
        yield Fault(DOUBLED, f"photos: {name} of {message} stands {times} times too many")
    for row in record.photos:
        if row["state"] != "stored":
            yield Fault(LOST, f"photos: {row['name']} ends {row['state']}, {row['why']}")
            continue
        path = evidence.files / row["sha256"]
        if not path.exists():
            yield Fault(LOST, f"photos: {row['name']} is stored and stands on no shelf")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            yield Fault(WRONG, f"photos: {row['name']} has other bytes than its sha256 says")


def _uploads(one: Kept) -> tuple[str, ...]:
    return () if one.say.edits is not None else one.say.photos


assert set(UNITS) == {"wang", "wu"}
