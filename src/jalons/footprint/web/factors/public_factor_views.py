"""Where public figures disagree: electricity, monitors, and the values left out."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons import wording
from jalons.footprint.engine.factors.declarations import CLIMATE, MAKERS, DeclaredImpact
from jalons.footprint.engine.factors.linting import lines_of_pack, lint
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.store import (
    load_left_out,
    load_makers,
    load_pack,
    load_quoted,
    load_refused,
)
from jalons.footprint.web.labels import country_name
from jalons.footprint.words.figures import count, named, number, say, unit
from jalons.footprint.words.findings import finding_text
from jalons.foundation.accounts.access import public
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.kernel import Interval, Source

PER_PAGE = 30
HOME = "FR"
KG_KWH = "kg CO2 eq/kWh"
KG_DEVICE = "kg CO2 eq/device"


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A published figure: its publisher, interval, year and source; what it measures."""

    name: str
    value: Interval
    year: int | None
    source: Source
    note: str
    usable: bool


@public
def electricity(request: HttpRequest) -> HttpResponse:
    """The impact of a kilowatt-hour in a country, by dataset."""
    pack, lang = load_pack(), page_language.lang()
    places = sorted(
        {country for _dataset, country, criterion in pack.mixes if criterion == CLIMATE},
        key=lambda code: country_name(code, lang),
    )
    requested = request.GET.get("pays", HOME).upper()
    country = requested if requested in places else HOME
    figures = _electricity(pack, country, lang)
    values = [figure.value.mid for figure in figures]
    context = {
        "country": country,
        "place": country_name(country, lang),
        "places": [(code, country_name(code, lang)) for code in places],
        "least": number(min(values), lang),
        "most": number(max(values), lang),
        "times": number(max(values) / min(values), lang, digits=2),
        "several": len(figures) > 1,
        "ours": _first(pack, country, lang),
        "chart": _chart(_("A kilowatt-hour, by source"), figures, KG_KWH),
        "table": _table(_("A kilowatt-hour, by source"), figures, KG_KWH, lang),
        "others": _mix_table(pack, country, lang),
    }
    return render(request, "footprint/electricity.html", context)


@public
def makers(request: HttpRequest) -> HttpResponse:
    """Declarations of makers beside the public factors: five times more for a monitor."""
    pack, lang = load_pack(), page_language.lang()
    figures = _monitors(pack, lang)
    page = Paginator(load_makers(), PER_PAGE).get_page(request.GET.get("page"))
    title = _("Manufacture of a monitor, by source")
    context = {
        "chart": _chart(title, figures, KG_DEVICE),
        "table": _table(title, figures, KG_DEVICE, lang),
        "page": page,
        "declared": _declared_table(pack, list(page), lang),
        "source": load_makers()[0].source,
    }
    return render(request, "footprint/makers.html", context)


@public
def left_out(request: HttpRequest) -> HttpResponse:
    """The absurd values left out of the factors, each with the reason."""
    pack, lang = load_pack(), page_language.lang()
    context = {
        "table": _refused_table(pack, lang),
        "declarations": _left_out_table(pack, lang),
        "lines": len(lines_of_pack(pack)),
        "findings": [finding_text(each, lang) for each in lint(lines_of_pack(pack))],
    }
    return render(request, "footprint/left_out.html", context)


def _electricity(pack: Pack, country: str, lang: str) -> list[PublicFigure]:
    """The datasets of the pack, then the figures of others for France, the lightest first."""
    figures = [
        PublicFigure(
            say(f"mix.{mix.dataset}", lang),
            mix.spread.interval(),
            mix.source.published.year if mix.source.published else None,
            mix.source,
            _("can be chosen for a calculation"),
            usable=True,
        )
        for dataset in pack.datasets()
        if (mix := pack.mixes.get((dataset, country, CLIMATE)))
    ]
    if country == HOME:
        figures += _quoted("electricity_fr", lang)
    return sorted(figures, key=lambda each: each.value.mid)


def _quoted(subject: str, lang: str) -> list[PublicFigure]:
    """The figures of others about a subject, quoted and never computed with."""
    return [
        PublicFigure(
            each.source.publisher,
            Interval(each.value, each.value, each.value),
            each.year,
            each.source,
            named(each.note, lang),
            usable=False,
        )
        for each in load_quoted()
        if each.subject == subject
    ]


def _monitors(pack: Pack, lang: str) -> list[PublicFigure]:
    """ADEME, then the makers one by one and together, then what the product uses."""
    figures = _quoted("monitor_manufacturing", lang)
    ours = pack.factor("monitor", Stage.MANUFACTURING, CLIMATE)
    if ours and ours.spread:
        year = ours.source.published.year if ours.source.published else None
        name = _("This product, by default")
        note = named(ours.note, lang)
        figures.append(
            PublicFigure(name, ours.spread.interval(), year, ours.source, note, usable=True)
        )
    figures += [
        _maker_figure(each)
        for each in load_makers()
        if (each.item, each.stage) == ("monitor", Stage.MANUFACTURING)
    ]
    return sorted(figures, key=lambda each: each.value.mid)


