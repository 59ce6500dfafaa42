"""What-if: changes as data, applied to copies, figures with intervals, differences that cancel."""

from __future__ import annotations

import copy
import os
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.broker.engine.problems import Problem
from jalons.kernel import Interval
from jalons.twin.engine.heat import entities
from jalons.twin.engine.heat.matching import matched
from jalons.twin.engine.whatif import (
    application,
    comparison,
    figures,
    heating,
    lighting,
    sun,
    uncertain_factors,
)
from jalons.twin.engine.whatif.change import (
    Change,
    Dim,
    RouteHeat,
    Scale,
    Schedule,
    Selection,
    SetValue,
    Span,
    WhatIfError,
    document,
    read,
    read_all,
)
from jalons.twin.store.heat import assumptions
from jalons.twin.store.whatif_assumptions import factors, figure_basis, legal_year

SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
MODEL = "https://smartdatamodels.org/dataModel.Streetlighting/"
TOWN = "urn:jalons:twin:"
WHEN = "2026-11-24T10:00:00Z"
LIGHTS = Selection("Streetlight")
NIGHT = Span.of("23:00", "05:00")
PARIS = figure_basis(2026, "Europe/Paris")
FEW = settings(max_examples=int(os.environ.get("TEST_EXAMPLES", "60")), deadline=None)


def value(number: Any, unit: str = "", **more: Any) -> list[dict[str, Any]]:
    return [{"type": "Property", "value": number, **({"unitCode": unit} if unit else {}), **more}]


def entity(identifier: str, kind: str, **attrs: Any) -> dict[str, Any]:
    return {
        "id": f"urn:ngsi-ld:{identifier}",
        "type": [kind],
        "createdAt": WHEN,
        "modifiedAt": WHEN,
        "attrs": attrs,
    }


def light(number: int, watts: float | None = 100.0, /, **more: Any) -> dict[str, Any]:
    place = [{"type": "GeoProperty", "value": {"type": "Point", "coordinates": [2.35, 48.85]}}]
    attrs = {"https://uri.etsi.org/ngsi-ld/location": place, **more}
    if watts is not None:
        attrs[f"{MODEL}powerConsumption"] = value(watts, "WTT")
    return entity(f"Streetlight:{number}", f"{MODEL}Streetlight", **attrs)


def lit(docs: list[dict[str, Any]]) -> figures.TwinFigure:
    return figures.lighting_figure(docs, PARIS)


def kwh(docs: list[dict[str, Any]]) -> Interval:
    found = lit(docs).value
    assert found is not None
    return found


# Hours of night ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "day", "hours", "minutes"),
    [
        # Lyon Capitale, 21 June 2020, «Le jour le plus long : 15h43 de soleil à Lyon»
        ((4.83, 45.76), 172, 15, 43),
        ((5.37, 43.30), 172, 15, 23),
        ((2.35, 48.86), 172, 16, 10),
        ((3.06, 50.63), 172, 16, 29),
        ((-21.9, 64.15), 172, 21, 8),
        # Paris Dépêches, 22 December 2019: 8 h 15
        ((2.35, 48.86), 355, 8, 15),
    ],
)
def test_days_last_as_published(
    place: tuple[float, float], day: int, hours: int, minutes: int
) -> None:
    rise, fall = sun.sun_times(day, *place)
    assert fall - rise == pytest.approx(hours * 60 + minutes, abs=2)


def test_the_sun_rises_and_sets_as_published() -> None:
    # Lyon on 21 June 2020: 5:51 and 21:34 (two hours ahead of UTC); Paris on 22 December 2019:
    # 8:42 and 16:56 (one hour ahead).
    rise, fall = sun.sun_times(172, 4.83, 45.76)
    assert (rise + 120, fall + 120) == pytest.approx((5 * 60 + 51, 21 * 60 + 34), abs=1.5)
    rise, fall = sun.sun_times(355, 2.35, 48.86)
    assert (rise + 60, fall + 60) == pytest.approx((8 * 60 + 42, 16 * 60 + 56), abs=1.5)


