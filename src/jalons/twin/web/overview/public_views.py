"""Which sensors, what for? The page of the citizens, without an account."""

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
    """The sensors open to everybody on a map, and every sheet in plain words.

    A sheet is written for the citizens, so the text of all is shown; the data of those that are not
    open are not, nor how many there are.
    """
    authority = Authority.objects.select_related("territory").filter(slug=slug).first()
    if authority is None or not authority.may_publish:
        raise Http404
    usable = twin_store.sheets().usable(twin_store.tenant_of(authority))
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
                    "sheet": sheet,
                    "words": wording.in_words(sheet),
                    "precision": precision(sheet.position_metres, sheet.time_seconds),
                    "count": counts.get(sheet.type, 0),
                }
                for sheet in shown
            ],
        },
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
