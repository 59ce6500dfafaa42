"""The organisations that agreed to be named: a shelf of the public page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.records import Record
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.addresses import Addresses
from jalons.kernel import Urn
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.actors.models import Actor

PAGE = "acteurs"


class PublicActorRecord(Record, frozen=True, kw_only=True):
    """An organisation that agreed to be named."""

    id: str
    name: str
    kind: str
    role: str
    brings: str


def _agreed(authority: Authority) -> list[Actor]:
    return register.ordered(register.agreed(authority), "name")


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(each.urn, each.name) for each in _agreed(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    """Those that agreed and were chosen: one that no longer agrees is gone at once.

    ``whole`` is how many are concerned, named or not.
    """
    items = tuple(_item(each) for each in _agreed(authority) if str(each.urn) in chosen)
    return public.ShelfContent(
        items, whole=register.actors(authority).exclude(state="left").count() if items else 0
    )


def _item(each: Actor) -> public.PublicItem:
    kind = str(each.get_kind_display())
    value = PublicActorRecord(
        id=str(each.urn), name=each.name, kind=kind, role=each.role, brings=each.brings
    )
    return public.PublicItem(each.urn, each.name, value, (each.name, each.role, each.brings))


def _others(snapshot: public.PublicTerritory) -> int:
    """Those that are counted and not named; none while nobody is named."""
    content = snapshot.shelves[PAGE]
    return content.whole - len(content.items) if content.items else 0


def _others_words(others: int) -> str:
    words = ngettext("And %(count)s other actor.", "And %(count)s other actors.", others)
    return words % {"count": others} if others else ""


def _words(
    snapshot: public.PublicTerritory, _values: list[Any], _addresses: Addresses
) -> dict[str, Any]:
    return {"others": _others_words(_others(snapshot))}


def _summary(snapshot: public.PublicTerritory, _addresses: Addresses) -> public.ShelfSummary:
    return public.ShelfSummary(beside=_others_words(_others(snapshot)))


def _data(snapshot: public.PublicTerritory) -> dict[str, Any]:
    return {**snapshot.head, "actors": snapshot.shelves[PAGE].values, "others": _others(snapshot)}


ACTORS = public.Shelf(
    name=PAGE,
    kind="actor",
    title=gettext_lazy("Actors"),
    offered=_offered,
    shown=_shown,
    template="strategy/publication/acteurs.html",
    words=_words,
    per_page=30,
    summary=_summary,
    reading=public.ReadingRule("actor_edit", sentences=True),
    data={"acteurs.json": _data},
    inside=gettext_lazy("An organisation of the register of actors is named only if it agreed."),
)