def test_the_whole_night_of_a_year_is_about_the_hours_lamps_are_known_to_burn() -> None:
    year = legal_year(2026, "Europe/Paris")
    assert sun.night_hours(year, 2.35, 48.85) == pytest.approx(4_287, abs=3)
    delay = uncertain_factors.exact(15.0)
    assert sun.lit_hours(year, (2.35, 48.85), [(0, 1440)], delay)[0, 0] == pytest.approx(
        sun.night_hours(year, 2.35, 48.85) - 365 * 0.5
    )


def test_from_eleven_at_night_to_five_is_six_hours_of_every_night_in_paris() -> None:
    # On the shortest night the sun sets at 21:58 and rises at 5:47: both are outside.
    year = legal_year(2026, "Europe/Paris")
    parts = [(0, 300), (300, 1380), (1380, 1440)]
    found = sun.lit_hours(year, (2.35, 48.85), parts, uncertain_factors.exact(15.0))[:, 0]
    assert found[0] + found[2] == pytest.approx(6 * 365, abs=0.01)
    whole = sun.lit_hours(year, (2.35, 48.85), [(0, 1440)], uncertain_factors.exact(15.0))[0, 0]
    assert found.sum() == pytest.approx(whole)


def test_summer_time_moves_the_hours_of_the_clock_within_the_night() -> None:
    # Lights off until 6:00 save more where the sun rises at 5:47 by summer time, not 4:47.
    part, delay = [(240, 360)], uncertain_factors.exact(0.0)
    summer = sun.lit_hours(legal_year(2026, "Europe/Paris"), (2.35, 48.85), part, delay)[0, 0]
    winter = sun.lit_hours(sun.LegalYear.constant(2026, 1.0), (2.35, 48.85), part, delay)[0, 0]
    assert summer > winter + 50


def test_a_town_overseas_lives_by_its_own_clock() -> None:
    paris = legal_year(2026, "Europe/Paris")
    assert set(paris.at(55.5).offsets) == {4.0}  # Réunion
    assert set(paris.at(-61.5).offsets) == {-4.0}  # Guadeloupe
    assert set(paris.at(45.2).offsets) == {3.0}  # Mayotte
    assert paris.at(-4.5) is paris  # Brest


def test_beyond_the_polar_circle_the_sun_may_not_set_or_not_rise() -> None:
    rise, fall = sun.sun_times(172, 20.0, 80.0)
    assert fall - rise == pytest.approx(1440)
    rise, fall = sun.sun_times(355, 20.0, 80.0)
    assert fall - rise == pytest.approx(0)


# The electricity of lights ----------------------------------------------------------------------


def test_a_light_of_100_watts_off_six_hours_a_night_saves_219_kwh() -> None:
    # By hand: 100 W × 6 h × 365 nights = 219 kWh; the declared power may be 5 % off either way.
    docs = [light(1)]
    result = comparison.run(docs, [Schedule(LIGHTS, (NIGHT,))], PARIS)
    found = result.comparisons[0].difference
    assert found is not None
    assert found.mid == pytest.approx(-219.0, abs=0.1)
    assert (found.low, found.high) == pytest.approx((-219 * 1.05, -219 * 0.95), rel=0.005)


def test_a_dimmed_light_still_draws_what_its_driver_keeps() -> None:
    # By hand, half the light for the same six hours: 100 W × 2 190 h × (1 − (0.08 + 0.92 × 0.5)).
    result = comparison.run([light(1)], [Dim(LIGHTS, NIGHT, 0.5)], PARIS)
    found = result.comparisons[0].difference
    assert found is not None
    assert found.mid == pytest.approx(-219.0 * (1 - 0.54), abs=0.1)


