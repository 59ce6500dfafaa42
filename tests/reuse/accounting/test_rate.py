"""The rate of the decree: 42 of 90 is 46.67 %, exclusions, proofs, and nothing guessed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.reuse.engine.accounting.rate import (
    Departure,
    DeviceCount,
    RetiredDevice,
    YearStatement,
    sources,
    target_of,
    year_rate,
)
from jalons.reuse.engine.routes.verdicts import LeavingDevice
from jalons.reuse.words import accounts as words
from jalons.wording import NARROW

KNOWN = LeavingDevice("laptop", date(2019, 5, 12), date(2025, 11, 3), special=False)
LEFT = date(2026, 3, 14)
LOT = Departure("lot", "Lot 1", "rup", committed=True, proved=42)


def device(number, lot="", **known):
    gone = {"is_gone": True, "left_on": LEFT, "departure": lot} if lot else {}
    return RetiredDevice(str(number), f"PC-{number}", replace(KNOWN, **known), **gone)


def stock(count, gone, lot="lot"):
    return [device(number, lot if number < gone else "") for number in range(count)]


def codes(found):
    return [each.code for each in found.gaps]


def test_42_of_90_is_46_67_percent_and_3_are_missing():
    found = year_rate(2026, stock(90, 42), [LOT])
    assert (found.reused, found.stock) == ((42, 42), (90, 90))
    assert round(found.rate.mid, 2) == 46.67
    assert found.missing == (3, 3)
    assert found.gaps == ()
    assert words.sentence(found, "fr") == (
        "En 2026, 42 appareils sur 90 sont partis au réemploi : 46,7 %, "
        "il en manque 3 pour atteindre 50 %."
    ).replace(" %", f"{NARROW}%").replace(" :", f"{NARROW}:")


def test_targets_grow_with_the_years_and_have_their_source():
    assert [target_of(year) for year in (2022, 2023, 2024, 2025, 2030)] == [None, 25, 35, 50, 50]
    assert sources()[0].verified
    assert not sources()[2].verified


def test_without_stock_there_is_no_rate_and_it_is_said():
    found = year_rate(2026, [], [])
    assert found.rate is None
    assert found.missing is None
    assert words.sentence(found, "fr").startswith(f"En 2026, aucun taux ne se calcule{NARROW}:")
    unsure = year_rate(2026, [device(1, bought_on=None)], [])
    assert unsure.rate is None
    assert "aucun taux ne se calcule encore" in words.sentence(unsure, "fr")


def test_more_than_ten_years_on_the_day_of_retirement_does_not_count():
    to_the_day = device(1, bought_on=date(2015, 11, 3))
    older = device(2, bought_on=date(2015, 11, 2))
    assert year_rate(2026, [to_the_day, older], []).stock == (1, 1)


def test_classified_kit_does_not_count_and_silence_is_no_answer():
    rows = [device(1), device(2, special=True), device(3, special=None)]
    found = year_rate(2026, rows, [])
    assert found.stock == (1, 2)
    assert codes(found) == ["special"]
    assert year_rate(2026, rows, [], YearStatement(ordinary=True)).stock == (2, 2)


@pytest.mark.parametrize(("small", "counted"), [(None, (0, 1)), (True, (1, 1)), (False, (0, 0))])
def test_what_may_be_too_large_waits_for_an_answer(small, counted):
    found = year_rate(2026, [device(1, kind="server")], [], YearStatement(small=small))
    assert found.stock == counted
    assert codes(found) == (["size"] if small is None else [])


def test_parts_are_no_equipment():
    assert year_rate(2026, [device(1, kind="drive")], []).stock == (0, 0)


def test_an_unknown_purchase_widens_the_rate_and_is_named():
    rows = [*stock(89, 42), device(89, bought_on=None)]
    found = year_rate(2026, rows, [LOT])
    assert found.stock == (89, 90)
    assert found.rate.low < found.rate.high
    assert [(each.code, each.name) for each in found.gaps] == [("bought_on", "PC-89")]
    assert "entre 46,7" in words.sentence(found, "fr")


def test_an_unknown_retirement_may_or_may_not_be_in_stock():
    found = year_rate(2026, [device(1), device(2, retired_on=None)], [])
    assert found.stock == (1, 2)
    assert codes(found) == ["retired_on"]


def test_the_stock_is_that_of_1_january_whatever_happened_since():
    later = device(1, retired_on=date(2026, 1, 2))
    same_day = device(2, retired_on=date(2026, 1, 1))
    gone_before = replace(device(3, "lot"), left_on=date(2025, 12, 31))
    gone_after = device(4, "lot")
    rows = [later, same_day, gone_before, gone_after]
    assert year_rate(2026, rows, [LOT]).stock == (2, 2)
    assert year_rate(2025, rows, [LOT]).stock == (0, 0)
    assert year_rate(2027, rows, [LOT]).stock == (2, 2)


def test_a_counted_stock_replaces_the_register_and_says_so():
    found = year_rate(2026, stock(50, 42), [LOT], YearStatement(stock=90))
    assert found.declared
    assert found.stock == (90, 90)
    assert round(found.rate.mid, 2) == 46.67


def test_reuse_counts_with_a_commitment_and_a_proof_only():
    rows = stock(90, 50)
    held = year_rate(2026, rows, [LOT])
    assert (held.reused, held.possible) == ((42, 42), (50, 50))
    assert [(each.code, each.units) for each in held.gaps] == [("proof", 8)]
    bare = year_rate(2026, rows, [replace(LOT, committed=False)])
    assert (bare.reused, bare.possible) == ((0, 0), (50, 50))
    assert codes(bare) == ["commitment"]


def test_proofs_that_name_no_device_leave_a_doubt_when_some_do_not_count():
    rows = [device(1, "lot"), device(2, "lot", special=True), device(3)]
    assert year_rate(2026, rows, [replace(LOT, proved=1)]).reused == (0, 1)
    assert year_rate(2026, rows, [replace(LOT, proved=2)]).reused == (1, 1)


def test_recycling_is_no_reuse_and_the_old_are_counted_apart():
    old = device(1, "bin", bought_on=date(2010, 1, 1))
    young, undated = device(2, "bin"), device(3, "bin", bought_on=None)
    lot = Departure("bin", route="recycler", reuse=False)
    found = year_rate(2026, [old, young, undated], [lot])
    assert (found.reused, found.possible, found.old_recycled) == ((0, 0), (0, 0), (1, 2))
    assert [(each.route, each.left) for each in found.routes] == [("recycler", 3)]


def test_a_device_gone_nobody_knows_when_is_counted_nowhere_for_sure():
    gone = RetiredDevice("1", "PC-1", KNOWN, is_gone=True)
    found = year_rate(2026, [gone, device(2)], [])
    assert (found.stock, found.reused, found.possible) == ((1, 2), (0, 0), (0, 1))
    assert "left_on" in codes(found)


def test_only_devices_whose_reuse_is_beyond_doubt_are_sure():
    rows = [device(1, "lot"), device(2, "lot"), device(3, "other")]
    lots = [replace(LOT, proved=2), Departure("other", committed=True, proved=0)]
    assert year_rate(2026, rows, lots).sure == ("1", "2")


@given(
    st.lists(
        st.tuples(st.sampled_from([None, False, True]), st.booleans(), st.booleans()), max_size=25
    ),
    st.integers(0, 25),
)
def test_the_bounds_hold_whatever_the_unknown_answers_are(rows, proved):
    """What a person answers later narrows the bounds, it never leaves them."""
    devices = [device(n, "lot" if gone else "", special=special, bought_on=KNOWN.bought_on if dated
                      else None) for n, (special, dated, gone) in enumerate(rows)]  # fmt: skip
    lots = [replace(LOT, proved=proved)]
    before = year_rate(2026, devices, lots)
    answered = [
        replace(each, known=replace(each.known, special=bool(each.known.special),
                                    bought_on=each.known.bought_on or date(2010, 1, 1)))
        for each in devices
    ]  # fmt: skip
    after = year_rate(2026, answered, lots)
    for name in ("stock", "reused", "possible", "old_recycled"):
        wide, narrow = getattr(before, name), getattr(after, name)
        assert isinstance(wide, DeviceCount)
        assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert before.reused.high <= before.possible.high
