"""The registers of AGEC accounts: years with what people typed, rules of accounts."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.design.page_language import lang
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import form_of
from jalons.procurement.web.agec import actions, queries
from jalons.procurement.web.agec.models import AgecAmount, AgecGift, AgecRule, AgecYear
from jalons.procurement.web.forms import EurosField, SignedEurosField
from jalons.procurement.words.sentences import euros


def _rules_headline(rows: QuerySet[AgecRule]) -> str:
    count = rows.count()
    if not count:
        return _("No accounting line is assigned to a family yet.")
    text = ngettext(
        "%(count)s rule says where accounting lines go.",
        "%(count)s rules say where accounting lines go.",
        count,
    )
    return text % {"count": count}


def _money(value: Decimal) -> str:
    return euros(value, lang())


AMOUNT = form_of(AgecAmount, "family", "use", "amount", "comment", amount=SignedEurosField)
GIFT = form_of(AgecGift, "kind", "units", "unit_value", unit_value=EurosField)
years = Register(
    AgecYear,
    "agec_year",
    form_of(AgecYear, "year", "buyer", "siret", "declared_on", "declared_by"),
    List(Column(gettext_lazy("Year"), str, sort="year"), "declared_on", "declared_by",
         sort="-year"),
    rows=queries.years,
    parts=(
        Part(AgecAmount, AMOUNT, "montants", gettext_lazy("Amounts by hand"),
             gettext_lazy("Type an amount"),
             List("family", "use", Column(gettext_lazy("Amount"), lambda each: _money(each.amount),
                                          numeric=True), "comment")),
        Part(AgecGift, GIFT, "dons", gettext_lazy("Gifts received"),
             gettext_lazy("Type a gift"),
             List("kind", "units", Column(gettext_lazy("Flat value"),
                                          lambda each: _money(each.worth), numeric=True))),
    ),
    after=actions.years_changed,
    templates="procurement/agec",
)  # fmt: skip
rules = Register(
    AgecRule,
    "agec_rule",
    form_of(AgecRule, "family", "use", "account", "label", "supplier"),
    List(
        Column(gettext_lazy("Accounting lines"), str, sort="account"), "family", "use",
        Column(gettext_lazy("Confirmed for"), lambda each: ", ".join(map(str, each.years))),
        search=("label", "supplier", "account"), bulk=("family", "use"),
        filter=filter_of(AgecRule, "family", "use"),
        headline=_rules_headline,
    ),
    after=actions.rules_changed,
    templates="procurement/agec_rules",
)  # fmt: skip
