"""Doubles between sources: proposed with their reasons, merged only when a person says so."""

from datetime import date

import polars as pl
import pytest

from footprint.fleets import inventory
from jalons.footprint.engine.inventory.line import Nature
from jalons.footprint.engine.merging.pairs import Likeness, left_out, propose, together
from jalons.kernel import Messages, Where


def lines(*rows):
    return inventory(*({"nature": Nature.DEVICE.value, "device": "laptop"} | row for row in rows))


GLPI = lines(
    {"label": "PC-012", "serial": "5XK1J63", "model": "Latitude 5420",
     "purchased": date(2021, 3, 2)},
    {"label": "PC-013", "serial": "To Be Filled By O.E.M.", "model": "OptiPlex 3050",
     "device": "desktop"},
    {"label": "PC-014", "serial": "AAA1234", "model": "ProBook 450"},
    {"label": "EC-01", "serial": "", "device": "monitor", "quantity": 40.0},
)  # fmt: skip
AGENTS = lines(
    {"label": "pc-012.ville.local", "serial": "5xk1-j63", "model": "Latitude 5420"},
    {"label": "PC-013", "serial": "To Be Filled By O.E.M.", "model": "OptiPlex 3050",
     "device": "desktop"},
    {"label": "PC-014", "serial": "BKC9873", "model": "ProBook 450"},
    {"label": "PC-099", "serial": "CCC0001", "model": "ProBook 450"},
    {"label": "EC-01", "serial": "", "device": "monitor", "quantity": 40.0},
)  # fmt: skip


def test_the_same_serial_number_is_proposed_with_all_that_agrees():
    first, *_ = propose({"glpi": GLPI, "agents": AGENTS})
    assert (first.first, first.second) == (Where("glpi", "", 2), Where("agents", "", 2))
    assert first.why == (Likeness.SERIAL, Likeness.LABEL, Likeness.MODEL, Likeness.DEVICE)
    assert 0.95 < first.score <= 1


def test_a_name_and_a_model_are_enough_but_another_serial_number_is_not():
    pairs = {(each.first.row, each.second.row): each for each in propose(
        {"glpi": GLPI, "agents": AGENTS})}  # fmt: skip
    assert pairs.keys() == {(2, 2), (3, 3)}
    assert pairs[3, 3].why == (Likeness.LABEL, Likeness.MODEL, Likeness.DEVICE)
    assert pairs[3, 3].score < pairs[2, 2].score


def test_nothing_is_merged_until_a_pair_is_chosen_and_no_line_is_ever_lost():
    both = {"glpi": GLPI, "agents": AGENTS}
    whole = together(both)
    assert left_out(whole, []).lines.equals(whole.lines)
    merged = left_out(whole, [propose(both)[0]])
    reasons = merged.lines.select("sheet", "reason")
    assert reasons.filter(pl.col("sheet") == "glpi")["reason"].is_null().all()
    assert reasons.filter(pl.col("sheet") == "agents")["reason"].to_list() == [
        "duplicate", None, None, None, None
    ]  # fmt: skip
    assert merged.lines.height == whole.lines.height
    assert merged.rows_read == 9
    assert set(merged.lines["sheet"]) == {"glpi", "agents"}
    assert merged.lines.filter(pl.col("reason").is_null()).height == 8


def test_a_number_shared_by_many_is_no_identifier():
    many = lines(*({"label": f"x{at}", "serial": "SERIE-2020"} for at in range(30)))
    assert propose({"a": many, "b": many.__class__(many.lines.head(1), (), None, 1)}) == ()


def test_rows_of_one_source_are_not_compared_and_three_sources_are():
    assert propose({"glpi": GLPI}) == ()
    chain = propose({"a": GLPI, "b": AGENTS, "c": AGENTS})
    assert {(each.first.file, each.second.file) for each in chain} == {
        ("a", "b"), ("a", "c"), ("b", "c")
    }  # fmt: skip
    again = left_out(together({"a": GLPI, "b": AGENTS, "c": AGENTS}), chain).lines
    assert again.filter(pl.col("sheet") == "a")["reason"].is_null().all()
    counted = again.filter(pl.col("reason").is_null())
    assert counted.filter(pl.col("serial").str.contains("(?i)5xk1")).height == 1


def test_a_large_fleet_is_compared_by_its_keys_only():
    fleet = lines(*({"label": f"PC-{at}", "serial": f"SN{at:06}"} for at in range(3000)))
    assert len(propose({"a": fleet, "b": fleet})) == 3000


@pytest.mark.parametrize("likeness", Likeness)
def test_each_reason_has_its_words(likeness):
    for lang in ("fr", "en"):
        assert Messages.of("jalons.footprint").text(f"likeness.{likeness}", lang)
