"""Reads the file of a distribution once, in the worker, and stores its preview beside it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.engine.statistics.values import Box, Contents, union
from jalons.catalogue.web.datasets.actions import start_on
from jalons.catalogue.web.datasets.models import Distribution, FileVersion
from jalons.catalogue.web.datasets.queries import files
from jalons.catalogue.web.previews import queries
from jalons.catalogue.web.previews.models import Preview
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.register.writer import Person
from jalons.foundation.register.writer import write as write_record
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel.tables import package_table

HOUR = 3_600


def read(distribution: Distribution, user: Person = None) -> Job:
    """The job that reads the present file: the one under way, else a new one."""
    last = queries.job_of(distribution)
    if last and last.is_active:
        return last
    back = reverse("preview", args=[distribution.authority.slug, distribution.pk])
    return start_on(distribution, queries.KIND, _("Reading “%s”"), user, back,
                    sha256=distribution.sha256)  # fmt: skip


def arrived(distribution: Distribution) -> None:
    """Read a file as soon as it is stored."""
    if distribution.file:
        read(distribution)


@job(queries.KIND, idempotent=True)
def read_job(
    job_progress: JobProgress, *, authority: int, distribution: str, sha256: str
) -> JobResult | None:
    """Read a file that was not read yet; nothing is left of a reading that stops."""
    from jalons.catalogue.capture.tables import table_streams
    from jalons.catalogue.store.preview_writing import write

    owner = Authority.objects.get(pk=authority)
    record = files(owner, pk=distribution, sha256=sha256).first()
    if record is None:
        return None
    done = JobResult(reverse("preview", args=[owner.slug, record.pk]), record.urn)
    if queries.previews(owner).filter(distribution=record).exists():
        return done
    boxes = package_table("jalons.catalogue", "french_extents")["boxes"]
    extents: list[Box] = [tuple(box) for box in boxes.values()]
    with folders.workshop() as folder, folders.copied(record.file) as source:
        target, inside = folder / "preview", folder / "unfolded"
        inside.mkdir()
        contents = write(
            target, table_streams(source, record.file_name or source.name, inside, extents=extents),
            folder, lambda share, name: job_progress(round(100 * share), 100, name),
        )  # fmt: skip
        _store(record, contents, target)
    return done


@transaction.atomic
def _store(record: Distribution, contents: Contents, made: Path) -> None:
    """Put a preview in place of the one before, within the quota, with the area of the dataset."""
    owner = record.authority
    latest = files(owner, pk=record.pk, sha256=record.sha256).first()
    admit(authority=owner, size=made.stat().st_size)
    if latest is None:  # another file came meanwhile: its own job reads it
        return
    before, area = Preview.objects.of(owner).filter(distribution=record).first(), _area(record)
    name = f"{record.file.name}.sqlite"
    if before and before.file.name != name:
        transaction.on_commit(partial(before.file.storage.delete, str(before.file.name)))
    values = {"authority": owner, "file": name, "sha256": record.sha256,
              "contents": msgspec.to_builtins(contents), "read_at": timezone.now()}  # fmt: skip
    Preview.objects.of(owner).update_or_create(distribution=record, defaults=values)
    folders.dropped().put(name, made)
    if record.dataset.area in (None, area):  # what a person wrote stays
        write_record(owner, None, [(record.dataset.latest(), {"area": _area(record)})])


def _area(record: Distribution) -> list[float] | None:
    """The bounds of all that was read of the dataset of a file."""
    rows = Preview.objects.of(record.authority).filter(distribution__dataset=record.dataset_id)
    area = union(each.known.area for each in rows.filter(distribution__deleted_at=None))
    return list(area) if area else None


def daily(*, now: datetime) -> None:
    """Erase the previews of files that are gone."""
    due = owns(Distribution, trash=True)
    rounds.each("catalogue.previews", partial(_tidy, now), now=now, due=due, closed=True)


def _tidy(now: datetime, authority: Authority) -> None:
    store = folders.dropped()
    named = set(Preview.objects.of(authority).values_list("file", flat=True))
    for model in (Distribution, FileVersion):  # people may bring such files too
        named |= set(model.objects.of(authority).values_list("file", flat=True))
    for each in store.walk(f"datasets/{authority.pk}"):
        is_old = each.name.endswith(".sqlite") and each.changed < now.timestamp() - HOUR
        if is_old and each.name not in named:
            store.delete(each.name)
