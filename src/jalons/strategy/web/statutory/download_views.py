"""The files of a document."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.rendering.answers import answer
from jalons.strategy.web.statutory import document_building, queries
from jalons.strategy.web.statutory.views import find


@within_authority(Role.READER)
@require_safe
def download(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    document = find(authority, pk)
    template = queries.template(authority) if kind == "docx" else None
    return answer(
        request,
        authority=authority,
        kind=kind,
        name=str(document),
        tree=lambda: document_building.tree_of(document, today=timezone.localdate(), lang=lang()),
        back=reverse("document", args=[authority.slug, pk]),
        template=str(template.file.name) if template else "",
    )
