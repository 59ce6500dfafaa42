"""The rules of the routes as data: who may take, below what value, by which article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.reuse.engine.errors import ReuseError


@dataclass(frozen=True, slots=True)
class Article:
    """A text of law by its ``key``: its name in each language, and where it was read."""

    key: str
    name: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRule:
    """What the law says of one route; the comments of ``data/routes.toml`` say what each is.

    ``ceiling`` is in euros, None without.
    """

    key: str
    article: str
    takers: tuple[str, ...]
    free: bool
    resale: str
    commitment: str
    ages: str
    decision: str
    more: tuple[str, ...] = ()
    ceiling: Decimal | None = None
    ceiling_article: str = ""

    @property
    def any_age(self) -> bool:
        """Whether it is open beyond the limit of age too."""
        return self.ages == "any"


@dataclass(frozen=True, slots=True)
class Rules:
    """The routes in the order of the law, and what they share.

    ``resale_prices``: euros, all taxes included, by kind of device; ``age_limit``: years.
    """

    routes: Mapping[str, RouteRule]
    articles: Mapping[str, Article]
    resale_prices: Mapping[str, Decimal]
    age_limit: int
    age_article: str
    special_article: str
    resale_article: str
    resale_law: str

    def route(self, key: str) -> RouteRule:
        """The rule of a route. Raises ``ReuseError`` (``route_unknown``)."""
        try:
            return self.routes[key]
        except KeyError:
            known = ", ".join(self.routes)
            raise ReuseError("route_unknown", route=key, known=known) from None


def read_rules(table: Mapping[str, Any]) -> Rules:
    """The rules of a table laid out as ``data/routes.toml``; ``KeyError`` for a missing article."""
    tables = {name: each for name, each in table.items() if isinstance(each, dict)}
    articles = {key: _article(key, each) for key, each in tables.pop("articles").items()}
    prices = {kind: Decimal(price) for kind, price in tables.pop("resale_prices").items()}
    shared = {name: each for name, each in table.items() if not isinstance(each, dict)}
    routes = {key: _route(key, each) for key, each in tables.items()}
    named = {each for each in shared.values() if isinstance(each, str)}
    for each in routes.values():
        named |= {each.article, *each.more} | ({each.ceiling_article} - {""})
    if missing := named - articles.keys():
        raise KeyError(f"articles without a source: {sorted(missing)}")
    return Rules(routes, articles, prices, **shared)


@cache
def shipped_rules() -> Rules:
    """The rules of the product; the same object at each call."""
    return read_rules(package_table("jalons.reuse", "routes"))


def _route(key: str, entry: Mapping[str, Any]) -> RouteRule:
    typed: dict[str, Any] = {name: tuple(entry.get(name, ())) for name in ("takers", "more")}
    if "ceiling" in entry:
        typed["ceiling"] = Decimal(entry["ceiling"])
    return RouteRule(key=key, **{**entry, **typed})


def _article(key: str, entry: Mapping[str, Any]) -> Article:
    names = ("title", "publisher", "published", "licence", "link", "verified", "opened")
    known: dict[str, Any] = {"published": None, **{n: entry[n] for n in names if n in entry}}
    return Article(key, entry["name"], Source(**known))
