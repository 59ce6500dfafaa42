"""Reading an uploaded file, and importing it in slices, each committed before the next begins.

An interrupted import resumes where it stopped. Rows sent twice are recognised as duplicates: their
instant is that of the file.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

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
from jalons.twin.web.ingest.local_intake import intake_of, run, with_local_names

from . import uploaded_files as files
from .uploaded_files import UploadedFile

if TYPE_CHECKING:
    from jalons.broker.server.ingest.intake import Intake

BATCH = 1_000


def read(
    authority: Authority, upload: UploadedFile, content: bytes, *, plan: Plan, fresh: bool
) -> UploadedFile:
    """Read the file with the sheet and headings of a plan; ``fresh`` proposes the rest of the plan.

    Raises ``Problem`` for what cannot be read.
    """
    raw = opened_table(content, sheet=plan.sheet)
    table = table_of(raw, header=plan.header)
    if fresh:
        offered = _proposed(table, upload.name)
        offered = with_local_names(authority, offered)
        plan = replace(offered, sheet=raw.sheet, header=table.header)
    else:
        plan = replace(plan, sheet=raw.sheet, header=table.header)
    files.save_sample(authority, upload, table.rows)
    return files.save(
        authority,
        replace(
            upload, plan=plan, encoding=raw.encoding, delimiter=raw.delimiter, sheets=raw.sheets,
            names=table.names, twice=table.twice, rows=len(table.rows),
        ),
    )  # fmt: skip


def _proposed(table: SheetTable, hint: str) -> Plan:
    contexts = {subject.name: subject.context for subject in subjects().values()}
    rows = [row.cells for row in table.rows[: files.SAMPLED]]
    return proposed(table.names, rows, models(), contexts, hint=hint)


@dataclass(slots=True)
class _Ids:
    """The entities an import made and changed, written as they come."""

    authority: Authority
    upload: UploadedFile
    made: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for line in files.outcome(self.authority, self.upload, "made").splitlines():
            (self.made if line[:1] == "+" else self.changed).add(line[1:])

    def add(self, made: Iterable[str], changed: Iterable[str]) -> None:
        new = [each for each in made if each not in self.made]
        self.made.update(new)
        old = [each for each in changed if each not in self.changed and each not in self.made]
        self.changed.update(old)
        lines = [f"+{each}\n" for each in new] + [f"={each}\n" for each in old]
        files.add_outcome(self.authority, self.upload, "made", "".join(lines))


def run_import(authority: Authority, upload: UploadedFile, progress: JobProgress) -> UploadedFile:
    """Import a file; raises ``Problem`` when the store refuses writes."""
    from jalons.broker.server.ingest.intake import Account, Message
    from jalons.broker.server.ingest.sources import stored_source

    source = stored_source(twin_store.store(), twin_store.tenant_of(authority), upload.source)
    intake = intake_of(authority, source)
    table = _table(authority, upload)
    ids = _Ids(authority, upload)
    for start in range(upload.done, len(table.rows), BATCH):
        progress(start, len(table.rows))
        rows = table.rows[start : start + BATCH]
        messages = [
            Message(upload.at, value=row.cells, origin=f"line {row.number}", whole=False)
            for row in rows
        ]
        account = Account()
        tally = run(intake.take_apart(messages, account), intake.broker)
        ids.add(account.made, account.changed)
        _write_refused(authority, upload, account, first=start == 0)
        counts = Counter(upload.counts)
        counts.update(tally.counts())
        upload = files.save(
            authority,
            replace(
                upload, counts=dict(counts), done=start + len(rows), made=len(ids.made),
                changed=len(ids.changed),
            ),
        )  # fmt: skip
    return files.save(authority, replace(upload, state="done", finished=intake.broker.now()))


def _table(authority: Authority, upload: UploadedFile) -> SheetTable:
    raw = opened_table(files.content(authority, upload), sheet=upload.plan.sheet)
    return table_of(raw, header=upload.plan.header)


def _write_refused(
    authority: Authority, upload: UploadedFile, account: object, *, first: bool
) -> None:
    lines = []
    for letter in account.letters:  # type: ignore[attr-defined]  # loaded when a file is taken
        refusal = refusal_words.refusal(letter.reason, letter.where, letter.mend)
        cells = json.loads(letter.text) if letter.text else {}
        lines.append((letter.origin.removeprefix("line "), refusal.placed, refusal.fix, cells))
    text = files.refused_csv(upload.names, lines, heading=first)
    if first:  # a mark by which spreadsheets know the encoding
        default_storage.delete(files.stored(authority, upload.key, "refused"))
        text = f"\ufeff{text}"
    files.add_outcome(authority, upload, "refused", text)


def undo(authority: Authority, upload: UploadedFile, progress: JobProgress) -> UploadedFile:
    """Erase the entities a file made and nothing changed since; the others stay."""
    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    made = sorted(_Ids(authority, upload).made)
    erased = 0
    for start in range(0, len(made), BATCH):
        progress(start, len(made))
        docs = store.read(tenant, made[start : start + BATCH])
        mine = [key for key, doc in docs.items() if micros(doc["modifiedAt"]) <= upload.finished]
        steps = [Step(key, operations.delete()) for key in mine]
        if steps:
            store.write(tenant, steps, now=time.time_ns() // 1_000)
        erased += len(mine)
    return files.save(authority, replace(upload, state="undone", erased=erased))


def intake_for(authority: Authority, plan: Plan) -> Intake:
    """The intake of a plan; raises ``Problem`` with what is missing from the plan."""
    from jalons.broker.server.ingest.sources import source_of

    return intake_of(
        authority, source_of({"key": "essai", "way": "file", "mapping": plan.mapping()})
    )
