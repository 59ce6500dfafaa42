"""AGEC accounts for machines: years, rules, and what a year comes to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Record
from jalons.foundation.register.api import endpoints_of
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
    record = queries.years(call.authority).filter(pk=pk).first()
    if record is None:
        raise Http404
    found = queries.accounts_of(record)
    count, amount = found.left
    return AccountsRecord(
        year=record.year,
        families=[
            FamilyRecord(
                family=f.code,
                label=f.label,
                spent=float(each.spent),
                reused=float(each.reused),
                recycled=float(each.recycled),
                gifts=float(each.gifts),
                reused_share=None if each.reused_share is None else float(each.reused_share),
                recycled_share=None if each.recycled_share is None else float(each.recycled_share),
            )
            for f in tables.families()
            if (each := found.accounts.get(f.code))
        ],
        unassigned=float(amount),
        unassigned_groups=count,
    )
