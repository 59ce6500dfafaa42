"""The clauses an authority shows to everybody, and others may adopt."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.partners.adopted_pages import credit_words
from jalons.foundation.publishing import declaration as public
from jalons.procurement.web.own_clauses import queries
from jalons.procurement.web.own_clauses.models import OwnClause
from jalons.procurement.words import clauses as words

PAGE = "clauses"
TEXTS = ("title", "need", "text", "proof", "equivalents")


def _item(own: OwnClause) -> public.PublicItem:
    value: dict[str, Any] = {"id": str(own.urn), **{name: getattr(own, name) for name in TEXTS}}
    value |= {name: getattr(own, name) for name in ("kind", "family", "control")}
    value["credit"] = credit_words(own)
    return public.PublicItem(own.urn, own.title, value, tuple(filter(None, map(value.get, TEXTS))))


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = queries.in_use(authority)
    return public.ShelfContent(tuple(_item(each) for each in rows if str(each.urn) in chosen))


def _card(value: dict[str, Any]) -> dict[str, Any]:
    labels = {name: words.label(name, value[name], lang()) for name in ("kind", "family")}
    return {**value, **labels}


CLAUSES = public.Shelf(
    name=PAGE, kind=OwnClause.urn_kind(), title=_("Clauses of contracts"),
    offered=lambda authority: [(each.urn, each.title) for each in queries.in_use(authority)],
    shown=_shown, template="procurement/publication/clauses.html", per_page=10,
    words=lambda _whole, values, _addresses: {"clauses": [_card(each) for each in values]},
    reading=public.ReadingRule("own_clause_edit", sentences=True),
    data={"clauses.json": public.values_under("clauses", PAGE)},
    inside=_("The text of the clauses in use; neither a contract, nor a supplier, nor an amount."),
)  # fmt: skip
