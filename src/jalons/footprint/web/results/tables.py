"""The tables and charts of the results by axis, of the gaps and of the quality of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine.analysis.breakdown import Dimension, Share
from jalons.footprint.engine.analysis.comparison import Change, Comparison
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.analysis.published import PublishedFootprint
from jalons.footprint.engine.assessment.results import Assessment, Impact
from jalons.footprint.engine.factors.pack import LIFE_STAGES, Pack, Stage
from jalons.footprint.engine.inventory.line import Reason
from jalons.footprint.store import load_norms, load_pack
from jalons.footprint.web.inventories.lookups import page_of
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.labels import KG, bare, difference, stage, value_columns
from jalons.footprint.words.breakdown import part_name, standing_words
from jalons.footprint.words.figures import count, measured, named, say, unit
from jalons.footprint.words.summary import Summary
from jalons.footprint.words.uncertainty import grade_sentences
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars, Series, StackedBars
from jalons.kernel import Interval, Quality

DRAWN = 8  # parts a chart shows; its table shows them all


@dataclass(frozen=True, slots=True)
class View:
    """A breakdown on the pages: its axis, the pack with its names, the language."""

    dimension: Dimension
    pack: Pack
    lang: str

    def name(self, share: Share) -> str:
        return part_name(share.key, self.dimension, self.pack, self.lang)

    def table(
        self,
        shown: Sequence[Share],
        every: Sequence[Share],
        addresses: Mapping[str, str],
        criterion: str,
    ) -> Table:
        """The parts shown, their bars on the scale of every part; each opens at its address."""
        top = max((each.value.mid for each in every if each.value), default=0.0) or 1.0
        first = Column(say(f"axis.{self.dimension.value}", self.lang))
        names = [(each, self.name(each), addresses.get(each.key, "")) for each in shown]
        columns: tuple[Column, ...]
        rows: list[tuple[Cell | str, ...]]
        if self.dimension is Dimension.CRITERION:
            columns = (first, *value_columns(), Column(_("Unit, a year")),
                       Column(_("In inhabitants")))  # fmt: skip
            rows = [
                (Cell(name, url=url), *self._figure(each), _unit(each, self.lang),
                 self._inhabitants(each))
                for each, name, url in names
            ]  # fmt: skip
            return Table(_("Every criterion and flow, each in its unit"), columns, tuple(rows))
        columns = (first, Column(_("Devices"), numeric=True), *value_columns())
        rows = [
            (Cell(name, url=url, share=each.value.mid / top if each.value else None),
             count(each.quantity, self.lang), *self._figure(each))
            for each, name, url in names
        ]  # fmt: skip
        symbol = every[0].unit.symbol if every else ""
        name = named(self.pack.criteria[criterion].name, self.lang)
        return Table(f"{name}, {unit(symbol, self.lang)}", columns, tuple(rows))

    def chart(self, shares: Sequence[Share]) -> IntervalBars | None:
        """The first parts on one scale; criteria, that have no common unit, beside their centre."""
        known = [(each, each.value) for each in shares if each.value is not None]
        if self.dimension is Dimension.CRITERION:
            rows = tuple(
                (self.name(each), value.scaled(100 / value.mid))
                for each, value in known
                if value.mid
            )
            if not rows:
                return None
            widest = max(rows[:DRAWN], key=lambda row: row[1].width)[0]
            title = _("The least sure: %(name)s") % {"name": widest}
            variable = _("How wide each interval is, its central value being 100")
            return IntervalBars(title, rows[:DRAWN], "", variable=variable)
        drawn = known[:DRAWN]
        symbol = drawn[0][0].unit.symbol.removesuffix("/year") if drawn else ""
        rows = tuple((self.name(each), value) for each, value in drawn)
        if not rows:
            return None
        variable = _("The heaviest parts, with their intervals")
        title = wording.order_finding(rows, symbol, self.lang)
        return IntervalBars(title, rows, symbol, variable=variable)

    def _inhabitants(self, share: Share) -> Cell | str:
        """The figure as so many inhabitants of the world cause in a year, for its criterion."""
        norms = load_norms()
        one = norms["per_person"].get(share.criterion)
        if one is None or share.value is None:
            return ""
        words = wording.format_span(share.value.scaled(1 / one), "", self.lang)
        return Cell(words, confirmed=norms["verified"])

    def _figure(self, share: Share) -> tuple[Cell | str, Cell | str]:
        """The central value and the range without unit, or that nothing is assessed."""
        words = standing_words(share, self.lang)
        if share.value is None:
            return Cell("", mark=words), ""
        central, span = bare(share.value, self.lang)
        return central, Cell(span, mark=words)


def _unit(share: Share, lang: str) -> str:
    """The unit of a figure in words, without its year, which stands in the heading."""
    symbol = share.unit.symbol.removesuffix("/year")
    words = unit(symbol, lang)
    return words if words != symbol else wording.scale_of(symbol, 1, lang)[1]


def doubts(shares: Sequence[tuple[str, float]], lang: str) -> tuple[StackedBars, Table]:
    """The tornado of a total and its table: the share of each input in its variance."""
    variable = _("What makes the uncertainty: share of the variance of the total")
    names = tuple(name for name, _share in shares)
    parts = tuple(round(share * 100.0) * 1.0 for _name, share in shares)
    bars = (Series(_("Share of the variance"), parts),)
    title = wording.share_finding(shares, lang)
    chart = StackedBars(title, names, bars, "%", variable=variable)
    columns = (Column(_("Input")), Column(_("Share of the variance"), numeric=True))
    rows = tuple(
        (Cell(name, share=share), wording.format_percent(share, lang)) for name, share in shares
    )
    return chart, Table(_("Share of the variance, by input"), columns, rows)


def quality(assessment: Assessment, lang: str) -> dict[str, Any]:
    """The grade with its reasons, and what the impact rests on: never one without the other."""
    return {
        "grade": assessment.grade.letter,
        "grade_reasons": grade_sentences(assessment.grade, lang),
        "grade_letters": say("grade.letters", lang),
        "quality_table": _rests_on(assessment.quality, assessment.impact(CLIMATE), lang),
    }


def _rests_on(found: Quality, total: Impact, lang: str) -> Table:
    """The part of the impact that rests on measured, declared and default values."""
    parts = (
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
        for name, share in parts
    )
    return Table(_("What the footprint rests on"), columns, rows)


def excluded(assessment: Assessment, lang: str) -> list[dict[str, Any]]:
    """The reasons why rows are not counted, with how many rows and the remedy."""
    return [
        {
            "reason": each.reason.value,
            "rows": each.rows,
            "text": say(f"reason.{each.reason.value}", lang),
            "hint": say(f"reason.{each.reason.value}.hint", lang, missing=""),
            "by_naming": each.reason is Reason.UNKNOWN_TYPE,
        }
        for each in assessment.exclusions
    ]


def published(beside: Sequence[PublishedFootprint], per_staff: Interval | None, lang: str) -> Table:
    """The footprints others published: what each counts, and why it is compared or not."""
    ours = _("yes: yours is %(figure)s") % {"figure": wording.format_interval(per_staff, KG, lang)}
    rows = []
    for each in beside:
        source, per = each.figure.source, say(f"published.per_{each.figure.per}", lang)
        year = say(f"published.year_{each.figure.dated}", lang, year=each.figure.year)
        topics = ", ".join(say(f"uncovered.{topic}", lang) for topic in each.topics)
        why = [say(f"published.{reason}", lang, topics=topics) for reason in each.reasons]
        figure = wording.format_quantity(each.figure.value, KG, lang)
        rows.append(
            (
                Cell(f"{figure} {per}", confirmed=source.verified),
                Cell(f"{source.publisher}, {year}", url=source.link),
                named(each.figure.note, lang),
                " ".join(why) or ours,
            )
        )
    columns = (
        Column(_("Published figure")),
        Column(_("Source")),
        Column(_("What it counts")),
        Column(_("Compared with yours?")),
    )
    return Table(_("Footprints that others published"), columns, tuple(rows))


def stages(assessment: Assessment, lang: str) -> Table:
    """The stages of life; one nothing is known of is not a zero."""
    total = assessment.impact(CLIMATE).value.mid or 1.0
    rows: list[tuple[Cell | str, ...]] = []
    for each in LIFE_STAGES:
        known = [i for i in assessment.impacts if (i.criterion, i.stage) == (CLIMATE, each)]
        if known:
            value = known[0].value
            rows.append((Cell(stage(each, lang), share=value.mid / total), *bare(value, lang)))
        else:
            rows.append((stage(each, lang), Cell("", mark=_("not assessed")), ""))
    whole = assessment.impact(CLIMATE).value
    last = (stage(Stage.TOTAL, lang), *bare(whole, lang))
    return Table(
        _("By stage of life, kg CO₂e a year"),
        (Column(_("Stage")), *value_columns()),
        tuple(rows),
        last,
    )


def devices(assessed: AssessedInventory, assessment: Assessment, pack: Pack, lang: str) -> Table:
    """Every kind of device, the heaviest first, each opening to its factors."""
    found = [device for device in assessment.devices if device.criterion == CLIMATE]
    weak = {
        trace.device
        for trace in assessment.traces
        if trace.stage == Stage.MANUFACTURING and trace.factor and trace.factor.approximate
    }
    rows = []
    for each in sorted(found, key=lambda one: -one.total.mid):
        kind = pack.devices[each.device]
        url = page_of(assessed, "footprint_trace", each.device)
        age = assessment.mean_ages.get(each.device)
        rows.append(
            (
                Cell(
                    named(kind.plural, lang),
                    url=url,
                    mark=say("report.approximate", lang) if each.device in weak else "",
                ),
                measured(each.quantity, kind.unit, lang),
                wording.format_quantity(age, "year", lang, 2) if age is not None else "",
                *bare(each.total, lang),
            )
        )
    columns = (
        Column(_("Kind of device")),
        Column(_("Number"), numeric=True),
        Column(_("Mean age"), numeric=True),
        *value_columns(),
    )
    return Table(_("By kind of device, kg CO₂e a year"), columns, tuple(rows))


def rows(page: Page[dict[str, Any]], lang: str) -> Table:
    """A page of lines: where each stands, what was understood, why it is not counted."""
    pack = load_pack()
    columns = (
        Column(_("Row")),
        Column(_("Type and model, as written")),
        Column(_("Understood as")),
        Column(_("Quantity"), numeric=True),
        Column(_("Status")),
        Column(_("Counted?")),
    )
    table = []
    for line in page:
        kind = pack.devices.get(line["device"] or "")
        where = f"{line['sheet']} · {line['row']}" if line["sheet"] else str(line["row"])
        written = " · ".join(text for text in (line["type_text"], line["model"]) if text)
        reason = line["reason"]
        by_hand = _("corrected by a person") if line["corrected"] else ""
        table.append(
            (
                where,
                Cell(written[:80] or line["label"][:80], mark=by_hand, mark_kind="walk"),
                named(kind.name, lang) if kind else "",
                measured(line["quantity"], kind.unit if kind else "device", lang)
                if line["quantity"] is not None
                else "",
                say(f"status.{line['status']}", lang),
                say(f"reason.{reason}", lang) if reason else _("yes"),
            )
        )
    return Table(_("Rows of the file"), columns, tuple(table))


def reasons(counts: dict[str, int], lang: str) -> list[tuple[str, str]]:
    """The choices of the filter by reason, with their number of rows."""
    texts = [
        (reason, _("counted") if reason == "counted" else say(f"reason.{reason}", lang), rows)
        for reason, rows in sorted(counts.items(), key=lambda item: -item[1])
    ]
    return [
        (reason, f"{text} ({wording.format_number(rows, lang)})") for reason, text, rows in texts
    ]


def comparison(found: Comparison, lang: str) -> dict[str, Any]:
    """The difference between two fleets by stage and by kind of device, and what moved in them."""
    stages = [
        change
        for change in found.changes
        if change.subject.criterion == CLIMATE and change.subject.stage in LIFE_STAGES
    ]
    pack = load_pack()
    devices = [
        (named(pack.devices[each.subject.device].plural, lang), each)
        for each in found.by_device
        if each.subject.criterion == CLIMATE
    ]
    moved = [
        _("%(name)s: %(before)s, then %(after)s")
        % {
            "name": named(pack.devices[each.device].plural, lang),
            "before": wording.format_number(each.before, lang),
            "after": wording.format_number(each.after, lang),
        }
        for each in found.fleet
    ]
    return {
        "stage_changes": _changes(
            _("By stage of life, kg CO₂e a year"),
            [(stage(each.subject.stage, lang), each) for each in stages],
            lang,
        ),
        "device_changes": _changes(_("By kind of device, kg CO₂e a year"), devices, lang),
        "moved": moved,
    }


def _changes(caption: str, changes: list[tuple[str, Change]], lang: str) -> Table:
    """Two years side by side; a second figure that reads like the first is marked “about”."""
    columns = (
        Column(_("What")),
        Column(_("Before"), numeric=True),
        Column(_("After"), numeric=True),
        Column(_("Difference"), numeric=True),
        Column(_("90 % interval"), numeric=True),
    )
    rows = (
        (name, *_before_and_after(each, lang), *difference(each, lang)) for name, each in changes
    )
    return Table(caption, columns, tuple(rows))


def _before_and_after(change: Change, lang: str) -> tuple[str, str]:
    before, after = (bare(each, lang)[0] if each else "" for each in (change.before, change.after))
    moved = change.difference != Interval.exact(0)
    return before, _("about as much") if before and before == after and moved else after


def criteria(summary: Summary) -> Table:
    """Every criterion assessed besides climate, each in its unit, with what it speaks for."""
    columns = (
        Column(_("Criterion")),
        *value_columns(),
        Column(_("Unit, a year")),
        Column(_("What it speaks for")),
    )
    rows = tuple(
        (each.name, each.central, each.interval, each.unit, each.assessed or _("every device"))
        for each in summary.criteria
    )
    return Table(_("Other criteria"), columns, rows)
