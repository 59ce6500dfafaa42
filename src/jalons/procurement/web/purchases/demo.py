"""The purchases of the demonstration: one decided, one whose quotes are being compared."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.procurement.web.purchases import actions, queries
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote

_NOT_STORED = {"quotes", "decide", "why", "on"}


def fill(demo: Demonstration) -> None:
    user, authority = demo.people[Role.CONTRIBUTOR], demo.authority
    for row in package_table("jalons.procurement", "purchases_demo")["purchase"]:
        made = Purchase(authority=authority)
        values = {name: value for name, value in row.items() if name not in _NOT_STORED}
        write(authority, user, [(made, values)])
        for each in row["quotes"]:
            write(authority, user, [(PurchaseQuote(authority=authority, purchase=made), each)])
        if "decide" in row:
            found = queries.purchases(authority).get(pk=made.pk)
            quote = next(each for each in found.quotes.all() if each.supplier == row["decide"])
            day = demo.story.day(row["on"])
            actions.decide(found, user=user, quote=quote, why=row["why"], on=day)
