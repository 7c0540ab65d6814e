"""Years of reports, made inside the database: rows as the bot leaves them when all is answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, text

from storage import tables

UNITS = 1000
GROUPS = 100
LAST_DAY = "2026-10-13"
DAYS_OF_CAMPAIGN = 5
LAST_NOON = 1_791_864_000
"""12:00 in Shanghai on the last day, in seconds since 1970; a unit reports once a day."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How SQL says the same on each database; arguments and results are SQL."""

    numbers: Callable[[int], str]
    moment: Callable[[str], str]
    day: Callable[[str], str]
    false: str


SQLITE = Dialect(
    numbers=lambda count: (
        f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
        "SELECT i FROM n) AS n"
    ),
    moment=lambda seconds: f"({seconds}) * 1000000",
    day=lambda ago: f"date('{LAST_DAY}', '-' || ({ago}) || ' days')",
    false="0",
)
POSTGRESQL = Dialect(
    numbers=lambda count: f"generate_series(1, {count}) AS n(i)",
    moment=lambda seconds: f"to_timestamp({seconds})",
    day=lambda ago: f"DATE '{LAST_DAY}' - CAST(({ago}) AS integer)",
    false="false",
)


def put_wider_register(connection: Connection, first_unit: int, first_group: int) -> None:
    """Units and groups beyond the county's own, so that every report has its own."""
    units = [
        {"id": one, "name": f"第{one}居民点", "kind": "村", "parent_id": 1, "position": one}
        for one in range(first_unit, UNITS + 1)
    ]
    connection.execute(insert(tables.units), units)
    groups = [
        {"id": one, "platform": "local", "chat": f"工作群{one}", "name": f"工作群{one}"}
        for one in range(first_group, GROUPS + 1)
    ]
    connection.execute(
        insert(tables.groups), [one | {"unit_id": 1, "purpose": "报送"} for one in groups]
    )


def fill(engine: Engine, count: int) -> None:
    """Add `count` reports with items, photos, places, messages and receipts; then ANALYZE."""
    postgresql = engine.dialect.name == "postgresql"
    with engine.connect() as connection:
        _set(connection, _POSTGRESQL_QUICK if postgresql else _SQLITE_QUICK)
        with connection.begin():
            _drop_indexes(connection)
            for statement in _statements(POSTGRESQL if postgresql else SQLITE, count):
                connection.execute(text(statement))
            _make_indexes(connection)
            if postgresql:
                _move_sequences(connection)
        _set(connection, ("ANALYZE",))
        # Its settings were for filling only.
        connection.invalidate()


_SQLITE_QUICK = ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-1000000")
_POSTGRESQL_QUICK = ("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'")


