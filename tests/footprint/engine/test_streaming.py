"""A file read batch by batch gives what it gives read whole, and tells where it is wrong."""

import csv
import io
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.footprint.engine.assessment import Options, assess_fleet
from jalons.footprint.engine.fleet import sum_up
from jalons.footprint.engine.inventory import FootprintError, Reason
from jalons.footprint.engine.reading import DEFAULT_LIMITS, read_inventory, read_sheets
from jalons.footprint.engine.streaming import (
    StreamOptions,
    delimited_batches,
    delimited_blocks,
    read_stream,
    stream,
)
from jalons.footprint.engine.streaming.repeats import Repeats
from jalons.footprint.store import load_pack
from jalons.kernel import Where

TODAY = date(2026, 11, 24)
HEADINGS = (
    "Nom;Type;Fabricant;Modèle;Numéro de série;Quantité;Date d'achat;Date de sortie;Statut;Pays"
)
TYPES = ["PC portable", "Écran", "Imprimante", "Trucmuche", "1 PC + 2 écrans", "Serveur", ""]


def line(n):
    """A row that differs from the others in all that a fleet sums up."""
    bought = f"{1 + n % 28:02}/{1 + n % 12:02}/{2012 + n % 13}"
    left = f"{1 + n % 27:02}/{1 + n % 11:02}/{2021 + n % 5}" if n % 6 == 0 else ""
    status = ["En service", "En stock", "Réformé", "", "???"][n % 5]
    serial = f"SN{n:08}" if n % 50 else "SN-twice"
    return ";".join([
        f"eq-{n}", TYPES[n % 7], "Dell", f"Latitude {n % 90}", serial,
        ["1", "2", "", "-3", "1,5"][n % 5], bought, left, status, ["France", "DE", ""][n % 3],
    ])  # fmt: skip


