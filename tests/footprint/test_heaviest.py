"""The heaviest kinds: six parts at most, that make the whole, and no rank that is not sure."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import TOWN, inventory
from jalons.footprint.engine.analysis.heaviest import heaviest
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.store import load_pack

CLIMATE = "climate_change"


def assessed(**fleet):
    rows = ({"device": kind, "quantity": float(n)} for kind, n in fleet.items())
    return assess(inventory(*rows), pack=load_pack())


@pytest.fixture(scope="module")
def town():
    return assessed(**TOWN)


def test_a_town_has_six_parts_and_the_last_one_is_all_the_others(town):
    found = heaviest(town)
    assert len(found.parts) == 6
    assert [len(each.devices) for each in found.parts] == [1] * 5 + [len(TOWN) - 5]
    assert {kind for each in found.parts for kind in each.devices} == set(TOWN)
    mids = [each.value.mid for each in found.parts[:-1]]
    assert mids == sorted(mids, reverse=True)


def test_six_kinds_are_all_named():
    kinds = dict.fromkeys(("laptop", "monitor", "server", "switch", "tablet", "printer"), 10)
    assert all(len(each.devices) == 1 for each in heaviest(assessed(**kinds)).parts)


def test_a_part_has_the_centre_its_kind_has_everywhere_else(town):
    totals = {each.device: each.total for each in town.devices if each.criterion == CLIMATE}
    for part in heaviest(town).parts[:-1]:
        assert part.value == totals[part.devices[0]]


def test_a_rank_is_claimed_when_it_is_sure_and_only_then(town):
    assert heaviest(assessed(server=500, laptop=10)).sure
    assert heaviest(assessed(server=500, laptop=10)).leading == ("server",)
    unsure = heaviest(town)  # screens and laptops overlap
    assert not unsure.sure
    assert unsure.leading == ("monitor", "laptop")


def test_two_kinds_alike_are_no_ranking_of_the_whole():
    found = heaviest(assessed(laptop=10, desktop=10))
    assert (found.leading, found.sure) == (("desktop",), False) or found.share.mid < 0.99


def test_one_kind_is_the_whole():
    found = heaviest(assessed(laptop=5))
    assert found.leading == ("laptop",)
    assert (found.share.low, found.share.high) == (1.0, 1.0)


@given(st.lists(st.lists(st.floats(0, 1e6), min_size=8, max_size=8), min_size=1, max_size=12))
def test_parts_always_make_the_whole_draw_by_draw(rows):
    draws = {(f"kind{rank}", CLIMATE, Stage.TOTAL): np.array(row) for rank, row in enumerate(rows)}
    one = assessed(laptop=1)
    found = heaviest(replace(one, draws=draws))
    assert 1 <= len(found.parts) <= 6
    assert sum(len(each.devices) for each in found.parts) == len(rows)
    assert 0 <= found.share.low <= found.share.high <= 1 + 1e-9
