"""Twenty-five indicators come first: they cover the nine commitments and what the decree asks."""

from jalons.strategy.engine.catalogue import COMPUTING, DECLARED
from jalons.strategy.store import catalogue, decree, manifesto
from strategy.test_store import PUSHED_BY_FOOTPRINT

SHEETS = catalogue().indicators.values()
CORE = [each for each in SHEETS if each.core]


def test_there_are_twenty_five_core_indicators():
    assert len(CORE) == 25


def test_each_commitment_has_two_core_indicators_at_least_and_six_at_most():
    counts = [sum(each.commitment == c.number for each in CORE) for c in manifesto().commitments]
    assert min(counts) >= 2
    assert max(counts) <= 6


def test_each_item_of_the_decree_that_has_indicators_has_a_core_one():
    names = {each.id for each in CORE}
    bare = [item.id for item in decree().items if item.indicators and not item.indicators & names]
    assert bare == []


def test_what_the_law_names_comes_first_and_no_constant_nor_projection_does():
    assert sum(each.origin == "L" for each in CORE) >= 10
    assert not [each.id for each in CORE if ".life_" in each.id or each.id.endswith("_gain")]


def test_every_core_indicator_rests_on_a_source_that_was_read_or_on_our_own_definition():
    assert [each.id for each in CORE if not each.verified] == []


def test_a_sheet_names_a_room_that_computes_or_its_values_are_typed_in():
    computed = {each.id for each in SHEETS if not each.by_hand}
    assert set(PUSHED_BY_FOOTPRINT) <= computed
    assert {each.provider for each in SHEETS if not each.by_hand and not each.formula} <= COMPUTING
    # the registers of AI systems and of algorithms are in one room
    assert {name.partition(".")[0] for name in computed} <= COMPUTING | {"ailibrary"}
    assert all(each.by_hand for each in SHEETS if each.provider == DECLARED)
