"""What people correct stays apart from the file, and is said over it at every computation."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory
from jalons.footprint.engine.inventory.corrections import (
    CorrectedField,
    Correction,
    LineRange,
    effect,
    lines_in,
    other_lines,
    ranges_of,
    shared_lines,
    with_corrections,
    with_parts,
)
from jalons.footprint.engine.inventory.line import DeviceStatus, Nature, Reason
from jalons.footprint.engine.reading import with_choices

FLEET = inventory(
    {"device": "laptop", "status": "in_stock", "site": "Mairie", "nature": "device"},
    {"device": "laptop", "status": "in_use", "site": "École", "nature": "device"},
    {"device": None, "status": "in_use", "site": "École", "nature": "device"},
    {"device": "monitor", "row": 4, "status": "in_use", "nature": "device"},
)


def on(field, value, *rows, part=0):
    ranges = tuple(LineRange("", part, row, row) for row in rows)
    return Correction(CorrectedField(field), value, ranges)


def corrected(*corrections):
    return with_choices(with_corrections(FLEET, corrections)).lines


def test_a_correction_changes_the_lines_it_names_and_no_other():
    lines = corrected(on("status", "retired", 2, 3))
    assert lines["status"].to_list() == ["retired", "retired", "in_use", "in_use"]
    assert lines["corrected"].to_list() == ["status", "status", "", ""]
    assert lines["reason"].to_list()[:2] == [Reason.RETIRED, Reason.RETIRED]
    assert FLEET.lines["status"].to_list()[0] == "in_stock"


def test_the_last_word_is_the_latest_and_taking_it_back_gives_the_one_before():
    first, second = on("site", "Annexe", 2, 3), on("site", "Gare", 3)
    assert corrected(first, second)["site"].to_list()[:2] == ["Annexe", "Gare"]
    assert corrected(first)["site"].to_list()[:2] == ["Annexe", "Annexe"]
    assert corrected()["site"].to_list()[:2] == ["Mairie", "École"]


def test_a_kind_said_by_a_person_makes_a_device_of_any_line():
    lines = corrected(on("device", "server", 4))
    assert lines["device"].to_list()[2:] == ["server", "monitor"]
    assert lines["decided_by"][2] == "person"
    assert lines["nature"][2] == Nature.DEVICE
    assert lines["reason"][2] is None


def test_the_lines_of_one_row_are_corrected_apart():
    lines = corrected(on("quantity", 3.0, 4, part=1))
    assert lines["quantity"].to_list() == [1, 1, 1, 3]


def test_lines_set_aside_are_not_counted_until_they_are_put_back():
    aside = on("set_aside", True, 2, 3)
    assert corrected(aside)["reason"].to_list()[:2] == [Reason.SET_ASIDE] * 2
    back = corrected(on("status", "in_use", 2), aside, on("set_aside", False, 2))
    assert back["reason"].to_list()[:2] == [None, Reason.SET_ASIDE]
    assert back["corrected"].to_list()[:2] == ["status", "set_aside"]


def test_a_date_is_given_or_taken_away():
    lines = corrected(on("purchased", "2021-05-04", 2, 3), on("purchased", None, 3))
    assert lines["purchased"].to_list()[:2] == [date(2021, 5, 4), None]


def test_a_correction_whose_line_is_gone_is_told():
    found = with_corrections(FLEET, [on("status", "retired", 2, 99)])
    assert [(each.code, each.params) for each in found.notices] == [
        ("corrections_lost", {"rows": 1})
    ]


def test_the_effect_counts_what_changes_and_tells_the_values_before():
    told = effect(FLEET, on("status", "in_use", 2, 3, 4))
    assert (told.chosen, told.changed, told.before) == (3, 1, (("in_stock", 1),))
    told = effect(FLEET, on("set_aside", True, 2, 3))
    assert (told.chosen, told.changed, told.before) == (2, 2, ((False, 2),))
    assert effect(FLEET, on("site", None, 2)).before == (("Mairie", 1),)
    assert effect(FLEET, on("site", None, 5)).changed == 0
    assert effect(FLEET, on("purchased", "2021-05-04", 2)).before == ((None, 1),)


def test_every_status_can_be_said():
    for status in DeviceStatus:
        assert corrected(on("status", status.value, 2))["status"][0] == status


rows = st.lists(st.integers(1, 60), max_size=40)
places = st.builds(
    lambda sheet, kept: tuple(LineRange(sheet, 0, row, row) for row in kept),
    st.sampled_from(["", "Parc"]),
    rows,
)


def keys(ranges):
    return set(lines_in(ranges).iter_rows())


@given(places, places)
def test_ranges_say_lines_exactly(one, other):
    assert keys(ranges_of(lines_in(one))) == keys(one)
    assert keys(shared_lines(one, other)) == keys(one) & keys(other)
    assert keys(other_lines(one, other)) == keys(one) - keys(other)


def test_a_thousand_neighbouring_lines_are_one_range():
    many = inventory(*({"device": "laptop"} for _ in range(1000)))
    assert ranges_of(with_parts(many.lines)) == (LineRange("", 0, 2, 1001),)
