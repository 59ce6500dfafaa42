"""Which index a product of a category has on a day, and since when purchases must use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jalons.kernel import Source
from jalons.kernel.tables import package_table


@dataclass(frozen=True, slots=True)
class IndexRule:
    """What products of ``categories`` have since a day, until a later rule.

    ``index``: repairability, durability, or the label of the European Union. ``duty``: since when
    purchases take it into account, None when no text says so.
    """

    categories: tuple[str, ...]
    index: str
    since: date
    duty: date | None
    source: Source


def table() -> Mapping[str, Any]:
    """The shipped data: rules, duties, grid, words of the categories."""
    return package_table("jalons.procurement", "product_indexes")


@cache
def rules() -> tuple[IndexRule, ...]:
    """Every rule, the earliest first; its source is not verified when its row says so."""
    found = []
    for row in sorted(table()["rule"], key=lambda row: row["since"]):
        of, duty = table()["sources"][row["source"]], table()["duty"].get(row["index"])
        verified = of["verified"] and row.get("verified", True)
        source = Source(of["title"], of["publisher"], None, "–", of["link"], verified, of["opened"])
        found.append(IndexRule(tuple(row["categories"]), row["index"], row["since"], duty, source))
    return tuple(found)


def rule_at(category: str, day: date) -> IndexRule | None:
    """The rule of a category on a day, None when its products have no index then."""
    found = [rule for rule in rules() if category in rule.categories and rule.since <= day]
    return found[-1] if found else None
