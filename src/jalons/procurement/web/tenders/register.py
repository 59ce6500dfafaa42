"""The register of tenders: its form, its list, its criteria and its bids."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Part, Register
from jalons.procurement.web.tenders.forms import TENDER, BidForm, CriterionForm
from jalons.procurement.web.tenders.models import Tender, TenderBid, TenderCriterion
from jalons.procurement.words import awards as words
from jalons.procurement.words.sentences import euros


def money(amount: Decimal | None) -> str:
    return "–" if amount is None else euros(amount, lang())


def percent(rate: Decimal | None) -> str:
    return "–" if rate is None else words.percent(rate, lang())


def basis(tender: Tender) -> str:
    rate = tender.uniform_rate if tender.basis == Tender.Basis.UNIFORM else None
    found = (tender.get_basis_display(), "" if rate is None else percent(rate), tender.vat_reason)
    return ", ".join(filter(None, found))


def headline(rows: QuerySet[Tender]) -> str:
    count, draft = rows.count(), rows.filter(state=Tender.State.DRAFT).count()
    if not count:
        return _("No tender yet.")
    total = ngettext("%(count)s tender", "%(count)s tenders", count) % {"count": count}
    rest = ngettext("%(count)s to be published", "%(count)s to be published", draft)
    return f"{total}, {rest % {'count': draft}}." if draft else f"{total}."


CRITERIA, BIDS = "criteres", "offres"
ESTIMATE = Column(gettext_lazy("Estimate without tax"), lambda each: money(each.estimate),
                  sort="estimate", numeric=True)  # fmt: skip
WEIGHT = Column(gettext_lazy("Weight"), lambda each: percent(each.weight), numeric=True)
AMOUNT = Column(gettext_lazy("Price"), lambda each: money(each.amount), numeric=True)
RATE = Column(gettext_lazy("VAT rate"), lambda each: percent(each.vat_rate), numeric=True)
BASIS = Column(gettext_lazy("Prices are compared"), basis)
tenders = Register(
    Tender,
    "tender",
    TENDER,
    List(
        "name", "state", "closing_on", ESTIMATE, "basis",
        search=("name",), filter=filter_of(Tender, "state", "basis"), sort="-closing_on",
        headline=headline,
    ),
    parts=(
        Part(TenderCriterion, CriterionForm, CRITERIA, gettext_lazy("Criteria"),
             gettext_lazy("Add a criterion"), List("name", "kind", WEIGHT, "within")),
        Part(TenderBid, BidForm, BIDS, pgettext_lazy("procurement", "Bids"),
             gettext_lazy("Add a bid"), List("name", AMOUNT, "tax", RATE)),
    ),
    templates="procurement/tenders",
)  # fmt: skip
