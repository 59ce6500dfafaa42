"""The cards of a fleet: what each lever does alone, for fleets of every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import TOWN, inventory
from jalons.footprint.engine.analysis import cards
from jalons.footprint.engine.analysis.cards import best_of, cards_of
from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import study
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.store import load_pack


def fleet(devices, **more):
    lines = [{"device": name, "quantity": float(count)} | more for name, count in devices.items()]
    pack = load_pack()
    return study(sum_up(inventory(*lines), pack, on=None), pack=pack)


FLEETS = {
    "a town": TOWN,
    "no screen": {"laptop": 40, "smartphone": 12},
    "one device": {"laptop": 1},
    "150,000 devices": {"laptop": 90_000, "monitor": 59_000, "server": 1_000},
    "phones only": {"smartphone": 35},
    "screens only": {"monitor": 30},
    "paper only": {"office_paper": 400},
    "servers and paper": {"server": 3, "office_paper": 2_000},
}


@pytest.mark.parametrize("devices", FLEETS.values(), ids=FLEETS)
def test_a_card_says_alone_what_the_scenario_of_that_lever_says(devices):
    ready = fleet(devices)
    found = cards_of(ready)
    assert [each.kind for each in found if each.kind in cards.EXPERT] == list(cards.EXPERT)
    assert {each.kind for each in found} == {*cards.PLAIN, *cards.EXPERT}
    for each in found:
        assert bool(each.step) == bool(each.text)
        assert not (each.lacking and each.text)
        if each.step:
            whole = ready.run([parse_lever(each.text, ready.pack)])
            assert whole.steps == (each.step,)
            assert whole.change("climate_change").difference == each.step.difference


@pytest.mark.parametrize("devices", FLEETS.values(), ids=FLEETS)
def test_the_best_ones_are_sure_best_first_and_never_rest_on_what_is_unknown(devices):
    found = best_of(cards_of(fleet(devices)))
    gains = [each.step.difference.mid for each in found]
    assert gains == sorted(gains)
    assert len(found) <= 3
    assert all(each.step.difference.high < 0 for each in found)
    assert "virtualise" not in {each.kind for each in found}


def test_what_a_fleet_has_no_use_for_says_why():
    def lacking(**devices):
        return {each.kind: each.lacking for each in cards_of(fleet(devices)) if each.lacking}

    assert lacking(monitor=30)["screens"] == cards.NO_DESK
    assert lacking(laptop=30, monitor=20)["screens"] == cards.ENOUGH
    assert lacking(laptop=30, monitor=30)["screens"] == cards.ENOUGH
    assert "screens" not in lacking(laptop=30, monitor=31)
    assert lacking(laptop=3)["unused"] == cards.NOTHING_UNUSED
    assert lacking(laptop=3)["print"] == cards.NO_PAPER
    assert lacking(laptop=3)["pue"] == lacking(laptop=3)["host"] == cards.NO_ROOM
    assert lacking(server=1)["virtualise"] == cards.FEW_SERVERS
    assert lacking(office_paper=4)["keep"] == cards.NO_DEVICE
    stock = cards_of(fleet({"laptop": 9}, status="in_stock"))
    assert next(each for each in stock if each.kind == "unused").step.devices == 9


def test_devices_of_unknown_age_have_their_cards_too_and_ages_change_no_expected_life():
    known = fleet({"laptop": 20}, purchased=None)
    assert next(each for each in cards_of(known) if each.kind == "keep").certain


PACK = load_pack()
KINDS = sorted(name for name in PACK.devices if PACK.assesses(name))


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(1, 5_000), min_size=1, max_size=12))
def test_any_fleet_has_cards_whose_kinds_it_has(devices):
    for each in cards_of(fleet(devices)):
        assert set(each.devices) <= set(devices)
        assert each.step is None or each.step.devices >= 0
