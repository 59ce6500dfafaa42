"""The thresholds drawn on histories, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.twin.store import thresholds

from .values import amount


def daily(kind: str, attribute: str, unit: str) -> tuple[float, str] | None:
    """The threshold of a property on means of 24 hours, with its name; None when none is known.

    It is drawn on days and hours: a mean of weeks or months has another one.
    """
    row = thresholds.drawn_on(kind, attribute, unit)
    if row is None:
        return None
    name = row.short[lang()]
    parts = {"name": name[:1].upper() + name[1:], "value": amount(row.value, unit)}
    return row.value, _("%(name)s over 24 h: %(value)s") % parts


def against(name: str, value: str, *, above: bool) -> str:
    """Which side of a named threshold, in words: “below the WHO guideline (15 µg/m³)”."""
    parts = {"name": name, "value": value}
    text = _("above the %(name)s (%(value)s)") if above else _("below the %(name)s (%(value)s)")
    return text % parts
