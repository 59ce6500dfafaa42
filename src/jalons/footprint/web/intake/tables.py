"""The sheets of a dropped file as the pages show them: what was recognised, and the first rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jalons.footprint.engine import reading
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.words.figures import say
from jalons.foundation.design.components import Cell, Column, Table


def sheets(inventory: InventoryFile, mapping: reading.Mapping) -> list[dict[str, Any]]:
    """Each sheet as it was understood: its fields, their heading and a few cells."""
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
