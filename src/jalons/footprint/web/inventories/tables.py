"""The table of the inventories, the notices of a file, the number of its devices."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.store import load_pack
from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.footprint.web.labels import KG
from jalons.footprint.words.figures import say, shown_params
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words
from jalons.kernel import Interval


def remarks(notices: Iterable[Notice], lang: str) -> list[tuple[str, str, str]]:
    """The notices of a file: the sentence, how to fix it, and the sheets concerned."""
    sheets: dict[tuple[str, str], list[str]] = {}
    for notice in notices:
        shown = shown_params(notice.params, lang)
        text = say(notice.code, lang, **shown)
        hint = say(f"{notice.code}.hint", lang, missing="", **shown)
        sheets.setdefault((text, hint), []).append(notice.where.sheet if notice.where else "")
    return [
        (text, hint, ", ".join(dict.fromkeys(name for name in names if name)))
        for (text, hint), names in sheets.items()
    ]


def inventories(
    authority: Authority, page: Iterable[InventoryFile], totals: dict[UUID, AssessedInventory]
) -> Table:
    columns = (
        Column(_("File")),
        Column(_("Dropped on")),
        Column(_("Devices counted"), numeric=True),
        Column(_("Yearly footprint"), numeric=True),
    )
    rows = tuple(_inventory(authority, each, totals.get(each.pk)) for each in page)
    return Table(_("Inventories"), columns, rows)


def _inventory(
    authority: Authority, inventory: InventoryFile, assessed: AssessedInventory | None
) -> tuple[Cell | str, ...]:
    page = {
        InventoryFile.State.ASSESSED: "footprint_result",
        InventoryFile.State.REFUSED: "footprint_refused",
        InventoryFile.State.COMBINING: "footprint_doubles",
    }.get(InventoryFile.State(inventory.state), "footprint_columns")
    name = Cell(inventory.name, url=reverse(page, args=[authority.slug, inventory.pk]))
    day = day_words(inventory.created_at)
    if assessed is None:
        return name, day, "", Cell("", mark=inventory.get_state_display())
    total = next(
        each
        for each in assessed.result["impacts"]
        if (each["criterion"], each["stage"]) == (CLIMATE, Stage.TOTAL)
    )
    value = Interval(total["p5"], total["p50"], total["p95"])
    return (
        name,
        day,
        wording.format_number(devices_counted(assessed), page_language.lang()),
        wording.format_span(value, KG, page_language.lang()),
    )


def devices_counted(assessed: AssessedInventory) -> float:
    """The number of devices an assessment counts, without gigabytes, reams or square metres."""
    kinds = load_pack().devices
    devices = assessed.result["devices"]
    return float(sum(device["quantity"] for device in devices if kinds[device["type"]].is_device))
