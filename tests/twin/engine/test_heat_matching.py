"""Rooms and needs: hand-computed cases, and what must hold whatever the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval, Source
from jalons.twin.engine.heat.assumptions import (
    HOURS,
    Assumption,
    Assumptions,
    HeatError,
    NeedProfile,
    shared,
)
from jalons.twin.engine.heat.matching import Match, Outcome, distance, matched
from jalons.twin.engine.heat.need import HeatNeed, NeedKind
from jalons.twin.engine.heat.room import Basis, Cooling, ServerRoom, level, recoverable
from jalons.twin.store.heat import assumptions

HERE = (2.0, 48.0)
NEAR = (2.0, 48.0009)  # about 100 m north
SHIPPED = assumptions()


def plain(**values: float) -> Assumptions:
    """Assumptions without any spread, to compute by hand; those of the product where not told."""
    source = Source("Test", "Jalons", date(2026, 11, 25), "EUPL-1.2")
    told = {
        key: Assumption(
            key, Interval.exact(values.get(key, each.value.mid)), each.unit, source, {}, {}
        )
        for key, each in SHIPPED.values.items()
    }
    flat = NeedProfile("unknown", shared((1.0,) * 12), source, {})
    return Assumptions("test", told, {"unknown": flat})


EASY = plain(
    **{
        "declared_power": 1.0,
        "availability": 1.0,
        "share.air": 0.5,
        "share.water": 0.8,
        "temperature.air": 25.0,
        "temperature.water": 50.0,
        "approach": 5.0,
        "cop_share": 0.5,
        "cop_most": 8.0,
        "detour": 1.0,
        "pipe_loss": 0.0,
        "declared_need": 1.0,
        "pue": 1.6,
    }
)


def room(**told: object) -> ServerRoom:
    given: dict[str, object] = {"id": "r", "name": "Salle", "cooling": Cooling.WATER}
    return ServerRoom(**{**given, "it_power": 100.0, "place": HERE, **told})  # type: ignore[arg-type]


def need(**told: object) -> HeatNeed:
    given: dict[str, object] = {"id": "n", "name": "Piscine", "yearly": 365.0, "place": HERE}
    return HeatNeed(**{**given, "temperature": 28.0, **told})  # type: ignore[arg-type]


def test_a_year_of_a_room_by_hand() -> None:
    heat = recoverable(room(), EASY)
    assert heat is not None
    assert heat.yearly.mid == pytest.approx(100 * 8760 * 0.8 / 1000)  # 700.8 MWh
    assert heat.months[1].mid == pytest.approx(100 * 28 * 24 * 0.8 / 1000)  # 53.76 in February
    assert heat.basis is Basis.IT


def test_the_total_power_of_a_room_is_divided_by_its_pue() -> None:
    by_default = recoverable(room(it_power=None, total_power=160.0), EASY)
    told = recoverable(room(it_power=None, total_power=160.0, pue=2.0), EASY)
    assert by_default is not None
    assert told is not None
    assert by_default.power.mid == pytest.approx(160 / 1.6 * 0.8)
    assert told.power.mid == pytest.approx(160 / 2 * 0.8)
    assert room(total_power=150.0).known_pue == pytest.approx(1.5)
    assert room().known_pue is None


def test_an_unknown_pue_is_wider_than_a_declared_one() -> None:
    unknown = recoverable(room(it_power=None, total_power=160.0), SHIPPED)
    told = recoverable(room(it_power=None, total_power=160.0, pue=1.57), SHIPPED)
    assert unknown is not None
    assert told is not None
    assert unknown.yearly.width > told.yearly.width * 1.3


def test_a_room_without_power_is_unknown_and_not_zero() -> None:
    assert recoverable(room(it_power=None), SHIPPED) is None
    pair = matched([room(it_power=None)], [need()], SHIPPED).pairs[0]
    assert (pair.outcome, pair.usable) == (Outcome.NO_POWER, None)
    pair = matched([room()], [need(yearly=None)], SHIPPED).pairs[0]
    assert (pair.outcome, pair.usable) == (Outcome.NO_NEED, None)


def test_what_an_engineer_found_and_what_was_measured_pass_before_the_rest() -> None:
    found = recoverable(room(recoverable_power=40.0), EASY)
    assert found is not None
    assert (found.basis, found.power.mid) == (Basis.RECOVERABLE, 40.0)
    declared, measured = recoverable(room(), SHIPPED), recoverable(room(measured_days=90), SHIPPED)
    assert declared is not None
    assert measured is not None
    assert measured.power.width < declared.power.width


def test_warm_heat_goes_straight_month_by_month() -> None:
    # 58.4 MWh in a 730-hour month against 365/12 = 30.42: the need is met each month.
    pair = matched([room()], [need()], EASY).pairs[0]
    assert pair.served
    assert pair.usable is not None
    assert pair.usable.mid == pytest.approx(365.0)
    assert pair.usable.low == pair.usable.mid == pair.usable.high
    assert pair.lift is not None
    assert pair.lift.cop is None
    assert pair.electricity == Interval.exact(0.0)


def test_a_month_uses_the_least_of_what_is_available_and_what_is_needed() -> None:
    winter = NeedProfile("heating", shared((1.0, *[0.0] * 10, 1.0)), EASY["pue"].source, {})
    heated = replace(EASY, profiles={**EASY.profiles, "heating": winter})
    pair = matched([room()], [need(kind=NeedKind.HEATING)], heated).pairs[0]
    # 31 days x 24 h x 80 kW = 59.52 MWh in January, the same in December, of 182.5 asked in each.
    assert pair.usable is not None
    assert pair.usable.mid == pytest.approx(119.04)
    assert pair.months[5].mid == 0


def test_cold_heat_is_lifted_and_the_electricity_counted_apart() -> None:
    cold = room(cooling=Cooling.AIR)  # 50 kW at 25 °C, 20 °C behind the exchanger
    pair = matched([cold], [need(temperature=60.0, yearly=2_000.0)], EASY).pairs[0]
    cop = 0.5 * (60 + 273.15) / 40  # 4.164
    assert pair.lift is not None
    assert pair.lift.cop is not None
    assert pair.lift.cop.mid == pytest.approx(cop)
    assert pair.usable is not None
    assert pair.usable.mid == pytest.approx(438.0)  # all the heat of the room
    assert pair.delivered is not None
    assert pair.delivered.mid == pytest.approx(438.0 * cop / (cop - 1))
    assert pair.electricity is not None
    assert pair.electricity.mid == pytest.approx(438.0 / (cop - 1))


def test_a_lifted_need_takes_from_the_servers_what_the_pump_does_not_bring() -> None:
    cold = room(cooling=Cooling.AIR)
    pair = matched([cold], [need(temperature=60.0, yearly=120.0)], EASY).pairs[0]
    cop = 0.5 * (60 + 273.15) / 40
    assert pair.usable is not None
    assert pair.usable.mid == pytest.approx(120 * (1 - 1 / cop))
    assert pair.delivered is not None
    assert pair.delivered.mid == pytest.approx(120.0)


def test_a_pipe_loses_by_its_length_each_hour() -> None:
    lossy = plain(**{**_mids(EASY), "pipe_loss": 20.0, "detour": 1.5})
    pair = matched([room()], [need(yearly=10_000.0, place=NEAR)], lossy).pairs[0]
    metres = distance(HERE, NEAR)
    assert metres is not None
    assert metres == pytest.approx(100.08, abs=0.01)
    lost = metres * 1.5 * 20 * 8760 / 1e6  # 26.3 MWh
    assert pair.losses is not None
    assert pair.losses.mid == pytest.approx(lost)
    assert pair.usable is not None
    assert pair.usable.mid == pytest.approx(700.8 - lost)


def _mids(of: Assumptions) -> dict[str, float]:
    return {key: each.value.mid for key, each in of.values.items()}


def test_the_pair_that_could_use_most_is_served_first_and_the_next_gets_what_is_left() -> None:
    pool, school = need(id="z", yearly=600.0), need(id="a", yearly=300.0)
    found = matched([room()], [school, pool], EASY)
    assert [pair.need.id for pair in found.served] == ["z", "a"]
    first, second = (pair.usable.mid for pair in found.served if pair.usable is not None)
    assert first == pytest.approx(600.0)
    # Of 53.76 in February the pool takes 50; a month of 30 days gives 57.6, one of 31 59.52.
    assert second == pytest.approx(53.76 - 50 + 4 * 7.6 + 7 * 9.52)
    assert found.usable.mid == pytest.approx(first + second)


def test_far_unplaced_and_drained_pairs_say_why() -> None:
    far = need(id="far", place=(2.0, 48.1))
    unplaced = need(id="nowhere", place=None)
    big = need(id="big", yearly=50_000.0)
    small = need(id="small", yearly=49_000.0, place=NEAR)
    told = {p.need.id: p for p in matched([room()], [far, unplaced, big, small], EASY).pairs}
    assert told["far"].outcome is Outcome.FAR
    assert told["nowhere"].outcome is Outcome.UNPLACED
    assert told["nowhere"].metres is None
    assert told["big"].served
    assert told["small"].outcome is Outcome.TAKEN
    leaky = plain(**{**_mids(EASY), "pipe_loss": 1_000_000.0})
    assert matched([room()], [small], leaky).pairs[0].outcome is Outcome.LOST


def test_levels_part_at_30_45_and_60_degrees() -> None:
    assert [level(t) for t in (29.9, 30, 44.9, 45, 59.9, 60)] == [0, 1, 1, 2, 2, 3]


def test_two_rooms_of_one_identifier_and_negative_figures_are_refused() -> None:
    with pytest.raises(HeatError, match="identifiant"):
        matched([room(), room()], [], EASY)
    with pytest.raises(HeatError, match="négatif"):
        matched([room(it_power=-1.0)], [], EASY)
    with pytest.raises(HeatError, match="PUE"):
        matched([room(it_power=None, total_power=9.0, pue=0.0)], [], EASY)
    with pytest.raises(HeatError, match="douze mois"):
        recoverable(room(profile=(0.0,) * 12), EASY)


def test_every_assumption_has_its_source_and_a_unit_one_can_read() -> None:
    for each in SHIPPED.values.values():
        assert each.name["fr"]
        assert each.name["en"]
        assert each.unit in {"1", "°C", "K", "W/m", "m"}
        assert (each.source.opened is not None) == each.source.verified
        assert each.source.link or not each.source.verified
    assert SHIPPED.unverified > 20
    assert sum(HOURS) == 8760


powers = st.floats(0, 5_000)
spots = st.tuples(st.floats(1.99, 2.01), st.floats(47.99, 48.01))
rooms = st.builds(
    ServerRoom,
    id=st.uuids().map(str),
    name=st.just("Salle"),
    it_power=powers | st.none(),
    total_power=powers | st.none(),
    pue=st.floats(1, 3) | st.none(),
    cooling=st.sampled_from(Cooling),
    temperature=st.floats(15, 70) | st.none(),
    place=spots | st.none(),
    measured_days=st.integers(0, 365),
    profile=st.lists(st.floats(0.1, 3), min_size=12, max_size=12).map(tuple),
)
needs = st.builds(
    HeatNeed,
    id=st.uuids().map(str),
    name=st.just("Besoin"),
    kind=st.sampled_from(NeedKind),
    yearly=st.floats(0, 20_000) | st.none(),
    temperature=st.floats(20, 90) | st.none(),
    place=spots | st.none(),
)
towns = st.tuples(
    st.lists(rooms, max_size=4, unique_by=lambda r: r.id),
    st.lists(needs, max_size=4, unique_by=lambda n: n.id),
)
CASES = ("low", "mid", "high")


def used(found: Match, case: str, month: int, **of: str) -> float:
    """MWh used in a month by the pairs of a room or of a need."""
    return sum(
        float(getattr(pair.months[month], case))
        for pair in found.pairs
        if pair.months and of.get("room", pair.room.id) == pair.room.id
        and of.get("need", pair.need.id) == pair.need.id
    )  # fmt: skip


@given(towns)
def test_no_month_uses_more_than_a_room_gives_or_a_need_asks(
    town: tuple[list[ServerRoom], list[HeatNeed]],
) -> None:
    found = matched(*town, SHIPPED)
    for month in range(12):
        for case in CASES:
            for heat in found.rooms:
                given_ = getattr(heat.months[month], case)
                assert used(found, case, month, room=heat.room.id) <= given_ * (1 + 1e-9) + 1e-9
            for asked in found.needs:
                most = getattr(asked.months[month], case)
                assert used(found, case, month, need=asked.need.id) <= most * (1 + 1e-9) + 1e-9


@given(towns, st.randoms(use_true_random=False))
def test_the_order_of_rooms_and_needs_changes_nothing(
    town: tuple[list[ServerRoom], list[HeatNeed]],
    drawn: object,
) -> None:
    before = matched(*town, SHIPPED)
    for each in town:
        drawn.shuffle(each)  # type: ignore[attr-defined]
    assert matched(*town, SHIPPED) == before


@given(rooms, needs, st.floats(0, 0.01), st.floats(0, 0.01))
def test_more_distance_never_gives_more(
    one: ServerRoom, other: HeatNeed, near: float, further: float
) -> None:
    one = replace(one, place=HERE)
    found = [
        matched([one], [replace(other, place=(2.0, 48.0 + north))], SHIPPED).usable
        for north in (near, near + further)
    ]
    for case in CASES:
        assert getattr(found[1], case) <= getattr(found[0], case) + 1e-9


@given(towns)
def test_energy_is_conserved_and_intervals_are_in_order(
    town: tuple[list[ServerRoom], list[HeatNeed]],
) -> None:
    for pair in matched(*town, SHIPPED).served:
        assert pair.usable is not None
        assert pair.delivered is not None
        assert pair.electricity is not None
        assert pair.usable.low <= pair.usable.mid <= pair.usable.high
        assert pair.delivered.mid == pytest.approx(pair.usable.mid + pair.electricity.mid)
        if pair.lift is not None and pair.lift.cop is not None:
            assert pair.delivered.mid == pytest.approx(pair.electricity.mid * pair.lift.cop.mid)
