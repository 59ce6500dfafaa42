"""The sheets of algorithms that an authority shows to everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jalons.catalogue.documents.algorithms import LANG, sheet_blocks
from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.web.algorithms import queries
from jalons.catalogue.web.algorithms.models import Algorithm
from jalons.catalogue.web.datasets.error_mail import report_ways
from jalons.foundation.accounts.models import Authority
from jalons.foundation.documents.codec import from_json, to_json
from jalons.foundation.documents.html import fragment
from jalons.foundation.documents.tree import Document
from jalons.foundation.publishing import declaration as public

PAGE = "algorithmes"
TYPED = ("name", "department", "contact", "contact_email", "contact_post", "context", "purpose",
         "moment", "decided_by", "legal_basis", "scope", "audience", "operations", "software",
         "supplier", "objection")  # fmt: skip


def _item(found: Algorithm) -> public.PublicItem:
    sheet, today = queries.sheet_of(found), timezone.localdate()
    made = Document(sheet.name, sheet.organisation, today, tuple(sheet_blocks(sheet, today)),
                    lang=LANG)  # fmt: skip
    value = {"id": str(found.urn), **msgspec.to_builtins(sheet), "stale": found.is_stale,
             "late_requests": queries.late_of(found),
             "document": to_json(made)}  # fmt: skip
    lines = [*sheet.data, *sheet.parameters]
    texts = [text for each in lines for text in msgspec.to_builtins(each).values()]
    texts += [getattr(sheet, name) for name in TYPED]
    return public.PublicItem(found.urn, sheet.name, value, tuple(filter(None, texts)))


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = queries.rows(authority).filter(state="published")
    return public.ShelfContent(tuple(_item(each) for each in rows if str(each.urn) in chosen))


def _words(
    snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    """Each sheet in words, with the ready mail of who found an error in it."""
    return {"deadlines": law().deadlines, "sheets": [
        {**each, "text": fragment(from_json(each["document"]), level=3),
         **report_ways(snapshot, each["contact_email"], each["name"])} for each in values
    ]}  # fmt: skip


def _data(snapshot: public.PublicTerritory) -> dict[str, Any]:
    shown = [{name: value for name, value in each.items() if name != "document"}
             for each in snapshot.shelves[PAGE].values]  # fmt: skip
    return {**snapshot.head, "algorithms": shown}


ALGORITHMS = public.Shelf(
    name=PAGE, kind="algorithm", title=gettext_lazy("Algorithms"),
    offered=lambda authority: [(each.urn, each.name)
                               for each in queries.rows(authority).filter(state="published")],
    shown=_shown, template="catalogue/publication/algorithmes.html", words=_words, per_page=10,
    reading=public.ReadingRule("algorithm_edit", sentences=True),
    data={f"{PAGE}.json": _data},
    inside=gettext_lazy("What each algorithm does, its data, who decides; no name of a person."),
)  # fmt: skip
