"""Any file of data, read once and stored as a preview: what is shown, what is refused and why."""

import csv
import gzip
import io
import json
import zipfile

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.catalogue.capture import archives
from jalons.catalogue.capture.features import _Text
from jalons.catalogue.capture.tables import data_tables, table_streams
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.engine.statistics import columns
from jalons.catalogue.engine.statistics.positions import Survey, positions
from jalons.catalogue.store import previews
from jalons.catalogue.store.preview_writing import write
from jalons.catalogue.store.previews import PreviewTable, Selection
from jalons.kernel import JalonsError
from jalons.kernel.tables import package_table
from jalons.tabular.files.writing import csv_text

FRANCE = [
    tuple(box) for box in package_table("jalons.catalogue", "french_extents")["boxes"].values()
]
TREES = "Espèce;Hauteur;Plantation;Code INSEE;Remarquable;Vide\n" + "".join(
    f"{kind};{height};{day};{code};{truth};\n"
    for kind, height, day, code, truth in [
        ("Érable", "12,5", "07/08/2012", "01004", "oui"),
        ("Chêne", "1 012", "31/12/1998", "35360", "non"),
        ("érable", "", "2001-03-04", "35360", "oui"),
        ("Tilleul", "-3,25", "", "2A004", "non"),
        ("Zelkova", "7", "15/06/2020", "35360", "non"),
    ]
)


def point(x, y, **properties):
    geometry = {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **beside):
    return json.dumps({"type": "FeatureCollection", **beside, "features": features}).encode()


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return target.getvalue()


@pytest.fixture
def read(tmp_path):
    """The contents of a file and its tables, once written as a preview."""

    def reading(content, name):
        source = tmp_path / "source"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        folder, target = tmp_path / "inside", tmp_path / "preview.sqlite"
        folder.mkdir(exist_ok=True)
        target.unlink(missing_ok=True)
        streams = table_streams(source, name, folder, extents=FRANCE)
        contents = write(target, streams, tmp_path, lambda *_: None)
        tables = [PreviewTable(target, n, each) for n, each in enumerate(contents.tables, start=1)]
        return contents, tables

    return reading


def refused(read, content, name):
    with pytest.raises(JalonsError) as caught:
        read(content, name)
    assert str(caught.value)[0] in "ACSUL«"
    assert "{" not in str(caught.value)
    return caught.value.code


def test_columns_are_described_by_what_their_cells_are_and_rows_stay_as_written(read):
    _contents, [table] = read(TREES, "arbres.csv")
    kinds = [str(each.kind) for each in table.about.columns]
    assert kinds == ["text", "decimal", "date", "text", "boolean", "empty"]
    height, day = table.about.columns[1:3]
    assert (height.empty, height.distinct, height.least, height.most) == (1, 4, "-3.25", "1012")
    assert height.mean == pytest.approx((12.5 + 1012 - 3.25 + 7) / 4)
    assert height.median == pytest.approx(9.75)
    assert sum(height.histogram) == 4
    assert (day.least, day.most) == ("1998-12-31", "2020-06-15")
    assert table.rows(Selection(), 1) == [("Érable", "12,5", "07/08/2012", "01004", "oui", "")]
    typed = table.rows(Selection(), 2, typed=True)
    assert typed[1] == ("Chêne", 1012.0, "1998-12-31", "35360", "non", None)


def test_rows_are_sorted_as_people_read_them_searched_without_accents_and_filtered(read):
    _contents, [table] = read(TREES, "arbres.csv")

    def column(selection, rank, offset=0):
        return [row[rank] for row in table.rows(selection, 50, offset)]

    assert column(Selection(sort=1), 0) == ["Chêne", "Érable", "érable", "Tilleul", "Zelkova"]
    assert column(Selection(sort=-2), 1) == ["1 012", "12,5", "7", "-3,25", ""]
    assert column(Selection(sort=3), 2)[0] == "31/12/1998"
    assert column(Selection(words="ERABLE 07"), 0) == ["Érable"]
    assert column(Selection(words="';--"), 0) == []
    assert column(Selection(column=1, value="erable"), 0) == ["Érable", "érable"]
    assert table.count(Selection(words="35360", column=5, value="non")) == 2
    assert column(Selection(), 0, offset=3) == ["Tilleul", "Zelkova"]
    assert list(table.every(Selection(words="zelk"))) == [
        ("Zelkova", "7", "15/06/2020", "35360", "non", "")
    ]
    assert Selection(sort=9, column=99, value="x").within(6) == Selection()


