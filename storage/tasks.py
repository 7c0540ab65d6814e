"""Tasks: what units owe in campaigns."""

import json
from collections import defaultdict

from sqlalchemy import select

from storage.records import Measure, Per, Period, Task
from storage.store import Transaction
from storage.tables import task_units, tasks


def all_tasks(tx: Transaction) -> list[Task]:
    """The tasks in force, in the office's order."""
    named: dict[int, set[int]] = defaultdict(set)
    for row in tx.execute(select(task_units)):
        named[row.task_id].add(row.unit_id)
    statement = (
        select(tasks).where(tasks.c.retired_at.is_(None)).order_by(tasks.c.position, tasks.c.id)
    )
    return [
        Task(
            id=row.id,
            kinds=frozenset(json.loads(row.kinds)),
            units=frozenset(named[row.id]),
            contents=tuple(json.loads(row.contents)),
            code=row.code,
            campaign=row.campaign_id,
            minimum=row.minimum,
            whole=row.whole,
            measure=Measure(row.measure),
            per=Per(row.per),
            period=Period(row.period),
            due=row.due,
            required=row.required,
            evidence=row.evidence,
            wording=row.wording,
            source=row.source,
        )
        for row in tx.execute(statement)
    ]
