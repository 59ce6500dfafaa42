"""The register of takers; their contact is private."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm
from jalons.reuse.web.takers.models import Taker

PUBLIC = ("name", "nature", "siret", "place")  # of the API


class TakerForm(RecordForm[Taker]):
    """Who takes devices over."""

    class Meta:
        model = Taker
        fields = (*PUBLIC, "contact")


class TakerFilter(RecordFilter):
    """Which takers are wanted."""

    nature = one_of("nature", gettext_lazy("Nature"), Taker.Nature.choices)

    class Meta:
        model = Taker
        fields = ()


def rows(authority: Authority) -> QuerySet[Taker]:
    """The takers of an authority, with how many lots they have."""
    found = living(Taker, authority).select_related("authority")
    return found.annotate(taken=Count("lots", filter=Q(lots__deleted_at=None)))


def headline(found: QuerySet[Taker]) -> str:
    count = found.count()
    words = ngettext("%(count)s taker in the register.", "%(count)s takers in the register.", count)
    return words % {"count": count} if count else _("No taker yet.")


takers = Register(
    Taker,
    "taker",
    TakerForm,
    List("name", "nature", "place",
         Column(gettext_lazy("Lots"), lambda each: each.taken, sort="taken", numeric=True),
         search=("name", "place"), filter=TakerFilter, sort="name", headline=headline,
         file=PUBLIC),
    rows=rows,
    private=frozenset({"contact"}),
    templates="reuse/takers",
)  # fmt: skip
