"""The quotes of a purchase as a table and a chart."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.foundation.design.page_language import lang
from jalons.procurement.engine.purchases.comparison import ComparedQuote, Comparison
from jalons.procurement.words import purchases as words
from jalons.procurement.words.sentences import say
from jalons.wording import order_finding

COLUMNS = ("condition", "price", "life", "cost", "index", "carbon")
GUESSED = {"life": "life", "energy": "cost"}  # the column of what a quote does not say


def table(comparison: Comparison, urls: dict[str, str], lang: str) -> Table | None:
    """A row a quote, the one ahead of a column and what was inferred marked; None without any."""
    if not comparison.quotes:
        return None
    heads = tuple(
        Column(say(f"quote.{name}", lang), numeric=at > 1)
        for at, name in enumerate(("supplier", *COLUMNS))
    )
    rows = tuple(_row(comparison, each, urls, lang) for each in comparison.quotes)
    return Table(_("Quotes side by side"), heads, rows)


def _row(
    comparison: Comparison, found: ComparedQuote, urls: dict[str, str], lang: str
) -> tuple[Cell | str, ...]:
    quote = found.quote
    supplier = Cell(quote.supplier, url=urls.get(quote.key, ""))
    if quote.price is None:
        return (supplier, _("no quote: %(why)s") % {"why": quote.missing}, *["–"] * 5)

    said, guess = words.cells(found, lang), say("compare.inferred", lang)
    inferred = {GUESSED[name]: guess for name in found.inferred}
    first = {name for name, each in comparison.first.items() if each.key == quote.key}

    def cell(name: str) -> Cell:
        marks = [pgettext("quote", "ahead")] if name in first else []
        marks += [inferred[name]] if name in inferred else []
        return Cell(said[name], mark=", ".join(marks), mark_kind="ok" if name in first else "idle")

    return supplier, *map(cell, COLUMNS)


def carbon_chart(comparison: Comparison) -> IntervalBars | None:
    """The carbon of each quote with its interval; None when none is known."""
    rows = tuple(
        (each.quote.supplier, each.carbon) for each in comparison.priced if each.carbon is not None
    )
    if not rows:
        return None
    return IntervalBars(
        order_finding(rows, words.CARBON, lang()),
        rows,
        words.CARBON,
        variable=_("Carbon of one device by year of service"),
        description=_("Manufacture and use, with their intervals"),
    )
