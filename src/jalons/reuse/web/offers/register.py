"""The register of offers and needs."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.listing.declaration import List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.reuse.web.offers import queries
from jalons.reuse.web.offers.models import Offer

S = Offer.State
WHAT = ("side", "name", "kind", "quantity", "year", "works", "lot")
PUBLIC = (*WHAT, "place", "until", "role", "page", "state", "shown")


class OfferForm(RecordForm[Offer]):
    sections = (
        Section(gettext_lazy("What"), WHAT),
        Section(gettext_lazy("Where, until when, with whom"), ("place", "until", "role", "page")),
    )

    class Meta:
        model = Offer
        fields = (*WHAT, "place", "until", "role", "page")


class OfferFilter(RecordFilter):
    sens = one_of("side", gettext_lazy("Offer or need"), Offer.Side.choices)
    etat = one_of("state", gettext_lazy("State"), S.choices)

    class Meta:
        model = Offer
        fields = ()


def _private(offer: Offer) -> str:
    if not offer.authority.may_publish:
        return _("A trial shows nothing to others.")
    return "" if offer.state == S.OPEN else _("It is closed.")


offers = Register(
    Offer,
    "reuse_offer",
    OfferForm,
    List("name", "side", "kind", "quantity", "place", "until", "state", "shown",
         search=("name", "place"), filter=OfferFilter, sort="until", headline=queries.headline),
    moves=(
        Move("show", gettext_lazy("Show to other authorities"), (False,), target=True,
             field="shown", role=Role.LEAD, needs=_private),
        Move("hide", gettext_lazy("Show to nobody"), (True,), target=False, field="shown",
             role=Role.LEAD),
        Move("close", gettext_lazy("Close"), (S.OPEN,), S.CLOSED),
        Move("open", gettext_lazy("Open again"), (S.CLOSED,), S.OPEN),
    ),
    templates="reuse/offers",
)  # fmt: skip
