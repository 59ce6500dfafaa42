"""The files of a document."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.documents.tree import Document, DocumentError
from jalons.foundation.tasks.actions import start_job, wait
from jalons.foundation.tasks.models import Job
from jalons.strategy.web.figures import lang
from jalons.strategy.web.statutory import making, pages
from jalons.strategy.web.statutory.models import StatutoryDocument
from jalons.strategy.web.statutory.views import find

PATIENCE = 4.0  # seconds a page waits for a job before showing its progress
_MADE = re.compile(r"[0-9a-f]{20}")


@within_authority(Role.READER)
def download(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """One file; a long document is written by a job whose page shows the progress."""
    if kind not in FORMATS:
        raise Http404
    held = find(authority, pk)
    asked = request.GET.get("fichier", "")
    if _MADE.fullmatch(asked):
        made = making.held_file(held, f"{asked}.{kind}")
        if made is not None:
            return _sent(held, kind, made)
    tree = making.tree_of(held, today=timezone.localdate(), lang=lang())
    if making.is_long(tree, kind):
        return _made_aside(request, held, tree, kind)
    try:
        return _sent(held, kind, making.content(authority, tree, kind))
    except DocumentError as error:
        messages.error(request, f"{error.message(lang())} {error.hint(lang())}".strip(), "bad")
        return redirect("document", authority.slug, pk)


def _made_aside(
    request: HttpRequest, held: StatutoryDocument, tree: Document, kind: str
) -> HttpResponse:
    """The file when it was made already, else the job that makes it."""
    made = making.held_file(held, making.file_name(held, tree, kind))
    if made is not None:
        return _sent(held, kind, made)
    job = start_job(
        authority=held.authority,
        kind="strategy.document",
        label=pages.document_title(held),
        user=request.user,
        arguments={
            "authority": held.authority_id,
            "document": str(held.pk),
            "kind": kind,
            "today": timezone.localdate().isoformat(),
            "lang": lang(),
        },
        back_url=pages.back_to(held),
    )
    done = wait(job=job, seconds=PATIENCE)
    if done.state == Job.State.DONE and done.result_url:
        return redirect(done.result_url)
    return redirect("job", held.authority.slug, done.pk)


def _sent(held: StatutoryDocument, kind: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[kind].media)
    name = f"{slugify(pages.document_title(held))}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
