"""Official files: real ones, and those that people damage before they bring them."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import xlsxwriter

from jalons.inclusion.capture import official as capture
from jalons.inclusion.engine.areas import Status
from jalons.inclusion.engine.errors import InclusionError, InclusionTableError
from jalons.inclusion.store import areas, official
from jalons.inclusion.words.official import FileReport, files, sentences
from public_files import shared

FILOSOFI = "insee_filosofi_2021_communes.csv.gz"
COMPARATOR = "insee_comparateur_2021_communes.csv.gz"


class Read(NamedTuple):
    columns: dict
    secret: dict
    report: FileReport


def read_official(content, name, year=None):
    former = official.today()
    return Read(*capture.read_official(content, name, areas.communes(), former, year=year))


def table(*lines, name="base.csv"):
    return read_official("\n".join(lines).encode(), name)


def employment(*lines):
    return table("CODGEO;P21_ACT1564;P21_CHOM1564", *lines)


def at(imported, column, code):
    row = areas.communes().rows([code])[0]
    one = imported.columns[column]
    return one.values[row], one.low[row], one.high[row], one.status[row]


def words_of(imported):
    return " ".join(sentences(imported.report, "fr")).replace("\u202f", " ").replace("\xa0", " ")


# Real files ---------------------------------------------------------------------------------------


def test_the_incomes_of_insee_are_read_with_secrecy_apart_from_absence():
    imported = read_official(shared(FILOSOFI).read_bytes(), FILOSOFI)
    income, poverty = imported.columns["income_median"], imported.columns["poverty"]
    assert (imported.report.file, imported.report.counts["rows"]) == ("filosofi", 34909)
    assert 31_100 < np.isfinite(income.values).sum() < 31_304
    counts = imported.report.columns[1].counts
    assert counts["secret"] == imported.secret["poverty"].sum() > 30_000
    assert counts["unavailable"] == 12
    assert at(imported, "income_median", "01001") == (25820, 25820, 25820, Status.PUBLISHED)
    assert np.isnan(at(imported, "poverty", "01001")[0])
    assert 0.05 <= np.nanmin(poverty.values) <= np.nanmax(poverty.values) <= 0.6
    assert poverty.source.title.endswith("(Filosofi), 2021")
    assert imported.report.counts["districts"] == 45
    assert {"975", "976"} <= set(imported.report.lists["departements"])
    assert imported.report.lists["unknown"] == ()


def test_a_median_of_merged_municipalities_is_an_estimate_between_theirs():
    imported = read_official(shared(FILOSOFI).read_bytes(), FILOSOFI)
    income = imported.columns["income_median"]
    rows = [row for row, status in enumerate(income.status) if status is Status.ESTIMATED]
    assert len(rows) == imported.report.columns[0].counts["estimated"] > 20
    low, mid, high = income.low[rows], income.values[rows], income.high[rows]
    assert ((low <= mid) & (mid <= high) & (low < high)).all()


def test_the_unemployed_of_the_comparison_of_territories_are_summed_then_divided():
    imported = read_official(shared(COMPARATOR).read_bytes(), COMPARATOR)
    assert imported.report.file == "comparator"
    assert imported.report.columns[0].formula == "pop_15_64_chomage_2021 / pop_15_64_active_2021"
    value, *_bounds, status = at(imported, "unemployment", "01001")
    assert (round(value, 6), status) == (round(27 / 417, 6), Status.PUBLISHED)
    assert imported.columns["unemployment"].people[0] == 417
    assert set(imported.report.lists["lacking"]) == {"MED21", "TP6021"}


def test_what_was_imported_is_read_again_as_it_was(tmp_path):
    imported = read_official(shared(FILOSOFI).read_bytes(), FILOSOFI)
    official.write(tmp_path / "filosofi.npz", imported)
    assert (tmp_path / "filosofi.npz").stat().st_size < 1_000_000
    again = Read(*official.read(tmp_path / "filosofi.npz"))
    for name, column in imported.columns.items():
        np.testing.assert_array_equal(again.columns[name].values, column.values)
        assert again.columns[name].status == column.status
        assert again.columns[name].source == column.source
        assert (again.secret[name] == imported.secret[name]).all()
    assert again.report == imported.report
    assert official.columns(tmp_path).keys() == imported.columns.keys()


def test_a_file_of_a_hundred_columns_is_read_in_a_few_seconds():
    """As wide as the census files are, from the real codes."""
    codes = [
        line.split(",")[0]
        for line in gzip.decompress(shared(COMPARATOR).read_bytes()).decode().split()
    ]
    head = ["CODGEO", *(f"P21_X{at}" for at in range(97)), "P21_ACT1564", "P21_CHOM1564"]
    lines = [";".join(head), *(f"{code};{'123.456;' * 97}100;8" for code in codes[1:])]
    imported = table(*lines)
    assert imported.report.columns[0].counts["published"] > 34_000


# Codes --------------------------------------------------------------------------------------------


def test_a_zero_that_a_spreadsheet_took_from_a_code_is_restored_and_said():
    imported = employment("1001;100;8", "1002.0;50;5", "59350;1000;100")
    assert at(imported, "unemployment", "01001")[0] == pytest.approx(0.08)
    assert at(imported, "unemployment", "01002")[0] == pytest.approx(0.10)
    assert "2 codes avaient perdu le zéro initial" in words_of(imported)
    assert imported.report.counts["restored"] == 2


def test_counts_of_former_municipalities_are_summed_never_averaged():
    imported = employment("01187;100;10", "01330;300;90")
    assert at(imported, "unemployment", "01187")[0] == pytest.approx(100 / 400)
    assert at(imported, "unemployment", "01187")[3] is Status.PUBLISHED
    assert imported.columns["unemployment"].people[areas.communes().rows(["01187"])[0]] == 400
    assert "1 ancienne commune rattachée à celle d’aujourd’hui" in words_of(imported)


def test_a_rate_of_former_municipalities_is_estimated_from_their_people():
    imported = table(
        "CODGEO;NBPERSMENFISC21;MED21;TP6021", "01187;300;20000;10", "01330;100;24000;s"
    )
    assert at(imported, "income_median", "01187") == (21000, 20000, 24000, Status.ESTIMATED)
    assert at(imported, "poverty", "01187")[3] is Status.MISSING
    assert imported.report.columns[1].counts["secret"] == 1


def test_districts_count_once_beside_their_city_and_as_it_without_it():
    both = employment("75056;1000;100", "75101;10;10", "75102;10;10")
    assert at(both, "unemployment", "75056")[0] == pytest.approx(0.1)
    assert both.report.counts["districts"] == 2
    alone = employment("01001;100;8", *(f"751{at:02d};100;{at}" for at in range(1, 21)))
    assert at(alone, "unemployment", "75056")[0] == pytest.approx(210 / 2000)
    some = employment("01001;100;8", "75101;100;10")
    assert at(some, "unemployment", "75056")[3] is Status.MISSING
    assert some.report.lists["partial"] == ("75101",)


def test_unknown_codes_are_listed_and_a_file_without_any_known_one_is_refused():
    imported = employment("01001;100;8", "99999;1;1", "FRANCE;9;9")
    assert imported.report.lists["unknown"] == ("99999", "FRANCE")
    assert "2 codes inconnus : 99999, FRANCE" in words_of(imported)
    with pytest.raises(InclusionError) as refused:
        employment("99998;1;1", "99999;1;1")
    assert refused.value.code == "official_empty"


def test_rows_that_repeat_a_code_count_once_and_those_that_contradict_not_at_all():
    imported = employment("01001;100;8", "01001;100;8", "01002;50;5", "01002;50;6")
    assert imported.report.counts["repeated"] == 2
    assert at(imported, "unemployment", "01001")[0] == pytest.approx(0.08)
    assert at(imported, "unemployment", "01002")[3] is Status.MISSING
    assert imported.report.lists["contradictory"] == ("01002",)


# Values -------------------------------------------------------------------------------------------


def test_shares_out_of_bounds_and_texts_are_refused_with_their_municipality():
    imported = employment("01001;100;108", "01002;50;-5", "01004;dix;1", "01005;0;0", "01006;9;1")
    counts = imported.report.columns[0].counts
    assert (counts["refused"], counts["unavailable"], counts["published"]) == (3, 1, 1)
    assert imported.report.columns[0].examples == ("01001", "01002", "01004")
    assert "3 refusées (négative, au-delà de 100 % ou illisible)" in words_of(imported)


def test_secrecy_is_not_absence():
    imported = table("CODGEO;MED21;TP6021", "01001;s;s", "01002;nd;12,5", "01004;21000;")
    income, poverty = imported.report.columns
    assert (income.counts["secret"], income.counts["unavailable"]) == (1, 1)
    assert (poverty.counts["secret"], poverty.counts["unavailable"]) == (1, 1)
    assert at(imported, "poverty", "01002")[0] == pytest.approx(0.125)


def test_a_poverty_rate_that_somebody_divided_by_a_hundred_is_refused():
    with pytest.raises(InclusionError) as refused:
        table("CODGEO;MED21;TP6021", "01001;21000;0.12", "01002;20000;0.2")
    assert refused.value.code == "official_percent"


# Columns and years --------------------------------------------------------------------------------


def test_the_latest_year_that_has_all_the_columns_is_read():
    imported = table("CODGEO;P15_NSCOL15P;P15_NSCOL15P_DIPLMIN;P22_NSCOL15P;p21_nscol15p;"
                     "p21_nscol15p_diplmin", "01001;10;9;30;20;5")  # fmt: skip
    assert imported.report.columns[0].year == 2021
    assert at(imported, "no_diploma", "01001")[0] == pytest.approx(0.25)


def test_households_give_two_columns_and_the_population_one():
    imported = table("CODGEO,C21_MEN,C21_MENPSEUL,C21_MENFAMMONO", "01001,100,30,12")
    assert at(imported, "alone", "01001")[0] == pytest.approx(0.3)
    assert at(imported, "single_parent", "01001")[0] == pytest.approx(0.12)
    older = table("CODGEO;P21_POP;P21_H65P;P21_F65P", "01001;100;10;15")
    assert at(older, "over_65", "01001")[0] == pytest.approx(0.25)


def test_premises_without_fibre_are_those_that_cannot_be_connected():
    lines = ("code_insee;nbr;type;elig_ftth;date", "01001;100;all;90;2025-12-31",
             "01001;80;res;80;2025-12-31")  # fmt: skip
    imported = table(*lines, name="commune_techno.csv")
    assert at(imported, "no_fibre", "01001")[0] == pytest.approx(0.1)
    assert (imported.report.columns[0].year, imported.report.counts["rows"]) == (2025, 1)


def test_a_year_that_nothing_says_is_asked_for_never_guessed():
    lines = ("code_insee;population;population_4g", "01001;100;90")
    with pytest.raises(InclusionError) as refused:
        table(*lines, name="4g.csv")
    assert refused.value.code == "official_year"
    assert table(*lines, name="4g_2024.csv").report.columns[0].year == 2024
    said = read_official("\n".join(lines).encode(), "4g.csv", year=2023)
    assert said.report.columns[0].year == 2023
    with pytest.raises(InclusionError):
        table(*lines, name="4g_2023_2024.csv")


def test_a_file_that_lacks_a_column_says_which_one():
    with pytest.raises(InclusionError) as refused:
        table("CODGEO;P21_ACT1564;P21_CHOM1524", "01001;100;8")
    assert refused.value.code == "official_columns"
    text = str(refused.value)
    assert "emploi et population active (P21_CHOM1564)" in text
    assert "diplômes" not in text


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("nom;valeur", "Lille;3"), "official_code"),
        (("IRIS;COM;P21_ACT1564;P21_CHOM1564", "010010101;01001;9;1"), "official_iris"),
        (("CODGEO;surface", "01001;3"), "official_columns"),
    ],
)
def test_a_file_that_is_another_one_is_refused_with_a_way_out(lines, code):
    with pytest.raises(InclusionError) as refused:
        table(*lines)
    assert refused.value.code == code
    assert refused.value.hint("fr")
    assert refused.value.hint("en")


# Shapes of files ----------------------------------------------------------------------------------

PLAIN = b"\xef\xbb\xbfCODGEO;P21_ACT1564;P21_CHOM1564\r\n01001;100;8\r\n"


def zipped(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_csv", ".csv"), data)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [PLAIN, PLAIN.replace(b";", b"\t"), PLAIN.decode().encode("utf-16"),
     gzip.compress(PLAIN, mtime=0),
     zipped(base_csv=PLAIN, meta_base_csv=b"COD_VAR;LIB_VAR\r\nP21_ACT1564;Actifs\r\n"),
     b"Base de donnees\r\n\r\n" + PLAIN[3:]],
)  # fmt: skip
def test_texts_and_archives_of_one_are_read_alike(content):
    assert at(read_official(content, "base.csv"), "unemployment", "01001")[0] == pytest.approx(0.08)


def test_a_workbook_of_insee_is_read_below_its_titles_municipalities_first():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, code, count in (("ARM_2021", "75101", 1), ("COM_2021", "01001", 8)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Emploi - Population active en 2021"])
            sheet.write_row(2, 0, ["Mise en ligne le 27/06/2024"])
            sheet.write_row(4, 0, ["Code", "Actifs 15-64 ans", "Chômeurs 15-64 ans"])
            sheet.write_row(5, 0, ["CODGEO", "P21_ACT1564", "P21_CHOM1564"])
            sheet.write_row(6, 0, [code, 100.5, count])
    imported = read_official(content.getvalue(), "base-cc-emploi.xlsx")
    assert at(imported, "unemployment", "01001")[0] == pytest.approx(8 / 100.5)
    assert imported.report.counts["rows"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "file_image"),
        (gzip.compress(PLAIN, mtime=0)[:-12], "file_damaged"),
        (b"PK\x03\x04" + bytes(50), "file_damaged"),
        (b'{"a": 1}', "file_unknown"),
    ],
)
def test_what_is_no_table_says_why(content, code):
    with pytest.raises(InclusionTableError) as refused:
        read_official(content, "base.csv")
    assert refused.value.code == code
    assert refused.value.message("fr")


def test_an_archive_of_several_tables_names_them():
    with pytest.raises(InclusionError) as refused:
        read_official(zipped(a_csv=PLAIN, b_csv=PLAIN), "base.zip")
    assert refused.value.code == "official_archive"
    assert "a.csv, b.csv" in str(refused.value)


# What is stored -----------------------------------------------------------------------------------


def test_the_packaged_columns_need_no_file():
    known = official.packaged()
    assert list(known) == ["over_65", "town_hall_hours"]
    assert official.missing(known) == {"over_65": 124, "town_hall_hours": 509}
    assert 0.2 < np.nanmedian(known["over_65"].values) < 0.25
    assert np.nanmin(known["town_hall_hours"].values) > 0
    assert official.columns(Path("/nowhere")) == {}


@pytest.mark.parametrize(
    ("spec", "hours"),
    [("0-4 08:00-12:00", 20), ("0-1 09:00-12:00;1-1 11:00-13:00", 7), ("6-6 22:00-24:00", 2)],
)
def test_hours_that_overlap_count_once(spec, hours):
    assert official.weekly_hours(spec) == hours


def test_the_latest_year_of_a_column_is_the_one_that_counts(tmp_path):
    lines = "code_insee;population;population_4g\n01001;100;{}"
    for year, count in ((2023, 50), (2025, 90), (2024, 60)):
        imported = read_official(lines.format(count).encode(), f"4g_{year}.csv")
        official.write(tmp_path / f"mobile-{year}.npz", imported)
    assert official.columns(tmp_path)["no_4g"].values[0] == pytest.approx(0.1)


def test_a_file_that_is_not_ours_is_refused(tmp_path):
    (tmp_path / "other.npz").write_bytes(b"PK\x03\x04 damaged")
    with pytest.raises(InclusionError) as refused:
        official.columns(tmp_path)
    assert refused.value.code == "official_damaged"


def test_each_official_file_says_where_it_is_and_gives_known_columns():
    for entry in files().values():
        assert {"fr", "en"} <= entry.title.keys() & entry.where.keys()
        assert {rule.column for rule in entry.yields} <= official.entries().keys()
        assert all(rule.needs for rule in entry.yields)
    for entry in official.entries().values():
        assert entry["pillar"] in {"access", "skills", "means"}
        assert {"fr", "en"} <= entry["name"].keys() & entry["counted"].keys()