def test_a_reading_that_lasts_is_stopped_with_a_sentence(read, monkeypatch):
    rows = "\n".join(f"{n};{'x' * 20}" for n in range(60_000))
    _contents, [table] = read(f"a;b\n{rows}", "long.csv")
    monkeypatch.setattr(previews, "SECONDS", -1.0)
    with pytest.raises(CatalogueError) as caught:
        table.rows(Selection(sort=2), 50)
    assert caught.value.code == "preview_slow"
    assert table.rows(Selection(), 1, 59_000) == [("59000", "x" * 20)]
    table.path.unlink()
    with pytest.raises(CatalogueError) as caught:
        table.count(Selection(words="x"))
    assert caught.value.code == "preview_gone"


def test_no_value_of_a_column_about_persons_is_shown_nor_one_that_few_rows_have(read):
    rows = [["Nom de l’agent", "Service", "NIR", "Nombre d’agents"]]
    rows += [["Durand", "Voirie", f"1850535123{n:03d}", n % 3] for n in range(12)]
    rows += [["Petit", "Écoles", "285053512345678", 1]] * 4
    _contents, [table] = read(csv_text(rows), "agents.csv")
    name, service, number, count = table.about.columns
    assert name.personal
    assert number.personal
    assert (name.frequent, number.frequent, number.least, number.histogram) == ((), (), "", ())
    assert service.frequent == (("Voirie", 12),)
    assert not count.personal
    assert count.most == "2"
    _contents, [table] = read(
        "contact;Nom de la commune\nmme.roy@vitre.fr;Vitré\n06 12 34 56 78;Rennes\n", "x.csv"
    )
    assert [each.personal for each in table.about.columns] == [True, False]


def test_values_too_many_to_be_counted_one_by_one_are_counted_about(read, monkeypatch):
    monkeypatch.setattr(columns, "MANY", 10)
    monkeypatch.setattr(columns, "MOST_DISTINCT", 20)
    rows = [["clef", "lieu"], *([f"k{n}", f"lieu {n % 3}"] for n in range(3_000))]
    _contents, [table] = read(csv_text(rows), "x.csv")
    key, place = table.about.columns
    assert key.approximate
    assert key.distinct == pytest.approx(3_000, rel=0.05)
    assert (key.frequent, place.approximate, place.distinct) == ((), False, 3)
    assert place.frequent[0] == ("lieu 0", 1_000)


@pytest.mark.parametrize(
    ("cells", "kind", "others"),
    [
        (["01", "02", "33"], "code", 0),
        (["1", "2", "3"] * 10 + ["n.c."], "integer", 1),
        (["1,234", "5,678"], "text", 0),  # thousands for some, decimals for others
        (["1,234", "5,6"], "decimal", 0),
        (["13/02/2024", "02/13/2024"], "text", 0),
        (["2024-02-30", "2024-02-29"], "text", 0),
        (["1e3", "2.5"], "decimal", 0),
        (["12345678901234567890123"], "text", 0),
        (["0", "1"], "integer", 0),
        (["vrai", "FAUX"], "boolean", 0),
    ],
)
def test_a_column_is_typed_only_when_that_is_sure(read, cells, kind, others):
    _contents, [table] = read(csv_text([["x", "y"], *([cell, "a"] for cell in cells)]), "x.csv")
    about = table.about.columns[0]
    assert (about.kind, about.others) == (kind, others)
    assert [row[0] for row in table.rows(Selection(), 50)] == cells


def test_texts_of_old_encodings_ragged_rows_and_blank_ends_are_read(read):
    long = "".join(f"{n};été;{n * 3}\n" for n in range(20_000))
    _contents, [table] = read(f"id;saison;n\n{long}1;2;3;4\n;;\n\n".encode("cp1252"), "x.csv")
    about = table.about
    assert (about.encoding, about.delimiter, about.rows, about.wider) == ("cp1252", ";", 20_001, 1)
    assert table.rows(Selection(words="ete"), 1) == [("0", "été", "0")]
    _contents, [titled] = read("Écoles de Vitré;\n;\nNom;Élèves\nPrévert;1 090\n", "x.csv")
    assert [each.name for each in titled.about.columns] == ["Nom", "Élèves"]
    assert (titled.about.rows, titled.about.above) == (1, 2)
    assert titled.rows(Selection(), 1, typed=True) == [("Prévert", 1090)]
    _contents, [quoted] = read('nom;taille\n"14 pouces;3\nfin;4\n', "q.csv")
    assert quoted.about.rows == 2


