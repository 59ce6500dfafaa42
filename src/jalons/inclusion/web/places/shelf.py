"""The places an authority shows to everybody, as a file of the national schema and as JSON."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing import declaration as public
from jalons.inclusion.capture.places import schema_file
from jalons.inclusion.web.places.register import records_of
from jalons.kernel import Urn


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(one.urn, str(one)) for one in records_of(authority, "open")]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [one for one in records_of(authority, "open") if str(one.urn) in chosen]
    texts = ("nom", "presentation_resume", "presentation_detail", "courriels")
    items = (public.PublicItem(one.urn, str(one), one.row, tuple(one.row[name] for name in texts))
             for one in rows)  # fmt: skip
    return public.ShelfContent(tuple(items))


def _csv(snapshot: public.PublicTerritory) -> str:
    return schema_file(snapshot.shelves["lieux"].values)


def _json(snapshot: public.PublicTerritory) -> dict[str, Any]:
    return {**snapshot.head, "licence": "etalab-2.0", "places": snapshot.shelves["lieux"].values}


PLACES = public.Shelf(
    name="lieux", kind="mediation_place", title=gettext_lazy("Mediation places"), offered=_offered,
    shown=_shown, template="inclusion/publication/lieux.html",
    words=lambda _snapshot, _values, _addresses: {},
    reading=public.ReadingRule("mediation_place_edit"),
    data={"lieux-mediation-numerique.csv": _csv, "lieux-mediation-numerique.json": _json},
    inside=gettext_lazy("Places that are open; check that no address or number is a person's own."),
)  # fmt: skip
