"""The public pages in words: each the HTML of one part of what an authority shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import day_words
from jalons.foundation.publishing.declaration import (
    PublicChange,
    PublicTerritory,
    shelf_named,
    shelves,
)
from jalons.foundation.publishing.output.files import data_names
from jalons.foundation.publishing.places import CHANGES, FEED, INDEX, Places

CHANGES_PER_PAGE = 40
LATEST = 5  # changes on the overview


def titles() -> dict[str, str]:
    """The title of each page by its name, in their order."""
    own = {each.name: str(each.title) for each in shelves()}
    return {INDEX: _("Overview"), **own, CHANGES: _("What changed")}


def parts(shown: PublicTerritory, name: str) -> list[tuple[Any, ...]]:
    """What a page shows, cut into its following pages; at least one, even empty."""
    if name == CHANGES:
        return list(batched(shown.changes, CHANGES_PER_PAGE)) or [()]
    shelf = shelf_named(name)
    return list(batched(shown.shelves[name].items, shelf.per_page)) or [()] if shelf else [()]


def render(
    shown: PublicTerritory, name: str, number: int, places: Places, *, preview: bool = False
) -> str:
    """The HTML of one page, whole; it needs no visitor."""
    cut, known = parts(shown, name), titles()
    number = min(max(number, 1), len(cut))
    template, words = _page(shown, name, cut[number - 1], places)
    return render_to_string(
        template,
        {
            "shown": shown,
            "slug": shown.page.authority.slug,
            "style": places.style,
            "icon": places.icon,
            "feed": places.data(FEED),
            "title": known[name],
            "home": places.page(INDEX),
            "menu": [
                (label, places.page(each), each == name)
                for each, label in known.items()
                if each in {INDEX, name} or parts(shown, each)[0]
            ],
            "number": number,
            "count": len(cut),
            "before": places.page(name, number - 1) if number > 1 else "",
            "after": places.page(name, number + 1) if number < len(cut) else "",
            "preview": preview,
            **words,
        },
    )


def _page(
    shown: PublicTerritory, name: str, rows: Sequence[Any], places: Places
) -> tuple[str, dict[str, Any]]:
    """The template of a page and what is particular to it."""
    if shelf := shelf_named(name):
        values = [each.value for each in rows]
        return shelf.template, {"rows": values, **shelf.words(shown, values, places)}
    if name == CHANGES:
        return "publishing/changes.html", {"rows": _changed(rows, places)}
    return "publishing/index.html", _index(shown, places)


def _changed(
    changes: Sequence[PublicChange], places: Places
) -> list[tuple[PublicChange, str, str]]:
    pages = {each.kind: places.page(each.name) for each in shelves()}
    return [(each, pages[each.about.kind], day_words(each.when)) for each in changes]


def _index(shown: PublicTerritory, places: Places) -> dict[str, Any]:
    filled = [each for each in shelves() if shown.shelves[each.name].items]
    said = [(each, each.summary(shown, places)) for each in filled]
    fallback = _("What %(name)s commits to, and what is measured of it.") % {"name": shown.name}
    address = shown.page.contact_address
    return {
        "is_empty": not filled,
        "sentence": next((each.sentence for _shelf, each in said if each.sentence), fallback),
        "milestones": [step for _shelf, each in said for step in each.milestones],
        "counts": [
            (shelf.title, len(shown.shelves[shelf.name].items), each.beside) for shelf, each in said
        ],
        "facts": [fact for _shelf, each in said for fact in each.facts],
        "contact_url": (
            f"mailto:{address}" if "@" in address else address if address.startswith("http") else ""
        ),
        "files": [(name, places.data(name)) for name in data_names(shown)],
        "latest": _changed(shown.changes[:LATEST], places),
    }
