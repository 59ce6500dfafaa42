"""The files of a document: given at once, or made aside when somebody asks."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.documents.tree import Document, DocumentError
from jalons.foundation.tasks.actions import wait
from jalons.foundation.tasks.models import Job
from jalons.strategy.web.figures import lang
from jalons.strategy.web.statutory import actions, making, pages, queries
from jalons.strategy.web.statutory.models import StatutoryDocument
from jalons.strategy.web.statutory.views import find

PATIENCE = 4.0  # seconds a page waits for a job before showing its progress
_MADE = re.compile(r"[0-9a-f]{20}")


@within_authority(Role.READER)
@require_safe
def download(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """One file; when it has to be made aside, the page where it is asked. Nothing is started."""
    if kind not in FORMATS:
        raise Http404
    held = find(authority, pk)
    made = _named(request, held, kind)
    if made and (content := making.held_file(held, made)) is not None:
        return _sent(held, kind, content)
    tree = making.tree_of(held, today=timezone.localdate(), lang=lang())
    if making.is_long(tree, kind):
        content = making.held_file(held, making.file_name(held, tree, kind))
        if content is None:
            return redirect("document_file", authority.slug, pk, kind)
        return _sent(held, kind, content)
    try:
        return _sent(held, kind, making.content(authority, tree, kind))
    except DocumentError as error:
        messages.error(request, f"{error.message(lang())} {error.hint(lang())}".strip(), "bad")
        return redirect("document", authority.slug, pk)


@within_authority(Role.READER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """Where a file is offered, or asked when it has to be made aside; asking is a POST."""
    if kind not in FORMATS:
        raise Http404
    held, today = find(authority, pk), timezone.localdate()
    tree = making.tree_of(held, today=today, lang=lang())
    current = making.at_hand(held, tree, kind)
    if request.method == "POST":
        if current:
            return redirect("document_file", authority.slug, pk, kind)
        return _asked(request, held, kind)
    older = "" if current else _named(request, held, kind)
    asked = actions.file_asked(held, kind=kind, today=today, lang=lang())
    words = {
        "document": held,
        "title": pages.document_title(held),
        "format": pages.FORMAT_WORDS[kind],
        "here": request.path,
        "current": _current_url(held, tree, kind) if current else "",
        "older": making.file_url(held, kind, older) if older else "",
        "job": None if current else queries.file_job(held, asked),
    }
    return render(request, "strategy/statutory/file.html", words)


def _asked(request: HttpRequest, held: StatutoryDocument, kind: str) -> HttpResponse:
    """To the page of the job, or of the file when it did not take long."""
    job = actions.ask_file(
        document=held, user=request.user, kind=kind, today=timezone.localdate(), lang=lang()
    )
    done = wait(job=job, seconds=PATIENCE)
    if done.state == Job.State.DONE and done.result_url:
        return redirect(done.result_url)
    return redirect("job", held.authority.slug, done.pk)


def _named(request: HttpRequest, held: StatutoryDocument, kind: str) -> str:
    """The name of the file the address asks, empty when it names none that is there."""
    asked = request.GET.get("fichier", "")
    name = f"{asked}.{kind}"
    return name if _MADE.fullmatch(asked) and making.is_made(held, name) else ""


def _current_url(held: StatutoryDocument, tree: Document, kind: str) -> str:
    return making.file_url(held, kind, making.file_name(held, tree, kind))


def _sent(held: StatutoryDocument, kind: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[kind].media)
    name = f"{slugify(pages.document_title(held))}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
