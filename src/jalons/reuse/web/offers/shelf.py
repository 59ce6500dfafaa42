"""Offers and needs for everybody, and their feed for other instances (README of the room)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.reuse.web.offers import queries
from jalons.reuse.web.offers.models import Offer

PAGE, LICENCE = "offres", "etalab-2.0"


def _item(each: Offer) -> public.PublicItem:
    value = {
        "id": str(each.urn), "side": each.side, "title": each.name, "kind": each.kind,
        "quantity": each.quantity, "year": each.year, "commune": each.insee or None,
        "works": {"yes": True, "no": False}.get(each.works), "place": each.place,
        "valid_until": each.until.isoformat(), "lot": str(each.lot.urn) if each.lot else None,
        "role": each.role, "page": each.page or None,
    }  # fmt: skip
    return public.PublicItem(each.urn, each.name, value, (each.name, each.role))


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(each.urn, each.name) for each in queries.published(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = queries.published(authority)
    return public.ShelfContent(tuple(_item(each) for each in rows if str(each.urn) in chosen))


def _feed(snapshot: public.PublicTerritory) -> dict[str, Any]:
    rows = snapshot.shelves[PAGE].values
    sides = {f"{side}s": [each for each in rows if each["side"] == side] for side in Offer.Side}
    return {"format": "jalons-reuse-offers/1", **snapshot.head, "licence": LICENCE, **sides}


OFFERS = public.Shelf(
    name=PAGE,
    kind="offer",
    title=gettext_lazy("Offers and needs"),
    offered=_offered,
    shown=_shown,
    template="reuse/publication/offres.html",
    words=lambda _snapshot, _values, _addresses: {},
    reading=public.ReadingRule("reuse_offer_edit"),
    data={"offres.json": _feed},
    inside=gettext_lazy("What is shown to other authorities, until its day; a role, no person."),
)
