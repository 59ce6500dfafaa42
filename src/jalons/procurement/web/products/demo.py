"""The products of the demonstration."""

from __future__ import annotations

from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.procurement.web.products.models import Product, ProductPurchase


def fill(demo: Demonstration) -> None:
    """Eight products and what was bought of them."""
    owner = demo.authority
    changes: list[tuple[Registered, dict[str, Any]]] = []
    for row in package_table("jalons.procurement", "products_demo")["product"]:
        product, bought = Product(authority=owner), row["bought"]
        changes.append((product, {name: row[name] for name in row if name != "bought"}))
        changes += [
            (ProductPurchase(authority=owner, product=product),
             {**each, "bought_on": demo.story.day(each["bought_on"])}) for each in bought
        ]  # fmt: skip
    write(owner, demo.people[Role.CONTRIBUTOR], changes)
