"""Import a list: upload it, choose its columns, apply it, undo it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalons import __version__
from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import, import_of
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.journal.models import Verb
from jalons.foundation.journal.queries import latest_line
from jalons.foundation.register.declaration import register_of
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome, Undone
from jalons.foundation.register.raw import from_raw, raw
from jalons.foundation.register.writer import RETAINED, record_of, undo, write, write_each
from jalons.foundation.tasks.registry import JobProgress, JobResult, job

type Person = User | AnonymousUser | None


def drop(
    declared: Import, authority: Authority, user: Person, *, name: str, content: bytes
) -> ImportFile:
    """The file, stored until it is applied; ``AccountsError`` when the quota is reached.

    Raises ``JalonsError`` when it cannot be read.
    """
    file = ImportFile(authority=authority, register=declared.register.name, name=name[:200])
    file.content, file.dropped_by = content, user if isinstance(user, User) else None
    declared.read(file)
    with transaction.atomic():
        quotas.admit(authority=authority, size=len(content))
        file.save(force_insert=True)
    return file


def decide(file: ImportFile, columns: Mapping[str, Any]) -> None:
    """Store which heading a person chose for each field."""
    file.columns = {**file.columns, **columns}
    file.save(update_fields=["columns"])


def preview(declared: Import, file: ImportFile, user: Person) -> dict[str, Any]:
    """What storing a file would do, as ``Import.outcome`` says it; no row is stored.

    Computed once for a choice of columns and a state of the authority: who reloads the page does
    not make the others wait for the base, nor read the file again.
    """
    choices = json.dumps([__version__, file.columns], sort_keys=True).encode()
    state = f"{sha256(choices).hexdigest()} {latest_line(file.authority)} {lang()}"
    if file.outcome_of != state:
        rows = declared.rows(file.authority, declared.read(file))
        done = write_each(file.authority, user, declared.pairs(rows), rehearsal=True)
        # As it is read from the base: two previews are compared.
        file.outcome = json.loads(json.dumps(declared.outcome(rows, done)))
        file.outcome_of = state
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
    rows = declared.rows(authority, declared.read(file))
    done = write_each(
        authority,
        None,
        declared.pairs(rows),
        label=file.name,
        verb=Verb.IMPORTED,
        rehearsal=rehearsal,
    )
    return declared.outcome(rows, done)


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
            store(declared, found, person)
    job_progress(1, 1)
    return JobResult(url=reverse(f"{found.register}_import_done", args=[owner.slug, found.pk]))


@transaction.atomic
def store(declared: Import, file: ImportFile, user: Person) -> None:
    """Store the rows of a file as one act."""
    rows = declared.rows(file.authority, declared.read(file))
    done, file.beside = store_rows(declared, file.authority, user, rows, label=file.name)
    file.batch, file.applied_at = done.batch, timezone.now()
    file.outcome, file.outcome_of = declared.outcome(rows, done), ""
    file.content = b""
    file.save()


@transaction.atomic
def store_rows(
    declared: Import, authority: Authority, user: Person, rows: Any, *, label: str
) -> tuple[Outcome, dict[str, Any]]:
    """Store rows as one act; its outcome, and what undoing needs besides the log."""
    pairs = declared.pairs(rows)
    private = _private(pairs)
    done = write_each(authority, user, pairs, label=label, verb=Verb.IMPORTED)
    beside = declared.stored(authority, user, rows, done)
    if changed := _moved(private):
        beside = {**beside, "private": changed}
    return done, beside


def take_back(declared: Import, file: ImportFile, user: Person) -> Undone:
    """Undo an import: its act, then what it changed outside the log.

    What somebody changed since stays. Raises ``RegisterError`` (``undone_already``).
    """
    authority = file.authority
    with transaction.atomic():
        done = undo(authority, user, file.batch) if file.batch else Undone(None, 0)
        beside = declared.taken_back(authority, user, file.beside)
        changes = list(_as_before(authority, file.beside.get("private", {})))
        write(authority, user, changes, label=file.name)
        file.undone_at = timezone.now()
        file.save(update_fields=["undone_at"])
    return replace(done, restored=done.restored + beside + len(changes))


# Private fields: the log never has them ---------------------------------------------------------


def _private(
    pairs: Sequence[tuple[Registered, Mapping[str, Any]]],
) -> list[tuple[Registered, dict[str, Any]]]:
    """The private values that records have before they are written."""
    found = []
    for record, values in pairs:
        names = register_of(type(record)).private & values.keys()
        if names and not record.is_new:
            found.append((record, raw(record, names)))
    return found


def _moved(before: Sequence[tuple[Registered, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The private values that changed, by URN: before and after."""
    found = {}
    for record, was in before:
        now = raw(record, was)
        if moved := {name: [was[name], now[name]] for name in was if was[name] != now[name]}:
            found[str(record.urn)] = moved
    return found


def _as_before(
    authority: Authority, private: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[Registered, dict[str, Any]]]:
    """The former private values to restore: those nobody changed since."""
    for urn, moved in private.items():
        record = record_of(authority, urn)
        if record is not None and record.deleted_at is None:
            now = raw(record, moved)
            if same := {name: was for name, (was, after) in moved.items() if now[name] == after}:
                yield record, from_raw(type(record), same)


def purge(*, now: datetime) -> None:
    """Erase the files dropped more than 30 days ago."""
    ImportFile.unscoped.filter(dropped_at__lt=now - RETAINED).delete()
