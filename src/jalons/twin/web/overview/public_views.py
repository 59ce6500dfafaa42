"""The public page of the sensors of an authority."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.twin.web.connection import twin_store
from jalons.twin.web.dashboards import queries as dashboards
from jalons.twin.web.observations import queries
from jalons.twin.web.policies import wording
from jalons.twin.web.policies.wording import precision
from jalons.twin.web.town_map import maps

OPEN = "open"
MOST_SHEETS = 10


@public
def sensors(request: HttpRequest, slug: str) -> HttpResponse:
    """The open sensors on a map, and every policy in plain words.

    The text of all policies is public; data of types that are not open are not shown, nor
    counted.
    """
    authority = Authority.objects.select_related("territory").filter(slug=slug).first()
    if authority is None or not authority.may_publish:
        raise Http404
    usable = twin_store.policies().usable(twin_store.tenant_of(authority))
    town = queries.town(authority, audience=OPEN)
    counts = {line.iri: line.entities for line in town.types}
    start = max(0, _number(request.GET.get("page", "1")) - 1) * MOST_SHEETS
    shown = list(usable.values())[start : start + MOST_SHEETS]
    return render(
        request,
        "twin/sensors.html",
        {
            "owner": authority,
            "fictional": authority.kind == Authority.Kind.DEMO,
            "drawn": maps.drawn(authority, town, request.GET.dict()),
            "boards": dashboards.opened(authority),
            "count": len(town.docs),
            "total": len(usable),
            "following": start // MOST_SHEETS + 2 if len(usable) > start + MOST_SHEETS else 0,
            "sheets": [
                {
                    "sheet": policy,
                    "words": wording.in_words(policy),
                    "precision": precision(policy.position_metres, policy.time_seconds),
                    "count": counts.get(policy.type, 0),
                }
                for policy in shown
            ],
        },
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
