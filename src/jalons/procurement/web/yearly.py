"""A year of purchases: the chapter to file, and what an authority may show of it to everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.foundation.register.documents import document_of
from jalons.procurement.documents.yearly_chapter import PurchaseYear, chapter
from jalons.procurement.store import agec as tables
from jalons.procurement.web.agec import pages, queries
from jalons.procurement.web.agec.models import AgecYear
from jalons.procurement.web.agec.register import years
from jalons.procurement.web.contracts.models import Contract
from jalons.procurement.web.contracts.register import shares_of
from jalons.procurement.web.own_clauses.shelf import CLAUSES
from jalons.procurement.web.products import indicators
from jalons.procurement.words import agec as words
from jalons.procurement.words.contracts import share_words
from jalons.procurement.words.sentences import say
from jalons.wording import format_number, format_percent

PAGE = "achats"


def year_of(record: AgecYear) -> PurchaseYear:
    """What is known of the purchases of a year, whatever topic knows it."""
    owner = record.authority
    contracts = living(Contract, owner).filter(notified_on__year=record.year).defer("decp")
    bought = indicators.purchases(owner, record.year)
    index = indicators.mean_index(bought)
    return PurchaseYear(
        pages.material(queries.accounts_of(record), timezone.localdate()),
        shares_of(contracts)["environment_number"],
        index.value,
        index.counted,
    )


document = document_of(
    years, lambda each: chapter(year_of(each), lang()), name=lambda each: f"achats-{each.year}"
)


def _closed(authority: Authority) -> list[AgecYear]:
    return list(queries.years(authority).filter(year__lt=timezone.localdate().year))


def _percent(share: Decimal | None) -> float | None:
    return None if share is None else round(float(share * 100), 1)


def _item(each: AgecYear) -> public.PublicItem:
    found = year_of(each)
    families = [
        {
            "family": tables.family(code).label, "reused_percent": _percent(account.reused_share),
            "recycled_percent": _percent(account.recycled_share),
            "target": words.aims_words(tables.targets(), code, each.year, lang()),
        }
        for code, account in found.accounts.accounts.items()
    ]  # fmt: skip
    share = found.clauses.value if found.clauses else None
    value = {
        "id": str(each.urn), "year": each.year, "sentence": found.accounts.headline,
        "families": families, "laptops": found.laptops,
        "mean_index": found.index and round(found.index.mid, 1),
        "clauses_percent": share and [round(bound, 1) for bound in (share.low, share.high)],
    }  # fmt: skip
    return public.PublicItem(each.urn, str(each.year), value)


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = (each for each in _closed(authority) if str(each.urn) in chosen)
    return public.ShelfContent(tuple(map(_item, rows)))


def _said(percent: float | None) -> str:
    return format_percent(None if percent is None else percent / 100, lang(), 1)


def _words(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A year in words: the table of its families, then its two other figures."""
    rows = tuple(
        (each["family"], _said(each["reused_percent"]), _said(each["recycled_percent"]),
         each["target"] or say("agec.least_unknown", lang()))
        for each in value["families"]
    )  # fmt: skip
    heads = (say(f"agec.column_{name}", lang()) for name in ("family", "reused", "recycled",
                                                             "target"))  # fmt: skip
    columns = tuple(Column(head, numeric=at in {1, 2}) for at, head in enumerate(heads))
    caption = say("agec.table_shares", lang(), year=str(value["year"]))
    bounds, index = value["clauses_percent"], value["mean_index"]
    clauses = " – ".join(dict.fromkeys(map(_said, bounds))) if bounds else None
    figures = {"clauses": clauses, "index": index and format_number(index, lang(), 1)}
    unknown = share_words(None, lang())
    facts = [(say(f"year.{name}", lang()), said or unknown) for name, said in figures.items()]
    return {"each": value, "table": Table(caption, columns, rows) if rows else None, "facts": facts}


YEARS = public.Shelf(
    name=PAGE,
    kind="agec_year",
    title=gettext_lazy("Responsible purchases"),
    offered=lambda authority: [(each.urn, str(each)) for each in _closed(authority)],
    shown=_shown,
    template="procurement/publication/achats.html",
    words=lambda _snapshot, values, _addresses: {"years": list(map(_words, values))},
    data={"achats.json": lambda found: {**found.head, "years": found.shelves[PAGE].values}},
    inside=gettext_lazy("No supplier, no amount, no accounting line."),
)
SHELVES = (YEARS, CLAUSES)
