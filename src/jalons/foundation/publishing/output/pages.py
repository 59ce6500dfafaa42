"""The public pages in words: each the HTML of one part of what an authority shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import day_words
from jalons.foundation.publishing.addresses import CHANGES, FEED, INDEX, Addresses, Folder
from jalons.foundation.publishing.declaration import (
    PublicChange,
    PublicTerritory,
    shelf_named,
    shelves,
)
from jalons.foundation.publishing.output.files import data_names

CHANGES_PER_PAGE = 40
LATEST = 5  # changes on the overview
MAIN = 5  # pages of the menu that are always in sight


def titles() -> dict[str, str]:
    """The title of each page by its name, in their order."""
    own = {shelf.name: str(shelf.title) for shelf in shelves()}
    return {INDEX: _("Overview"), **own, CHANGES: _("What changed")}


def parts(snapshot: PublicTerritory, name: str) -> list[tuple[Any, ...]]:
    """What a page shows, cut into its following pages; at least one, even empty."""
    if name == CHANGES:
        return list(batched(snapshot.changes, CHANGES_PER_PAGE)) or [()]
    shelf = shelf_named(name)
    return list(batched(snapshot.shelves[name].items, shelf.per_page)) or [()] if shelf else [()]


def render(
    snapshot: PublicTerritory,
    name: str,
    number: int,
    addresses: Addresses,
    *,
    preview: bool = False,
) -> str:
    """The HTML of one page, whole; it needs no visitor."""
    cut, known = parts(snapshot, name), titles()
    number = min(max(number, 1), len(cut))
    template, words = _page(snapshot, name, cut[number - 1], addresses)
    return render_to_string(
        template,
        {
            "snapshot": snapshot,
            "slug": snapshot.page.authority.slug,
            "style": addresses.style,
            "icon": addresses.icon,
            "feed": addresses.data(FEED),
            "title": known[name],
            "home": addresses.page(INDEX),
            **_menu(snapshot, name, addresses),
            "number": number,
            "count": len(cut),
            "before": addresses.page(name, number - 1) if number > 1 else "",
            "after": addresses.page(name, number + 1) if number < len(cut) else "",
            "preview": preview,
            **words,
        },
    )


def _menu(snapshot: PublicTerritory, name: str, addresses: Addresses) -> dict[str, Any]:
    """The pages that show something: a few in sight with the one that is read, others folded."""
    every = [
        (label, addresses.page(each), each == name)
        for each, label in titles().items()
        if each in {INDEX, name} or parts(snapshot, each)[0]
    ]
    seen = [entry for rank, entry in enumerate(every) if rank < MAIN or entry[2]]
    return {"menu": seen, "more": [entry for entry in every if entry not in seen]}


def _page(
    snapshot: PublicTerritory, name: str, rows: Sequence[Any], addresses: Addresses
) -> tuple[str, dict[str, Any]]:
    """The template of a page and what is particular to it."""
    if shelf := shelf_named(name):
        values = [row.value for row in rows]
        return shelf.template, {"rows": values, **shelf.words(snapshot, values, addresses)}
    if name == CHANGES:
        return "publishing/changes.html", {"rows": _changed(rows, addresses)}
    return "publishing/index.html", _index(snapshot, addresses)


def _changed(
    changes: Sequence[PublicChange], addresses: Addresses
) -> list[tuple[PublicChange, str, str]]:
    pages = {shelf.kind: addresses.page(shelf.name) for shelf in shelves()}
    return [(change, pages[change.about.kind], day_words(change.when)) for change in changes]


def _index(snapshot: PublicTerritory, addresses: Addresses) -> dict[str, Any]:
    filled = [each for each in shelves() if snapshot.shelves[each.name].items]
    said = [(each, each.summary(snapshot, addresses)) for each in filled]
    fallback = _("What %(name)s commits to, and what is measured of it.") % {"name": snapshot.name}
    sentences = [each.sentence for _shelf, each in said if each.sentence] or [fallback]
    address = snapshot.page.contact_address
    return {
        "is_empty": not filled,
        "sentence": sentences[0],
        "following": sentences[1:],
        "figures": [each for _shelf, found in said for each in found.figures],
        "late": [each for _shelf, found in said for each in found.late],
        "invites": []
        if isinstance(addresses, Folder)
        else [each for shelf in shelves() for each in shelf.invites(snapshot.page.authority)],
        "milestones": [step for _shelf, each in said for step in each.milestones],
        "counts": [
            (
                format_html('<a href="{}">{}</a>', addresses.page(shelf.name), shelf.title),
                len(snapshot.shelves[shelf.name].items),
                each.beside,
            )
            for shelf, each in said
        ],
        "facts": [fact for _shelf, each in said for fact in each.facts],
        "contact_url": (
            f"mailto:{address}" if "@" in address else address if address.startswith("http") else ""
        ),
        "files": [(name, addresses.data(name)) for name in data_names(snapshot)],
        "latest": _changed(snapshot.changes[:LATEST], addresses),
    }
