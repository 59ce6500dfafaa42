"""Dashboards open to everybody: open data only, without an account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.lookups import or_404
from jalons.twin.web.connection import twin_store

from . import pages, queries

OPEN = "open"


@public
def dashboard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A dashboard opened by its authority; data that is not open is marked as not shown."""
    authority = Authority.objects.filter(slug=slug).first()
    if authority is None or not authority.may_publish:
        raise Http404
    record = or_404(queries.opened(authority).filter(pk=pk).first())
    reader = queries.twin_reader(authority, audience=OPEN, user=None, now=timezone.now())
    sheets = twin_store.policies().usable(reader.tenant)
    alone = request.GET.get("tuile", "")
    return render(
        request,
        "twin/dashboards/public.html",
        {
            "owner": authority,
            "fictional": authority.kind == Authority.Kind.DEMO,
            "record": record,
            "blocks": pages.blocks(record.board, reader, sheets, alone=alone),
            "now": pages.moment_of(reader.now),
            "alone": alone,
        },
    )
