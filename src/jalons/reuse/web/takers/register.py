"""The register of takers; their contact is private."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from jalons.foundation.listing.declaration import List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import form_of
from jalons.reuse.web.takers.models import Taker

PUBLIC = ("name", "nature", "siret", "place")  # of the API


def headline(rows: QuerySet[Taker]) -> str:
    count = rows.count()
    return ngettext("%(count)s taker.", "%(count)s takers.", count) % {"count": count}


takers = Register(
    Taker,
    "taker",
    form_of(Taker, *PUBLIC, "contact"),
    List("name", "nature", "place", search=("name", "place"), sort="name", headline=headline,
         filter=filter_of(Taker, "nature"), file=PUBLIC),
    private=frozenset({"contact"}),
    templates="reuse/takers",
)  # fmt: skip
