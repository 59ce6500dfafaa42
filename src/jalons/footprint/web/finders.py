"""Finds inventories by name, and links to the same search in the lines of the latest ones.

Lines are read by a process of their own: no page of results loads them.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.foundation.design.page_language import day_words
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among

LINES = 3  # inventories whose lines are offered, the latest
_PAGES = {
    InventoryFile.State.ASSESSED: "footprint_result",
    InventoryFile.State.REFUSED: "footprint_refused",
}


def _inventories(search: Search) -> Findings:
    def shown(each: InventoryFile) -> Found:
        page = _PAGES.get(InventoryFile.State(each.state))
        url = search.address(page, each.pk) if page else search.address("footprint_index")
        return Found(each.name, day_words(each.created_at), url)

    rows = InventoryFile.objects.of(search.authority).filter(deleted_at=None)
    found = among(search, rows, ("name",), shown)
    return replace(found, elsewhere=_lines(search))


def _lines(search: Search) -> tuple[Found, ...]:
    """Links to the same search in the lines of the latest inventories."""
    living = InventoryFile.objects.of(search.authority).filter(
        deleted_at=None, state=InventoryFile.State.ASSESSED
    )
    latest = list(living[:LINES])
    assessed = AssessedInventory.objects.of(search.authority).filter(inventory__in=latest)
    rows = dict(assessed.order_by("made_at").values_list("inventory_id", "rows_read"))
    return tuple(
        Found(
            each.name,
            ngettext("%(count)s line", "%(count)s lines", count) % {"count": count},
            search.address("footprint_fleet", each.pk, q=search.text),
        )
        for each in latest
        if (count := rows.get(each.pk))
    )


FINDERS = (
    Finder(
        "inventories",
        _("Inventories"),
        lambda n: ngettext("%(count)s inventory", "%(count)s inventories", n),
        _inventories,
    ),
)
PAGES = (
    Page(
        "footprint_index",
        _("Footprint of the equipment"),
        _("inventories, equipment, computers, carbon, CO2, greenhouse gases"),
    ),
    Page("footprint_factor_file_list", _("Your own factors"), _("emission factors")),
)