def test_geojson_gives_rows_bounds_and_positions(read):
    line = {"type": "LineString", "coordinates": [[-1.3, 48.0], [-1.1, 48.2]]}
    features = [point(-1.2, 48.1, nom="Mairie"), {"type": "Feature", "geometry": None,
                "properties": {"nom": "Sans lieu", "tags": ["a"], "ok": True}},
                {"type": "Feature", "properties": None, "geometry": line},
                {"type": "Feature", "properties": [1], "geometry": {"coordinates": [0, 48]}},
                {"type": "Feature", "geometry": [[1, 2], [3, 4]]}]  # fmt: skip
    contents, [table] = read(collection(*features, name="lieux"), "lieux.geojson")
    assert table.about.format == "geojson"
    assert [each.name for each in table.about.columns] == [
        "nom",
        "tags",
        "ok",
        "geometry",
        "x",
        "y",
    ]
    assert table.about.geometry.kinds == {"Point": 1, "LineString": 1, "?": 1}
    assert (table.about.geometry.without, table.about.geometry.axes) == (2, "")
    assert contents.area == (-1.3, 48.0, 0.0, 48.2)
    assert table.rows(Selection(), 2)[1] == ("Sans lieu", '["a"]', "true", "", "", "")
    assert table.places(10) == [(-1.2, 48.1, "Mairie"), (-1.2, 48.1, None), (0, 48, None)]


@pytest.mark.parametrize(
    ("places", "axes"),
    [
        ([(48.1, -1.2), (48.2, -1.1), (2.0, 48.0)], "swapped"),
        ([(-20.9, 55.5)] * 3, "swapped"),
        ([(55.5, -20.9), (-1.2, 48.1), (13.4, 52.5)], ""),
        ([(352_000.0, 6_790_000.0)] * 2, "projected"),
        ([(13.4, 52.5)], ""),
    ],
)
def test_axes_are_judged_and_never_repaired(read, places, axes):
    contents, [table] = read(collection(*(point(*each) for each in places)), "x.geojson")
    assert table.about.geometry.axes == axes
    assert (contents.area is None) == bool(axes)
    assert [row[-2:] for row in table.rows(Selection(), 9, typed=True)] == [
        tuple(map(pytest.approx, each)) for each in places
    ]


def test_a_declared_projection_a_list_of_records_and_an_old_encoding_are_read(read):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    content = b"\xef\xbb\xbf" + collection(point(1.0, 2.0), crs=crs)
    assert read(content, "a.json")[1][0].about.geometry.axes == "projected"
    records = json.dumps([{"id": 1.10, "lieu": "Vitré"}, {"id": None}], ensure_ascii=False)
    _contents, [table] = read(records.encode("cp1252"), "a.json")
    assert table.rows(Selection(), 5) == [("1.1", "Vitré"), ("", "")]


def test_records_one_a_line_are_read_as_a_list_of_them_is(read):
    lines = b'{"id": 1, "lieu": "Vitr\xc3\xa9"}\n{"lieu": "Rennes", "n": [2]}\n\n'
    _contents, [table] = read(lines, "a.ndjson")
    assert table.rows(Selection(), 5) == [("1", "Vitré", ""), ("", "Rennes", "[2]")]
    features = b"\n".join(json.dumps(point(-1.2, 48.1, nom=n)).encode() for n in "ab")
    contents, [table] = read(zipped(lieux__ndjson=features), "a.zip")
    assert (table.about.format, table.about.rows, contents.area) == (
        "geojson", 2, (-1.2, 48.1, -1.2, 48.1))  # fmt: skip
    assert refused(read, lines + b'{"id": ', "a.ndjson") == "json_damaged"
    answer = json.dumps({"total_count": 2, "results": [{"nom": "A"}, {"nom": "B", "val": 3}]})
    _contents, [table] = read(answer, "export.json")
    assert table.rows(Selection(), 5) == [("A", ""), ("B", "3")]


def test_parquet_is_read_by_pieces_whatever_its_types(read):
    frame = pl.DataFrame(
        {"id": range(60_000), "jour": ["2024-05-01"] * 60_000, "liste": [[1, 2]] * 60_000,
         "lieu": [b"\x01\x02"] * 60_000}
    ).with_columns(pl.col("jour").str.to_date())  # fmt: skip
    target = io.BytesIO()
    frame.write_parquet(target)
    _contents, [table] = read(target.getvalue(), "x.parquet")
    assert (table.about.rows, str(table.about.columns[1].kind)) == (60_000, "date")
    last = table.rows(Selection(), 1, 59_999)
    assert last == [("59999", "2024-05-01", '{"liste":[1,2]}', "2 B")]
    assert refused(read, target.getvalue()[:5_000], "x.parquet") == "parquet_damaged"


