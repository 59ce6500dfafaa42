"""Files: upload, plan, import, undo; each write in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import File
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.broker.engine.ingest.plan import Plan
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import RETAINED
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.local_intake import with_local_names
from jalons.twin.web.ingest.sources.queries import TRASH, source_key

from . import import_job
from . import uploaded_files as files
from .uploaded_files import UploadedFile


class FileGoneError(JalonsError):
    """The file to import or undo no longer exists."""

    package = "jalons.twin"


def upload_file(
    *, authority: Authority, user: Any, name: str, file: File[bytes], plan: Plan | None = None
) -> UploadedFile:
    """Store and read a file, with the most probable plan or that of a source.

    Raises ``Problem``, and stores nothing, when it cannot be read.
    """
    person = user.pk if isinstance(user, User) else None
    dropped = files.new(authority, name=name, file=file, by=person)
    try:
        content = files.content(authority, dropped)
        return import_job.read(authority, dropped, content, plan=plan or Plan(), fresh=plan is None)
    except BaseException:
        files.forget(authority, dropped)
        raise


def read_again(
    *, authority: Authority, upload: UploadedFile, sheet: str, header: int
) -> UploadedFile:
    """Read the file from another sheet or line of headings, with a new plan.

    Raises ``Problem``, and changes nothing, when there is no table there.
    """
    content = files.content(authority, upload)
    return import_job.read(
        authority, upload, content, plan=Plan(sheet=sheet, header=header), fresh=True
    )


def correct(*, authority: Authority, upload: UploadedFile, plan: Plan) -> UploadedFile:
    return files.save(authority, replace(upload, plan=with_local_names(authority, plan)))


def start_import(*, authority: Authority, user: Any, upload: UploadedFile) -> Job:
    """Start or resume the import of a file; its plan becomes a source, for the next file.

    Raises ``Problem`` with what is missing from the plan.
    """
    source = upload.source or source_key(authority, upload.name)
    _save_source(authority, source, upload)
    if upload.state != "running":
        files.forget_outcome(authority, upload)
        upload = replace(upload, done=0, counts={}, made=0, changed=0, erased=0)
    files.save(authority, replace(upload, source=source, state="running"))
    return start_job(
        authority=authority,
        kind="twin.take",
        label=_("Importing “%s”") % upload.name,
        user=user,
        arguments=_arguments(authority, upload, user),
        back_url=reverse("twin_file", args=(authority.slug, upload.key)),
    )


def start_undo(*, authority: Authority, user: Any, upload: UploadedFile) -> Job:
    return start_job(
        authority=authority,
        kind="twin.undo",
        label=_("Undoing “%s”") % upload.name,
        user=user,
        arguments=_arguments(authority, upload, user),
        back_url=reverse("twin_file", args=(authority.slug, upload.key)),
    )


def forget(*, authority: Authority, user: Any, upload: UploadedFile) -> None:
    """Erase a file; the entities it made stay."""
    files.forget(authority, upload)
    record(
        request_user=user, authority=authority, verb=Verb.DELETED, urn=upload.urn,
        label=upload.name,
    )  # fmt: skip


def forget_old(*, now: datetime) -> None:
    """Erase files and deleted sources older than 30 days, once a day."""
    forget = partial(_forget_old, now=now)
    rounds.each("twin.files", forget, now=now, due=twin_store.has_twin(), closed=True)


def _forget_old(authority: Authority, *, now: datetime) -> None:
    files.forget_older(authority, before=int((now - RETAINED).timestamp() * 1_000_000))
    TRASH.erase(authority, now=now)


@job("twin.take", idempotent=True)
def import_file(
    job_progress: JobProgress, *, authority: int, key: str, user: int | None
) -> JobResult:
    owner, upload = _of_job(authority, key)
    if upload.state != "done":
        done = import_job.run_import(owner, upload, job_progress)
        record(
            request_user=_person(user),
            authority=owner,
            verb=Verb.IMPORTED,
            urn=done.urn,
            label=done.name,
            after={**done.counts, "entities_made": done.made, "entities_changed": done.changed},
        )
    return JobResult(url=reverse("twin_file", args=(owner.slug, key)))


@job("twin.undo", idempotent=True)
def undo(job_progress: JobProgress, *, authority: int, key: str, user: int | None) -> JobResult:
    """Undo what a file did, as far as possible."""
    owner, upload = _of_job(authority, key)
    if upload.state == "done":
        undone = import_job.undo(owner, upload, job_progress)
        record(
            request_user=_person(user),
            authority=owner,
            verb=Verb.WITHDRAWN,
            urn=undone.urn,
            label=undone.name,
            after={"entities_erased": undone.erased},
        )
    return JobResult(url=reverse("twin_file", args=(owner.slug, key)))


def _of_job(authority: int, key: str) -> tuple[Authority, UploadedFile]:
    owner = Authority.objects.get(pk=authority)
    upload = files.file_of(owner, key)
    if upload is None:
        raise FileGoneError("file_gone")
    return owner, upload


def _person(user: int | None) -> User | None:
    return User.objects.filter(pk=user).first() if user is not None else None


def _arguments(authority: Authority, upload: UploadedFile, user: Any) -> dict[str, Any]:
    person = user.pk if isinstance(user, User) else None
    return {"authority": authority.pk, "key": upload.key, "user": person}


def _save_source(authority: Authority, key: str, upload: UploadedFile) -> None:
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    before = store.get(tenant, sources.KIND, key) or {}
    document = {
        **before,
        "key": key,
        "name": before.get("name") or upload.name.rpartition(".")[0] or upload.name,
        "way": "file",
        "mapping": upload.plan.mapping(),
        "plan": upload.plan.document(),
    }
    sources.keep(store, tenant, document)
