"""The factors of the product, open to anybody: searched, by kind of device, as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine.factors import catalogue
from jalons.footprint.engine.factors.pack import ELECTRICITY, Factor, Pack, Stage
from jalons.footprint.store import load_makers, load_pack
from jalons.footprint.web.labels import stage
from jalons.footprint.words.export import as_csv
from jalons.footprint.words.figures import named, number, say, unit, version_of
from jalons.foundation.accounts.access import public
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table

PER_PAGE = 25
STAGES = tuple(each for each in Stage if each is not Stage.TOTAL)


@public
def factors(request: HttpRequest) -> HttpResponse:
    pack, lang = load_pack(), page_language.lang()
    search = catalogue.FactorSearch(
        request.GET.get("q", "")[:80],
        request.GET.get("stage", ""),
        request.GET.get("criterion", ""),
    )
    matching = catalogue.matching_factors(pack, search)
    page = Paginator(matching, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "version": _version(pack),
        "search": search,
        "searching": any((search.words, search.stage, search.criterion)),
        "page": page,
        "table": _factors(pack, page, lang, linked=True),
        "stages": [(each.value, stage(each, lang)) for each in STAGES],
        "criteria": _criteria(pack, lang),
        "downloads": [(name, say(f"download.{name}", lang)) for name in DOWNLOADS],
    }
    return render(request, "footprint/factors.html", context)


@public
def devices(request: HttpRequest) -> HttpResponse:
    pack, lang = load_pack(), page_language.lang()
    page = Paginator(list(pack.devices), 40).get_page(request.GET.get("page"))
    context = {"version": _version(pack), "page": page, "devices": _devices(pack, page, lang)}
    return render(request, "footprint/device_kinds.html", context)


@public
def device_factors(request: HttpRequest, device: str) -> HttpResponse:
    pack, lang = load_pack(), page_language.lang()
    if device not in pack.devices:
        raise Http404
    kind = pack.devices[device]
    found = [each for each in catalogue.every_factor(pack) if each.item == device]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "name": named(kind.plural, lang),
        "page": page,
        "factors": _factors(pack, page, lang),
        "lifetime": None if kind.consumed else pack.lifetimes.get(device),
        "notes": list(dict.fromkeys(each.note.get(lang, "") for each in found if each.note)),
        "sources": list({each.source.title: each.source for each in found}.values()),
        "declared": any(each.item == device for each in load_makers()),
        "version": _version(pack),
    }
    return render(request, "footprint/device_factors.html", context)


@public
def download(_request: HttpRequest, name: str) -> HttpResponse:
    """One open table as CSV, every row with its source and licence."""
    if name not in DOWNLOADS:
        raise Http404
    heads, rows = DOWNLOADS[name]
    response = HttpResponse(as_csv(heads, rows()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="jalons-{name}.csv"'
    return response


def _mixes_of(dataset: str) -> Callable[[], Iterable[Sequence[catalogue.Cell]]]:
    return lambda: catalogue.mix_rows(load_pack(), dataset)


# Name in the address → headings, rows. One file per licence: they must not be mixed.
DOWNLOADS: dict[str, tuple[Sequence[str], Callable[[], Iterable[Sequence[catalogue.Cell]]]]] = {
    "facteurs": (catalogue.FACTOR_HEADS, lambda: catalogue.factor_rows(load_pack())),
    "mix-ademe-2024": (catalogue.MIX_HEADS, _mixes_of("ademe-2024")),
    "mix-ember": (catalogue.MIX_HEADS, _mixes_of("ember")),
    "mix-ecologits": (catalogue.MIX_HEADS, _mixes_of("ecologits")),
    "constructeurs": (catalogue.MAKER_HEADS, lambda: catalogue.maker_rows(load_makers())),
}


def _version(pack: Pack) -> str:
    return _("Factors, version %(version)s") % {"version": version_of(pack.version)}


def _criteria(pack: Pack, lang: str) -> list[tuple[str, str]]:
    spoken = dict.fromkeys(each.criterion for each in catalogue.every_factor(pack))
    return [(name, _quantity(pack, name, lang)) for name in spoken]


def _quantity(pack: Pack, name: str, lang: str) -> str:
    criterion = pack.criteria.get(name)
    return named(criterion.name, lang) if criterion else say(f"input.{name}", lang)


def _devices(pack: Pack, names: Iterable[str], lang: str) -> Table:
    rows = []
    for name in names:
        known = pack.assesses(name)
        made = pack.factor(name, Stage.MANUFACTURING, "climate_change")
        weak = bool(known and made and made.approximate)
        mark = say("report.approximate", lang) if weak else "" if known else _("not assessed")
        url = reverse("footprint_device_factors", args=[name])
        rows.append((Cell(named(pack.devices[name].name, lang), url=url, mark=mark),))
    return Table(_("Kinds of device"), (Column(_("Kind of device")),), tuple(rows))


def _factors(
    pack: Pack, found: Page[Factor] | list[Factor], lang: str, *, linked: bool = False
) -> Table:
    rows = [_factor(pack, each, lang, linked=linked) for each in found]
    columns = (
        Column(_("Device, stage and quantity") if linked else _("Stage and quantity")),
        Column(_("Central"), numeric=True),
        Column(_("90 % interval"), numeric=True),
        Column(_("Unit")),
        Column(_("Source, licence, year")),
        Column(_("Quality")),
    )
    return Table(_("Factors"), columns, tuple(rows))


def _factor(pack: Pack, each: Factor, lang: str, *, linked: bool) -> tuple[Cell | str, ...]:
    spread, kind = each.spread, pack.devices.get(each.item)
    what = f"{stage(each.stage, lang)} · {_quantity(pack, each.criterion, lang)}"
    if each.region and each.region not in {"GLO", "FR"}:
        what = f"{what} · {each.region}"
    if linked and kind:
        url = reverse("footprint_device_factors", args=[each.item])
        first: Cell | str = Cell(f"{named(kind.name, lang)} · {what}", url=url)
    else:
        first = f"{say('datacentre.name', lang)} · {what}" if linked else what
    source = each.source
    year = str(source.published.year) if source.published else _("undated")
    cited = f"{source.publisher}, {source.licence}, {year}"
    return (
        first,
        number(spread.value, lang) if spread else "",
        wording.format_span(spread.interval(), "", lang) if spread else "",
        unit(each.unit.symbol, lang) if each.criterion != ELECTRICITY or spread else "",
        Cell(cited, url=source.link, confirmed=each.verified),
        say(f"factor_quality.{each.quality.value}", lang),
    )
