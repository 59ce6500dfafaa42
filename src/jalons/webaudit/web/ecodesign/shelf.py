"""The ecodesign declarations that an authority shows to everybody, with each of their answers."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.webaudit.documents.ecodesign import declared
from jalons.webaudit.web.ecodesign import queries
from jalons.webaudit.web.ecodesign.models import EcodesignReview

PAGE = "ecoconception"


def _item(each: EcodesignReview) -> public.PublicItem:
    sheet = queries.sheet(each)
    value = {"id": str(each.urn), "service": str(each), "reference": "RGESN 2024"}
    texts = [*sheet.facts.values(), *(text for _answer, text in sheet.said.values())]
    value |= declared(sheet, lang())
    return public.PublicItem(each.urn, str(each), value, tuple(filter(None, texts)))


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    found = [each for each in queries.scored(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(_item(each) for each in found))


ECODESIGN = public.Shelf(
    name=PAGE,
    kind="ecodesign_review",
    title=gettext_lazy("Ecodesign of online services"),
    offered=lambda authority: [(each.urn, str(each)) for each in queries.scored(authority)],
    shown=_shown,
    template="webaudit/publication/ecoconception.html",
    words=lambda _snapshot, _values, _addresses: {},
    per_page=5,
    reading=public.ReadingRule("ecodesign_review_edit", sentences=True),
    data={f"{PAGE}.json": lambda whole: {**whole.head, "reviews": whole.shelves[PAGE].values}},
    inside=gettext_lazy("Score, answer to each criterion and its explanation; a role, no person."),
)
