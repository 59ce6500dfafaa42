"""The register of takers; their contact is private."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.listing.declaration import List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.reuse.web.takers.models import Taker

PUBLIC = ("name", "nature", "siret", "place")  # of the API


class TakerForm(RecordForm[Taker]):
    class Meta:
        model = Taker
        fields = (*PUBLIC, "contact")


class TakerFilter(RecordFilter):
    nature = one_of("nature", gettext_lazy("Nature"), Taker.Nature.choices)

    class Meta:
        model = Taker
        fields = ()


def headline(rows: QuerySet[Taker]) -> str:
    count = rows.count()
    return ngettext("%(count)s taker.", "%(count)s takers.", count) % {"count": count}


takers = Register(
    Taker,
    "taker",
    TakerForm,
    List("name", "nature", "place", search=("name", "place"), filter=TakerFilter, sort="name",
         headline=headline, file=PUBLIC),
    private=frozenset({"contact"}),
    templates="reuse/takers",
)  # fmt: skip
