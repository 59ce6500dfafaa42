"""The years of reuse an authority shows to everybody: rate and routes, no name, no small count."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.reuse.engine.accounting.rate import table
from jalons.reuse.web.accounts import queries
from jalons.reuse.web.accounts.models import ReuseYear
from jalons.reuse.words import accounts as words

PAGE = "reemploi"


def _item(each: ReuseYear) -> public.PublicItem:
    found, least = queries.rate(each.authority, each.year), table()["public_least"]
    enough = found.stock.low >= least and not 0 < found.reused.high < least
    rate = found.rate if enough else None
    routes = {words.route_row(one, lang())[0]: one.left for one in found.routes}
    shown = {name: left for name, left in routes.items() if left >= least}
    if len(routes) - len(shown) == 1:  # one small count alone is the whole less the others
        shown = {}
    value = {
        "id": str(each.urn), "year": each.year, "target": found.target, "devices_by_route": shown,
        "sentence": words.sentence(found, lang()) if enough else "",
        "rate_low": None if rate is None else round(rate.low, 1),
        "rate_high": None if rate is None else round(rate.high, 1),
    }  # fmt: skip
    return public.PublicItem(each.urn, str(each.year), value)


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(each.urn, str(each.year)) for each in living(ReuseYear, authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = living(ReuseYear, authority).select_related("authority")
    return public.ShelfContent(tuple(_item(each) for each in rows if str(each.urn) in chosen))


YEARS = public.Shelf(
    name=PAGE,
    kind="reuse_year",
    title=gettext_lazy("Reuse of retired equipment"),
    offered=_offered,
    shown=_shown,
    template="reuse/publication/reemploi.html",
    words=lambda _snapshot, _values, _addresses: {"least": table()["public_least"]},
    data={"reemploi.json": public.values_under("years", PAGE)},
    inside=gettext_lazy("No taker, no lot, no device; small numbers are not written."),
)
