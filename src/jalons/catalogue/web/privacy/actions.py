"""Looks for personal data in files, in the worker; stores what is suspected, follows decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.engine.personal.columns import By, Confidence, Scan, Suspicion
from jalons.catalogue.engine.personal.small_counts import SmallCounts, small_counts
from jalons.catalogue.web.datasets.models import Distribution
from jalons.catalogue.web.privacy.models import FileScan, PersonalColumn, SmallCount
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError, Urn

SCAN, COUNT = "catalogue.personal_scan", "catalogue.small_counts"
STEP = 5_000  # rows between two signs of progress


def scan(distribution: Distribution, user: Person = None) -> Job:
    """The job that looks for personal data in the file of a distribution."""
    return _start(SCAN, distribution, user, _("Personal data in “%s”") % distribution)


def arrived(distribution: Distribution) -> None:
    """A new file is examined before anything of it may be published."""
    if distribution.file:
        scan(distribution)


def count(distribution: Distribution, columns: Sequence[str], k: int, user: Person) -> Job:
    """The job that counts the groups of rows that share the values of some columns."""
    label = _("Small groups in “%s”") % distribution
    return _start(COUNT, distribution, user, label, columns=list(columns), k=k)


def _start(kind: str, distribution: Distribution, user: Person, label: str, **more: object) -> Job:
    owner = distribution.authority
    return start_job(
        authority=owner, kind=kind, label=label, user=user, back_url=_page(distribution),
        arguments={"authority": owner.pk, "distribution": str(distribution.pk), **more},
    )  # fmt: skip


def _page(distribution: Distribution) -> str:
    slug = distribution.authority.slug
    return reverse("personal_dataset", args=[slug, distribution.dataset_id])


def _found(authority: int, distribution: str) -> Distribution | None:
    owner = Authority.objects.get(pk=authority)
    rows = living(Distribution, owner).select_related("authority", "dataset").exclude(file="")
    return rows.filter(pk=distribution).first()


@job(SCAN, idempotent=True)
def scan_job(job_progress: JobProgress, *, authority: int, distribution: str) -> JobResult | None:
    """Examine the file of a distribution; one that cannot be read waits for a person."""
    found = _found(authority, distribution)
    if found is None:
        return None
    sha256, rows = found.sha256, 0
    headings: list[str] = []
    suspected: list[Suspicion] = []
    try:
        for scanned, names in _scans(found, job_progress):
            rows += scanned.rows
            headings += names
            suspected += scanned.suspicions()
    except JalonsError:
        unread = Suspicion(0, "", PersonalColumn.Kind.UNREAD, By.VALUES, 0, 0, Confidence.LOW)
        suspected = [unread]
    with transaction.atomic():
        values = {"sha256": sha256, "rows": rows, "scanned_at": timezone.now()}
        FileScan.objects.of(found.authority).update_or_create(
            {**values, "authority": found.authority, "headings": list(dict.fromkeys(headings))},
            distribution=found,
        )
        _store(found, sha256, suspected)
    return JobResult(_page(found), found.urn)


def _scans(found: Distribution, job_progress: JobProgress) -> Iterator[tuple[Scan, list[str]]]:
    """The scan of each table of a file, with its headings."""
    from jalons.catalogue.web.privacy.reading import rows_of  # loads what the worker alone reads

    for table in rows_of(Path(found.file.path), found.file_name):
        scanned = Scan(table.headings)
        for row in table.rows:
            scanned.read(row)
            if scanned.rows % STEP == 0:
                job_progress(scanned.rows)
        yield scanned, [each for each in table.headings if each]


def _store(found: Distribution, sha256: str, suspected: Iterable[Suspicion]) -> None:
    """Store what is suspected of a file; a column already decided stays so if the file allows it.

    A column that is no longer suspected does not wait for a decision any more.
    """
    owner, new = found.authority, []
    known = {(each.column, each.kind): each
             for each in living(PersonalColumn, owner).filter(distribution=found)}  # fmt: skip
    for each in {(one.heading[:200], one.kind): one for one in suspected}.values():
        counted = {"by": each.by.value, "confidence": each.confidence.value, "sha256": sha256,
                   "matched": each.matched, "filled": each.filled}  # fmt: skip
        record = known.pop((each.heading[:200], each.kind), None)
        if record is None:
            identity = {"distribution": found, "column": each.heading[:200], "kind": each.kind}
            new.append((PersonalColumn(authority=owner, **counted), identity))
            continue
        for name, value in counted.items():
            setattr(record, name, value)
        _set(record, **counted, is_open=not record.covers)
    for gone in known.values():
        _set(gone, is_open=False)
    if new:
        write(owner, None, new, label=str(found))


def _set(record: PersonalColumn, **values: object) -> None:
    store_computed(PersonalColumn.objects.of(record.authority).filter(pk=record.pk), **values)


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """After an act: what was decided opens or closes a column; one deleted is looked for again."""
    by_key = {Urn.parse(each.urn).id: each for each in changes}
    rows = PersonalColumn.objects.of(authority).filter(pk__in=list(by_key))
    for record in rows.select_related("authority", "distribution__authority"):
        change = by_key[str(record.pk)]
        if record.deleted_at is not None:
            if record.distribution.deleted_at is None:
                FileScan.objects.of(authority).filter(distribution=record.distribution).delete()
                scan(record.distribution)
            continue
        if change.before is not None and "decision" in change.after:
            record.decided_sha256 = record.sha256
        _set(record, decided_sha256=record.decided_sha256, is_open=not record.covers)


@job(COUNT, idempotent=True)
def count_job(
    job_progress: JobProgress, *, authority: int, distribution: str, columns: list[str], k: int
) -> JobResult | None:
    """Count the groups of the first table of a file that has all these columns."""
    from jalons.catalogue.web.privacy.reading import rows_of

    found = _found(authority, distribution)
    if found is None:
        return None
    job_progress(0)
    for table in rows_of(Path(found.file.path), found.file_name):
        if set(columns) <= set(table.headings):
            places = [table.headings.index(each) for each in columns]
            cells = ([row[at] if at < len(row) else "" for at in places] for row in table.rows)
            _store_count(found, columns, small_counts(cells, k))
            break
    return JobResult(_page(found), found.urn)


def _store_count(found: Distribution, columns: list[str], counted: SmallCounts) -> None:
    made = SmallCount(authority=found.authority, distribution=found, sha256=found.sha256)
    made.columns, made.k, made.rows, made.groups = columns, counted.k, counted.rows, counted.groups
    made.smallest, made.small_rows = counted.smallest, counted.small_rows
    made.small_groups = counted.small_groups
    made.save()
