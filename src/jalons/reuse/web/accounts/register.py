"""The register of what is stated of each year, with the sales of lots."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from jalons.foundation.listing.declaration import List
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import Section, form_of
from jalons.reuse.web.accounts import indicators
from jalons.reuse.web.accounts.models import LotSale, ReuseYear

PUBLIC = ("year", "stock", "security", "sizes", "substitution", "service_years",
          "depreciation_years")  # fmt: skip


SECTIONS = (
    Section(gettext_lazy("What counts"), PUBLIC[:4]),
    Section(gettext_lazy("What it avoids, what it is worth"), PUBLIC[4:]),
)
reuse_years = Register(
    ReuseYear,
    "reuse_year",
    form_of(ReuseYear, sections=SECTIONS),
    List("year", "stock", "security", "sizes", sort="-year"),
    parts=(
        Part(LotSale, form_of(LotSale, "lot", "amount"), "ventes", gettext_lazy("Sales of lots"),
             gettext_lazy("Record a sale"), List("lot", "amount")),
    ),
    after=lambda authority, _changes: indicators.publish(authority),
    templates="reuse/accounts",
)  # fmt: skip
