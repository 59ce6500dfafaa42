"""The register of offers and needs."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.listing.declaration import List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import Section, form_of
from jalons.reuse.web.offers import queries
from jalons.reuse.web.offers.models import Offer

S = Offer.State
WHAT = ("side", "name", "kind", "quantity", "year", "works", "lot")
PUBLIC = (*WHAT, "place", "until", "role", "page", "state", "shown")


SECTIONS = (
    Section(gettext_lazy("What"), WHAT),
    Section(gettext_lazy("Where, until when, with whom"), ("place", "until", "role", "page")),
)


def _private(offer: Offer) -> str:
    if not offer.authority.may_publish:
        return _("A trial shows nothing to others.")
    return "" if offer.state == S.OPEN else _("It is closed.")


offers = Register(
    Offer,
    "reuse_offer",
    form_of(Offer, sections=SECTIONS),
    List("name", "side", "kind", "quantity", "place", "until", "state", "shown",
         search=("name", "place"), filter=filter_of(Offer, sens="side", etat="state"), sort="until",
         headline=queries.headline),
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
