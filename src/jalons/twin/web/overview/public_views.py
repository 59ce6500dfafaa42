"""The public page of the sensors of an authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jalons.broker.engine.temporal.spreads import micros_of
from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.places.names import is_inside
from jalons.twin.engine.today import learnt
from jalons.twin.web.connection import twin_store
from jalons.twin.web.dashboards import queries as dashboards
from jalons.twin.web.labels.values import moment
from jalons.twin.web.observations import queries
from jalons.twin.web.policies import wording as policies
from jalons.twin.web.town_map import maps
from jalons.wording import join_words

from . import pages, wording
from .today import TownToday, clock, of_docs, town_today

OPEN = "open"
MOST_SHEETS = 25


@public
def sensors(request: HttpRequest, slug: str) -> HttpResponse:
    """What the open sensors say, here or in one commune, and every sheet in plain words.

    The text of all policies is public; data of types that are not open are not shown, nor
    counted.
    """
    authority = Authority.objects.select_related("territory").filter(slug=slug).first()
    if authority is None or not authority.may_publish:
        raise Http404
    usable = twin_store.policies().usable(twin_store.tenant_of(authority))
    town = queries.town(authority, audience=OPEN)
    today = town_today(authority, audience=OPEN, user=None, now=timezone.now())
    communes = sorted(area.label for area in maps.outline(authority))
    commune = request.GET.get("commune", "")
    near = _near(authority, town, today, commune) if commune in communes else today
    shown = near if near.lines else today
    start = max(0, _number(request.GET.get("page", "1")) - 1) * MOST_SHEETS
    sheets = list(usable.values())[start : start + MOST_SHEETS]
    counts = {line.iri: line.entities for line in town.types}
    closed = [each.name for each in usable.values() if each.audience != OPEN]
    return render(
        request,
        "twin/sensors.html",
        {
            "owner": authority,
            "fictional": authority.kind == Authority.Kind.DEMO,
            "headline": wording.headline(shown, learnt(shown.families, alerts=0)),
            "lines": [
                (line.name, wording.sentence(line), wording.is_sure(line)) for line in shown.lines
            ],
            "at": moment(micros_of(today.at)),
            "communes": communes if len(communes) > 1 else [],
            "commune": commune if commune in communes else "",
            "is_near": bool(commune) and near is not today and bool(near.lines),
            "stopped": _stopped(shown, pages.silences(shown, authority, public=True)),
            "drawn": maps.drawn(authority, town, request.GET.dict()),
            "boards": dashboards.opened(authority),
            "speaking": sum(each.speaking for each in today.families),
            "open_names": join_words([line.name for line in today.lines], lang()),
            "closed": closed,
            "closed_names": join_words(closed, lang()),
            "total": len(usable),
            "following": start // MOST_SHEETS + 2 if len(usable) > start + MOST_SHEETS else 0,
            "sheets": [
                {
                    "sheet": policy,
                    "words": policies.in_words(policy),
                    "precision": policies.precision(policy.position_metres, policy.time_seconds),
                    "count": counts.get(policy.type, 0),
                }
                for policy in sheets
            ],
        },
    )


def _near(authority: Authority, town: queries.Town, today: TownToday, commune: str) -> TownToday:
    """What the open sensors of one commune say."""
    area = next(each for each in maps.outline(authority) if each.label == commune)
    docs = [
        doc
        for doc in town.docs
        if (place := queries.position(doc)) is not None and is_inside(area.rings, place)
    ]
    at = clock(authority, town.docs, timezone.now())
    reads, tenant = queries.reads(audience=OPEN), twin_store.tenant_of(authority)
    return replace(today, lines=tuple(of_docs(reads, tenant, docs, now=at)))


def _stopped(town: TownToday, reasons: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The open sensors that fell silent, and the families that did: name, last measurement, why."""
    return [(name, when, said) for _id, name, when, said in pages.silent(town, reasons)] + [
        (line.name, wording.ago(line.today.last, town.at), ", ".join(pages.why(line, reasons)))
        for line in town.lines
        if line.today.state == "old" and line.today.last is not None
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
