"""Two lines of an inventory are one device, or two of one delivery; each answer has its reasons."""

import time

from jalons.ailibrary.engine.pairs.comparing import Likeness, compare, keys_of
from jalons.ailibrary.engine.pairs.finding import find

LAPTOP = {"serial": "5CG0123ABC", "tag": "INV-0042", "name": "PC-COMPTA-012", "maker": "HP",
          "model": "EliteBook 840 G8", "bought_on": "12/03/2022"}  # fmt: skip


def pairs(*records):
    return [(each.first, each.second) for each in find(records)]


def test_the_same_device_written_otherwise_is_found_with_its_reasons():
    other = {"serial": "s/n 5cgo123abc", "name": "pc-compta-012.ville.local",
             "maker": "Hewlett-Packard", "model": "HP EliteBook 840 G8 Notebook PC",
             "bought_on": "2022-03-12"}  # fmt: skip
    (found,) = find([LAPTOP, other])
    assert found.agreement.fields == dict.fromkeys(
        ("serial", "name", "model", "maker", "bought_on"), Likeness.SAME
    )
    assert found.agreement.score > 0.95


def test_machines_bought_together_are_not_duplicates():
    delivery = [LAPTOP | {"serial": f"5CG0123AB{end}", "tag": f"INV-004{end}", "name": ""}
                for end in "123456789"]  # fmt: skip
    assert pairs(*delivery) == []


def test_what_a_machine_says_without_a_serial_number_identifies_nothing():
    blank = [{"serial": "To be filled by O.E.M.", "model": "OptiPlex 3080"} for _ in range(5)]
    assert keys_of(blank[0]) == {"model": "optiplex 3080"}
    assert pairs(*blank) == []


def test_a_machine_renewed_under_the_name_of_the_one_before_is_another_one():
    newer = {"name": "PC-COMPTA-012", "serial": "NX77H12", "maker": "Dell",
             "model": "Latitude 5440", "bought_on": "2026-09-01"}  # fmt: skip
    assert pairs(LAPTOP, newer) == []
    assert compare(keys_of(LAPTOP), keys_of(newer)).points < 0


def test_a_serial_number_typed_wrong_counts_where_the_name_agrees():
    typed = LAPTOP | {"serial": "5CG0123ABX", "tag": ""}
    assert pairs(LAPTOP, typed) == [(0, 1)]
    assert pairs(LAPTOP, typed | {"name": ""}) == []


def test_a_key_that_many_lines_share_is_left_out_and_an_inventory_is_quick():
    many = [{"name": "PC-ACCUEIL-01", "model": "A"} for _ in range(500)]
    assert pairs(*many) == []
    fleet = [{"serial": f"SN{at:06d}XK", "name": f"PC-{at}", "model": "X1", "site": "Mairie"}
             for at in range(20_000)]  # fmt: skip
    started = time.process_time()
    assert pairs(*fleet, fleet[7]) == [(7, 20_000)]
    assert time.process_time() - started < 12  # 50,000 lines take less than 30 s


def test_empty_and_strange_records_are_no_pair():
    assert pairs() == pairs({}, {}) == pairs({"serial": ""}, {"serial": "\u0000"}) == []
