"""The register of tenders: its form, its list, its criteria and its bids."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.listing.declaration import List
from jalons.foundation.listing.filters import RecordFilter
from jalons.foundation.register.declaration import Part, Register
from jalons.procurement.web.tenders.forms import BidForm, CriterionForm, TenderForm
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion


class TenderFilter(RecordFilter):
    class Meta:
        model = Tender
        fields = ("state", "basis")


CRITERIA, BIDS = "criteres", "offres"
tenders = Register(
    Tender,
    "tender",
    TenderForm,
    List(
        "name", "state", "closing_on", "estimate", "basis",
        search=("name",), filter=TenderFilter, sort="-closing_on",
    ),
    parts=(
        Part(TenderCriterion, CriterionForm, CRITERIA, gettext_lazy("Criteria"),
             gettext_lazy("Add a criterion"), List("name", "kind", "weight", "within")),
        Part(TenderBid, BidForm, BIDS, pgettext_lazy("procurement", "Bids"),
             gettext_lazy("Add a bid"), List("name", "amount", "tax", "vat_rate")),
    ),
    templates="procurement/tenders",
)  # fmt: skip


def headline_of(authority: Authority) -> str:
    """How many tenders there are, and how many are still to be published."""
    rows = tenders.of(authority)
    count, draft = rows.count(), rows.filter(state=Tender.State.DRAFT).count()
    if not count:
        return _("No tender yet.")
    total = ngettext("%(count)s tender", "%(count)s tenders", count) % {"count": count}
    rest = ngettext("%(count)s to be published", "%(count)s to be published", draft)
    return f"{total}, {rest % {'count': draft}}." if draft else f"{total}."
