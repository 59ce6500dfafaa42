"""Brings an official file, and reads it in a job."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import Any

import msgspec
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.brought import all_or_none
from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.inclusion.web.official.models import OfficialData
from jalons.inclusion.web.official.queries import data_page
from jalons.kernel import JalonsError

READ = "inclusion.official_read"


def bring(authority: Authority, user: Person, file: File[bytes], year: int | None) -> Job:
    """The job that reads a file, stored meanwhile; ``AccountsError`` beyond the quota."""
    made = OfficialData(authority=authority)
    made.describe(file, file.name or "")
    with all_or_none([made]):
        admit(authority=authority, size=made.size)
        made.file.save(made.name, file, save=False)
        write(authority, user, [(made, {"name": made.name, "year": year})])
        return start_job(
            authority=authority, kind=READ, label=_("Reading “%s”") % made.name, user=user,
            arguments={"authority": authority.pk, "data": str(made.pk)}, back_url=data_page(made),
        )  # fmt: skip


@job(READ, idempotent=True)
def read_job(job_progress: JobProgress, *, authority: int, data: str) -> JobResult:
    """Read an official file, and store its columns in its place."""
    from jalons.inclusion.capture.official import read_official
    from jalons.inclusion.store import areas, official

    job_progress(0, 2)
    rows = OfficialData.objects.of(Authority.objects.get(pk=authority)).filter(pk=data)
    made = rows.select_related("authority").get()
    if made.read_at is None:
        brought, storage, content = str(made.file.name), made.file.storage, BytesIO()
        values: dict[str, Any] = {"file": "", "size": 0}
        try:
            with made.file.open("rb") as file:
                sent = file.read()
            imported = read_official(
                sent, made.name, areas.communes(), official.today(), year=made.year
            )
        except JalonsError as error:
            values["problem"] = str(error)[:800]
        else:
            job_progress(1, 2)
            official.write(content, imported)
            made.file.save("columns.npz", ContentFile(content.getvalue()), save=False)
            values = {"file": made.file.name, "size": made.file.size,
                      "report": msgspec.to_builtins(imported[2])}  # fmt: skip
        store_computed(rows, read_at=timezone.now(), **values)
        storage.delete(brought)
    return JobResult(url=data_page(made))


def follow(authority: Authority, _changes: Any) -> None:
    """Set apart what went to the trash, once that is sure."""
    transaction.on_commit(lambda: settle(authority))


def settle(authority: Authority) -> None:
    """Name files by what becomes of them: only those that count are read as columns."""
    rows = OfficialData.objects.of(authority)
    for one in rows.exclude(report={}):
        name = str(PurePath(str(one.file.name)).with_suffix(".trash" if one.deleted_at else ".npz"))
        if name != one.file.name:
            folders.dropped().move(str(one.file.name), name)
            store_computed(rows.filter(pk=one.pk), file=name)
