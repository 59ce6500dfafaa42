"""AGEC accounts for machines: years, rules, and what a year comes to."""

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
from jalons.procurement.web.scopes import READ, WRITE, endpoints

endpoints_of(
    endpoints, years, "agec/years", "year", "siret", "buyer", "declared_on", "declared_by",
    read=READ, write=WRITE,
)  # fmt: skip
endpoints_of(
    endpoints, rules, "agec/rules", "family", "use", "account", "label", "supplier",
    read=READ, write=WRITE,
)  # fmt: skip


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
