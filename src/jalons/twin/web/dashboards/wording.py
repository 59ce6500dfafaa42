"""The texts of dashboards: kinds of tiles, measures, states, errors in a document."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.twin.engine.dashboards import MOST_ROWS, MOST_TILES, Flaw
from jalons.twin.web.observations.histories import STEP_WORDS, WORDS

KINDS = {
    "figure": gettext_lazy("A figure"),
    "chart": gettext_lazy("A history, drawn"),
    "table": gettext_lazy("A table of the first ones"),
    "live": gettext_lazy("How many sensors are live"),
    "text": gettext_lazy("A text"),
}
MEASURES = {
    "mean": gettext_lazy("mean"),
    "sum": gettext_lazy("sum"),
    "min": gettext_lazy("least"),
    "max": gettext_lazy("most"),
    "count": gettext_lazy("number of values"),
    "latest": gettext_lazy("latest value"),
}
PERIODS = {"now": gettext_lazy("last value of each")} | WORDS
STEPS = {name: words for name, words in STEP_WORDS.items() if name != "raw"}
ORDERS = {
    "highest": gettext_lazy("the highest first"),
    "lowest": gettext_lazy("the lowest first"),
    "recent": gettext_lazy("the most recent first"),
}
STATES = {
    "nothing": gettext_lazy("No sensor is selected: none is of this type, or none you may see."),
    "silent": gettext_lazy("No value was observed."),
    "units": gettext_lazy("The values are in different units: they cannot be put together."),
    "many": gettext_lazy("Too many sensors for one tile: narrow the selection."),
    "wrong": gettext_lazy("The selection cannot be read."),
}
FLAWS = {
    "no_object": gettext_lazy("an object between braces is expected"),
    "version": gettext_lazy("the version is 1"),
    "unknown": gettext_lazy("this member is not known"),
    "missing": gettext_lazy("this is missing"),
    "long": gettext_lazy("this is too long"),
    "no_list": gettext_lazy("a list between brackets is expected"),
    "many": gettext_lazy("a dashboard has at most %(most)s tiles"),
    "no_text": gettext_lazy("a text between quotes is expected"),
    "choice": gettext_lazy("this is none of the choices"),
    "range": gettext_lazy("a whole number from 1 to %(rows)s is expected"),
    "query": gettext_lazy("this query cannot be read"),
}


def flaw(found: Flaw) -> str:
    """An error in a document: where, which rule, the value found."""
    text = str(FLAWS[found.code]) % {"most": MOST_TILES, "rows": MOST_ROWS}
    value = _(" (“%(given)s”)") % {"given": found.value} if found.value else ""
    place = found.place or _("the document")
    return _("%(place)s: %(said)s%(given)s.") % {"place": place, "said": text, "given": value}
