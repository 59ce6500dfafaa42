"""The pages of the roadmap."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.strategy.web.roadmap.models import Action


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actions of the authority."""
    found = Action.objects.of(authority).filter(deleted_at=None)
    return render(request, "strategy/roadmap/overview.html", {"actions": found[:50]})