def text_of(rows, *, title=()):
    return "\n".join([*title, HEADINGS, *rows, ""])


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of a few lines, so that a short text makes many batches."""
    monkeypatch.setattr(delimited_blocks, "BLOCK_BYTES", 2_000)


def batches(content, size=700):
    def opened():
        chunks = ((content[at : at + size], 0.5) for at in range(0, len(content), size))
        return delimited_batches(chunks, Where(file="parc.csv"), DEFAULT_LIMITS)

    return opened


def streamed(content, **more):
    options = StreamOptions(pack=load_pack(), read_on=TODAY)
    return read_stream(batches(content), file="parc.csv", options=options, **more)


def whole(content):
    inventory = read_inventory(read_sheets(content, "parc.csv"), today=TODAY)
    on = inventory.extracted_on or TODAY
    return sum_up(inventory, load_pack(), on=on, home="FR"), inventory


def assert_same(one, other):
    """Two fleets hold the same devices, to the twelfth figure, and the same rows left out."""
    assert (one.rows_read, one.rows_counted) == (other.rows_read, other.rows_counted)
    assert (one.partly_counted, one.exclusions) == (other.partly_counted, other.exclusions)
    assert one.largest.equals(other.largest)
    assert [each.device for each in one.holdings] == [each.device for each in other.holdings]
    for mine, theirs in zip(one.holdings, other.holdings, strict=True):
        assert (mine.rows, mine.statuses, mine.unmetered) == (
            theirs.rows, theirs.statuses, theirs.unmetered
        )  # fmt: skip
        assert mine.dated_rate == pytest.approx(theirs.dated_rate, rel=1e-12)
        assert mine.spans == theirs.spans
        if theirs.survival:
            assert mine.survival.retirements == theirs.survival.retirements
            assert mine.survival.since == theirs.survival.since
            np.testing.assert_allclose(
                mine.survival.exposures, theirs.survival.exposures, rtol=1e-12
            )
    here, there = (
        assess_fleet(fleet, pack=load_pack(), options=Options()) for fleet in (one, other)
    )
    for mine, theirs in zip(here.impacts, there.impacts, strict=True):
        found = (mine.value.low, mine.value.mid, mine.value.high)
        wanted = (theirs.value.low, theirs.value.mid, theirs.value.high)
        np.testing.assert_allclose(found, wanted, rtol=1e-12)
    assert here.grade == there.grade


@pytest.mark.usefixtures("small_blocks")
def test_a_file_read_by_batches_gives_the_fleet_of_the_file_read_whole():
    content = text_of(map(line, range(700)), title=["Inventaire du parc", ""]).encode()
    found = streamed(content)
    expected, inventory = whole(content)
    assert_same(found.fleet, expected)
    told = {notice.code: notice.params.get("rows") for notice in found.notices}
    wanted = {notice.code: notice.params.get("rows") for notice in inventory.notices}
    assert told == wanted
    assert found.passes == 1


@pytest.mark.usefixtures("small_blocks")
def test_a_late_date_that_starts_with_its_month_has_the_file_read_again():
    rows = [f"a{n};PC portable;Dell;X;;1;0{1 + n % 9}/0{1 + n % 8}/2020;;;FR" for n in range(200)]
    rows += ["b;PC portable;Dell;X;;1;12/25/2020;;;FR"]
    content = text_of(rows).encode()
    found = streamed(content)
    assert found.passes == 2
    assert_same(found.fleet, whole(content)[0])


@pytest.mark.usefixtures("small_blocks")
def test_the_day_of_the_export_is_known_from_the_whole_file():
    rows = [f"a{n};PC portable;Dell;X;;1;01/02/2020;;En service;FR" for n in range(60)]
    rows += [f"b{n};PC portable;Dell;X;;1;01/02/2020;15/06/2026;En service;FR" for n in range(900)]
    content = text_of(rows).encode()
    found = streamed(content)
    assert (found.extracted_on, found.passes) == (date(2026, 6, 15), 2)
    assert_same(found.fleet, whole(content)[0])


@pytest.mark.usefixtures("small_blocks")
def test_rows_left_out_are_counted_and_a_few_of_each_reason_are_kept():
    content = text_of(map(line, range(900))).encode()
    found = streamed(content)
    counts = found.left_out["reason"].value_counts()
    assert counts["count"].max() == stream.SAMPLED_ROWS
    assert set(counts["reason"]) == {each.reason.value for each in found.fleet.exclusions}
    stock = found.left_out.filter(pl.col("reason") == Reason.IN_STOCK.value)
    assert stock["row"][0] == 3


@pytest.mark.usefixtures("small_blocks")
def test_repeated_headings_blank_rows_and_totals_keep_their_place_and_their_reason():
    rows = [*map(line, range(70)), "", HEADINGS, "Total;;;;;70", *map(line, range(70, 140))]
    content = (text_of(rows) + ";;;\n\n\n").encode()
    found = streamed(content)
    assert_same(found.fleet, whole(content)[0])
    odd = [Reason.EMPTY_ROW, Reason.HEADING_ROW, Reason.TOTAL_ROW]
    places = found.left_out.filter(pl.col("reason").is_in([each.value for each in odd]))
    assert places["row"].to_list() == [72, 73, 74]


@pytest.mark.usefixtures("small_blocks")
def test_an_encoding_that_changes_half_way_is_told_with_its_row_and_both_halves_are_read():
    first = text_of(f"é{n};Écran;Dell;X;;1;;;;FR" for n in range(100)).encode()
    then = "".join(f"é{n};Écran;Dell;X;;1;;;;FR\n" for n in range(50)).encode("cp1252")
    found = streamed(first + then)
    (told,) = (notice for notice in found.notices if notice.code == "encoding_changes")
    assert (told.where.row, told.params["row"], told.params["rows"]) == (102, 102, 50)
    (monitor,) = found.fleet.holdings
    assert (monitor.device, monitor.quantity) == ("monitor", 150)


@pytest.mark.usefixtures("small_blocks")
def test_a_file_all_in_windows_1252_is_read_and_told_so():
    content = text_of(f"é{n};Écran;Dell;X;;1;;;;FR" for n in range(100)).encode("cp1252")
    found = streamed(content)
    assert "encoding_assumed" in {notice.code for notice in found.notices}
    assert_same(found.fleet, whole(content)[0])


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marks_and_wide_encodings_are_read_as_in_a_short_file(encoding):
    content = text_of(map(line, range(80))).encode(encoding)
    assert_same(streamed(content).fleet, whole(content)[0])


@pytest.mark.usefixtures("small_blocks")
def test_a_row_with_too_many_cells_in_the_middle_is_told_with_its_number():
    rows = [*map(line, range(150)), line(150) + ";;oups;encore", *map(line, range(151, 200))]
    found = streamed(text_of(rows).encode())
    (told,) = (notice for notice in found.notices if notice.code == "rows_too_long")
    assert (told.where.row, told.params["rows"]) == (152, 1)
    assert found.fleet.rows_read == 200


@pytest.mark.usefixtures("small_blocks")
def test_a_quote_that_never_closes_costs_no_row_and_is_told_near_its_place():
    rows = [*map(line, range(150)), 'x;Écran;;"24 pouces;;1;;;;FR', *map(line, range(151, 300))]
    found = streamed(text_of(rows).encode())
    assert found.fleet.rows_read == 300
    (told,) = (notice for notice in found.notices if notice.code == "quotes_unbalanced")
    assert 100 < told.where.row <= 152


@pytest.mark.usefixtures("small_blocks")
def test_cells_over_several_lines_are_one_row():
    rows = [f'n{n};"Écran";"De;ll";"a\nb ""c""";;"1";;;;FR' for n in range(300)]
    content = text_of(rows).encode()
    found = streamed(content)
    assert_same(found.fleet, whole(content)[0])
    assert found.fleet.rows_read == 300


