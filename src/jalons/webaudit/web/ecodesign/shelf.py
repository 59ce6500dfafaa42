"""The ecodesign declarations that an authority shows to everybody."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.webaudit.engine.ecodesign import score
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.web.ecodesign import queries
from jalons.webaudit.web.ecodesign.models import EcodesignReview
from jalons.webaudit.words.ecodesign import sentence
from jalons.webaudit.words.sentences import say

PAGE = "ecoconception"


def _item(each: EcodesignReview) -> public.PublicItem:
    said = queries.sheet(each, timezone.localdate()).said
    found = score({key: answer for key, (answer, _text) in said.items()}, ecodesign_reference())
    value = {"id": str(each.urn), "service": str(each), "score": found and round(found.value, 1),
             "sentence": sentence(found, lang()), "reference": "RGESN 2024",
             "reviewed_on": each.reviewed_on and each.reviewed_on.isoformat(),
             "referent": each.referent, "actions": each.actions,
             "lists": {say(f"ecodesign.list.{kind}", lang()): ", ".join(ids)
                       for kind, ids in (found.by_answer.items() if found else ()) if ids},
             "criteria": {one.id: said[one.id] if one.id in said else ("untested", "")
                          for one in ecodesign_reference().criteria}}  # fmt: skip
    texts = (each.referent, each.actions, *(text for _answer, text in said.values() if text))
    return public.PublicItem(each.urn, str(each), value, texts)


def _scored(authority: Authority) -> list[EcodesignReview]:
    """A score that nobody can check by its criteria is never shown: both go out together."""
    return list(queries.rows(authority).exclude(score=None).exclude(service=None))


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    found = [each for each in _scored(authority) if str(each.urn) in chosen]
    return public.ShelfContent(tuple(_item(each) for each in found))


def _data(snapshot: public.PublicTerritory) -> dict[str, Any]:
    return {**snapshot.head, "reviews": snapshot.shelves[PAGE].values}


ECODESIGN = public.Shelf(
    name=PAGE,
    kind="ecodesign_review",
    title=gettext_lazy("Ecodesign of online services"),
    offered=lambda authority: [(each.urn, str(each)) for each in _scored(authority)],
    shown=_shown,
    per_page=5,
    template="webaudit/publication/ecoconception.html",
    words=lambda _snapshot, _values, _addresses: {},
    reading=public.ReadingRule("ecodesign_review_edit", sentences=True),
    data={f"{PAGE}.json": _data},
    inside=gettext_lazy("Score, answer to each criterion and its explanation; a role, no person."),
)
