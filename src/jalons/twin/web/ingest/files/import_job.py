"""Reading a file brought, and taking it in: in slices, each behind before the next begins.

A taking cut on its way goes on where it was; rows taken twice are known as duplicates, because
their instant is the one of the file.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jalons.broker.engine import operations
from jalons.broker.engine.ingest.files.proposal import proposed
from jalons.broker.engine.ingest.files.tables import SheetTable, opened_table, table_of
from jalons.broker.engine.ingest.plan import Plan
from jalons.broker.engine.instants import micros
from jalons.broker.store.models import models, subjects
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Authority
from jalons.foundation.tasks.registry import JobProgress
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.local_intake import as_the_town_says, intake_of, ran

from . import uploaded_files as files
from .uploaded_files import Brought

if TYPE_CHECKING:
    from jalons.broker.server.ingest.intake import Intake

TOGETHER = 1_000


def read(
    authority: Authority, brought: Brought, content: bytes, *, plan: Plan, fresh: bool
) -> Brought:
    """The file read with the sheet and headings of a plan; ``fresh`` proposes the rest of it.

    Raises ``Problem`` for what cannot be read.
    """
    raw = opened_table(content, sheet=plan.sheet)
    table = table_of(raw, header=plan.header)
    if fresh:
        offered = _proposed(table, brought.name)
        offered = as_the_town_says(authority, offered)
        plan = replace(offered, sheet=raw.sheet, header=table.header)
    else:
        plan = replace(plan, sheet=raw.sheet, header=table.header)
    files.keep_sample(authority, brought, table.rows)
    return files.keep(
        authority,
        replace(
            brought, plan=plan, encoding=raw.encoding, delimiter=raw.delimiter, sheets=raw.sheets,
            names=table.names, twice=table.twice, rows=len(table.rows),
        ),
    )  # fmt: skip


def _proposed(table: SheetTable, hint: str) -> Plan:
    contexts = {subject.name: subject.context for subject in subjects().values()}
    rows = [row.cells for row in table.rows[: files.SAMPLED]]
    return proposed(table.names, rows, models(), contexts, hint=hint)


@dataclass(slots=True)
class _Ids:
    """The entities a taking made and changed, written as they come."""

    path: Path
    made: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for line in self.path.read_text("utf-8").splitlines() if self.path.exists() else ():
            (self.made if line[:1] == "+" else self.changed).add(line[1:])

    def add(self, made: Iterable[str], changed: Iterable[str]) -> None:
        """Write entities not known yet."""
        new = [each for each in made if each not in self.made]
        self.made.update(new)
        old = [each for each in changed if each not in self.changed and each not in self.made]
        self.changed.update(old)
        lines = [f"+{each}\n" for each in new] + [f"={each}\n" for each in old]
        with self.path.open("a", encoding="utf-8") as file:
            file.writelines(lines)


def take(authority: Authority, brought: Brought, progress: JobProgress) -> Brought:
    """Take a file in; raises ``Problem`` when the store keeps nothing any more."""
    from jalons.broker.server.ingest.intake import Account, Message
    from jalons.broker.server.ingest.sources import found

    source = found(twin_store.store(), twin_store.tenant_of(authority), brought.source)
    intake = intake_of(authority, source)
    table = _table(authority, brought)
    ids = _Ids(files.path(authority, brought, "made"))
    for start in range(brought.done, len(table.rows), TOGETHER):
        progress(start, len(table.rows))
        rows = table.rows[start : start + TOGETHER]
        messages = [
            Message(brought.at, value=row.cells, origin=f"line {row.number}", whole=False)
            for row in rows
        ]
        account = Account()
        tally = ran(intake.take_apart(messages, account), intake.broker)
        ids.add(account.made, account.changed)
        _write_refused(authority, brought, account, first=start == 0)
        counts = Counter(brought.counts)
        counts.update(tally.counts())
        brought = files.keep(
            authority,
            replace(
                brought, counts=dict(counts), done=start + len(rows), made=len(ids.made),
                changed=len(ids.changed),
            ),
        )  # fmt: skip
    return files.keep(authority, replace(brought, state="done", finished=intake.broker.now()))


def _table(authority: Authority, brought: Brought) -> SheetTable:
    raw = opened_table(files.content(authority, brought), sheet=brought.plan.sheet)
    return table_of(raw, header=brought.plan.header)


def _write_refused(authority: Authority, brought: Brought, account: object, *, first: bool) -> None:
    path = files.path(authority, brought, "refused")
    lines = []
    for letter in account.letters:  # type: ignore[attr-defined]  # loaded when a file is taken
        told = refusal_words.said(letter.reason, letter.where, letter.mend)
        what = told.placed
        cells = json.loads(letter.text) if letter.text else {}
        lines.append((letter.origin.removeprefix("line "), what, told.mend, cells))
    text = files.refused_csv(brought.names, lines, heading=first)
    with path.open(
        "w" if first else "a", encoding="utf-8-sig" if first else "utf-8", newline=""
    ) as f:
        f.write(text)


def undo(authority: Authority, brought: Brought, progress: JobProgress) -> Brought:
    """Erase the entities a file made and nothing changed since; the others stay as they are."""
    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    made = sorted(_Ids(files.path(authority, brought, "made")).made)
    erased = 0
    for start in range(0, len(made), TOGETHER):
        progress(start, len(made))
        docs = store.read(tenant, made[start : start + TOGETHER])
        mine = [key for key, doc in docs.items() if micros(doc["modifiedAt"]) <= brought.finished]
        steps = [Step(key, operations.delete()) for key in mine]
        if steps:
            store.write(tenant, steps, now=time.time_ns() // 1_000)
        erased += len(mine)
    return files.keep(authority, replace(brought, state="undone", erased=erased))


def intake_for(authority: Authority, plan: Plan) -> Intake:
    """The intake a plan would have; raises ``Problem`` saying what is missing from the plan."""
    from jalons.broker.server.ingest.sources import source_of

    return intake_of(
        authority, source_of({"key": "essai", "way": "file", "mapping": plan.mapping()})
    )
