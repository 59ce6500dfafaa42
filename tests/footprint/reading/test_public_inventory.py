"""Somebody else's inventory: 1,971 rows of a retailer, as G4IT's tests publish it."""

import polars as pl
import pytest

from footprint.reading.files import PUBLIC, TODAY, codes
from jalons.footprint.engine.inventory.line import Reason
from jalons.footprint.engine.reading import read_inventory, read_sheets, tally, with_choices

pytestmark = pytest.mark.skipif(not PUBLIC.exists(), reason="the shared public inventory is absent")


@pytest.fixture(scope="module")
def inventory():
    return read_inventory(read_sheets(PUBLIC.read_bytes(), PUBLIC.name), today=TODAY)


def test_every_row_is_counted_or_listed_with_its_reason(inventory):
    counts = tally(inventory)
    assert counts.read == inventory.rows_read == inventory.lines.height == 1971
    assert counts.counted + sum(counts.excluded.values()) == 1971
    assert counts.counted == 1327
    assert counts.excluded == {
        Reason.IN_STOCK: 150,
        Reason.RETIRED: 201,
        Reason.MISSING: 102,
        Reason.CONSUMABLE: 185,
        Reason.VIRTUAL: 3,
        Reason.UNKNOWN_TYPE: 3,
    }


def test_the_day_of_the_export_and_the_doubts_are_told(inventory):
    assert str(inventory.extracted_on) == "2023-06-16"
    assert codes(inventory) >= {
        "retired_is_extraction", "shared_purchase_date", "purchased_after_extraction",
        "aggregated_rows",
    }  # fmt: skip
    shared = next(each for each in inventory.notices if each.code == "shared_purchase_date")
    assert (shared.params["type"], shared.params["rows"]) == ("Server", 684)


def test_nearly_every_row_is_typed(inventory):
    unknown = inventory.lines.filter((pl.col("nature") == "device") & pl.col("device").is_null())
    assert sorted(set(unknown["model"])) == [
        "Cisco SPS 2400 2V 0001", "WYNID B2", "WYNID B3 SANS CONTACT"
    ]  # fmt: skip
    guessed = inventory.lines.filter(pl.col("decided_by") == "default")
    assert guessed.height == 2


def test_choosing_everything_counts_everything_that_can_be(inventory):
    wide = with_choices(inventory, counted_statuses=frozenset(inventory.lines["status"].to_list()))
    assert tally(wide).excluded.keys() == {
        Reason.CONSUMABLE, Reason.VIRTUAL, Reason.UNKNOWN_TYPE
    }  # fmt: skip


def test_sentences_of_its_notices_are_whole(inventory):
    from jalons.kernel import Messages

    messages = Messages.of("jalons.footprint")
    for notice in inventory.notices:
        for lang in ("fr", "en"):
            assert messages.text(notice.code, lang, **notice.params)
            messages.text(f"{notice.code}.hint", lang, missing="", **notice.params)
