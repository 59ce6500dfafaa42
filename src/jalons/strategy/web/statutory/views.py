"""The pages of the statutory documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.strategy.web.statutory.models import StatutoryDocument


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The documents of the authority, the latest year first."""
    found = StatutoryDocument.objects.of(authority)
    return render(request, "strategy/statutory/overview.html", {"documents": found[:50]})
