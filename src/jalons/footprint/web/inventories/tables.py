"""What the pages show, as the values of the design system: tables, charts, words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine import reading
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
    """What the reader remarked: the sentence, how to mend, and the sheets concerned."""
    sheets: dict[tuple[str, str], list[str]] = {}
    for each in notices:
        shown = shown_params(each.params, lang)
        text = say(each.code, lang, **shown)
        hint = say(f"{each.code}.hint", lang, missing="", **shown)
        sheets.setdefault((text, hint), []).append(each.where.sheet if each.where else "")
    return [
        (text, hint, ", ".join(dict.fromkeys(name for name in names if name)))
        for (text, hint), names in sheets.items()
    ]


def inventories(
    authority: Authority, page: Iterable[InventoryFile], totals: dict[UUID, AssessedInventory]
) -> Table:
    """The inventories of a page, each with its state and its total."""
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
    """How many devices an assessment counts: neither gigabytes, reams nor square metres."""
    kinds = load_pack().devices
    held = assessed.result["devices"]
    return float(sum(each["quantity"] for each in held if kinds[each["type"]].is_device))


def sheets(inventory: InventoryFile, mapping: reading.Mapping) -> list[dict[str, Any]]:
    """What was understood of each sheet: its fields, their heading and a few cells."""
    return [
        _sheet(position, found, mapping.of(found["name"]))
        for position, found in enumerate(inventory.layout["sheets"])
    ]


def _sheet(
    position: int, found: dict[str, Any], mapping: reading.SheetMapping | None
) -> dict[str, Any]:
    columns = {each["column"]: each for each in found["columns"]}
    used = mapping.columns if mapping else {}
    rows = tuple(
        (
            _role(field, mapping.why.get(field)),
            _("“%s”") % columns[column]["heading"] if column in columns else "",
            ", ".join(str(sample)[:30] for sample in columns.get(column, {}).get("samples", ())),
            say(f"why.{mapping.why[field]}") if field in mapping.why else _("chosen or confirmed"),
        )
        for field, column in (mapping.columns if mapping else {}).items()
        if mapping
    )
    unused = [each["heading"] for each in found["columns"] if each["column"] not in used.values()]
    heads = (
        Column(_("Role")),
        Column(_("Column")),
        Column(_("For example")),
        Column(_("Recognised")),
    )
    return {
        "position": position,
        "name": found["name"],
        "rows": found["rows"],
        "included": bool(mapping and mapping.included),
        "doubt": _sheet_doubt(mapping) if mapping and mapping.doubt else "",
        "table": Table(found["name"] or _("Columns recognised"), heads, rows),
        "unused": ", ".join(heading for heading in unused[:20] if heading),
        "missing": not {reading.Field.TYPE, reading.Field.MODEL} & used.keys(),
    }


def _sheet_doubt(mapping: reading.SheetMapping) -> str:
    """Why a sheet is left out, or counted in spite of what it looks like."""
    counted = "counted_" if mapping.included else ""
    return say(f"sheet_{counted}{mapping.doubt}", sheet=mapping.name, beside=mapping.beside)


def _role(field: reading.Field, why: reading.Why | None) -> Cell | str:
    """The name of a field, marked when only the content of its column says it is that one."""
    name = say(f"field.{field.value}")
    if why is reading.Why.VALUES:
        return Cell(name, mark=_("to confirm"), mark_kind="late")
    return name


def preview(found: dict[str, Any]) -> Table:
    """The first rows of a sheet as they are written."""
    width = min(12, max((len(row) for row in found["first_rows"]), default=0))
    columns = (Column(_("Row")), *(Column(_("Column %d") % (i + 1)) for i in range(width)))
    rows = tuple(
        (str(number), *(str(cell)[:30] for cell in (list(row) + [""] * width)[:width]))
        for number, row in enumerate(found["first_rows"], start=1)
    )
    return Table(_("First rows of the sheet"), columns, rows)
