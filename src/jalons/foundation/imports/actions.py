"""What people do with a list they bring: drop it, decide its columns, store it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts import quotas
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import, import_of
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.imports.reading import Row, pairs, read_file, rows_of
from jalons.foundation.journal.models import Verb
from jalons.foundation.journal.queries import latest_line
from jalons.foundation.register.outcomes import Outcome
from jalons.foundation.register.writer import RETAINED, write_each
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.tabular.folding import fold

type Person = User | AnonymousUser | None

LISTED = 200  # refused rows retained with their reason


def drop(
    declared: Import, authority: Authority, user: Person, *, name: str, content: bytes
) -> ImportFile:
    """The file, stored until it is applied; ``AccountsError`` when the quota is reached.

    Raises ``ListError`` when it cannot be read.
    """
    file = ImportFile(authority=authority, register=declared.register.name, name=name[:200])
    file.content, file.dropped_by = content, user if isinstance(user, User) else None
    read_file(declared, file)
    with transaction.atomic():
        quotas.admit(authority=authority, size=len(content))
        file.save(force_insert=True)
    return file


def decide(file: ImportFile, columns: Mapping[str, str]) -> None:
    """Store which heading a person chose for each field."""
    file.columns = {**file.columns, **columns}
    file.save(update_fields=["columns"])


def preview(declared: Import, file: ImportFile, user: Person) -> dict[str, Any]:
    """What storing a file would do, as ``outcome`` says it; no row is stored.

    Computed once for a choice of columns and a state of the authority: who reloads the page does
    not make the others wait for the base.
    """
    found = read_file(declared, file)
    columns = json.dumps(found.decided, sort_keys=True).encode()
    state = f"{sha256(columns).hexdigest()} {latest_line(file.authority)} {lang()}"
    if file.outcome_of != state:
        rows = rows_of(declared, file.authority, found)
        done = write_each(file.authority, user, pairs(rows), rehearsal=True)
        file.outcome, file.outcome_of = outcome(rows, done), state
        file.save(update_fields=["outcome", "outcome_of"])
    seen: dict[str, Any] = file.outcome
    return seen


def bring(  # noqa: PLR0913  (each one said by name)
    declared: Import,
    authority: Authority,
    *,
    name: str,
    content: bytes,
    columns: Mapping[str, str] | None = None,
    rehearsal: bool = False,
) -> dict[str, Any]:
    """What came of a file stored at once, or of a ``rehearsal`` that stores nothing."""
    file = ImportFile(authority=authority, register=declared.register.name, name=name[:200])
    file.content, file.columns = content, dict(columns or {})
    rows = rows_of(declared, authority, read_file(declared, file))
    done = write_each(
        authority, None, pairs(rows), label=file.name, verb=Verb.IMPORTED, rehearsal=rehearsal
    )
    return outcome(rows, done)


@job("imports.apply", idempotent=True)
def apply(job_progress: JobProgress, *, authority: int, file: str, user: int | None) -> JobResult:
    """Store the rows of a file as one act, once; what is refused is listed with its reason."""
    owner = Authority.objects.get(pk=authority)
    person = User.objects.filter(pk=user).first() if user else None
    job_progress(0, 1)
    with transaction.atomic():
        found = ImportFile.objects.of(owner).select_for_update(of=("self",)).get(pk=UUID(file))
        declared = import_of(found.register)
        if found.applied_at is None:
            rows = rows_of(declared, owner, read_file(declared, found))
            done = write_each(owner, person, pairs(rows), label=found.name, verb=Verb.IMPORTED)
            found.batch, found.applied_at = done.batch, timezone.now()
            found.outcome = outcome(rows, done)
            found.content = b""
            found.save()
    job_progress(1, 1)
    return JobResult(url=reverse(f"{found.register}_import_done", args=[owner.slug, found.pk]))


def outcome(rows: list[Row], done: Outcome) -> dict[str, Any]:
    """What came of a file: how many rows, created, changed, the same, and those refused."""
    unread = [(each.number, each.label, each.why) for each in rows if each.why]
    numbers = {fold(each.label): each.number for each in rows}
    refused = unread + [(numbers.get(fold(name), 0), name, why) for name, why in done.refused]
    return {
        "rows": len(rows),
        "stored": len(done.changed),
        "created": done.created,
        "same": len(rows) - len(done.changed) - len(refused),
        "refused_count": len(refused),
        "refused": refused[:LISTED],
    }


def purge(*, now: datetime) -> None:
    """Erase the files dropped more than 30 days ago."""
    ImportFile.unscoped.filter(dropped_at__lt=now - RETAINED).delete()
