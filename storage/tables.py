"""Every table and constraint on one page; migrations/ brings an older database up to it."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from storage.columns import Id, Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _partial(name: str, *columns: str, where: str) -> Index:
    """An index of few rows; a query finds it by writing `where` out (storage.columns.written)."""
    return Index(name, *columns, info={"where": where})


@event.listens_for(metadata, "before_create")
def _keep_partial(_metadata: MetaData, connection: Connection, **_options: Any) -> None:
    """Said only here: an index that names a dialect would load all drivers of it at every start."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                index.kwargs[f"{connection.dialect.name}_where"] = text(index.info["where"])


# One row: who may write (fence) and which register is in force (register_version).
house = Table(
    "house",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("holder", Text, nullable=False, server_default=""),
    Column("register_version", BigInteger, nullable=False, server_default="0"),
    Column("sample_clock", Instant),
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

units = Table(
    "units",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_id", Id, ForeignKey("units.id"), index=True),
    Column("groups", Integer),
    Column("households", Integer),
    Column("classes", Integer),
    Column("sites", Integer),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("datum", Text),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("retired_at", Instant),
)

unit_aliases = Table(
    "unit_aliases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Column("source", Text, nullable=False, server_default="register"),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("account", Text),
    Column("name", Text, nullable=False),
    Column("reachable", Boolean, nullable=False, server_default=text("false")),
    Column("retired_at", Instant),
    UniqueConstraint("platform", "account"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("since", Date),
    Column("until", Date),
)

groups = Table(
    "groups",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("chat", Text),
    Column("name", Text, nullable=False),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("purpose", Text, _one_of("purpose", "报送", "主管", "群众"), nullable=False),
    Column("receipts", Text, nullable=False, server_default="逐条"),
    Column("reminders", Boolean, nullable=False, server_default=text("true")),
    Column("source", Text, nullable=False, server_default="register"),
    Column("retired_at", Instant),
    UniqueConstraint("platform", "chat"),
)

# A group that is not in the register: no text and no sender is kept of it.
unknown_groups = Table(
    "unknown_groups",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("title", Text, nullable=False, server_default=""),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("messages", BigInteger, nullable=False),
)

# Why nothing may be sent to a chat (`closed`), until when its platform asked to wait, and where
# it has moved; the chat '' stands for the whole channel.
chats = Table(
    "chats",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("closed", Text, nullable=False, server_default=""),
    Column("closed_at", Instant),
    Column("held_until", Instant),
    Column("moved_to", Text),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("focus_day", Date),
    Column("theme", Text),
    Column("document_number", Text),
    Column("closed_at", Instant),
    Column("retired_at", Instant),
)

# `kinds` and `contents` are JSON lists; the units that a task names stand in task_units.
tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text),
    Column("campaign_id", Id, ForeignKey("campaigns.id")),
    Column("kinds", Text, nullable=False, server_default="[]"),
    Column("contents", Text, nullable=False),
    Column("minimum", Integer),
    Column("whole", Boolean, nullable=False, server_default=text("false")),
    Column("measure", Text, nullable=False, server_default="数量"),
    Column("per", Text, nullable=False, server_default="每单位"),
    Column("period", Text, nullable=False, server_default="活动"),
    Column("due", Date),
    Column("required", Boolean, nullable=False, server_default=text("true")),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("wording", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default="register"),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("retired_at", Instant),
)

