"""The places an authority shows to everybody, as a file of the national schema and as JSON."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.inclusion.capture.places import schema_file
from jalons.inclusion.web.places.models import MediationPlace
from jalons.inclusion.web.places.register import records_of
from jalons.inclusion.words.hours import resident_hours
from jalons.inclusion.words.places import phone_words

_READ = ("nom", "presentation_resume", "presentation_detail", "courriels")


def _item(one: MediationPlace) -> public.PublicItem:
    row = one.row
    return public.PublicItem(one.urn, str(one), row, tuple(row[name] for name in _READ))


def _words(
    _snapshot: public.PublicTerritory, values: Sequence[dict[str, str]], _addresses: Any
) -> dict[str, Any]:
    """A place as people read it: the schema puts bars, codes of days and numbers for machines."""
    return {"rows": [
        {
            **each, "services": ", ".join(each["services"].split("|")),
            "horaires": resident_hours(each["horaires"], lang()) if each["horaires"] else "",
            "telephone": phone_words(each["telephone"]),
        }
        for each in values
    ]}  # fmt: skip


PLACES = public.Shelf(
    name="lieux",
    kind="mediation_place",
    title=gettext_lazy("Mediation places"),
    offered=lambda authority: [(one.urn, str(one)) for one in records_of(authority, "open")],
    shown=lambda authority, chosen: public.ShelfContent(
        tuple(_item(one) for one in records_of(authority, "open") if str(one.urn) in chosen)
    ),
    template="inclusion/publication/lieux.html",
    words=_words,
    reading=public.ReadingRule("mediation_place_edit"),
    data={
        "lieux-mediation-numerique.csv": lambda own: schema_file(own.shelves["lieux"].values),
        "lieux-mediation-numerique.json": lambda own: {
            **own.head, "licence": "etalab-2.0", "places": own.shelves["lieux"].values
        },
    },
    inside=gettext_lazy("Places that are open; check that no address or number is a person's own."),
)  # fmt: skip
