"""Long tables on the disk: what is read by batches, and where a broken one stops."""

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from jalons.footprint import assess, read
from jalons.footprint.capture import tables
from jalons.footprint.capture.tables import batches_of, is_streamed
from jalons.footprint.cli.fleet import run, scenario
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.streaming import StreamOptions, batches, read_stream
from jalons.footprint.store import load_pack

ROWS = "".join(
    f"eq-{n};PC portable;Dell;Latitude {n % 9};{1 + n % 2};0{1 + n % 9}/11/2021;En service\n"
    for n in range(5_000)
)
CONTENT = "Nom;Type;Fabricant;Modèle;Quantité;Date d'achat;Statut\n" + ROWS


@pytest.fixture
def short_limit(monkeypatch):
    """A long file from 10 kB on."""
    monkeypatch.setattr(tables, "STREAMED_BYTES", 10_000)


def written(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def table() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "Nom": [f"eq-{n}" for n in range(5_000)],
            "Type": pl.Series(["PC portable", "Écran"] * 2_500, dtype=pl.Categorical),
            "Quantité": [1.0, None] * 2_500,
            "Date d'achat": [date(2021, 3, 4), None] * 2_500,
            "Dernière modification": [datetime(2026, 1, 2, 3, 4, tzinfo=UTC)] * 5_000,
            "Composants": [["a", "b"]] * 5_000,
        }
    )


def streamed(path):
    options = StreamOptions(pack=load_pack(), read_on=date(2026, 11, 24))
    return read_stream(batches_of(path), file=path.name, options=options)


@pytest.mark.usefixtures("short_limit")
def test_long_texts_gzip_and_parquet_are_read_by_batches_and_nothing_else(tmp_path):
    table().write_parquet(tmp_path / "parc.parquet")
    assert is_streamed(tmp_path / "parc.parquet")
    assert is_streamed(written(tmp_path, "parc.csv", CONTENT.encode()))
    assert is_streamed(written(tmp_path, "parc.csv.gz", gzip.compress(b"a;b\n")))
    assert not is_streamed(written(tmp_path, "court.csv", b"a;b\n"))
    assert not is_streamed(written(tmp_path, "parc.xlsx", b"PK" + CONTENT.encode()))
    assert not is_streamed(tmp_path)


def test_a_csv_its_gzip_and_its_parquet_give_the_same_fleet(tmp_path):
    frame = pl.read_csv(CONTENT.encode(), separator=";", infer_schema=False)
    frame.write_parquet(tmp_path / "parc.parquet", row_group_size=700)
    files = [
        written(tmp_path, "parc.csv", CONTENT.encode()),
        written(tmp_path, "parc.csv.gz", gzip.compress(CONTENT.encode())),
        tmp_path / "parc.parquet",
    ]
    text, packed, columns = (streamed(file).fleet for file in files)
    assert text.holdings == packed.holdings == columns.holdings
    assert text.rows_read == packed.rows_read == columns.rows_read == 5_000
    assert text.quantity == 7_500


def test_typed_columns_of_parquet_are_read_and_lists_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "MOST_BATCH_ROWS", 900)
    table().write_parquet(tmp_path / "parc.parquet")
    found = streamed(tmp_path / "parc.parquet")
    kinds = {each.device: (each.quantity, each.dated) for each in found.fleet.holdings}
    assert kinds == {"laptop": (2_500, 2_500), "monitor": (2_500, 0)}
    (told,) = (notice for notice in found.notices if notice.code == "stream_nested")
    assert told.params["columns"] == "Composants"


def test_a_gzip_cut_short_is_told_with_the_row_where_it_stops(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "_CHUNK", 20_000)
    monkeypatch.setattr("jalons.footprint.engine.streaming.delimited_blocks.BLOCK_BYTES", 20_000)
    whole = gzip.compress(CONTENT.encode())
    with pytest.raises(FootprintError) as refused:
        streamed(written(tmp_path, "parc.csv.gz", whole[: len(whole) * 2 // 3]))
    assert refused.value.code == "stream_truncated"
    assert 1_000 < refused.value.where.row < 5_000
    assert f"{refused.value.where.row}" in str(refused.value)


def test_a_parquet_cut_short_or_damaged_inside_is_told(tmp_path):
    file = tmp_path / "parc.parquet"
    table().drop("Composants").write_parquet(file, row_group_size=500, compression="zstd")
    content = file.read_bytes()
    with pytest.raises(FootprintError) as cut:
        streamed(written(tmp_path, "coupe.parquet", content[: len(content) // 2]))
    assert cut.value.code == "file_damaged"
    middle = len(content) // 2
    broken = content[:middle] + bytes(3_000) + content[middle + 3_000 :]
    with pytest.raises(FootprintError) as damaged:
        streamed(written(tmp_path, "abime.parquet", broken))
    assert damaged.value.code == "stream_broken"
    assert damaged.value.where.row >= 2


def test_a_parquet_without_rows_has_nothing_to_count(tmp_path):
    table().clear().write_parquet(tmp_path / "vide.parquet")
    with pytest.raises(FootprintError) as refused:
        streamed(tmp_path / "vide.parquet")
    assert refused.value.code == "no_rows"


@pytest.mark.usefixtures("short_limit")
def test_the_command_streams_a_long_file_and_tells_the_same_as_of_a_short_one(
    tmp_path, monkeypatch
):
    file = written(tmp_path, "parc.csv", CONTENT.encode())
    out = tmp_path / "out.json"
    long = CliRunner().invoke(run, [str(file), "--json", str(out)])
    assert long.exit_code == 0, long.output
    streamed_json = out.read_text()
    monkeypatch.setattr(tables, "STREAMED_BYTES", 10**9)
    short = CliRunner().invoke(run, [str(file), "--json", str(out)])
    assert (short.output, out.read_text()) == (long.output, streamed_json)


@pytest.mark.usefixtures("short_limit")
def test_rows_of_a_long_file_are_written_as_a_sample_that_says_so(tmp_path):
    content = CONTENT.replace("En service", "Réformé", 300)
    file, out = written(tmp_path, "parc.csv", content.encode()), tmp_path / "out.csv"
    result = CliRunner().invoke(run, [str(file), "--csv", str(out)])
    assert result.exit_code == 0
    assert "20 lignes" in result.stderr
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 21


@pytest.mark.usefixtures("short_limit")
def test_levers_can_be_tried_on_a_long_file(tmp_path):
    file = written(tmp_path, "parc.csv", CONTENT.encode())
    result = CliRunner().invoke(scenario, [str(file), "--lever", "keep:laptop:2"])
    assert result.exit_code == 0, result.output


@pytest.mark.usefixtures("short_limit")
def test_the_command_explains_a_broken_long_file_and_leaves_with_the_code_of_input(tmp_path):
    packed = gzip.compress(CONTENT.encode())
    result = CliRunner().invoke(run, [str(written(tmp_path, "p.csv.gz", packed[:-400]))])
    assert result.exit_code == 3
    assert "incomplet" in result.stderr


def test_the_library_reads_a_parquet(tmp_path):
    table().write_parquet(tmp_path / "parc.parquet")
    fleet = read(tmp_path / "parc.parquet", today=date(2026, 11, 24))
    assert fleet.quantity == 5_000
    assert assess(fleet).impact("climate_change").value.mid > 0