task_units = Table(
    "task_units",
    metadata,
    Column("id", Id, primary_key=True),
    Column("task_id", Id, ForeignKey("tasks.id"), nullable=False, index=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
)

holidays = Table(
    "holidays",
    metadata,
    Column("day", Date, primary_key=True),
    Column("works", Boolean, nullable=False),
    Column("basis", Text, nullable=False, server_default=""),
)

# What people here call an activity, a unit or a policy; `formal` is looked up by whoever reads it.
sayings = Table(
    "sayings",
    metadata,
    Column("spoken", Text, primary_key=True),
    Column("formal", Text, nullable=False),
    Column("measure", Text, nullable=False, server_default=""),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("edit", Integer, nullable=False, server_default="0"),
    Column("kind", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("sequence", BigInteger),
    Column("source", Text, nullable=False, server_default="live"),
    Column("body", Text, nullable=False),
    Column("sender", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False, server_default=""),
    Column("state", Text, _one_of("state", "waiting", "done", "failed"), nullable=False),
    Column("outcome", Text, nullable=False, server_default="waiting"),
    Column("why", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Instant),
    Column("done_at", Instant),
    _partial("ix_inbox_waiting", "channel", "chat", "sent_at", "id", where="state = 'waiting'"),
    # All that is asked of it stands in it: else SQLite goes through whatever waits in the chat.
    _partial(
        "ix_inbox_put_off",
        *("channel", "chat", "sent_at", "state", "why"),
        where="state = 'waiting' AND why <> ''",
    ),
    _partial("ix_inbox_failed", "id", where="state = 'failed'"),
    Index("ix_inbox_message", "channel", "chat", "message"),
    _partial("ix_inbox_unsure", "channel", "chat", "sent_at", where="outcome = 'unsure'"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("group_id", Id, ForeignKey("groups.id")),
    Column("chat", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("reporter", Text, nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("day", Date, nullable=False),
    Column("campaign_id", Id, ForeignKey("campaigns.id")),
    Column(
        "state",
        Text,
        _one_of("state", "waiting", "incomplete", "unsure", "recorded", "withdrawn", "duplicate"),
        nullable=False,
    ),
    Column("settles_as", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("missing", Text, nullable=False, server_default=""),
    Column("amended", Boolean, nullable=False, server_default=text("false")),
    Column("late", Boolean, nullable=False, server_default=text("false")),
    Column("supplement", Boolean, nullable=False, server_default=text("false")),
    Column("source", Text, nullable=False, server_default="live"),
    Column("text", Text, nullable=False),
    Column("fingerprint", Text, nullable=False, server_default=""),
    Column("list_head", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("receipt_at", Instant),
    Column("receipt_by", Instant),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("joint_id", Id, ForeignKey("reports.id"), index=True),
    Index("ix_reports_sender", "channel", "chat", "sender", "sent_at"),
    Index("ix_reports_unit", "unit_id", "day"),
    Index("ix_reports_campaign", "campaign_id", "unit_id"),
    Index("ix_reports_message", "channel", "chat", "message"),
    _partial("ix_reports_list", "channel", "chat", "list_head", "sent_at", where="list_head <> ''"),
    _partial("ix_reports_receipt", "receipt_at", where="receipt_at IS NOT NULL"),
    _partial("ix_reports_held", "channel", "chat", "receipt_at", where="receipt_at IS NOT NULL"),
)

report_items = Table(
    "report_items",
    metadata,
    Column("report_id", Id, ForeignKey("reports.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("activity", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("unit", Text, nullable=False),
    Column("approximate", Boolean, nullable=False),
    Column("cumulative", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("qualifier", Text, nullable=False, server_default=""),
)

report_messages = Table(
    "report_messages",
    metadata,
    Column("report_id", Id, ForeignKey("reports.id"), primary_key=True),
    Column("inbox_id", Id, ForeignKey("inbox.id"), primary_key=True),
    Column("message", Text, nullable=False),
    Index("ix_report_messages_inbox", "inbox_id"),
)

# Units that took part in an event which another unit reports.
report_partners = Table(
    "report_partners",
    metadata,
    Column("report_id", Id, ForeignKey("reports.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
    Index("ix_report_partners_unit", "unit_id"),
)

# What a report was before each change: `state_before` is the whole report as JSON.
report_history = Table(
    "report_history",
    metadata,
    Column("report_id", Id, ForeignKey("reports.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("inbox_id", Id, ForeignKey("inbox.id")),
    Column("before", Text, nullable=False),
)

photos = Table(
    "photos",
    metadata,
    Column("id", Id, primary_key=True),
    Column("inbox_id", Id, ForeignKey("inbox.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bytes", BigInteger),
    Column("sha256", Text),
    Column("state", Text, _one_of("state", "pending", "stored", "failed"), nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("width", Integer),
    Column("height", Integer),
    Column("report_id", Id, ForeignKey("reports.id"), index=True),
    Column("joined_why", Text, nullable=False, server_default=""),
    Column("withdrawn_at", Instant),
    Column("allowed_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Instant),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("inbox_id", "position"),
    CheckConstraint("state <> 'stored' OR sha256 IS NOT NULL", name="stored_has_sha256"),
    Index("ix_photos_sender", "channel", "chat", "sender", "sent_at"),
    Index("ix_photos_sha256", "sha256"),
    _partial("ix_photos_pending", "id", "next_try_at", where="state = 'pending'"),
    _partial("ix_photos_open", "state", where="state <> 'stored'"),
    _partial("ix_photos_loose", "added_at", where="report_id IS NULL AND withdrawn_at IS NULL"),
)

# A register sent in chat: fetched, read and shown, then written when its sender says 确认.
register_drafts = Table(
    "register_drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("inbox_id", Id, ForeignKey("inbox.id"), nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bytes", BigInteger),
    Column("state", Text, _one_of("state", "pending", "shown", "ended"), nullable=False),
    Column("files", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Instant),
    Column("added_at", Instant, nullable=False),
    _partial("ix_register_drafts_open", "id", where="state <> 'ended'"),
)

places = Table(
    "places",
    metadata,
    Column("id", Id, primary_key=True),
    Column("inbox_id", Id, ForeignKey("inbox.id"), nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("datum", Text, nullable=False),
    Column("label", Text),
    Column("report_id", Id, ForeignKey("reports.id"), index=True),
    Column("joined_why", Text, nullable=False, server_default=""),
    Column("withdrawn_at", Instant),
    Column("added_at", Instant, nullable=False),
    Index("ix_places_sender", "channel", "chat", "sender", "sent_at"),
    _partial("ix_places_loose", "added_at", where="report_id IS NULL AND withdrawn_at IS NULL"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("rest", Text, nullable=False, server_default="{}"),
    Column("edits", Id, ForeignKey("outbox.id")),
    Column("report_id", Id, ForeignKey("reports.id")),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("deadline", Instant),
    Column(
        "state",
        Text,
        _one_of("state", "waiting", "sending", "sent", "unknown", "failed", "dropped"),
        nullable=False,
    ),
    Column("why", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Instant),
    Column("fence", BigInteger),
    Column("sent_at", Instant),
    Column("sent_ids", Text, nullable=False, server_default="[]"),
    _partial("ix_outbox_edits", "edits", where="edits IS NOT NULL"),
    _partial("ix_outbox_report_id", "report_id", where="report_id IS NOT NULL"),
    _partial("ix_outbox_waiting", "channel", "chat", "due_at", "id", where="state = 'waiting'"),
    _partial("ix_outbox_open", "state", where="state NOT IN ('sent', 'dropped')"),
    _partial("ix_outbox_sent", "channel", "chat", "sent_ids", where="sent_ids <> '[]'"),
    Index("ix_outbox_chat", "channel", "chat", "created_at"),
)

# How each channel stands to its platform (storage.lines), and what it missed last.
lines = Table(
    "lines",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("answered_at", Instant),
    Column("backlog", Integer),
    Column("gap_start", Instant),
    Column("gap_end", Instant),
)

# What was decided in chat: it stands beside the register and is never undone by reading it.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column(
        "kind",
        Text,
        _one_of("kind", "extended", "excused", "ended", "paused", "adopted", "setting"),
        nullable=False,
    ),
    Column("campaign_id", Id, ForeignKey("campaigns.id")),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("name", Text, nullable=False, server_default=""),
    Column("value", Text, nullable=False, server_default=""),
    Column("until", Date),
    Column("source", Text, nullable=False, server_default="chat"),
    Column("inbox_id", Id, ForeignKey("inbox.id")),
    Column("lifted_at", Instant),
)

# A reminder to come or done with; `outbox_key` is the message that it became, alone or together.
reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), nullable=False),
    Column("target", Text, _one_of("target", "group", "unit", "lead", "digest"), nullable=False),
    Column("group_id", Id, ForeignKey("groups.id")),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("step", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column(
        "state",
        Text,
        _one_of("state", "planned", "fired", "silenced", "missed", "dropped"),
        nullable=False,
    ),
    Column("why", Text, nullable=False, server_default=""),
    Column("outbox_key", Text),
    Column("done_at", Instant),
    _partial("ix_reminders_planned", "due_at", "id", where="state = 'planned'"),
    Index("ix_reminders_outbox_key", "outbox_key"),
)

# What a digest told (`facts`, JSON), as known at its cut-off time `at`; a 更正 repeats the number
# that it puts right. `whom` is a group by its number here, however its platform moves it, or a
# private chat, with the unit that it is told of.
digests = Table(
    "digests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("outbox_key", Text, nullable=False),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), nullable=False),
    Column("whom", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("last_report", Id, nullable=False),
    Column("facts", Text, nullable=False),
    # wanted, made, failed; empty: none belong to it
    Column("pictures", Text, nullable=False, server_default=""),
    Column("drawings", Integer, nullable=False, server_default="0"),
    UniqueConstraint("outbox_key", "campaign_id"),
    Index("ix_digests_whom", "campaign_id", "whom", "id"),
    _partial("ix_digests_pictures", "outbox_key", where="pictures = 'wanted'"),
)

# The log of changes: who did what to which thing, and what it was before.
changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", Text, nullable=False, server_default=""),
    Column("after", Text, nullable=False, server_default=""),
)

# The local chat's own messages, as a platform keeps them; `outbox_id` makes sending harmless
# to repeat.
local_messages = Table(
    "local_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("bot", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("reply_to", Text),
    Column("edits", Integer, nullable=False, server_default="0"),
    Column("withdrawn", Boolean, nullable=False, server_default=text("false")),
    Column("rest", Text, nullable=False, server_default="{}"),
    Column("outbox_id", Id, ForeignKey("outbox.id"), unique=True),
    Index("ix_local_messages_chat", "chat", "id"),
)