def test_a_whole_night_at_full_power_is_power_times_hours() -> None:
    night = sun.night_hours(legal_year(2026, "Europe/Paris"), 2.4, 48.9)  # to a tenth of a degree
    assert kwh([light(1)]).mid == pytest.approx(0.1 * (night - 365 * 0.5), rel=1e-9)


def test_an_unknown_power_is_not_assessed_and_never_zero() -> None:
    found = lit([light(1), light(2, None), light(3, 0.0)])
    assert dict(found.left_out) == {"power_unknown": 1, "power_zero": 1}
    assert found.value == lit([light(1)]).value
    alone = lit([light(2, None)])
    assert alone.value is None
    assert dict(alone.left_out) == {"power_unknown": 1}


def test_a_unit_nobody_knows_is_said_and_kilowatts_are_read() -> None:
    odd = light(1, None, **{f"{MODEL}powerConsumption": value(3, "HUR")})
    assert dict(lit([odd]).left_out) == {"power_unit": 1}
    kilo = light(1, None, **{f"{MODEL}powerConsumption": value(0.1, "KWT")})
    assert kwh([kilo]) == kwh([light(1)])


def test_a_declared_power_comes_before_a_reading_of_an_instant() -> None:
    reading = value(4, "WTT", observedAt=WHEN)
    both = light(1, None, **{f"{MODEL}powerConsumption": reading, f"{MODEL}powerRating": value(80)})
    assert lighting.power_of(both) == (80.0, "power_rated")
    only = light(1, None, **{f"{MODEL}powerConsumption": reading})
    assert lighting.power_of(only) == (4.0, "power_read")


def test_a_programme_nobody_can_read_is_said() -> None:
    odd = light(1, **{f"{TOWN}offHours": value([{"from": "25:00", "to": "05:00"}])})
    assert dict(lit([odd]).left_out) == {"programme_unreadable": 1}
    told = application.apply_changes([odd], [Dim(LIGHTS, NIGHT, 0.5)]).reports[0]
    assert told.unable == (("programme_unreadable", 1),)


def test_where_hours_meet_the_least_light_wins() -> None:
    off = (Span.of("01:00", "04:00"),)
    cut = lighting.programme(off, [(NIGHT, 0.5), (Span.of("22:00", "02:00"), 0.7)])
    assert cut == (
        (0, 60, 0.5), (60, 120, 0.0), (120, 240, 0.0), (240, 300, 0.5), (300, 1320, 1.0),
        (1320, 1380, 0.7), (1380, 1440, 0.5),
    )  # fmt: skip


def test_lights_without_a_place_take_that_of_the_authority_or_are_not_assessed() -> None:
    bare = light(1)
    del bare["attrs"]["https://uri.etsi.org/ngsi-ld/location"]
    assert dict(lit([bare]).left_out) == {"place_unknown": 1}
    placed = figures.lighting_figure([bare], figure_basis(2026, "Europe/Paris", (2.4, 48.9)))
    assert placed.value == kwh([light(1)])


def test_the_trace_has_hours_latitude_power_and_every_factor() -> None:
    found = lit([light(1), light(2, 50.0)])
    told = {note.code: note.values for note in found.trace}
    assert told["lights"] == {"counted": 2, "watts": 150.0}
    assert told["night"]["latitude"] == 48.9
    assert float(told["burning"]["hours"]) == pytest.approx(4_105, abs=5)
    assert [factor.name for factor in found.factors] == ["delay", "power_declared"]
    assert all(not factor.source.verified for factor in found.factors)


# Buildings and other numbers --------------------------------------------------------------------


def energy(number: int, kwh: Any, start: str, end: str, **more: Any) -> dict[str, Any]:
    return entity(
        f"Energy:{number}",
        f"{TOWN}BuildingEnergyConsumption",
        **{
            f"{TOWN}consumption": value(kwh, "KWH"),
            "https://smartdatamodels.org/dataModel.Environment/dateObservedFrom": value(start),
            "https://smartdatamodels.org/dataModel.Environment/dateObservedTo": value(end),
            **more,
        },
    )


