"""A band says its interval on a labelled scale, and its words never meet."""

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.design.drawings.band import _NARROWEST, BandScale, _words, render_band
from jalons.kernel import Interval

UNITS = ("kg CO2 eq", "%", "kWh", "EUR", "h", "1")
numbers = st.integers(-(10**10), 10**10).map(lambda each: each / 1000)


def drawn(value, unit="kg CO2 eq", maximum=None):
    scale = BandScale.of(value, unit, "fr", maximum)
    root = ET.fromstring(render_band(value, unit, scale, "dit", "fr"))
    return [each.text.replace("\u00a0", " ") for each in root.iter("text")]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Interval(55_000, 73_000, 102_000), "kg CO2 eq", ["73", "55", "102", "0", "120 t CO₂e"]),
        (Interval(5, 5, 5), "%", ["5", "0", "5\u202f%"]),
        (Interval(-9, -6, -4), "kg", ["−6", "−9", "−4", "−10", "0 kg"]),
        (Interval(-4, 3, 9), "kg", ["3", "9", "−4", "10 kg"]),
        (Interval(0, 0, 0), "kg", ["0", "0", "1 kg"]),
    ],
)
def test_the_bounds_the_centre_and_both_ends_of_the_scale_are_written(value, unit, words):
    assert drawn(value, unit) == words


def test_a_maximum_is_the_end_of_the_scale_even_when_the_interval_goes_beyond():
    assert drawn(Interval(20, 40, 70), "%", 100.0)[-1] == "100\u202f%"
    assert "140" in drawn(Interval(20, 40, 140), "%", 100.0)


@given(st.lists(numbers, min_size=3, max_size=3).map(sorted), st.sampled_from(UNITS))
def test_words_never_meet_nor_leave_the_narrowest_page(bounds, unit):
    value = Interval(*bounds)
    scale = BandScale.of(value, unit, "fr")
    assert scale.start <= value.low * (1 - 1e-9) or scale.start <= value.low + 1e-6
    assert scale.end >= value.high - 1e-6 * abs(value.high)
    words = _words(value, unit, scale, "fr")
    boxes = [each.box(each.y, _NARROWEST) for each in words]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    assert all(box.left >= 0 and box.right <= 1 for box in boxes)
