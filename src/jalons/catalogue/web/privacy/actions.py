"""Looks for personal data in files, in the worker; stores what is suspected, follows decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.engine.personal.columns import Confidence, Scan, Suspicion
from jalons.catalogue.engine.personal.small_counts import small_counts
from jalons.catalogue.web.datasets.actions import start_on, store_columns
from jalons.catalogue.web.datasets.models import Distribution
from jalons.catalogue.web.privacy import queries
from jalons.catalogue.web.privacy.models import UNREAD, FileScan, PersonalColumn
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError, Urn

SCAN, COUNT = "catalogue.personal_scan", "catalogue.small_counts"
STEP, COUNTS = 5_000, 10  # rows between two signs of progress; counts that a file remembers


def start(kind: str, file: Distribution, user: Person = None, **more: Any) -> Job:
    """The job that looks for personal data in a file, or counts its small groups."""
    label = _("Small groups in “%s”") if kind == COUNT else _("Personal data in “%s”")
    return start_on(file, kind, label, user, _page(file), **more)


def arrived(file: Distribution) -> None:
    """A new file is examined before anything of it may be published."""
    if file.file:
        start(SCAN, file)


def _page(file: Distribution) -> str:
    return reverse("personal_dataset", args=[file.authority.slug, file.dataset_id])


def _file(authority: int, distribution: str) -> Distribution | None:
    return queries.files(Authority.objects.get(pk=authority), pk=distribution).first()


@job(SCAN, idempotent=True)
def scan_job(job_progress: JobProgress, *, authority: int, distribution: str) -> JobResult | None:
    """Examine a file; one that cannot be read waits for a person."""
    from jalons.catalogue.capture.tables import whole_tables  # reads what the worker alone opens
    from jalons.catalogue.web.privacy.suggested import suggested

    if (file := _file(authority, distribution)) is None:
        return None
    total, found, suspected = 0, list[str](), list[Suspicion]()
    try:
        with TemporaryDirectory() as folder, folders.copied(file.file) as path:
            for headings, rows in whole_tables(path, file.file_name, Path(folder)):
                scanned = Scan(headings)
                for row in rows:
                    scanned.read(row)
                    total += 1
                    if total % STEP == 0:
                        job_progress(total)
                found += filter(None, headings)
                suspected += scanned.suspicions()
            suspected += suggested(path, file.file_name, Path(folder), tuple(suspected))
    except JalonsError:
        suspected = [Suspicion(0, "", UNREAD, 0, 0, Confidence.LOW)]
    with transaction.atomic():
        values = {"sha256": file.sha256, "scanned_at": timezone.now(), "rows": total, "counts": [],
                  "headings": list(dict.fromkeys(found)), "authority": file.authority}  # fmt: skip
        FileScan.objects.of(file.authority).update_or_create(values, distribution=file)
        _store(file, suspected)
        store_columns(file, found)
    return JobResult(_page(file), file.urn)


def _store(file: Distribution, suspected: Iterable[Suspicion]) -> None:
    """Store what is suspected of a file; a column already decided stays so if the file allows it.

    A column that is no longer suspected does not wait any more, unless a person declared it.
    """
    owner, new = file.authority, []
    known = {(each.column, each.kind): each
             for each in living(PersonalColumn, owner).filter(distribution=file)}  # fmt: skip
    for each in {(one.heading[:200], one.kind): one for one in suspected}.values():
        key = {"column": each.heading[:200], "kind": each.kind, "distribution": file}
        counted = {"confidence": each.confidence.value, "sha256": file.sha256,
                   "matched": each.matched, "filled": each.filled}  # fmt: skip
        if record := known.pop((key["column"], each.kind), None):
            record.sha256 = file.sha256
            _set(record, **counted, is_open=not record.covers)
        else:
            new.append((PersonalColumn(authority=owner, **counted), key))
    for gone in known.values():
        _set(gone, sha256=file.sha256, is_open=not (gone.confidence or gone.covers))
    write(owner, None, new, label=str(file))


def _set(record: PersonalColumn, **values: Any) -> None:
    store_computed(PersonalColumn.objects.of(record.authority).filter(pk=record.pk), **values)


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """After an act: what was decided opens or closes a column; one deleted is looked for again."""
    by_key = {Urn.parse(each.urn).id: each for each in changes}
    rows = PersonalColumn.objects.of(authority).filter(pk__in=list(by_key))
    for record in rows.select_related("authority", "distribution__authority"):
        change, file = by_key[str(record.pk)], record.distribution
        if record.deleted_at is None:
            record.sha256 = record.sha256 or file.sha256  # a person declared it
            if "decision" in change.after:
                record.decided_sha256 = record.sha256
            _set(record, sha256=record.sha256, decided_sha256=record.decided_sha256,
                 is_open=not record.covers)  # fmt: skip
        elif file.deleted_at is None:
            FileScan.objects.of(authority).filter(distribution=file).delete()
            start(SCAN, file)


@job(COUNT, idempotent=True)
def count_job(
    job_progress: JobProgress, *, authority: int, distribution: str, columns: list[str], k: int
) -> JobResult | None:
    """Count the groups of the first table of a file that has all these columns."""
    from jalons.catalogue.capture.tables import whole_tables

    file = _file(authority, distribution)
    scan = queries.scan_of(file) if file else None
    if file is None or scan is None:
        return None
    job_progress(0)
    with TemporaryDirectory() as folder, folders.copied(file.file) as path:
        for headings, rows in whole_tables(path, file.file_name, Path(folder)):
            if set(columns) <= set(headings):
                places = [headings.index(each) for each in columns]
                cells = ([row[at] if at < len(row) else "" for at in places] for row in rows)
                found = {"names": ", ".join(columns), **asdict(small_counts(cells, k))}
                scan.counts = [found, *(each for each in scan.counts if each != found)][:COUNTS]
                scan.save()
                break
    return JobResult(_page(file), file.urn)
