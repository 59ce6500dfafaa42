"""Values, names, places and impacts as the pages write them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.comparison import Change
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.corrections import CorrectedField, CorrectedValue
from jalons.footprint.store import load_pack
from jalons.footprint.words.figures import named, number, say
from jalons.foundation.design.components import Cell, Column
from jalons.kernel import Interval, Where
from jalons.wording import format_central, format_day, format_span


def said_value(field: str, value: CorrectedValue, lang: str) -> str:
    """A value of a field in words, a blank one too."""
    if field == CorrectedField.SET_ASIDE:
        return say(f"corrections.aside_{'yes' if value else 'no'}", lang)
    if value is None or value == "":
        return say("corrections.blank", lang)
    return _said(field, value, lang)


def _said(field: str, value: str | float, lang: str) -> str:
    if field == CorrectedField.DEVICE:
        return device_name(str(value), lang)
    if field == CorrectedField.STATUS:
        return say(f"status.{value}", lang, missing=str(value))
    if field == CorrectedField.PURCHASED:
        return format_day(date.fromisoformat(str(value)), lang)
    if isinstance(value, float | int):
        text = number(float(value), lang, digits=6)
        return say(f"corrections.unit_{field}", lang, value=text, missing=text)
    return value


def device_name(device: str, lang: str) -> str:
    kind = load_pack().devices.get(device)
    return named(kind.name, lang) if kind else device


def country_name(code: str, lang: str) -> str:
    """The name of a country or territory, or its code."""
    return named(load_pack().places.get(code, {"fr": code}), lang)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KG = "kg CO2 eq"  # a year: every figure here is yearly, and says so around it


def stage(name: Stage, lang: str) -> str:
    return say(f"stage.{name.value}", lang)


def bare(value: Interval | None, lang: str) -> tuple[str, str]:
    """The central value and the range, without their unit: it stands in the caption."""
    return format_central(value, "", lang), format_span(value, "", lang)


def value_columns() -> tuple[Column, Column]:
    return Column(_("Central"), numeric=True), Column(_("90 % interval"), numeric=True)


def difference(change: Change, lang: str) -> tuple[Cell | str, Cell | str]:
    """A difference in words, marked when it is uncertain."""
    if change.difference.low == change.difference.high == 0:
        return "", _("unchanged")
    mid, span = bare(change.difference, lang)
    return mid, Cell(span, mark="" if change.certain else _("uncertain"))


def place(where: Where | None) -> str:
    """A place in a file, in words."""
    if where is None:
        return ""
    parts = [
        where.file,
        where.sheet and _("sheet “%s”") % where.sheet,
        where.row and _("row %d") % where.row,
        where.column and _("column “%s”") % where.column,
    ]
    return ", ".join(str(part) for part in parts if part)
