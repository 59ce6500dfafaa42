"""Look-alikes are summed up only when nobody can be seen through the sum."""

from dataclasses import replace

import pytest

from jalons.foundation.territories.bands import Band, band_of, bands
from jalons.kernel import Interval, Period, Unit, Urn
from jalons.strategy.engine.indicators.comparison import OTHERS, SharedValue, compare


def value(member, mid, **more):
    held = SharedValue(
        member=Urn("authority", f"m{member}"),
        kind="epci",
        band="50000-100000",
        indicator="footprint.total",
        value=Interval.exact(mid),
        unit=Unit.parse("t CO2 eq/year"),
        period=Period.year(2026),
        method="footprint/1.0.0",
    )
    return replace(held, **more)


OWN = value(0, 100)


def group(*mids):
    return [value(rank, mid) for rank, mid in enumerate(mids, 1)]


def test_the_median_and_the_quartiles_count_ones_own_value():
    found = compare(OWN, group(50, 60, 120, 200, 400))
    assert (found.members, found.shown) == (6, True)
    # 50 60 100 120 200 400, type 7, two significant digits
    assert (found.first, found.median, found.third) == (70, 110, 180)


def test_below_five_others_nothing_is_shown_but_the_number():
    found = compare(OWN, group(50, 60, 120, 200))
    assert (found.members, found.shown) == (5, False)
    assert found.first is found.median is found.third is None


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "commune"},
        {"band": "20000-50000"},
        {"method": "footprint/2.0.0"},
        {"indicator": "footprint.mean_age"},
        {"unit": Unit.parse("kWh")},
        {"period": Period.year(2023)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_does_not_compare_is_left_out(other):
    held = group(50, 60, 120, 200, 400)
    held[0] = replace(held[0], **other)
    assert compare(OWN, held).members == 5


def test_another_unit_of_the_same_dimension_is_converted():
    held = group(50, 60, 120, 200, 400)
    kilograms = [
        replace(each, unit=Unit.parse("kg CO2 eq/year"), value=each.value.scaled(1000))
        for each in held
    ]
    assert compare(OWN, kilograms) == compare(OWN, held)


def test_a_member_counts_once_by_its_nearest_period():
    held = group(50, 60, 120, 200, 400)
    older = [replace(each, period=Period.year(2025), value=Interval.exact(9)) for each in held]
    assert compare(OWN, [*older, *held]) == compare(OWN, held)
    assert compare(OWN, [*held, *older]) == compare(OWN, held)


def test_every_member_reads_the_same_figures():
    members = [OWN, *group(50, 61, 120, 207, 400)]
    seen = {
        (found.first, found.median, found.third)
        for own in members
        for found in [compare(own, members)]
    }
    assert len(seen) == 1


def test_taking_ones_own_value_out_leaves_five_others():
    for count in range(9):
        found = compare(OWN, group(*range(10, 10 + count)))
        assert found.shown == (found.members - 1 >= OTHERS)


def test_a_member_that_leaves_has_its_value_narrowed_never_found():
    """Several values read the same before and after, even to who knows all the others."""
    rest = (52, 61, 118, 203, 395)

    def read(*values):
        found = compare(OWN, group(*values))
        return found.first, found.median, found.third

    for left in (40, 57, 99, 150, 300, 900):
        near = [left * (1 + step / 1000) for step in range(-30, 31)]
        alike = [each for each in near if read(*rest, each) == read(*rest, left)]
        assert len(alike) > 1, left


def test_zero_and_negative_values_are_rounded_too():
    found = compare(value(0, 0), group(0, 0, 0, -123, -456))
    assert (found.first, found.median, found.third) == (-92, 0, 0)


def test_a_population_falls_in_one_band_of_its_type():
    for kind, held in bands().items():
        for population in (0, 3499, 3500, 49_999, 50_000, 5_000_000):
            assert sum(band.includes(population) for band in held) == 1, kind
    assert band_of(77_400, bands()["epci"]) == Band("50000-100000", 50_000, 100_000)
    assert band_of(None, bands()["epci"]) is None
    assert band_of(10, ()) is None
