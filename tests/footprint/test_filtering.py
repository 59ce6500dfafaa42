"""Lines are found by what they are, whatever the case and accents of the search."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory
from jalons.footprint.engine.inventory.filtering import LineFilter, in_order, searchable

ON = date(2026, 11, 24)
LINES = inventory(
    {"label": "PC-1", "model": "Latitude (5420)", "site": "École Jean-Zay", "device": "laptop",
     "purchased": date(2025, 6, 1)},
    {"label": "EC-2", "type_text": "Écran", "device": "monitor", "status": "in_stock",
     "reason": "in_stock", "purchased": date(2021, 6, 1), "corrected": "status"},
    {"label": "", "entity": "DSI", "quantity": 40.0, "reason": "unknown_type"},
).lines  # fmt: skip


def found(**wanted):
    lines = searchable(LINES.lazy()).filter(LineFilter(**wanted).expression(on=ON))
    return lines.collect()["row"].to_list()


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ({}, [2, 3, 4]),
        ({"words": "ecran"}, [3]),
        ({"words": "ÉCOLE latitude"}, [2]),
        ({"words": "latitude absent"}, []),
        ({"words": "(5420)"}, [2]),
        ({"words": ".*"}, []),
        ({"status": "in_stock"}, [3]),
        ({"device": "laptop"}, [2]),
        ({"site": "zay"}, [2]),
        ({"entity": "dsi"}, [4]),
        ({"reason": "counted"}, [2]),
        ({"reason": "left_out"}, [3, 4]),
        ({"reason": "unknown_type"}, [4]),
        ({"age": "under_2"}, [2]),
        ({"age": "from_4_to_6"}, [3]),
        ({"age": "unknown"}, [4]),
        ({"age": "nonsense"}, [2, 3, 4]),
        ({"corrected": True}, [3]),
    ],
)
def test_each_filter_finds_its_lines(wanted, rows):
    assert found(**wanted) == rows


@pytest.mark.parametrize(
    ("sort", "rows"),
    [
        ("", [2, 3, 4]),
        ("-row", [4, 3, 2]),
        ("purchased", [3, 2, 4]),
        ("-purchased", [2, 3, 4]),
        ("label", [3, 2, 4]),
        ("-label", [2, 3, 4]),
        ("nonsense", [2, 3, 4]),
    ],
)
def test_unknown_values_come_last_both_ways(sort, rows):
    assert in_order(LINES.lazy(), sort).collect()["row"].to_list() == rows


@given(st.text(max_size=20))
def test_any_text_typed_is_searched_and_finds_itself(text):
    lines = searchable(inventory({"label": text}, {"label": ""}).lines.lazy())
    kept = lines.filter(LineFilter(words=text).expression(on=ON)).collect()
    assert 2 in kept["row"]
