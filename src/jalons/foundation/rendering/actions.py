"""Requesting the file of a document, and writing it."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.documents import codec
from jalons.foundation.documents.formats import written
from jalons.foundation.documents.tree import Document
from jalons.foundation.documents.word.docx import render_docx
from jalons.foundation.rendering import store
from jalons.foundation.rendering.store import DocumentFile
from jalons.foundation.tasks import queue
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, job
from jalons.kernel import JalonsError

KIND = "documents.render"
MOST_OF_AUTHORITY = 5
MOST_OF_STRANGERS = 10


class RenderingError(JalonsError):
    """A document cannot be made now."""

    package = "jalons.foundation.rendering"


def ask(  # noqa: PLR0913 - all by keyword, each one a fact of the document
    *,
    file: DocumentFile,
    document: Document,
    template: str,
    authority: Authority,
    user: User | None,
    back_url: str,
) -> Job:
    """The job that makes a file: the one under way when it was requested already.

    ``user`` is None for a visitor without an account, and in the demonstration, which all see.
    Raises ``RenderingError`` (``queue_full``) when too many documents wait.
    """
    with transaction.atomic():
        Authority.objects.select_for_update().get(pk=authority.pk)  # two who ask at once wait
        if found := job_of(file, authority):
            return found
        _refuse_more(authority, user)
        store.put_source(file, document, template=template)
        return start_job(
            authority=authority,
            kind=KIND,
            label=document.title,
            user=None if authority.kind == Authority.Kind.DEMO else user,
            arguments={"authority": authority.pk, "name": file.name, "format": file.kind},
            back_url=back_url,
        )


def job_of(file: DocumentFile, authority: Authority) -> Job | None:
    """The job under way that makes a file, None without."""
    return _jobs(file, authority).filter(**queue.UNDER_WAY, cancel_requested=False).first()


def last_job_of(file: DocumentFile, authority: Authority) -> Job | None:
    """The latest job that made or makes a file, None without."""
    return _jobs(file, authority).order_by("-pk").first()


def _jobs(file: DocumentFile, authority: Authority) -> QuerySet[Job]:
    found = Job.objects.of(authority).filter(kind=KIND, arguments__name=file.name)
    return found.filter(arguments__format=file.kind)


def _refuse_more(authority: Authority, user: User | None) -> None:
    mine = Job.objects.of(authority).filter(kind=KIND, **queue.UNDER_WAY).count()
    if mine >= MOST_OF_AUTHORITY:
        raise RenderingError("queue_full")
    if user is None and queue.of_nobody(KIND) >= MOST_OF_STRANGERS:
        raise RenderingError("queue_full")


@job(KIND, idempotent=True)
def render(job_progress: JobProgress, *, authority: int, name: str, format: str) -> None:  # noqa: A002
    """Write the file of a document, unless it is there. Raises ``DocumentError``."""
    job_progress(0, 1)
    file = DocumentFile(authority, name, format)
    if file.is_made():
        return
    source = store.source_of(file)
    if source is None:
        raise RenderingError("source_gone")
    document = codec.from_json(source["document"])
    store.put(file, _content(document, format, source["template"]))
    store.tidy(now=timezone.now())
    job_progress(1, 1)


def _content(document: Document, kind: str, template: str) -> bytes:
    if not template:
        return written(document, kind)
    with default_storage.open(template, "rb") as stored:
        return render_docx(document, template=stored.read())
