"""A file read batch by batch gives what it gives read whole, and tells where it is wrong."""

import csv
import io
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.footprint.engine.assessment.impacts import assess_fleet
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.fleet.holdings import sum_up
from jalons.footprint.engine.inventory.line import (
    COUNTED_STATUSES,
    DeviceStatus,
    FootprintError,
    Reason,
)
from jalons.footprint.engine.reading import DEFAULT_LIMITS, read_inventory, read_sheets
from jalons.footprint.engine.streaming import (
    StreamOptions,
    delimited_batches,
    delimited_blocks,
    read_stream,
    repeats,
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
        places = range(0, len(content), size)
        chunks = ((content[at : at + size], at / len(content)) for at in places)
        return delimited_batches(chunks, Where(file="parc.csv"), DEFAULT_LIMITS)

    return opened


def streamed(content, *, counted=COUNTED_STATUSES, **more):
    options = StreamOptions(pack=load_pack(), read_on=TODAY, counted_statuses=counted)
    return read_stream(batches(content), file="parc.csv", options=options, **more)


def whole(content):
    inventory = read_inventory(read_sheets(content, "parc.csv"), today=TODAY)
    on = inventory.extracted_on or TODAY
    return sum_up(inventory, load_pack(), on=on), inventory


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
    assert remarks(found.notices) == remarks(inventory.notices)
    assert found.passes == 1


def remarks(notices):
    """What is told, the row it is told of, and its figures."""
    return sorted(
        (notice.code, (notice.where and notice.where.row) or 0, repr(sorted(notice.params.items())))
        for notice in notices
    )


def laptops(count, *, label="PC-{}", serial="", quantity=1, bought="0{}/03/2021"):
    """Rows of laptops bought over nine days."""
    return [
        f"{label.format(n)};PC portable;Dell;X{n};{serial};{quantity};"
        f"{bought.format(1 + n % 9)};;En service;FR"
        for n in range(count)
    ]


REMARKED = {
    "shared_purchase_date": [*laptops(90, label="a{}", bought="01/01/2020"), *laptops(40)],
    "duplicate_labels": [*laptops(200), *laptops(14)],
    "": [*laptops(60, label="PC"), *laptops(60, serial="N/A")],  # a description, no number
    "aggregated_rows": [*laptops(60), *laptops(2, label="d{}", quantity=300),
                        *laptops(60, label="b{}"), *laptops(2, label="c{}", quantity=900)],
}  # fmt: skip


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("code", REMARKED)
def test_what_is_remarked_is_what_the_file_read_whole_shows(code):
    content = text_of(REMARKED[code]).encode()
    _fleet, inventory = whole(content)
    told = remarks(streamed(content).notices)
    assert told == remarks(inventory.notices)
    duplicates = {"duplicate_labels", "duplicate_serials", "shared_purchase_date"}
    assert {each[0] for each in told} & (duplicates | {code}) == {code} - {""}


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
def test_many_blank_rows_in_the_middle_keep_their_place_and_those_of_the_end_do_not_count():
    blank = ";" * 9
    rows = [*map(line, range(70)), *[blank] * 600, *map(line, range(70, 140)), *[blank] * 600]
    found = streamed(text_of(rows).encode())
    assert_same(found.fleet, whole(text_of(rows).encode())[0])
    assert found.fleet.rows_read == 740
    empty = found.left_out.filter(pl.col("reason") == Reason.EMPTY_ROW.value)
    assert empty["row"].to_list() == list(range(72, 72 + stream.SAMPLED_ROWS))


def servers():
    """Two hundred servers, two of which have a lifetime and a PUE that cannot be, far apart."""
    rows = ["Nom;Type;Quantité;Durée de vie;PUE", *(f"S{n};Serveur;1;5;1,5" for n in range(200))]
    rows[151], rows[191] = "a;Serveur;1;abc;0,2", "b;Serveur;1;900;77"
    return "\n".join([*rows, ""]).encode()


@pytest.mark.usefixtures("small_blocks")
def test_a_cell_of_a_late_batch_that_cannot_be_read_is_told_with_its_row():
    found, (_fleet, inventory) = streamed(servers()), whole(servers())
    told, wanted = (
        sorted((each.code, each.where.row, each.params["rows"]) for each in notices)
        for notices in (found.notices, inventory.notices)
    )
    assert told == wanted == [("lifetime_absurd", 152, 2), ("pue_absurd", 152, 2)]


@pytest.mark.usefixtures("small_blocks")
def test_the_rows_and_samples_listed_are_those_of_the_whole_file():
    assert remarks(streamed(servers()).notices) == remarks(whole(servers())[1].notices)


@pytest.mark.usefixtures("small_blocks")
def test_devices_in_stock_are_counted_when_asked():
    content = text_of(map(line, range(200))).encode()
    plain = streamed(content).fleet
    more = streamed(content, counted=COUNTED_STATUSES | {DeviceStatus.IN_STOCK}).fleet
    assert more.quantity > plain.quantity
    assert Reason.IN_STOCK in {each.reason for each in plain.exclusions}
    assert Reason.IN_STOCK not in {each.reason for each in more.exclusions}


@pytest.mark.usefixtures("small_blocks")
def test_null_characters_are_removed_and_told():
    content = text_of(map(line, range(120))).encode()
    found = streamed(content.replace(b"eq-110;", b"eq\x00-110;"))
    assert "nul_removed" in {notice.code for notice in found.notices}
    assert_same(found.fleet, whole(content)[0])


@pytest.mark.usefixtures("small_blocks")
def test_a_quote_that_never_closes_is_no_endless_line(monkeypatch):
    monkeypatch.setattr(delimited_blocks, "LONGEST_LINE", 8_000)
    rows = [*map(line, range(20)), 'x;Écran;;"24 pouces;;1;;;;FR', *map(line, range(21, 400))]
    assert streamed(text_of(rows).encode()).fleet.rows_read == 400


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
        ((";".join(f"c{n}" for n in range(2_100)) + "\n").encode() * 3, "too_many_columns"),
    ):
        with pytest.raises(FootprintError) as refused:
            streamed(content)
        assert refused.value.code == code


