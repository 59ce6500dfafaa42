"""What the address of a document answers: its file, or the page that waits for it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design import page_language
from jalons.foundation.documents.formats import FORMATS, written
from jalons.foundation.documents.tree import Document
from jalons.foundation.rendering import actions, store
from jalons.foundation.rendering.actions import RenderingError
from jalons.foundation.rendering.store import DocumentFile
from jalons.foundation.tasks import queue
from jalons.foundation.tasks.actions import wait
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.views import explanation

FOLLOWED = "document"  # the parameter that names the file a page waits for
PATIENCE = 1.5  # seconds a page waits for a short document, when nothing else is under way
RELOADED = 2  # seconds between two looks
BUSY = 20  # seconds before it is worth asking again when too many wait
AT_ONCE = frozenset({"html"})


def answer(  # noqa: PLR0913 - all by keyword, each one a fact of the document
    request: HttpRequest,
    *,
    authority: Authority,
    kind: str,
    name: str,
    tree: Callable[[], Document],
    back: str,
    template: str = "",
) -> HttpResponse:
    """The file called ``name`` in the format ``kind``, or the page that prepares it (202).

    ``tree`` gives what it says; ``back`` is the page that requested it; ``template`` is the stored
    Word template it is written in.
    """
    if kind in AT_ONCE:
        return sent(written(tree(), kind), kind, name)
    job: Job | None
    file = store.named(authority.pk, request.GET.get(FOLLOWED, ""), kind)
    if file is None:
        document = tree()
        file = store.file_of(authority.pk, document, kind, template=template)
        if (content := file.content()) is not None:
            return sent(content, kind, name)
        try:
            job = _start(request, file, document, authority=authority, template=template, back=back)
        except RenderingError as error:
            return _refused(request, error, back)
    else:
        job = actions.last_job_of(file, authority)
    if (content := file.content()) is not None:
        return sent(content, kind, name)
    return _preparing(request, file, job, back)


def sent(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to download."""
    response = HttpResponse(content, content_type=FORMATS[kind].media)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "document"}.{kind}"'
    return response


def _start(  # noqa: PLR0913 - all by keyword but the first
    request: HttpRequest,
    file: DocumentFile,
    document: Document,
    *,
    authority: Authority,
    template: str,
    back: str,
) -> Job:
    """The job of a file; awaited a moment when nobody else is waiting."""
    user = request.user if isinstance(request.user, User) else None
    job = actions.ask(
        file=file,
        document=document,
        template=template,
        authority=authority,
        user=user,
        back_url=back,
    )
    return wait(job=job, seconds=PATIENCE) if queue.before(job) == 0 else job


def _preparing(
    request: HttpRequest, file: DocumentFile, job: Job | None, back: str
) -> HttpResponse:
    """The page of a file that is not there: it waits, or failed, or was erased since."""
    active = job is not None and job.is_active
    failed = explanation(job) if job is not None and not active else {}
    follow = f"{request.path}?{FOLLOWED}={file.name}"
    context = {
        "job": job,
        "active": active,
        "before": queue.before(job) if job is not None and active else 0,
        "follow": follow,
        "again": request.path,
        "back": back,
        **failed,
    }
    response = render(request, "rendering/preparing.html", context, status=202 if active else 503)
    if active:
        response["Refresh"] = f"{RELOADED}; url={follow}"
    response["Cache-Control"] = "no-store"
    return response


def _refused(request: HttpRequest, error: RenderingError, back: str) -> HttpResponse:
    lang = page_language.lang()
    words = {"problem": error.message(lang), "hint": error.hint(lang)}
    context = {"job": None, "active": False, "again": request.path, "back": back, **words}
    response = render(request, "rendering/preparing.html", context, status=429)
    response["Retry-After"] = str(BUSY)
    response["Cache-Control"] = "no-store"
    return response
