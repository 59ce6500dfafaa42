"""Two years of purchases of the fictional authority: one declared, one to finish."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import Person, write
from jalons.kernel.tables import package_table
from jalons.procurement.engine.agec.spending import Rule, Use
from jalons.procurement.web.agec import actions, queries
from jalons.procurement.web.agec.models import (
    AccountingExport,
    AgecAmount,
    AgecGift,
    AgecRule,
    AgecYear,
    SpendingSum,
)

_DEMO = package_table("jalons.procurement", "agec_demo")


def fill(demo: Demonstration) -> None:
    """The year before last as it was declared, and last year still to declare."""
    user = demo.people[Role.CONTRIBUTOR]
    before, last = demo.story.year - 2, demo.story.year - 1
    for year, values in ((before, _DEMO["before"]), (last, _DEMO["last"])):
        record = _year(demo, year, values, user)
        if year == before:
            rules = [Rule(r["family"], Use(r["use"]), r["account"], r.get("label", ""))
                     for r in _DEMO["rule"]]  # fmt: skip
            actions.assign(record, user, rules)
            record.refresh_from_db()
            actions.declare(record, user, date(year + 1, 6, 12), _DEMO["by"])
        else:
            actions.confirm(record, user, list(_some(record)))


def _some(record: AgecYear) -> list[AgecRule]:
    """All the rules of the year before but one, which is left to confirm."""
    return [each for each in queries.rules(record.authority) if each.account != "6064"]


def _year(demo: Demonstration, year: int, values: dict[str, object], user: Person) -> AgecYear:
    owner = demo.authority
    record = AgecYear(authority=owner)
    write(owner, user, [(record, {"year": year, "siret": _DEMO["siret"], "buyer": owner.name})])
    export = AccountingExport.objects.create(
        authority=owner, agec_year=record, name=f"grand-livre-{year}.csv", sha256=f"demo-{year}",
        read_at=demo.now, report={"said": [], "left_out": []},
    )  # fmt: skip
    SpendingSum.objects.create_all([
        SpendingSum(authority=owner, export=export, account=account, label=label,
                    supplier=supplier, amount=Decimal(str(amount)), lines=lines)
        for account, label, supplier, amount, lines in values["sums"]  # type: ignore[attr-defined]
    ])  # fmt: skip
    parts = [
        *((AgecAmount(authority=owner, agec_year=record), {**row, "amount": Decimal(row["amount"])})
          for row in values["amounts"]),  # type: ignore[attr-defined]
        *((AgecGift(authority=owner, agec_year=record), row)
          for row in values["gifts"]),  # type: ignore[attr-defined]
    ]  # fmt: skip
    write(owner, user, parts)
    return record