def _set(connection: Connection, statements: Sequence[str]) -> None:
    """Outside of any transaction: within one SQLite takes no such setting."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    for statement in statements:
        raw.cursor().execute(statement)
    raw.commit()


def _drop_indexes(connection: Connection) -> None:
    for table in tables.metadata.sorted_tables:
        for index in table.indexes:
            index.drop(connection)


def _make_indexes(connection: Connection) -> None:
    for table in tables.metadata.sorted_tables:
        for index in table.indexes:
            index.create(connection)


def _move_sequences(connection: Connection) -> None:
    for name in ("inbox", "reports", "photos", "places", "outbox", "local_messages"):
        greatest = f"(SELECT max(id) FROM {name})"
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {greatest})")
        )


def _statements(sql: Dialect, count: int) -> list[str]:
    """One INSERT … SELECT a table; report i, its text i, its photo count+i, its place 2*count+i."""
    ago = f"({count} - i) / {UNITS}"
    said = sql.moment(f"{LAST_NOON} - ({ago}) * 86400 + i % 7200")
    unit = f"2 + i % {UNITS - 1}"
    who = f"'person-' || (i % {UNITS - 1})"
    chat = f"'工作群' || (1 + (i % {UNITS - 1}) % {GROUPS})"
    words = "'今天发放宣传单' || (100 + i % 900) || '份,悬挂横幅' || (1 + i % 7) || '条,现场咨询'"
    numbers = sql.numbers(count)

    def heard(first: int, kind: str, only: str) -> str:
        return (
            "INSERT INTO inbox (id, key, channel, chat, message, kind, sent_at, received_at, body,"
            f" sender, text, state, outcome, done_at) SELECT {first} + i,"
            f" 'local/' || {chat} || '/old-' || ({first} + i) || '/0/' || (i * 31),"
            f" 'local', {chat}, 'old-' || ({first} + i), '{kind}', {said}, {said},"
            f' \'{{"text":"\' || {words} || \'","sender":"\' || {who} || \'"}}\', {who},'
            f" {words}, 'done', 'report', {said} FROM {numbers} WHERE {only}"
        )

    def joined(first: int, only: str) -> str:
        return (
            "INSERT INTO report_messages (report_id, inbox_id, message)"
            f" SELECT i, {first} + i, 'old-' || ({first} + i) FROM {numbers} WHERE {only}"
        )

    with_photo, with_place = "i % 2 = 0", "i % 4 = 0"
    part = f"'local', {chat}, 'old-' || ({{first}} + i), {who}, {said}"
    return [
        heard(0, "text", "i > 0"),
        heard(count, "photo", with_photo),
        heard(2 * count, "place", with_place),
        "INSERT INTO reports (id, channel, group_id, chat, sender, reporter, unit_id, day,"
        " campaign_id, state, settles_as, text, fingerprint, message, sent_at, received_at)"
        f" SELECT i, 'local', 1 + (i % {UNITS - 1}) % {GROUPS}, {chat}, {who}, '某', {unit},"
        f" {sql.day(ago)}, CASE WHEN {ago} < {DAYS_OF_CAMPAIGN} THEN 1 END, 'recorded',"
        f" 'recorded', {words}, 'old|' || i, 'old-' || i, {said}, {said} FROM {numbers}",
        *(
            "INSERT INTO report_items (report_id, position, activity, count, unit, approximate,"
            f" cumulative, words) SELECT i, {place}, '{activity}', {number}, '{measure}',"
            f" {sql.false}, {sql.false}, '{activity}' FROM {numbers}"
            for place, activity, number, measure in (
                (0, "发放宣传资料", "100 + i % 900", "份"),
                (1, "悬挂横幅", "1 + i % 7", "条"),
            )
        ),
        joined(0, "i > 0"),
        joined(count, with_photo),
        joined(2 * count, with_place),
        "INSERT INTO photos (inbox_id, position, channel, chat, message, sender, sent_at, kind,"
        " reference, name, bytes, sha256, state, report_id, added_at)"
        f" SELECT {count} + i, 0, {part.format(first=count)}, 'photo', 'old', '1.jpg', 200000,"
        f" 'sha-' || i, 'stored', i, {said} FROM {numbers} WHERE {with_photo}",
        "INSERT INTO places (inbox_id, channel, chat, message, sender, sent_at, latitude,"
        f" longitude, datum, report_id, added_at) SELECT {2 * count} + i,"
        f" {part.format(first=2 * count)}, 30.1, 114.2, 'gcj02', i, {said}"
        f" FROM {numbers} WHERE {with_place}",
        "INSERT INTO outbox (id, key, channel, chat, kind, text, rest, report_id, created_at,"
        " due_at, state, attempts, sent_at, sent_ids)"
        f" SELECT i, 'receipt/local/' || {chat} || '/old-' || i, 'local', {chat}, 'receipt',"
        f" {words} || ',已记。', '{{}}', i, {said}, {said}, 'sent', 1, {said},"
        f" '[\"' || ({count} + i) || '\"]' FROM {numbers}",
        "INSERT INTO local_messages (id, chat, sender, sender_name, bot, text, sent_at)"
        f" SELECT i, {chat}, {who}, '某', {sql.false}, {words}, {said} FROM {numbers}",
        "INSERT INTO local_messages (id, chat, sender, sender_name, bot, text, sent_at, outbox_id)"
        f" SELECT {count} + i, {chat}, '', '', {sql.false}, {words} || ',已记。', {said}, i"
        f" FROM {numbers}",
    ]