@pytest.mark.usefixtures("small_blocks")
def test_a_line_without_end_is_refused_rather_than_held_in_memory(monkeypatch):
    monkeypatch.setattr(delimited_blocks, "LONGEST_LINE", 10_000)
    with pytest.raises(FootprintError) as refused:
        streamed(text_of([line(0), "x" * 50_000]).encode())
    assert refused.value.code == "stream_line_too_long"


def test_what_is_no_inventory_is_refused_as_in_a_short_file():
    for content, code in (
        (b"", "file_empty"),
        (b"a;b\n1;2\n3;4\n5;6\n", "no_inventory_found"),
        ((HEADINGS + "\n").encode(), "no_rows"),
        (bytes(range(1, 32)) * 200, "file_unknown"),
    ):
        with pytest.raises(FootprintError) as refused:
            streamed(content)
        assert refused.value.code == code


@pytest.mark.usefixtures("small_blocks")
def test_progress_is_told_as_the_file_is_read():
    told = []
    streamed(text_of(map(line, range(200))).encode(), progress=told.append)
    assert len(told) > 5
    assert told[-1] == 1.0


@pytest.mark.usefixtures("small_blocks")
def test_what_is_kept_in_memory_stays_under_its_limits(monkeypatch):
    monkeypatch.setattr(stream, "MOST_DECISIONS", 30)
    monkeypatch.setattr(stream, "MOST_PURCHASES", 40)
    content = text_of(map(line, range(700))).encode()
    assert_same(streamed(content).fleet, whole(content)[0])


@pytest.mark.slow
def test_the_sums_kept_do_not_grow_with_the_rows(small_blocks):
    few, many = (streamed(text_of(map(line, range(n))).encode()).fleet for n in (1_100, 5_000))
    for table in ("kinds", "places", "lives", "departures"):
        assert getattr(few.sums, table).height == getattr(many.sums, table).height
    assert few.largest.height == many.largest.height


def tables(letters):
    row = st.lists(st.text(st.sampled_from(letters), max_size=6), min_size=3, max_size=3)
    return st.lists(row, min_size=1, max_size=30)


# A table whose cells hold delimiters over two lines may pass for whole lines, here or there.
@given(
    st.one_of(tables('ab"\n é12'), tables('ab;" é12')),
    st.integers(1, 40),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=150, deadline=None)
def test_any_well_formed_table_is_cut_in_blocks_without_losing_a_cell(rows, size, quoting):
    rows = [["h1", "h2", "h3"], ["x", "y", "z"], *rows]
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";", quoting=quoting).writerows(rows)
    content = target.getvalue().encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited_blocks, "BLOCK_BYTES", size)
        found = [row for batch in batches(content, size)() for row in batch.cells.rows()]
    assert found == [tuple(cell.strip() for cell in row) for row in rows]


@given(st.lists(st.lists(st.integers(0, 60), max_size=20), max_size=12))
def test_repeated_values_are_counted_as_a_set_would(parts):
    seen, repeats, found = set(), 0, Repeats()
    for at, values in enumerate(parts):
        for value in values:
            repeats += value in seen
            seen.add(value)
        texts = pl.Series([f"{value}" for value in values], dtype=pl.String)
        found.add(texts, pl.Series([at] * len(values), dtype=pl.UInt32), 5)
    assert (found.rows, found.seen) == (repeats, sum(map(len, parts)))
    assert len(found.shown) == min(5, repeats)