def test_the_tables_of_archives_are_read_one_within_the_other_and_a_bad_one_is_left_out(read):
    inner = zipped(a__csv="x;y\n1;2\n", LISEZMOI__md="# rien")
    outer = zipped(deux__zip=inner, vide__csv="", lieux__geojson=collection(point(-1.2, 48.1)))
    contents, tables = read(outer, "lot.zip")
    assert [each.about.name for each in tables] == ["a.csv", "lieux.geojson"]
    assert [(each.name, each.code) for each in contents.left_out] == [("vide.csv", "file_empty")]
    lines = "".join(f"{n};texte {n};\n" for n in range(30_000))
    late = f'a;b;c\n{lines}1;"jamais\n{lines}'
    contents, tables = read(zipped(tard__csv=late, bon__csv="a;b\n1;2\n"), "lot.zip")
    assert [each.about.name for each in tables] == ["bon.csv"]
    assert contents.left_out[0].code == "quote_open"
    _contents, [table] = read(gzip.compress(TREES.encode()), "arbres.csv.gz")
    assert (table.about.name, table.about.rows) == ("", 5)
    assert [each.name for each in data_tables_of(read, outer)] == ["a.csv", "lieux.geojson"]


def data_tables_of(read, content):
    read(content, "lot.zip")
    return data_tables(read.__closure__[0].cell_contents / "source", "lot.zip")


def test_what_cannot_be_read_is_explained_in_a_sentence(read, monkeypatch):
    whole = gzip.compress(TREES.encode() * 50)
    deep = zipped(b__zip=zipped(c__zip=zipped(d__csv="a;b\n1;2")))
    locked = bytearray(zipped(a__csv="a;b\n1;2\n"))
    locked[6] |= 1  # the mark of an encrypted file, at both places
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert refused(read, b"", "a.csv") == "file_empty"
    assert refused(read, b" \n\n", "a.csv") == "file_empty"
    assert refused(read, whole[: len(whole) // 2], "a.csv.gz") == "archive_cut"
    assert refused(read, whole[:30] + b"xxxx" + whole[34:], "a.csv.gz") == "archive_damaged"
    assert refused(read, zipped(a__csv="a;b")[:-30], "a.zip") == "archive_damaged"
    assert refused(read, bytes(locked), "a.zip") == "archive_protected"
    assert refused(read, deep, "a.zip") == "archive_deep"
    assert refused(read, zipped(a__shp="x", a__dbf="y"), "a.zip") == "archive_tableless"
    assert refused(read, collection(point(1, 2))[:-40], "a.geojson") == "json_damaged"
    assert refused(read, b'{"a": 1}', "a.json") == "json_listless"
    assert refused(read, b"[{}, {}]", "a.json") == "file_empty"
    assert refused(read, b"%PDF-1.7 rest", "a.csv") == "file_pdf"
    sheets = io.BytesIO()
    with xlsxwriter.Workbook(sheets) as book:
        book.add_worksheet()
    assert refused(read, sheets.getvalue(), "a.xlsx") == "file_empty"
    many = ";".join(f"c{n}" for n in range(1_000))
    assert refused(read, f"{many}\n{many}", "a.csv") == "too_many_columns"
    assert refused(read, zipped(**{f"f{n}__csv": "a;b" for n in range(60)}), "a.zip") == (
        "archive_crowded"
    )
    monkeypatch.setattr(archives, "SMALL", 10_000)
    bomb = zipped(a__csv="a;b\n" + "0;0\n" * 500_000)
    assert refused(read, bomb, "a.zip") == "archive_expands"
    assert refused(read, gzip.compress(b"0;0\n" * 500_000), "a.csv.gz") == "archive_expands"


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"),
                                 max_size=8), min_size=2, max_size=2), max_size=5))  # fmt: skip
@settings(max_examples=30)
def test_a_json_text_is_read_the_same_whatever_the_size_of_the_pieces(rows):
    text = json.dumps([dict(enumerate(row)) for row in rows], indent=1, ensure_ascii=False)

    class Slow(io.StringIO):
        def read(self, _size=-1):
            return super().read(1)

    found = list(_Text(Slow(text)).objects())
    assert found == [{str(n): cell for n, cell in enumerate(row)} for row in rows]


_NUMBERS = st.floats(allow_nan=True, allow_infinity=True) | st.none() | st.text(max_size=3)
_TREES = st.recursive(_NUMBERS, lambda inner: st.lists(inner, max_size=3), max_leaves=12)


@given(_TREES | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries"]), _TREES))
def test_any_geometry_is_counted_or_passed_over_and_bounds_are_finite(geometry):
    found = list(positions(geometry))
    assert all(abs(x) < 1e12 and abs(y) < 1e12 for x, y in found)
    survey = Survey(FRANCE)
    survey.add(geometry if isinstance(geometry, dict) else {"coordinates": geometry})
    counted = survey.statistics()
    assert counted.without + sum(counted.kinds.values()) == 1


def test_a_csv_of_the_rows_runs_no_formula(read):
    _contents, [table] = read("a;b\n=1+1;x\n", "a.csv")
    lines = csv_text(table.every(Selection()))
    assert next(csv.reader(io.StringIO(lines), delimiter=";"))[0] == "'=1+1"
