"""The factors of the product, open to anybody: what each rests on, and under which licence."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.footprint.engine.factors import Factor, Pack, Stage
from jalons.footprint.engine.wording import say, unit
from jalons.footprint.store import load_pack
from jalons.footprint.web.tables import stage
from jalons.footprint.web.views import language
from jalons.foundation.accounts.access import public
from jalons.foundation.design import numbers
from jalons.foundation.design.components import Cell, Column, Table


@public
def factors(request: HttpRequest) -> HttpResponse:
    """Every kind of device and whether it can be assessed; the electricity datasets."""
    pack, lang = load_pack(), language()
    context = {"pack": pack, "devices": _devices(pack, lang), "mixes": _mixes(pack, lang)}
    return render(request, "footprint/factors.html", context)


@public
def device_factors(request: HttpRequest, device: str) -> HttpResponse:
    """The factors of one kind of device, each with its source."""
    pack, lang = load_pack(), language()
    if device not in pack.devices:
        raise Http404
    kind = pack.devices[device]
    held = [each for each in pack.factors.values() if each.item == device]
    context = {
        "name": kind.plural.get(lang, kind.plural["fr"]),
        "factors": _factors(pack, held, lang),
        "lifetime": pack.lifetimes.get(device),
        "notes": list(dict.fromkeys(each.note.get(lang, "") for each in held if each.note)),
        "sources": list({each.source.title: each.source for each in held}.values()),
        "version": pack.version,
    }
    return render(request, "footprint/device_factors.html", context)


def _devices(pack: Pack, lang: str) -> Table:
    rows = []
    for name, kind in pack.devices.items():
        known = pack.assesses(name)
        made = pack.factor(name, Stage.MANUFACTURING, "climate_change")
        weak = bool(known and made and made.approximate)
        mark = say("report.approximate", lang) if weak else "" if known else _("not assessed")
        url = reverse("footprint_device_factors", args=[name])
        rows.append((Cell(kind.name.get(lang, kind.name["fr"]), url=url, mark=mark),))
    return Table(_("Kinds of device"), (Column(_("Kind of device")),), tuple(rows))


def _mixes(pack: Pack, lang: str) -> Table:
    rows = []
    for dataset in pack.datasets():
        mix = pack.mixes.get((dataset, "FR", "climate_change"))
        if mix:
            shown = numbers.format_number(mix.spread.value, lang=lang)
            bounds = numbers.format_span(mix.spread.interval(), "", lang)
            cited = f"{mix.source.publisher}, {mix.source.licence}"
            rows.append((say(f"mix.{dataset}", lang), shown, bounds, cited))
    columns = (
        Column(_("Dataset")),
        Column(_("Central"), numeric=True),
        Column(_("90 % interval"), numeric=True),
        Column(_("Source and licence")),
    )
    return Table(_("Electricity in France, kg CO₂e per kWh"), columns, tuple(rows))


def _factors(pack: Pack, held: list[Factor], lang: str) -> Table:
    rows = []
    for each in held:
        criterion = pack.criteria.get(each.criterion)
        name = criterion.name.get(lang, "") if criterion else say(f"input.{each.criterion}", lang)
        spread = each.spread
        rows.append(
            (
                f"{stage(each.stage, lang)} · {name}",
                numbers.format_number(spread.value, lang=lang) if spread else "",
                numbers.format_span(spread.interval(), "", lang) if spread else "",
                unit(each.unit.symbol, lang),
                Cell(
                    each.source.publisher,
                    mark="" if each.verified else _("not verified"),
                ),
                say(f"factor_quality.{each.quality.value}", lang),
            )
        )
    columns = (
        Column(_("Stage and quantity")),
        Column(_("Central"), numeric=True),
        Column(_("90 % interval"), numeric=True),
        Column(_("Unit")),
        Column(_("Source")),
        Column(_("Quality")),
    )
    return Table(_("Factors"), columns, tuple(rows))
