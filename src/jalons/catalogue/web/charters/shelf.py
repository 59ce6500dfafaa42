"""The charters an authority shows to everybody: their state of application, late ones said."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import astuple
from typing import Any

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jalons.catalogue.documents.charters import charter_document, summary
from jalons.catalogue.engine.charters.application import in_order
from jalons.catalogue.web.charters import queries
from jalons.catalogue.web.charters.models import Charter
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.codec import from_json, to_json
from jalons.foundation.documents.html import fragment
from jalons.foundation.publishing import declaration as public

PAGE = "chartes"


def _item(found: Charter) -> public.PublicItem:
    sheet, today = queries.sheet(found), timezone.localdate()
    value = msgspec.to_builtins({
        "id": str(found.urn), "name": sheet.name, "edition": sheet.edition,
        "adopted_on": sheet.adopted_on, "summary": summary(sheet.commitments, today, lang()),
        "commitments": [{"commitment": each, "state": state}
                        for each, state in in_order(sheet.commitments, today)],
    })  # fmt: skip
    value["document"] = to_json(charter_document(sheet, today, lang()))
    return public.PublicItem(found.urn, str(found), value, tuple(_texts(astuple(sheet))))


def _texts(value: Any) -> Iterator[str]:
    """The words that people wrote, addresses aside."""
    if isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif value and isinstance(value, str) and "://" not in value:
        yield value


def _adopted(authority: Authority) -> list[Charter]:
    return list(queries.charters(authority).filter(adopted_on__isnull=False))


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in _adopted(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(map(_item, rows)))


def _data(whole: public.PublicTerritory) -> dict[str, Any]:
    shown = [{name: value for name, value in each.items() if name != "document"}
             for each in whole.shelves[PAGE].values]  # fmt: skip
    return {**whole.head, "charters": shown}


CHARTERS = public.Shelf(
    name=PAGE, kind="charter", title=gettext_lazy("Charters of data"),
    offered=lambda authority: [(each.urn, str(each)) for each in _adopted(authority)],
    shown=_shown, template="catalogue/publication/charters.html", per_page=3,
    words=lambda _whole, values, _addresses: {"charters": [
        {**each, "text": fragment(from_json(each["document"]), level=3)} for each in values]},
    reading=public.ReadingRule("charter_edit", sentences=True), data={"chartes.json": _data},
    inside=gettext_lazy("The state of application of each charter; roles, no name of a person."),
)  # fmt: skip
