"""Public files are read by the names of their columns; what they do not say stays unknown."""

import gzip
import io
import zipfile

import pytest

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.territory.files import read_statistics
from jalons.strategy.engine.territory.known import KnownName
from jalons.strategy.engine.territory.placing import Commune, Surroundings, place_figures

INSEE = (
    "CODGEO;P21_POP;P15_POP;P21_MEN;P15_MEN;ETTOT22\n"
    "01001;832;767;341;300;40\n01002;267;241;115;101;12\n01004;14288;14000;6500;6000;900\n"
)
FRANCE = {
    "01001": Commune("01001", 832),
    "01002": Commune("01002", 267, ("01999",)),
    "01004": Commune("01004", 14_288),
    "75056": Commune("75056", 0),
}
CC = Surroundings("200000001", ["01001", "01002"], FRANCE, 15_387)


def read(text, vintage="", name="fichier.csv"):
    return read_statistics(name, text.encode(), vintage)


def placed(text, place=CC, vintage=""):
    found = place_figures(read(text, vintage), place, source="INSEE, essai", file="fichier.csv")
    return {each.name: each for each in found}


def refused(text, vintage="", place=None):
    with pytest.raises(StrategyError) as caught:
        placed(text, place or CC, vintage)
    assert caught.value.message("fr")
    assert caught.value.hint("fr")
    return caught.value


def test_the_latest_column_counts_and_carries_its_vintage():
    found = placed(INSEE)
    assert found[KnownName.HOUSEHOLDS].value.mid == 341 + 115
    assert found[KnownName.HOUSEHOLDS].as_of == "2021"
    assert found[KnownName.HOUSEHOLDS].france == 341 + 115 + 6500
    assert (found[KnownName.FIRMS].value.mid, found[KnownName.FIRMS].as_of) == (52, "2022")


def test_a_file_of_a_part_of_france_counts_no_country():
    found = placed("CODGEO;P21_MEN\n01001;341\n01002;115\n")
    assert found[KnownName.HOUSEHOLDS].france is None


def test_a_commune_without_a_value_makes_a_lower_bound_and_never_a_zero():
    for cell in ("", "s", "nd"):
        found = placed(INSEE.replace(";115;", f";{cell};"))
        assert found[KnownName.HOUSEHOLDS].value.mid == 341
        assert found[KnownName.HOUSEHOLDS].missing == 1
    nobody = placed(INSEE.replace(";115;", ";0;"))  # 267 residents live somewhere
    assert nobody[KnownName.HOUSEHOLDS].missing == 1


def test_a_merged_commune_is_the_sum_of_those_it_was_made_of():
    found = placed(INSEE + "01999;50;40;20;18;3\n")
    assert found[KnownName.HOUSEHOLDS].value.mid == 341 + 115 + 20


def test_a_median_is_never_added_up():
    text = "CODGEO;MED21\n01001;25820\n01002;24480\n"
    assert refused(text, place=CC).code == "territory_file_median"
    assert placed(text + "200000001;21000\n")[KnownName.INCOME].value.mid == 21_000
    one = Surroundings("01001", ["01001"], FRANCE, 15_387)
    assert placed(text, one)[KnownName.INCOME].value.mid == 25_820


def test_arrondissements_stand_for_their_city_unless_it_has_its_own_row():
    france = {"75056": Commune("75056", 2_000_000)}
    paris = Surroundings("75056", ["75056"], france, 2_000_000)
    parts = "CODGEO;P21_MEN\n75101;10\n75102;20\n"
    assert placed(parts, paris)[KnownName.HOUSEHOLDS].value.mid == 30
    both = placed(parts + "75056;31\n", paris)
    assert both[KnownName.HOUSEHOLDS].value.mid == 31
    typed = "type,code,menages_2021\nARM,75101,10\nCOMD,75056,99\nCOM,75056,31\n"
    assert placed(typed, paris)[KnownName.HOUSEHOLDS].value.mid == 31


def test_fibre_is_read_with_its_quarter_and_its_premises():
    head = "code,locaux_raccordables_T1_2018,logements,etablissements\n"
    text = head + "01001,100,343,10\n01002,0,161,2\n"
    found = placed(text)
    assert found[KnownName.FIBRE].value.mid == 100
    assert found[KnownName.PREMISES].value.mid == 343 + 10 + 161 + 2
    assert {each.as_of for each in found.values()} == {"2018-03-31"}


