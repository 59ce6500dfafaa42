"""Procurement for machines: the registers, and what a year of purchases comes to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Record
from jalons.foundation.register.api import endpoints_of
from jalons.foundation.register.pages import record_or_404
from jalons.procurement.engine.agec.spending import FamilyAccount
from jalons.procurement.store import agec as tables
from jalons.procurement.web.agec import queries
from jalons.procurement.web.agec.register import rules, years
from jalons.procurement.web.clauses.register import selections
from jalons.procurement.web.contracts.register import FIELDS, contracts
from jalons.procurement.web.own_clauses.register import own_clauses
from jalons.procurement.web.products.models import MARKS
from jalons.procurement.web.products.register import OWN, products
from jalons.procurement.web.purchases.register import PUBLIC, purchases
from jalons.procurement.web.scopes import READ, WRITE, endpoints
from jalons.procurement.web.tenders.register import tenders

SHARED: tuple[tuple[Any, str, tuple[str, ...], dict[str, str]], ...] = (
    (years, "agec/years", ("year", "siret", "buyer", "declared_on", "declared_by"), {}),
    (rules, "agec/rules", ("family", "use", "account", "label", "supplier"), {}),
    (selections, "clause-selections",
     ("name", "market", "tender", "notified_on", "months", "delivery_on", "clauses"),
     {"delete": WRITE}),
    (own_clauses, "own-clauses",
     ("title", "kind", "family", "need", "text", "proof", "equivalents", "control", "state",
      "source_name"), {}),
    (contracts, "contracts", (*FIELDS, "remarks", "is_digital"), {"delete": WRITE}),
    (products, "products", (*OWN, *MARKS.values()), {"delete": WRITE}),
    (purchases, "purchases", PUBLIC, {}),
    (tenders, "tenders",  # neither bids nor the estimate
     ("name", "state", "basis", "uniform_rate", "vat_reason", "launched_on", "closing_on"),
     {"delete": WRITE}),
)  # fmt: skip
for _register, _path, _fields, _more in SHARED:
    endpoints_of(endpoints, _register, _path, *_fields, read=READ, write=WRITE, **_more)


class FamilyRecord(Record, frozen=True, kw_only=True):
    """The account of a family, in euros before tax; shares from 0 to 1, null while unknown."""

    family: str
    label: str
    spent: float
    reused: float
    recycled: float
    gifts: float
    reused_share: float | None
    recycled_share: float | None


class AccountsRecord(Record, frozen=True, kw_only=True):
    """The accounts of a year; ``unassigned`` is in euros, with its number of groups of lines."""

    year: int
    families: list[FamilyRecord]
    unassigned: float
    unassigned_groups: int


@endpoints.get("agec/years/<uuid:pk>/accounts", _("What a year of purchases comes to"), scope=READ)
def agec_accounts(call: AuthorityCall, pk: UUID) -> AccountsRecord:
    record = record_or_404(years, call.authority, pk)
    found = queries.accounts_of(record)
    count, amount = found.left
    return AccountsRecord(
        year=record.year,
        families=[
            FamilyRecord(family=f.code, label=f.label, **_amounts(each))
            for f in tables.families()
            if (each := found.accounts.get(f.code))
        ],
        unassigned=float(amount),
        unassigned_groups=count,
    )


def _amounts(account: FamilyAccount) -> dict[str, Any]:
    names = ("spent", "reused", "recycled", "gifts", "reused_share", "recycled_share")
    values = {name: getattr(account, name) for name in names}
    return {name: None if each is None else float(each) for name, each in values.items()}
