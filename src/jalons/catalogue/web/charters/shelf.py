"""The charters an authority shows to everybody: their state of application, late ones said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

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
    lines = in_order(sheet.commitments, today)
    value = {
        "id": str(found.urn), "name": sheet.name, "edition": sheet.edition,
        "adopted_on": sheet.adopted_on and sheet.adopted_on.isoformat(),
        "summary": summary(sheet.commitments, today, lang()),
        "commitments": [{"principle": each.principle, "text": each.text, "owner": each.owner,
                         "due_on": each.due_on and each.due_on.isoformat(), "state": state.value,
                         "proofs": [{"title": one.title, "link": one.link} for one in each.proofs]}
                        for each, state in lines],
        "document": to_json(charter_document(sheet, today, lang())),
    }  # fmt: skip
    texts = [sheet.scope, *(text for text, _day in (*sheet.signatories, *sheet.opinions))]
    texts += [text for each, _state in lines for text in (each.text, each.measure, each.owner)]
    texts += [text for each, _state in lines for one in each.proofs
              for text in (one.title, one.verified_by)]  # fmt: skip
    texts += [text for clause in sheet.clauses for text in clause]
    return public.PublicItem(found.urn, str(found), value, tuple(filter(None, texts)))


def _adopted(authority: Authority) -> list[Charter]:
    return list(queries.charters(authority).filter(adopted_on__isnull=False))


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in _adopted(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(map(_item, rows)))


def _words(
    _snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    return {"charters": [{**each, "text": fragment(from_json(each["document"]), level=3)}
                         for each in values]}  # fmt: skip


def _data(snapshot: public.PublicTerritory) -> dict[str, Any]:
    shown = [{name: value for name, value in each.items() if name != "document"}
             for each in snapshot.shelves[PAGE].values]  # fmt: skip
    return {**snapshot.head, "charters": shown}


CHARTERS = public.Shelf(
    name=PAGE, kind="charter", title=gettext_lazy("Charters of data"),
    offered=lambda authority: [(each.urn, str(each)) for each in _adopted(authority)],
    shown=_shown, template="catalogue/publication/charters.html", words=_words, per_page=3,
    reading=public.ReadingRule("charter_edit", sentences=True), data={"chartes.json": _data},
    inside=gettext_lazy("The state of application of each charter; roles, no name of a person."),
)  # fmt: skip