def _maker_figure(each: DeclaredImpact) -> PublicFigure:
    counted = ngettext("%d declaration", "%d declarations", each.count) % each.count
    year = each.source.published.year if each.source.published else None
    return PublicFigure(
        each.maker or _("All makers"),
        Interval(each.p10, each.median, each.p90),
        year,
        each.source,
        f"{counted}, P10–P90",
        usable=not each.maker,
    )


def _chart(title: str, figures: list[PublicFigure], symbol: str) -> IntervalBars:
    return IntervalBars(title, tuple((figure.name, figure.value) for figure in figures), symbol)


def _table(caption: str, figures: list[PublicFigure], symbol: str, lang: str) -> Table:
    columns = (
        Column(_("According to")),
        Column(_("Central"), numeric=True),
        Column(_("Range"), numeric=True),
        Column(_("Year")),
        Column(_("Source and licence")),
        Column(_("What it measures")),
    )
    rows = tuple(
        (
            Cell(figure.name, mark=_("can be chosen") if figure.usable else ""),
            number(figure.value.mid, lang),
            wording.format_span(figure.value, "", lang) if figure.value.width else "",
            str(figure.year or _("undated")),
            _source_cell(f"{figure.source.title} ({figure.source.licence})", figure.source),
            figure.note,
        )
        for figure in figures
    )
    return Table(f"{caption}, {unit(symbol, lang)}", columns, rows)


def _source_cell(text: str, source: Source) -> Cell:
    """A source, marked as not verified when the figure was not seen at its place."""
    return Cell(text, url=source.link, confirmed=source.verified)


def _first(pack: Pack, country: str, lang: str) -> str:
    """The dataset a calculation uses first for a country."""
    mix = pack.find_mix(country, CLIMATE)
    return say(f"mix.{mix.dataset}", lang) if mix else ""


def _mix_table(pack: Pack, country: str, lang: str) -> Table:
    rows = [
        (
            named(pack.criteria[criterion].name, lang),
            say(f"mix.{dataset}", lang),
            number(mix.spread.value, lang),
            unit(mix.unit.symbol, lang),
            _source_cell(f"{mix.source.publisher}, {mix.source.licence}", mix.source),
        )
        for (dataset, place, criterion), mix in pack.mixes.items()
        if place == country and criterion != CLIMATE
    ]
    columns = (
        Column(_("Criterion")),
        Column(_("Dataset")),
        Column(_("Central"), numeric=True),
        Column(_("Unit")),
        Column(_("Source and licence")),
    )
    return Table(_("Other criteria"), columns, tuple(rows))


def _declared_table(pack: Pack, declared: list[DeclaredImpact], lang: str) -> Table:
    columns = (
        Column(_("Kind of device, maker, stage")),
        Column(_("Declarations"), numeric=True),
        Column(_("Median"), numeric=True),
        Column(_("P10 to P90"), numeric=True),
        Column(_("Unit")),
        Column(_("Our factor"), numeric=True),
    )
    return Table(
        _("What makers declare"), columns, tuple(_declared(pack, each, lang) for each in declared)
    )


def _declared(pack: Pack, each: DeclaredImpact, lang: str) -> tuple[Cell | str, ...]:
    parts = (
        named(pack.devices[each.item].name, lang),
        each.maker or _("All makers"),
        say(f"stage.{each.stage.value}", lang),
    )
    used = each.stage is Stage.USE
    ours = pack.factor(each.item, each.stage, "electricity" if used else CLIMATE)
    return (
        Cell(" · ".join(parts), url=reverse("footprint_device_factors", args=[each.item])),
        count(each.count, lang),
        number(each.median, lang),
        wording.format_span(Interval(each.p10, each.median, each.p90), "", lang),
        unit(each.unit.symbol, lang),
        number(ours.spread.value, lang) if ours and ours.spread else "",
    )


def _refused_table(pack: Pack, lang: str) -> Table:
    rows: list[tuple[Cell | str, ...]] = []
    for each in load_refused():
        beside = ""
        if each.neighbour is not None:
            value = number(each.neighbour, lang)
            beside = f"{value} ({named(each.neighbour_of, lang)})"
        rows.append(
            (
                f"{named(each.item, lang)} · {named(pack.criteria[each.criterion].name, lang)}",
                "" if each.value is None else number(each.value, lang),
                unit(each.unit, lang),
                beside,
                named(each.why, lang),
                _source_cell(f"{each.source.title}, {each.source.publisher}", each.source),
            )
        )
    columns = (
        Column(_("What")),
        Column(_("Value"), numeric=True),
        Column(_("Unit")),
        Column(_("Beside")),
        Column(_("Why it is left out")),
        Column(_("Where it was met")),
    )
    return Table(_("Left out of the factors"), columns, tuple(rows))


def _left_out_table(pack: Pack, lang: str) -> Table:
    rows = tuple(
        (
            f"{named(pack.devices[each.item].name, lang)} · {each.maker}",
            count(each.count, lang),
            say(f"{MAKERS}.{each.reason}", lang),
        )
        for each in load_left_out()
    )
    columns = (
        Column(_("Kind of device and maker")),
        Column(_("Declarations"), numeric=True),
        Column(_("Why")),
    )
    return Table(_("Makers’ declarations left out"), columns, rows)
