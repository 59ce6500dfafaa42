"""“How to do without the internet?”: the human ways of the procedures that are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.inclusion.engine.procedures.rules import HUMAN, WITHOUT_DEVICE
from jalons.inclusion.web.procedures import queries
from jalons.inclusion.web.procedures.models import Channel, Procedure
from jalons.inclusion.words.sentences import say
from jalons.kernel import Urn

PAGE = "sans-internet"
WAYS = HUMAN | WITHOUT_DEVICE


def _way(each: Channel) -> dict[str, Any]:
    return {
        "way": each.way, "label": str(each.get_way_display()), "place": each.place,
        "commune": each.insee or None, "contact": each.phone, "hours": each.hours,
        "delay_days": each.delay, "cost": str(each.get_cost_display()) if each.cost else "",
        "languages": each.languages,
        "accessible": {"yes": True, "no": False}.get(each.accessible),
        "checked_on": each.checked_on.isoformat() if each.checked_on else None,
    }  # fmt: skip


def _item(each: Procedure) -> public.PublicItem:
    shown = [one for one in each.channels.all() if one.way in WAYS]
    value = {"id": str(each.urn), "name": each.name, "domain": each.domain,
             "ways": [_way(one) for one in shown]}  # fmt: skip
    texts = [text for one in shown for text in (one.place, one.languages)]
    return public.PublicItem(each.urn, each.name, value, (each.name, *filter(None, texts)))


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    """Those with a way to show; a procedure without any is not hidden, it is to complete first."""
    return [(each.urn, each.name) for each in queries.rows(authority)
            if any(one.way in WAYS for one in each.channels.all())]  # fmt: skip


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = queries.rows(authority)
    return public.ShelfContent(tuple(_item(each) for each in rows if str(each.urn) in chosen))


def _words(
    _snapshot: public.PublicTerritory, values: Sequence[Any], _addresses: Any
) -> dict[str, Any]:
    by_domain = groupby(sorted(values, key=_domain), _domain)
    groups = [(say(f"procedures.domain.{name}", lang()), list(rows)) for name, rows in by_domain]
    return {"groups": groups}


def _domain(value: Any) -> str:
    return str(value["domain"])


WITHOUT_INTERNET = public.Shelf(
    name=PAGE,
    kind="procedure",
    title=gettext_lazy("How to do without the internet?"),
    offered=_offered,
    shown=_shown,
    template="inclusion/publication/sans-internet.html",
    words=_words,
    reading=public.ReadingRule("procedure_edit"),
    data={"sans-internet.json": public.values_under("procedures", PAGE)},
    inside=gettext_lazy("For each procedure: desk, telephone, post, visit; places, never people."),
)
