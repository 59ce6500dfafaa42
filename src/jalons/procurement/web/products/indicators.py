"""The mean index of laptops, the share of purchases whose index counted; withdrawn when unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.kernel import Interval
from jalons.procurement.engine.contracts.shares import ONE, CountedShare, share_of
from jalons.procurement.engine.product_indexes.grid import IndexVerdict
from jalons.procurement.engine.product_indexes.rules import rule_at
from jalons.procurement.web.figures import Figure, figure_of, record, years_of
from jalons.procurement.web.products.models import ProductPurchase


def publish(authority: Authority, changes: Sequence[Change]) -> None:
    """Record both figures of every year an act touched."""
    rows = ProductPurchase.objects.of(authority).values_list("bought_on__year", flat=True)
    for year in years_of(rows, changes, "bought_on"):
        found = purchases(authority, year)
        record(authority, year, "mean_index", "point", mean_index(found))
        record(authority, year, "index_used", "%", figure_of(index_used(found)))


def purchases(authority: Authority, year: int) -> list[ProductPurchase]:
    rows = living(ProductPurchase, authority).filter(product__deleted_at=None)
    return list(rows.filter(bought_on__year=year).select_related("product"))


def mean_index(bought: Iterable[ProductPurchase]) -> Figure:
    """The mean index of the laptops that have one, by number; incoherent ones are left out."""
    laptops = [(each.product.index, each.product.checked[0], each.quantity)
               for each in bought if each.product.category == "laptop"]  # fmt: skip
    sound = [(index, number) for index, verdict, number in laptops
             if index is not None and verdict is not IndexVerdict.INCOHERENT]  # fmt: skip
    count = sum(number for _index, number in sound)
    left = sum(number for *_rest, number in laptops) - count
    excluded = [_("laptops without an index, or with an incoherent one: %s") % left] if left else []
    mean = Interval.exact(float(sum(i * n for i, n in sound) / count)) if count else None
    return Figure(mean, [_("laptops with an index: %s") % count], excluded, count)


def index_used(bought: Iterable[ProductPurchase]) -> CountedShare | None:
    """The share of purchases of products with an index, or the European label, where it counted."""
    answers = {"need": True, "criterion": True, "no": False}
    return share_of((rule_at(each.product.category, each.bought_on) is not None,
                     answers.get(each.used), ONE) for each in bought)  # fmt: skip
