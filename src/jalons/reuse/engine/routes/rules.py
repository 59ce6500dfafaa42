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

_TABLES = ("articles", "resale_prices")


@dataclass(frozen=True, slots=True)
class Article:
    """A text of law by its ``key``: its name in each language, and where it was read."""

    key: str
    name: Mapping[str, str]
    source: Source

    @property
    def verified(self) -> bool:
        """Whether somebody read it at the named source."""
        return self.source.verified


@dataclass(frozen=True, slots=True)
class RouteRule:
    """What the law says of one route.

    ``ceiling``: euros, unit value above which nothing is given, None without. ``resale``: "never",
    "capped" or "free". ``commitment``: "law", "caution" or "none". ``any_age``: also beyond the
    limit of age. ``decision``: what is decided of a device when it leaves by this route.
    """

    key: str
    article: str
    more: tuple[str, ...]
    takers: tuple[str, ...]
    free: bool
    ceiling: Decimal | None
    ceiling_article: str
    resale: str
    commitment: str
    any_age: bool
    decision: str


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

    def of_taker(self, nature: str) -> tuple[RouteRule, ...]:
        """The routes by which a taker of that nature may take devices."""
        return tuple(each for each in self.routes.values() if nature in each.takers)


def read_rules(table: Mapping[str, Any]) -> Rules:
    """The rules of a table laid out as ``data/routes.toml``; ``KeyError`` for a missing article."""
    articles = {key: _article(key, entry) for key, entry in table["articles"].items()}
    entries = {k: v for k, v in table.items() if isinstance(v, dict) and k not in _TABLES}
    routes = {key: _route(key, entry) for key, entry in entries.items()}
    named = {table[name] for name in table if name.endswith("_article")} | {table["resale_law"]}
    for each in routes.values():
        named |= {each.article, *each.more} | ({each.ceiling_article} - {""})
    if missing := named - articles.keys():
        raise KeyError(f"articles without a source: {sorted(missing)}")
    prices = {kind: Decimal(price) for kind, price in table["resale_prices"].items()}
    shared = {name: table[name] for name in ("age_limit", "age_article", "special_article",
                                             "resale_article", "resale_law")}  # fmt: skip
    return Rules(routes, articles, prices, **shared)


@cache
def shipped_rules() -> Rules:
    """The rules of the product; the same object at each call."""
    return read_rules(package_table("jalons.reuse", "routes"))


def _article(key: str, entry: Mapping[str, Any]) -> Article:
    names = ("title", "publisher", "licence", "verified")
    known = {name: entry[name] for name in names}
    more = {name: entry.get(name) for name in ("published", "opened")}
    return Article(key, entry["name"], Source(**known, **more, link=entry.get("link", "")))


def _route(key: str, entry: Mapping[str, Any]) -> RouteRule:
    ceiling = entry.get("ceiling")
    return RouteRule(
        key=key,
        article=entry["article"],
        more=tuple(entry.get("more", ())),
        takers=tuple(entry["takers"]),
        free=entry["free"],
        ceiling=None if ceiling is None else Decimal(ceiling),
        ceiling_article=entry.get("ceiling_article", ""),
        resale=entry["resale"],
        commitment=entry["commitment"],
        any_age=entry["ages"] == "any",
        decision=entry["decision"],
    )
