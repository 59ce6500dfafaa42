"""Bringing files in: read, planned, taken, undone; each write in the journal."""

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
from jalons.twin.web.ingest.local_intake import as_the_town_says
from jalons.twin.web.ingest.sources.keys import source_key
from jalons.twin.web.ingest.sources.queries import TRASH

from . import import_job
from . import uploaded_files as files
from .uploaded_files import Brought


class FileGoneError(JalonsError):
    """A file to take in or to undo is there no more."""

    package = "jalons.twin"


def bring(
    *, authority: Authority, user: Any, name: str, file: File[bytes], plan: Plan | None = None
) -> Brought:
    """A file kept and read, with the plan it most probably has, or the one of a source.

    Raises ``Problem``, and keeps nothing, when it cannot be read.
    """
    person = user.pk if isinstance(user, User) else None
    dropped = files.new(authority, name=name, file=file, by=person)
    try:
        content = files.content(authority, dropped)
        return import_job.read(authority, dropped, content, plan=plan or Plan(), fresh=plan is None)
    except BaseException:
        files.forget(authority, dropped)
        raise


def read_again(*, authority: Authority, brought: Brought, sheet: str, header: int) -> Brought:
    """The file read from another sheet or line of headings, its plan proposed anew.

    Raises ``Problem``, and changes nothing, when there is no table there.
    """
    content = files.content(authority, brought)
    return import_job.read(
        authority, brought, content, plan=Plan(sheet=sheet, header=header), fresh=True
    )


def correct(*, authority: Authority, brought: Brought, plan: Plan) -> Brought:
    """The file with another plan."""
    return files.keep(authority, replace(brought, plan=as_the_town_says(authority, plan)))


def start_taking(*, authority: Authority, user: Any, brought: Brought) -> Job:
    """Start taking a file in, or go on; its plan is kept as a source, for the next file.

    Raises ``Problem`` saying what is missing from the plan.
    """
    source = brought.source or source_key(authority, brought.name)
    _keep_source(authority, source, brought)
    if brought.state != "running":
        files.forget_outcome(authority, brought)
        brought = replace(brought, done=0, counts={}, made=0, changed=0, erased=0)
    files.keep(authority, replace(brought, source=source, state="running"))
    return start_job(
        authority=authority,
        kind="twin.take",
        label=_("Taking “%s” in") % brought.name,
        user=user,
        arguments=_arguments(authority, brought, user),
        back_url=reverse("twin_file", args=(authority.slug, brought.key)),
    )


def start_undoing(*, authority: Authority, user: Any, brought: Brought) -> Job:
    """Start undoing what a file did."""
    return start_job(
        authority=authority,
        kind="twin.undo",
        label=_("Undoing “%s”") % brought.name,
        user=user,
        arguments=_arguments(authority, brought, user),
        back_url=reverse("twin_file", args=(authority.slug, brought.key)),
    )


def forget(*, authority: Authority, user: Any, brought: Brought) -> None:
    """Forget a file; what it brought stays."""
    files.forget(authority, brought)
    record(
        request_user=user, authority=authority, verb=Verb.DELETED, urn=brought.urn,
        label=brought.name,
    )  # fmt: skip


def forget_old(*, now: datetime) -> None:
    """Forget the files brought, and the sources deleted, more than 30 days ago; once a day."""
    for authority in Authority.objects.all():
        forget = partial(_forget_old, authority, now)
        rounds.once("twin.files", forget, now=now, authority=authority)


def _forget_old(authority: Authority, now: datetime) -> None:
    files.forget_older(authority, before=int((now - RETAINED).timestamp() * 1_000_000))
    TRASH.erase(authority, now=now)


@job("twin.take", idempotent=True)
def take(job_progress: JobProgress, *, authority: int, key: str, user: int | None) -> JobResult:
    """Take a file in, from where it was left."""
    owner, brought = _of_job(authority, key)
    if brought.state != "done":
        done = import_job.take(owner, brought, job_progress)
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
    """Undo what a file did, as far as it can be."""
    owner, brought = _of_job(authority, key)
    if brought.state == "done":
        undone = import_job.undo(owner, brought, job_progress)
        record(
            request_user=_person(user),
            authority=owner,
            verb=Verb.WITHDRAWN,
            urn=undone.urn,
            label=undone.name,
            after={"entities_erased": undone.erased},
        )
    return JobResult(url=reverse("twin_file", args=(owner.slug, key)))


def _of_job(authority: int, key: str) -> tuple[Authority, Brought]:
    owner = Authority.objects.get(pk=authority)
    brought = files.found(owner, key)
    if brought is None:
        raise FileGoneError("file_gone")
    return owner, brought


def _person(user: int | None) -> User | None:
    return User.objects.filter(pk=user).first() if user is not None else None


def _arguments(authority: Authority, brought: Brought, user: Any) -> dict[str, Any]:
    person = user.pk if isinstance(user, User) else None
    return {"authority": authority.pk, "key": brought.key, "user": person}


def _keep_source(authority: Authority, key: str, brought: Brought) -> None:
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    before = store.get(tenant, sources.KIND, key) or {}
    document = {
        **before,
        "key": key,
        "name": before.get("name") or brought.name.rpartition(".")[0] or brought.name,
        "way": "file",
        "mapping": brought.plan.mapping(),
        "plan": brought.plan.document(),
    }
    sources.keep(store, tenant, document)