def test_a_lost_leading_zero_is_supplied_and_said():
    found = placed("CODGEO;P21_MEN\n1001;341\n1002;115\n")
    assert found[KnownName.HOUSEHOLDS].inferred


def test_a_row_of_the_authority_itself_comes_before_the_sum():
    found = placed("CODGEO;P21_MEN\n200000001;460\n01001;341\n")
    assert found[KnownName.HOUSEHOLDS].value.mid == 460


def test_gzip_and_zip_are_opened_and_bounded(monkeypatch):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("base_cc_comparateur.csv", INSEE)
        writer.writestr("meta_base_cc_comparateur.csv", "COD_VAR;LIB_VAR\n")
    for content in (gzip.compress(INSEE.encode()), archive.getvalue()):
        assert read_statistics("x", content).values["01001"][KnownName.HOUSEHOLDS] == 341
    monkeypatch.setattr("jalons.strategy.engine.territory.files.MOST", 50)
    for content in (gzip.compress(INSEE.encode()), archive.getvalue(), INSEE.encode()):
        with pytest.raises(StrategyError) as caught:
            read_statistics("x", content)
        assert caught.value.code == "territory_file_large"


@pytest.mark.parametrize(
    ("text", "vintage", "code"),
    [
        ("Nom;Adresse\na;b\n", "", "territory_file_columns"),
        ("CODGEO;P21_POP\n01001;3\n", "", "territory_file_columns"),
        ("", "", "territory_file_columns"),
        ("code;logements;etablissements\n01001;3;1\n", "", "territory_vintage_unknown"),
        ("code;menages\n01001;3\n", "", "territory_vintage_unknown"),
        (INSEE, "2019", "territory_vintage_differs"),
        (INSEE + "01002;1;1;9;9;9\n", "", "territory_file_twice"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_what_to_do(text, vintage, code):
    assert refused(text, vintage).code == code


def test_a_vintage_the_file_does_not_say_may_be_typed():
    found = placed("code;menages\n01001;3\n01002;4\n", vintage="2022")
    assert found[KnownName.HOUSEHOLDS].as_of == "2022"


@pytest.mark.parametrize("cell", ["abc", "-3", "12 ménages", "1e5"])
def test_a_cell_that_is_no_number_is_refused_here_and_ignored_elsewhere(cell):
    error = refused(INSEE.replace("341", cell), place=CC)
    assert (error.code, error.where.row, error.where.column) == ("territory_cell", 2, "P21_MEN")
    elsewhere = placed(INSEE.replace("6500", cell))
    assert elsewhere[KnownName.HOUSEHOLDS].value.mid == 456
    assert elsewhere[KnownName.HOUSEHOLDS].france is None  # most residents are then uncounted


def test_titles_may_stand_before_the_headings_and_rows_keep_their_numbers():
    titled = "Comparateur de territoires\nMillésime 2021\n\n" + INSEE
    assert placed(titled)[KnownName.HOUSEHOLDS].value.mid == 456
    assert refused(titled.replace("341", "abc")).where.row == 5


def test_a_row_said_twice_alike_counts_once():
    twice = INSEE + "01002;267;241;115;101;12\n"
    assert placed(twice)[KnownName.HOUSEHOLDS].value.mid == 456


def test_damaged_archives_are_explained():
    for content in (
        b"\xff\xfeA",
        b"\x1f\x8bnothing",
        b"PK\x03\x04nothing",
        zipped({"a.csv": "", "b.csv": ""}),
    ):
        with pytest.raises(StrategyError) as caught:
            read_statistics("x.zip", content)
        assert caught.value.code == "territory_file_kind"


def zipped(files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for name, text in files.items():
            writer.writestr(name, text)
    return archive.getvalue()


def test_a_row_shorter_than_its_headings_knows_nothing_of_the_rest():
    found = placed("CODGEO;P21_MEN;ETTOT22\n01001;341\n01002;115;12\n")
    assert found[KnownName.FIRMS].missing == 1
