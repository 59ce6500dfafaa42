"""The products of the demonstration."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.procurement.web.products.models import Product, ProductPurchase


def fill(demo: Demonstration) -> None:
    """Eight products and what was bought of them."""
    owner, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    for row in package_table("jalons.procurement", "products_demo")["product"]:
        product = Product(authority=owner)
        write(owner, user, [(product, {name: row[name] for name in row if name != "bought"})])
        for each in row["bought"]:
            bought = ProductPurchase(authority=owner, product=product)
            write(owner, user, [(bought, {**each, "bought_on": demo.story.day(each["bought_on"])})])
