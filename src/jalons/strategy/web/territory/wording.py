"""The words of what is known of a territory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import day_words, editable_number, lang
from jalons.strategy.engine.territory.known import REPLACING, UNITS, Known
from jalons.strategy.engine.territory.national import Key
from jalons.wording import format_central, format_number, format_span, sign_of, with_unit

_TITLES = {
    "total": _("the whole footprint of the territory"),
    "terminals": _("the footprint of terminals"),
    "data_centres": _("the footprint of data centres"),
    "networks": _("the footprint of networks"),
    "boxes": _("the electricity of boxes and decoders"),
    "residents": _("residents"),
    "households": _("households"),
    "firms": _("establishments of firms and administrations"),
    "premises": _("dwellings and business premises"),
    "fibre": _("premises that can be connected to fibre"),
    "income": _("median standard of living"),
    "centre_electricity": _("electricity of the data centres that stand on the territory"),
    "confirmed": _("estimate of the territory confirmed"),
}
KEYS = {
    Key.RESIDENTS: _("residents"),
    Key.HOUSEHOLDS: _("households"),
    Key.FIRMS: _("establishments of firms and administrations"),
}


def title(name: str) -> str:
    return str(_TITLES[str(name)])


def figure_name(name: str) -> str:
    return str(_TITLES.get(name, name))


def figure_words(record: Mapping[str, Any]) -> str:
    return f"{editable_number(record['value']['mid'])} ({record['as_of']}, {record['source']})"


def vintage_words(as_of: str) -> str:
    """A year as it is; a day in words."""
    day = parse_date(as_of) if len(as_of) > 4 else None
    return day_words(day) if day else as_of


def value_words(known: Known) -> str:
    unit = UNITS.get(known.name, "")
    if known.name in REPLACING:
        return format_central(known.value, unit, lang())
    return with_unit(format_number(known.value.mid, lang(), 0), sign_of(unit, lang()), lang())


def range_words(known: Known) -> str:
    """The range of a known figure, empty when it is exact."""
    if known.value.low == known.value.high:
        return ""
    return format_span(known.value, UNITS.get(known.name, ""), lang())
