"""The tables and charts of the results by axis, of the gaps and of the quality of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine.breakdown import Dimension, Share
from jalons.footprint.engine.breakdown_words import part_name, standing_words
from jalons.footprint.engine.doubts import grade_sentences
from jalons.footprint.engine.factors import Pack
from jalons.footprint.engine.indicators import CLIMATE
from jalons.footprint.engine.results import Assessment, Impact
from jalons.footprint.engine.wording import named, say, unit
from jalons.foundation.design.charts import IntervalBars, Series, StackedBars
from jalons.foundation.design.components import Cell, Column, Table
from jalons.kernel import Quality

DRAWN = 10  # parts a chart shows; its table shows them all


@dataclass(frozen=True, slots=True)
class View:
    """How a breakdown is shown: by which axis, with the names of a pack, in a language."""

    dimension: Dimension
    pack: Pack
    lang: str

    def name(self, share: Share) -> str:
        """The name of a part."""
        return part_name(share.key, self.dimension, self.pack, self.lang)

    def table(
        self,
        shown: Sequence[Share],
        every: Sequence[Share],
        addresses: Mapping[str, str],
        criterion: str,
    ) -> Table:
        """The parts shown, their bars on the scale of every part; each opens at its address."""
        own_units = self.dimension is Dimension.CRITERION
        top = max((each.value.mid for each in every if each.value), default=0.0) or 1.0
        columns = (
            Column(say(f"axis.{self.dimension.value}", self.lang)),
            *(() if own_units else (Column(_("Devices"), numeric=True),)),
            Column(_("Central"), numeric=True),
            Column(_("90 % interval"), numeric=True),
            *((Column(_("Unit, a year")),) if own_units else ()),
        )
        rows = tuple(
            (
                Cell(
                    self.name(each),
                    url=addresses.get(each.key, ""),
                    share=each.value.mid / top if each.value and not own_units else None,
                ),
                *(
                    ()
                    if own_units
                    else (wording.format_number(round(each.quantity, 1), self.lang),)
                ),
                *self._figure(each),
                *((_unit(each, self.lang),) if own_units else ()),
            )
            for each in shown
        )
        return Table(self._caption(every, criterion, own_units=own_units), columns, rows)

    def chart(self, shares: Sequence[Share]) -> IntervalBars | None:
        """The first parts on one scale; criteria, that have no common unit, beside their centre."""
        known = [(each, each.value) for each in shares if each.value is not None]
        if self.dimension is Dimension.CRITERION:
            rows = tuple(
                (self.name(each), value.scaled(100 / value.mid))
                for each, value in known
                if value.mid
            )
            title = _("How wide each interval is, its central value being 100")
            return IntervalBars(title, rows[:DRAWN], "") if rows else None
        drawn = known[:DRAWN]
        title = _("The heaviest parts, with their intervals")
        symbol = drawn[0][0].unit.symbol.removesuffix("/year") if drawn else ""
        rows = tuple((self.name(each), value) for each, value in drawn)
        return IntervalBars(title, rows, symbol) if rows else None

    def _figure(self, share: Share) -> tuple[Cell | str, Cell | str]:
        """The central value and the range without unit, or that nothing is assessed."""
        words = standing_words(share, self.lang)
        if share.value is None:
            return Cell("", mark=words), ""
        return (
            wording.format_central(share.value, "", self.lang),
            Cell(wording.format_span(share.value, "", self.lang), mark=words),
        )

    def _caption(self, shares: Sequence[Share], criterion: str, *, own_units: bool) -> str:
        if own_units:
            return _("Every criterion and flow, each in its unit")
        told = named(self.pack.criteria[criterion].name, self.lang)
        symbol = shares[0].unit.symbol if shares else ""
        return f"{told}, {unit(symbol, self.lang)}"


def _unit(share: Share, lang: str) -> str:
    """The unit of a figure in words, its year told by the heading."""
    symbol = share.unit.symbol.removesuffix("/year")
    return (
        unit(symbol, lang) if unit(symbol, lang) != symbol else wording.scale_of(symbol, 1, lang)[1]
    )


def doubts(shares: Sequence[tuple[str, float]], lang: str) -> tuple[StackedBars, Table]:
    """The tornado of a total and its table: which part of its doubt each input makes."""
    title = _("What makes the doubt: share of the variance of the total")
    names = tuple(name for name, _share in shares)
    parts = tuple(round(share * 100.0) * 1.0 for _name, share in shares)
    chart = StackedBars(title, names, (Series(_("Share of the variance"), parts),), "%")
    columns = (Column(_("Input")), Column(_("Share of the variance"), numeric=True))
    rows = tuple(
        (Cell(name, share=share), wording.format_percent(share, lang)) for name, share in shares
    )
    return chart, Table(_("Share of the variance, by input"), columns, rows)


def quality(found: Assessment, lang: str) -> dict[str, Any]:
    """The grade with its reasons, and what the impact rests on: never one without the other."""
    return {
        "grade": found.grade.letter,
        "grade_reasons": grade_sentences(found.grade, lang),
        "grade_letters": say("grade.letters", lang),
        "quality_table": _rests_on(found.quality, found.impact(CLIMATE), lang),
    }


def _rests_on(found: Quality, total: Impact, lang: str) -> Table:
    """The part of the impact that rests on measured, declared and default values."""
    told = (
        (_("Measured values"), found.measured),
        (_("Declared values"), found.declared),
        (_("Default values"), found.default),
    )
    columns = (
        Column(_("Rests on")),
        Column(_("Share of the impact"), numeric=True),
        Column(_("That is, a year"), numeric=True),
    )
    symbol = total.unit.symbol.removesuffix("/year")
    rows = tuple(
        (
            Cell(name, share=share),
            wording.format_percent(share, lang),
            wording.format_central(total.value.scaled(share), symbol, lang) if share else "0",
        )
        for name, share in told
    )
    return Table(_("What the footprint rests on"), columns, rows)
