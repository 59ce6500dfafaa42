"""The page of a campaign: what changed first, then what to do and how to measure."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.register.views import in_trash, record_page
from jalons.inclusion.web.campaigns.register import campaigns, found_effects
from jalons.inclusion.words.campaigns import result, rows


@require_GET
@within_authority(Role.READER)
def campaign(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A campaign."""
    found = campaigns.of(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(campaigns, request, pk)
    about = rows("theme")[found.theme]
    return record_page(campaigns, request, found, sentence=result(found_effects(found), lang()),
                       todo=about["do"][lang()], how=about["measure"][lang()],
                       formats=FORMATS)  # fmt: skip
