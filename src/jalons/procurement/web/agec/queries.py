"""Reads AGEC accounts: the years of an authority, their rules, their sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.urls import reverse

from jalons.foundation.accounts.files.brought import FilesOfModel
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.procurement.documents.agec import read_declaration
from jalons.procurement.engine.agec import declaration, spending
from jalons.procurement.engine.agec.spending import FamilyAccount, Use
from jalons.procurement.store import agec as tables
from jalons.procurement.web.agec.models import (
    AccountingExport,
    AgecAmount,
    AgecGift,
    AgecRule,
    AgecYear,
    SpendingSum,
)


@dataclass(frozen=True, slots=True)
class YearAccounts:
    """The accounts of a year by family; ``left`` what no rule assigns: groups, and euros."""

    record: AgecYear
    accounts: dict[str, FamilyAccount]
    comments: dict[str, str] = field(default_factory=dict)
    left: tuple[int, Decimal] = (0, spending.ZERO)

    @property
    def rows(self) -> tuple[declaration.DeclaredRow, ...]:
        """The rows of its declaration."""
        buyer = self.record.buyer or self.record.authority.name
        return declaration.declared_rows(
            self.accounts, tables.families(), year=self.record.year, siret=self.record.siret,
            name=buyer, comments=self.comments,
        )  # fmt: skip

    @property
    def filed(self) -> tuple[declaration.DeclaredRow, ...]:
        """The rows of the declaration as it was filed; none when it was not."""
        text = self.record.filed
        return read_declaration(text.encode(), "declaration.csv") if text else ()

    @property
    def known(self) -> dict[str, FamilyAccount]:
        """Its accounts; without any, those of the declaration that was filed."""
        codes = {each.label: each.code for each in tables.families()}
        filed = (row.account(codes[row.family]) for row in self.filed if row.family in codes)
        return self.accounts or {each.family: each for each in filed if each is not None}


def years(authority: Authority) -> QuerySet[AgecYear]:
    return living(AgecYear, authority).select_related("authority")


def accounts_of(year: AgecYear) -> YearAccounts:
    """The accounts of a year: its sums as last computed, then what people typed."""
    by_hand = [
        FamilyAccount(code, *map(Decimal, amounts))
        for code, amounts in year.sums.get("families", {}).items()
    ]
    comments = defaultdict(list)
    for each in living(AgecAmount, year.authority).filter(agec_year=year):
        by_hand.append(spending.purchase(each.family, Use(each.use), each.amount))
        if each.comment:
            comments[each.family].append(each.comment)
    by_hand += [
        FamilyAccount(tables.gift_kinds()[gift.kind].family, gifts=gift.worth)
        for gift in living(AgecGift, year.authority).filter(agec_year=year)
    ]
    count, euros = year.sums.get("left", (0, "0"))
    said = {code: " ; ".join(texts) for code, texts in comments.items()}
    return YearAccounts(year, spending.accounts((), by_hand), said, (count, Decimal(euros)))


def groups(year: AgecYear) -> list[spending.Group]:
    """The sums of all the exports of a year, those alike together."""
    rows = SpendingSum.objects.of(year.authority).filter(export__agec_year=year)
    found = rows.order_by().values_list("account", "label", "supplier")
    return [
        spending.Group(*row)
        for row in found.annotate(euros=Sum("amount"), count=Sum("lines")).iterator()
    ]


def every_export(authority: Authority) -> QuerySet[AccountingExport]:
    rows = AccountingExport.objects.of(authority)
    return rows.select_related("authority", "agec_year__authority")


def exports(year: AgecYear) -> QuerySet[AccountingExport]:
    return AccountingExport.objects.of(year.authority).filter(agec_year=year)


def export_page(export: AccountingExport) -> str:
    return reverse("agec_export", args=[export.authority.slug, export.agec_year_id, export.pk])


files = FilesOfModel(AccountingExport, export_page)  # one that is read is erased


def rules(authority: Authority) -> QuerySet[AgecRule]:
    return living(AgecRule, authority)


def confirmed(year: AgecYear) -> list[AgecRule]:
    return [each for each in rules(year.authority) if year.year in each.years]


@dataclass(frozen=True, slots=True)
class ToAssign:
    """What a person still has to say of a year: ``fresh`` are the groups no rule proposes.

    ``proposals``: each rule of another year, with the euros and the lines it would assign.
    """

    left: tuple[spending.Assignment, ...]
    fresh: tuple[spending.Assignment, ...]
    proposals: tuple[tuple[AgecRule, Decimal, int], ...]


def mapping(year: AgecYear) -> ToAssign:
    """The groups no confirmed rule assigns, and the rules of other years that are about them."""
    left = spending.unassigned(assignments(year))
    known = {each.rule: each for each in rules(year.authority) if year.year not in each.years}
    again = spending.assigned([each.group for each in left], list(known))
    fresh = tuple(each for each, found in zip(left, again, strict=True) if found.rule is None)
    sums: dict[AgecRule, list[spending.Group]] = defaultdict(list)
    for found in again:
        if found.rule is not None:
            sums[known[found.rule]].append(found.group)
    proposals = [
        (rule, sum((g.amount for g in found), spending.ZERO), sum(g.lines for g in found))
        for rule, found in sums.items()
    ]
    return ToAssign(left, fresh, tuple(sorted(proposals, key=lambda each: -abs(each[1]))))


def assignments(year: AgecYear) -> Iterable[spending.Assignment]:
    return spending.assigned(groups(year), [each.rule for each in confirmed(year)])
