"""The register of parcels, and what the page of a recipe says of other territories."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from jalons.ailibrary.web.exchange import queries
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.panels import panels
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell
from jalons.foundation.design.panels import Panel
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.queries import is_trusted
from jalons.foundation.partners.register import panels as partner_panels
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm


class ParcelForm(RecordForm[Parcel]):
    class Meta:
        model = Parcel
        fields = ("note",)


def content(parcel: Parcel) -> str:
    """What a parcel has."""
    parts = [_("what it learned")] if parcel.bundle_id else []
    parts += [_("results")] if parcel.results else []
    return ", ".join(parts)


def trial(parcel: Parcel) -> Cell:
    """What its bundle gave here."""
    if not parcel.bundle_id:
        return Cell("–")
    if not parcel.trial:
        return Cell("", mark=_("not tried here"), mark_kind="walk")
    if parcel.trial.get("problem"):
        return Cell("", mark=_("could not be tried"), mark_kind="late")
    if parcel.trial["verdict"]["winner"] == "tried":
        return Cell("", mark=_("better here"), mark_kind="ok")
    return Cell("", mark=_("not better here"))


def key(parcel: Parcel) -> Cell:
    """Whether somebody compared the digits of its key."""
    if is_trusted(parcel.authority, parcel.public_key):
        return Cell("", mark=_("key compared"), mark_kind="ok")
    return Cell("", mark=_("key to compare"), mark_kind="walk")


def headline(rows: QuerySet[Parcel]) -> str:
    """How many parcels came."""
    found = rows.count()
    if not found:
        return _("No territory sent anything yet.")
    return ngettext("%(count)s parcel received.", "%(count)s parcels received.", found) % {
        "count": found
    }


def sent_by(partner: PartnerTerritory) -> Panel | None:
    """What a partner sent of recipes."""
    found = living(Parcel, partner.authority).filter(public_key=partner.key).count()
    if not found:
        return None
    words = ngettext("%(count)s parcel received.", "%(count)s parcels received.", found)
    url = reverse("ai_parcel_list", args=[partner.authority.slug])
    return Panel(words % {"count": found}, url=url, action=_("See the parcels"))


FIELDS = ("publisher", "key", "recipe_version", "made_on")
parcels = Register(
    Parcel, "ai_parcel", ParcelForm,
    List("publisher", "key", "made_on", Column(gettext_lazy("Content"), content),
         Column(gettext_lazy("On your decisions"), trial), Column(gettext_lazy("Key"), key),
         search=("publisher",), sort="-made_on", headline=headline, file=FIELDS),
    write=Role.CONTRIBUTOR, delete=Role.LEAD, templates="ailibrary/exchange",
)  # fmt: skip


def elsewhere(use: RecipeUse) -> Panel | None:
    """What other territories measured of a recipe."""
    lines = queries.pooled(use.authority).get(use.key, ())
    count = sum(line.territories for line in lines)
    others = Parcel.objects.of(use.authority).filter(key=use.key, deleted_at=None).exists()
    if not count and not others:
        return None
    words = ngettext(
        "%(count)s territory measured this recipe on its own decisions.",
        "%(count)s territories measured this recipe on their own decisions.",
        count,
    )
    return Panel(words % {"count": count}, url=reverse("ai_parcel_list", args=[use.authority.slug]),
                 action=pgettext("recipe", "See the results"))  # fmt: skip


panels.add("exchange", gettext_lazy("In other territories"), elsewhere)
partner_panels.add("ai", gettext_lazy("Modest AI"), sent_by)