@pytest.mark.usefixtures("small_blocks")
def test_progress_is_told_as_the_file_is_read():
    told = []
    streamed(text_of(map(line, range(200))).encode(), progress=told.append)
    assert len(told) > 5
    assert told == sorted(told)
    assert told[0] < 0.3
    assert told[-1] == 1.0


@pytest.mark.usefixtures("small_blocks")
def test_what_is_kept_in_memory_stays_under_its_limits(monkeypatch):
    monkeypatch.setattr(stream, "MOST_DECISIONS", 30)
    monkeypatch.setattr(stream, "MOST_PURCHASES", 40)
    content = text_of(map(line, range(700))).encode()
    assert_same(streamed(content).fleet, whole(content)[0])


@pytest.mark.usefixtures("small_blocks")
def test_too_many_values_to_remember_are_told_as_looked_at_in_part(monkeypatch):
    monkeypatch.setattr(repeats, "MOST_VALUES", 50)
    found = streamed(text_of(map(line, range(200))).encode())
    assert "stream_duplicates_partly" in {notice.code for notice in found.notices}


def test_too_many_days_of_purchase_keep_the_frequent_half_and_every_row(monkeypatch):
    monkeypatch.setattr(stream, "MOST_PURCHASES", 6)
    days = [date(2020, 1, day) for day in range(1, 13)]
    bought = pl.DataFrame({"type_text": "PC", "purchased": days, "rows": range(1, 13)})
    kept = stream._most(bought)
    assert kept["rows"].sum() == bought["rows"].sum()
    assert kept.drop_nulls("purchased")["rows"].to_list() == [12, 11, 10]


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