def test_the_energy_of_buildings_is_brought_to_a_year() -> None:
    year = energy(1, 73_000, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
    found = figures.buildings_figure([year])
    assert found.value is not None
    assert found.value.mid == pytest.approx(73_000 * 365.25 / 365)


def test_a_month_alone_is_not_a_year_and_overlapping_periods_are_refused() -> None:
    month = energy(1, 9_000, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert dict(figures.buildings_figure([month]).left_out) == {"period_short": 1}
    hall = {f"{TOWN}refBuilding": [{"type": "Relationship", "value": "urn:ngsi-ld:Building:1"}]}
    twice = [
        energy(1, 50_000, "2025-01-01T00:00:00Z", "2025-12-01T00:00:00Z", **hall),
        energy(2, 9_000, "2025-11-01T00:00:00Z", "2026-01-01T00:00:00Z", **hall),
    ]
    assert dict(figures.buildings_figure(twice).left_out) == {"periods_overlap": 2}


def test_months_of_one_building_make_its_year() -> None:
    hall = {f"{TOWN}refBuilding": [{"type": "Relationship", "value": "urn:ngsi-ld:Building:1"}]}
    halves = [
        energy(1, 40_000, "2025-01-01T00:00:00Z", "2025-07-01T00:00:00Z", **hall),
        energy(2, 33_000, "2025-07-01T00:00:00Z", "2026-01-01T00:00:00Z", **hall),
    ]
    found = figures.buildings_figure(halves)
    assert found.value is not None
    assert found.value.mid == pytest.approx(73_000 * 365.25 / 365)
    assert found.trace[0].values["buildings"] == 1


def test_ten_per_cent_less_energy_is_ten_per_cent_less() -> None:
    docs = [energy(1, 100_000, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")]
    change = Scale(Selection("BuildingEnergyConsumption"), "consumption", 0.9)
    result = comparison.run(docs, [change], PARIS)
    main = result.main
    assert main is not None
    assert main.key == figures.BUILDINGS
    assert main.difference is not None
    assert main.difference.mid == pytest.approx(-10_000 * 365.25 / 365)


def test_numbers_in_another_unit_are_left_out_and_temperatures_are_never_added() -> None:
    rooms = [
        entity(f"Room:{n}", f"{SPACE}Room", **{f"{SPACE}temperature": value(v, unit)})
        for n, (v, unit) in enumerate([(20.0, "CEL"), (22.0, "CEL"), (300.0, "KEL")])
    ]
    change = SetValue(Selection("Room", "temperature<21"), "temperature", 18.0)
    result = comparison.run(rooms, [change], PARIS)
    assert [each.key for each in result.comparisons] == [figures.MEAN]
    found = result.comparisons[0]
    assert found.before.value == Interval.exact(21.0)
    assert dict(found.before.left_out) == {"unit_differs": 1}
    assert found.difference == Interval.exact(-1.0)


# Heat -------------------------------------------------------------------------------------------


def placed(lon: float) -> dict[str, Any]:
    shape = {"type": "Point", "coordinates": [lon, 48.85]}
    return {entities.LOCATION: [{"type": "GeoProperty", "value": shape}]}


def server_room(number: int, power: float | None = 100.0, lon: float = 2.35) -> dict[str, Any]:
    told = {entities.IT_POWER: value(power, "KWT")} if power is not None else {}
    return entity(f"ServerRoom:{number}", entities.ROOM, **told, **placed(lon))


def pool(number: int = 1, yearly: float = 400.0) -> dict[str, Any]:
    told = {entities.YEARLY: value(yearly, "MWH"), entities.KIND: value("pool")}
    return entity(f"HeatNeed:{number}", entities.NEED, **told, **placed(2.352))


ROUTE = RouteHeat("urn:ngsi-ld:ServerRoom:1", "urn:ngsi-ld:HeatNeed:1")


def test_the_heat_of_a_room_is_that_of_the_model_of_heat_and_was_zero_before() -> None:
    docs = [server_room(1), pool()]
    main = comparison.run(docs, [ROUTE], PARIS).main
    assert main is not None
    assert main.key == figures.HEAT
    assert main.before.value == Interval.exact(0.0)
    pair = matched([entities.room_of(docs[0])], [entities.need_of(docs[1])], assumptions()).pairs[0]
    assert main.difference == pair.usable
    assert pair.usable is not None
    assert pair.usable.mid > 100


def test_a_room_nobody_routed_takes_nothing_from_the_need() -> None:
    alone = comparison.run([server_room(1), pool()], [ROUTE], PARIS).comparisons[0]
    beside = comparison.run(
        [server_room(1), server_room(2, 900.0), pool()], [ROUTE], PARIS
    ).comparisons[0]
    assert beside.difference == alone.difference


def test_a_second_room_adds_what_is_left_of_the_need_and_no_more() -> None:
    served = server_room(2, 900.0)
    served["attrs"][heating.SERVES] = [{"type": "Relationship", "value": "urn:ngsi-ld:HeatNeed:1"}]
    docs = [server_room(1), served, pool()]
    found = comparison.run(docs, [ROUTE], PARIS).comparisons[0]
    assert found.before.value is not None
    assert found.after.value is not None
    assert found.difference is not None
    assert found.difference.mid == pytest.approx(found.after.value.mid - found.before.value.mid)
    assert found.after.value.mid <= 400.0 * 1.01


def test_a_room_of_unknown_power_is_not_assessed() -> None:
    found = comparison.run([server_room(1, None), pool()], [ROUTE], PARIS).comparisons[0]
    assert found.after.value is None
    assert dict(found.after.left_out) == {"heat_no_power": 1}
    assert found.difference is None


def test_a_room_too_far_brings_zero_and_says_so() -> None:
    found = comparison.run([server_room(1, lon=3.5), pool()], [ROUTE], PARIS).comparisons[0]
    assert found.after.value == Interval.exact(0.0)
    assert found.after.trace[0].code == "heat.far"


def test_only_a_server_room_gives_heat() -> None:
    docs = [light(1), pool()]
    told = application.apply_changes(docs, [RouteHeat(docs[0]["id"], docs[1]["id"])]).reports[0]
    assert told.unable == (("not_a_room", 1),)


# Changes ----------------------------------------------------------------------------------------

CHANGES: list[Change] = [
    SetValue(LIGHTS, "powerConsumption", 40.0),
    Scale(LIGHTS, "powerConsumption", 0.5),
    Dim(LIGHTS, NIGHT, 0.3),
    Schedule(LIGHTS, (NIGHT,), adds=False),
    RouteHeat("urn:ngsi-ld:ServerRoom:1", "urn:ngsi-ld:HeatNeed:1"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_goes_to_json_and_back(change: Change) -> None:
    assert read(document(change)) == change


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": "magic"}, "whatif_change_unknown"),
        ({}, "whatif_change_unknown"),
        (
            {"kind": "dim", "type": "A", "from": "23:00", "to": "05:00", "level": 1.5},
            "whatif_level",
        ),
        ({"kind": "dim", "type": "A", "from": "23h", "to": "05:00", "level": 0.5}, "whatif_hours"),
        ({"kind": "dim", "type": "A", "from": "05:00", "to": "05:00", "level": 0}, "whatif_hours"),
        ({"kind": "scale", "type": "A", "attribute": "b", "factor": -1}, "whatif_factor"),
        ({"kind": "scale", "type": "A", "attribute": "b", "factor": float("nan")}, "whatif_factor"),
        ({"kind": "scale", "type": "", "attribute": "b", "factor": 1}, "whatif_type_missing"),
        (
            {"kind": "set_value", "type": "A", "attribute": "", "value": 1},
            "whatif_attribute_missing",
        ),
        (
            {"kind": "set_value", "type": "A", "attribute": "b", "value": float("inf")},
            "whatif_value",
        ),
        ({"kind": "route_heat", "room": "", "need": "x"}, "whatif_heat_ends"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_by_name(told: dict[str, Any], code: str) -> None:
    with pytest.raises(WhatIfError) as caught:
        read(told)
    assert caught.value.code == code
    assert caught.value.message("fr") != caught.value.message("en")


def test_too_many_changes_are_refused() -> None:
    with pytest.raises(WhatIfError, match="20"):
        read_all([document(CHANGES[0])] * 21)


def test_a_query_chooses_among_entities_by_their_short_names() -> None:
    docs = [light(1, 100.0), light(2, 60.0), light(3, None)]
    told = application.apply_changes(docs, [Scale(Selection("Streetlight", "powerConsumption>80"),
                                         "powerConsumption", 0.5)]).reports[0]  # fmt: skip
    assert told.changed == ("urn:ngsi-ld:Streetlight:1",)
    with pytest.raises(Problem):
        application.apply_changes(
            docs, [Scale(Selection("Streetlight", "powerConsumption>"), "x", 0.5)]
        )


def test_a_change_reports_what_it_found_changed_and_could_not() -> None:
    docs = [light(1), light(2, None), energy(3, "unknown", WHEN, WHEN)]
    told = application.apply_changes(
        docs,
        [
            Scale(LIGHTS, "powerConsumption", 0.5),
            Scale(Selection("BuildingEnergyConsumption"), "consumption", 0.5),
            Dim(Selection("BuildingEnergyConsumption"), NIGHT, 0.5),
            Scale(Selection("Unicorn"), "horns", 2),
            RouteHeat(docs[0]["id"], "urn:ngsi-ld:HeatNeed:9"),
            SetValue(LIGHTS, "location", 3.0),
        ],
    ).reports
    assert [(each.found, len(each.changed), each.unable) for each in told] == [
        (2, 1, (("attribute_missing", 1),)),
        (1, 0, (("not_a_number", 1),)),
        (1, 0, (("not_a_light", 1),)),
        (0, 0, ()),
        (1, 0, (("need_missing", 1),)),
        (2, 0, (("not_a_value", 2),)),
    ]


def test_a_schedule_may_take_the_place_of_the_one_there_is() -> None:
    dark = light(1, **{f"{TOWN}offHours": value([{"from": "22:00", "to": "06:00"}])})
    added = application.apply_changes([dark], [Schedule(LIGHTS, (NIGHT,))]).docs
    assert kwh(list(added)) == kwh([dark])  # it was off already
    replaced = application.apply_changes([dark], [Schedule(LIGHTS, (NIGHT,), adds=False)]).docs
    assert kwh(list(replaced)).mid > kwh([dark]).mid
    lit_again = application.apply_changes([dark], [Schedule(LIGHTS, (), adds=False)]).docs
    assert kwh(list(lit_again)) == kwh([light(1)])


def test_each_change_sees_what_the_one_before_did() -> None:
    halves = [Scale(LIGHTS, "powerConsumption", 0.5)] * 2
    after = application.apply_changes([light(1, 100.0)], halves).docs
    assert lighting.power_of(after[0]) == (25.0, "power_declared")


def test_a_power_that_becomes_known_is_no_energy_added() -> None:
    docs = [light(1, 100.0), light(2, None)]
    change = SetValue(Selection("Streetlight", "!powerConsumption"), "powerConsumption", 60.0)
    with pytest.raises(Problem):
        comparison.run(docs, [change], PARIS)
    change = SetValue(LIGHTS, "powerConsumption", 100.0)
    found = comparison.run(docs, [change], PARIS).comparisons[0]
    assert found.apart == 1
    assert found.difference == Interval.exact(0.0)


def test_the_difference_is_narrower_than_intervals_subtracted() -> None:
    docs = [light(n) for n in range(5)]
    found = comparison.run(docs, [Schedule(LIGHTS, (NIGHT,))], PARIS).comparisons[0]
    assert found.difference is not None
    assert found.before.value is not None
    assert found.after.value is not None
    naive = (found.after.value.high - found.before.value.low) - (
        found.after.value.low - found.before.value.high
    )
    assert found.difference.width < 0.5 * naive
    assert found.difference.mid == pytest.approx(found.after.value.mid - found.before.value.mid)


# Invariants -------------------------------------------------------------------------------------

watts = st.one_of(st.none(), st.floats(1, 400, allow_nan=False))
hours = st.integers(0, 23).map(lambda hour: f"{hour:02d}:00")
spans = st.tuples(hours, hours).filter(lambda pair: pair[0] != pair[1]).map(lambda p: Span.of(*p))
levels = st.floats(0, 1, allow_nan=False)


@st.composite
def towns(draw: st.DrawFn) -> list[dict[str, Any]]:
    docs = []
    for number in range(draw(st.integers(1, 5))):
        more: dict[str, Any] = {}
        if draw(st.booleans()):
            more[f"{TOWN}dimming"] = value([{**draw(spans).document(), "level": draw(levels)}])
        if draw(st.booleans()):
            more[f"{TOWN}offHours"] = value([draw(spans).document()])
        docs.append(light(number, draw(watts), **more))
    return docs


some_changes = st.lists(
    st.one_of(
        st.builds(Dim, st.just(LIGHTS), spans, levels),
        st.builds(Schedule, st.just(LIGHTS), st.tuples(spans), st.booleans()),
        st.builds(Scale, st.just(LIGHTS), st.just("powerConsumption"), st.floats(0.1, 3)),
        st.builds(SetValue, st.just(LIGHTS), st.just("powerConsumption"), st.floats(1, 300)),
    ),
    max_size=3,
)


@FEW
@given(towns())
def test_no_change_gives_equal_entities_and_no_difference(docs: list[dict[str, Any]]) -> None:
    result = comparison.run(docs, [], PARIS)
    assert list(result.outcome.docs) == docs
    assert result.main is None
    for found in result.comparisons:
        assert found.difference in (None, Interval.exact(0.0))


@FEW
@given(towns())
def test_multiplying_by_one_changes_nothing(docs: list[dict[str, Any]]) -> None:
    outcome = application.apply_changes(docs, [Scale(LIGHTS, "powerConsumption", 1.0)])
    assert list(outcome.docs) == docs
    assert outcome.touched == frozenset()


@FEW
@given(towns(), spans, levels)
def test_dimming_never_adds_energy(docs: list[dict[str, Any]], span: Span, level: float) -> None:
    found = comparison.run(docs, [Dim(LIGHTS, span, level)], PARIS).comparisons[0].difference
    assert found is None or found.high <= 1e-9


@FEW
@given(towns(), some_changes, st.randoms(use_true_random=False))
def test_the_order_of_entities_does_not_matter(
    docs: list[dict[str, Any]], changes: list[Change], chance: random.Random
) -> None:
    mixed = list(docs)
    chance.shuffle(mixed)
    one = comparison.run(docs, changes, PARIS).comparisons
    other = comparison.run(mixed, changes, PARIS).comparisons
    assert [(c.before, c.after, c.difference) for c in one] == [
        (c.before, c.after, c.difference) for c in other
    ]


def test_sums_of_powers_do_not_depend_on_the_order() -> None:
    docs = [light(n, power) for n, power in enumerate([0.1, 0.2, 0.3])]
    assert kwh(docs) == kwh(docs[::-1])


@FEW
@given(towns(), some_changes)
def test_the_originals_are_never_touched(docs: list[dict[str, Any]], changes: list[Change]) -> None:
    kept = copy.deepcopy(docs)
    comparison.run(docs, changes, PARIS)
    assert docs == kept


def test_every_factor_has_its_source_and_unit() -> None:
    for factor in factors().values():
        assert factor.source.title
        assert factor.unit
        assert factor.fr
        assert factor.en
