"""The content of the pages of heat: pairs, months, map, temperature levels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons import wording
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.places.maps import Map, Marker
from jalons.foundation.places.symbols import Kind
from jalons.foundation.places.windows import window
from jalons.twin.documents.heat.wording import degrees, energy, energy_span, metres, number, say
from jalons.twin.engine.heat.assumptions import MONTHS
from jalons.twin.engine.heat.cases import summed
from jalons.twin.engine.heat.matching import Match, Outcome, Pair
from jalons.twin.engine.heat.room import LEVELS, RoomHeat
from jalons.twin.web.town_map import maps
from jalons.wording import first_words, join_words, month_name, quoted

from .charts import MonthBars, MonthsChart
from .queries import TownHeat

MOST_PAIRS = 12
MOST_ROOMS = 12
ROOM, NEED = 1, 0  # their symbols
AROUND = 1.4  # a border around the rooms and the needs


@dataclass(frozen=True, slots=True)
class HeatPage:
    """The home of the topic: tables, chart and map, each None when there is nothing to show."""

    needs_named: str
    pairs: Table | None
    left_out: int
    months: Table | None
    chart: MonthsChart | None
    rooms: Table | None
    needs: Table | None
    meters: Table | None
    map: Map | None


def home(authority: Authority, town: TownHeat, query: dict[str, str], *, may: bool) -> HeatPage:
    """The page of the heat of an authority; ``may`` adds links to what can be changed."""
    chart, months = _months(town.match) if town.match.rooms and town.match.needs else (None, None)
    pairs = town.match.pairs
    return HeatPage(
        needs_named=_named(town.match),
        pairs=_pairs(authority, pairs[:MOST_PAIRS]) if pairs else None,
        left_out=max(0, len(pairs) - MOST_PAIRS),
        months=months,
        chart=chart,
        rooms=_rooms(authority, town, may=may) if town.rooms else None,
        needs=_needs(authority, town, may=may) if town.needs else None,
        meters=_meters(authority, town, may=may) if town.meters else None,
        map=_map(authority, town, query, may=may),
    )


def pair_url(authority: Authority, pair: Pair) -> str:
    query = urlencode({"salle": pair.room.id, "besoin": pair.need.id})
    return f"{reverse('twin_heat_trace', args=(authority.slug,))}?{query}"


def room_url(authority: Authority, heat: RoomHeat) -> str:
    query = urlencode({"salle": heat.room.id})
    return f"{reverse('twin_heat_trace', args=(authority.slug,))}?{query}"


def lift_words(pair: Pair) -> str:
    if pair.lift is None:
        return "–"
    if pair.lift.cop is not None:
        words = _("yes: COP %(cop)s, %(energy)s of electricity")
        values = {
            "cop": number(pair.lift.cop.mid, lang()),
            "energy": energy(pair.electricity, lang()),
        }
        return words % values if pair.served else _("yes")
    return _("perhaps: the heat is just warm enough") if pair.lift.perhaps else _("no")


def _named(match: Match) -> str:
    names = list(dict.fromkeys(pair.need.name for pair in match.served))
    shown = [quoted(name, lang()) for name in names]
    return first_words(shown, 3) if len(names) > 3 else join_words(shown, lang())


def _pairs(authority: Authority, pairs: tuple[Pair, ...]) -> Table:
    rows: list[Row] = []
    for pair in pairs:
        served = pair.served
        words = energy_span(pair.usable, lang()) if served else _("Why?")
        explained = pair.months or pair.outcome is Outcome.FAR
        rows.append(
            (
                f"{pair.room.name} → {pair.need.name}",
                metres(pair.metres, lang()),
                Cell(
                    words if explained else "–",
                    url=pair_url(authority, pair) if explained else "",
                    mark="" if served else say(f"short_{pair.outcome.value}", lang()),
                    mark_kind="idle",
                ),
                _temperatures(pair),
                lift_words(pair),
            )
        )
    columns = (
        Column(_("From room to need")),
        Column(_("Distance"), numeric=True),
        Column(_("Usable heat a year")),
        Column(_("Given, then needed")),
        Column(_("Heat pump?")),
    )
    note = _("Distances as the crow flies. Each figure opens to its computation.")
    return Table(_("Who could heat whom"), columns, tuple(rows), note=note)


def _temperatures(pair: Pair) -> str:
    if pair.lift is None:
        return "–"
    return f"{degrees(pair.lift.source, lang())} → {degrees(pair.lift.wanted, lang())}"


def _months(match: Match) -> tuple[MonthsChart, Table]:
    usable = [summed([pair.months[month] for pair in match.served]) for month in range(MONTHS)]
    bars = [
        MonthBars(
            str(MONTHS_3[month + 1]),
            sum(heat.months[month].mid for heat in match.rooms),
            sum(need.months[month].mid for need in match.needs),
            usable[month].mid,
        )
        for month in range(MONTHS)
    ]
    names = [month_name(month + 1, lang()) for month in range(MONTHS)]
    legend = (_("available"), _("needed"), _("usable"))
    rows = tuple(
        (
            name.capitalize(),
            *(number(value, lang()) for value in (bar.available, bar.needed, bar.used)),
        )
        for name, bar in zip(names, bars, strict=True)
    )
    totals = [sum(getattr(bar, key) for bar in bars) for key in ("available", "needed", "used")]
    table = Table(
        _("Month by month, in MWh"),
        (Column(_("Month")), *(Column(word.capitalize(), numeric=True) for word in legend)),
        rows,
        total=(_("Year"), *(number(value, lang()) for value in totals)),
    )
    title = wording.order_finding(list(zip(names, usable, strict=True)), "MWh", lang())
    return MonthsChart(title, bars, legend, variable=_("Usable heat, month by month")), table


def _rooms(authority: Authority, town: TownHeat, *, may: bool) -> Table:
    heats = {heat.room.id: heat for heat in town.match.rooms}
    rows: list[Row] = []
    for room in town.rooms[:MOST_ROOMS]:
        heat = heats.get(room.id)
        if heat is None:
            power = Cell("–", mark=_("power unknown"), mark_kind="late")
        elif room.measured_days:
            words = ngettext(
                "measured on %(days)s day", "measured on %(days)s days", room.measured_days
            ) % {"days": room.measured_days}
            power = Cell(_kilowatts(heat), mark=words, mark_kind="ok")
        else:
            power = Cell(_kilowatts(heat), mark=_("power declared"), mark_kind="walk")
        rows.append(
            (
                Cell(room.name, url=_edit(authority, room.id) if may else ""),
                power,
                number(room.known_pue, lang()) if room.known_pue else _("not known"),
                say(f"cooling_{room.cooling.value}", lang()),
                Cell(energy_span(heat.yearly, lang()), url=room_url(authority, heat))
                if heat
                else Cell("–"),
                degrees(heat.temperature, lang()) if heat else "–",
            )
        )
    columns = (
        Column(_("Room")),
        Column(_("Power")),
        Column(_("PUE"), numeric=True),
        Column(_("Cooling")),
        Column(_("Recoverable a year"), numeric=True),
        Column(_("Temperature"), numeric=True),
    )
    return Table(_("Server rooms"), columns, tuple(rows))


def _kilowatts(heat: RoomHeat) -> str:
    room = heat.room
    known = room.it_power if room.it_power is not None else room.total_power
    value = known if known is not None else room.recoverable_power
    return wording.with_unit(number(value or 0.0, lang()), "kW", lang())


def _needs(authority: Authority, town: TownHeat, *, may: bool) -> Table:
    rows: list[Row] = [
        (
            Cell(need.name, url=_edit(authority, need.id) if may else ""),
            say(f"kind_{need.kind.value}", lang()),
            wording.with_unit(number(need.yearly, lang()), "MWh", lang())
            if need.yearly is not None
            else _("not known"),
            degrees(need.temperature, lang()) if need.temperature is not None else _("not known"),
        )
        for need in town.needs[:MOST_ROOMS]
    ]
    columns = (
        Column(_("Need")),
        Column(_("Use")),
        Column(_("A year"), numeric=True),
        Column(_("Temperature"), numeric=True),
    )
    return Table(_("Needs of heat"), columns, tuple(rows))


def _meters(authority: Authority, town: TownHeat, *, may: bool) -> Table:
    rows: list[Row] = [
        (
            Cell(
                meter.meter.name,
                url=reverse("twin_heat_readings", args=(authority.slug, meter.meter.id))
                if may
                else "",
                mark="" if meter.of_room else _("not on a server room: not counted"),
            ),
            energy_span(meter.found.energy, lang()) if meter.found else _("not known"),
            str(meter.found.readings) if meter.found else "0",
        )
        for meter in town.meters[:MOST_ROOMS]
    ]
    columns = (
        Column(_("Meter")),
        Column(_("Delivered in %(year)s") % {"year": town.year}, numeric=True),
        Column(_("Readings"), numeric=True),
    )
    return Table(_("Heat really delivered"), columns, tuple(rows))


def levels(match: Match) -> Table:
    rows: list[Row] = []
    for at in range(len(LEVELS) + 1):
        found = [heat.yearly for heat in match.rooms if heat.level == at]
        if found:
            span = energy_span(summed(found), lang())
            rows.append((say(f"level_{at}", lang()), str(len(found)), span))
    columns = (
        Column(_("Temperature level")),
        Column(_("Rooms"), numeric=True),
        Column(_("Recoverable a year"), numeric=True),
    )
    return Table(_("Recoverable heat by temperature level"), columns, tuple(rows))


def _map(authority: Authority, town: TownHeat, query: dict[str, str], *, may: bool) -> Map | None:
    rooms = [(room.id, room.name, room.place, ROOM) for room in town.rooms]
    needs = [(need.id, need.name, need.place, NEED) for need in town.needs]
    words = {ROOM: _("server room"), NEED: _("need of heat")}
    markers = [
        Marker(
            f"{name}, {words[rank]}", place, _edit(authority, key) if may else "",
            caption=name, rank=rank, kind=words[rank],
        )
        for key, name, place, rank in (*rooms, *needs)
        if place is not None
    ]  # fmt: skip
    if not markers:
        return None
    counts = Counter(marker.rank for marker in markers)
    kinds = tuple(Kind(rank, words[rank], counts[rank]) for rank in (ROOM, NEED) if counts[rank])
    ties = tuple(
        (pair.room.place, pair.need.place, metres(pair.metres, lang()))
        for pair in town.match.pairs[:MOST_PAIRS]
        if pair.room.place is not None and pair.need.place is not None
    )
    near = window((), [marker.position for marker in markers], query)  # some hundred metres
    shown = replace(near, tall=AROUND * near.tall) if near else None
    return Map(
        _("Rooms and needs of heat"), maps.outline(authority), tuple(markers), symbols=kinds,
        window=shown, ties=ties, method=_("Distances as the crow flies."),
    )  # fmt: skip


def _edit(authority: Authority, identifier: str) -> str:
    return reverse("twin_heat_edit", args=(authority.slug, identifier))
