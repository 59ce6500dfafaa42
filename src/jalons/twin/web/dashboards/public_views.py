"""Dashboards everybody may read, on open data only, without an account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.twin.web.connection import twin_store

from . import pages, queries

OPEN = "open"


@public
def dashboard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A dashboard its authority opened: what is not open to everybody is told as not shown."""
    authority = Authority.objects.filter(slug=slug).first()
    if authority is None or not authority.may_publish:
        raise Http404
    record = queries.opened(authority).filter(pk=pk).first()
    if record is None:
        raise Http404
    asking = queries.asker(authority, audience=OPEN, user=None, now=timezone.now())
    sheets = twin_store.policies().usable(asking.tenant)
    alone = request.GET.get("tuile", "")
    return render(
        request,
        "twin/dashboards/public.html",
        {
            "owner": authority,
            "fictional": authority.kind == Authority.Kind.DEMO,
            "record": record,
            "blocks": pages.blocks(record.board, asking, sheets, alone=alone),
            "now": pages.moment_of(asking.now),
            "alone": alone,
        },
    )
