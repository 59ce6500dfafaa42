"""Lists of places in the formats people have, and the command that checks them."""

import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from inclusion.places.rows import VALID, row
from jalons.inclusion.capture.matrix import read_supply
from jalons.inclusion.capture.places import communes, places_table
from jalons.inclusion.cli import commands
from jalons.inclusion.engine.hours import read
from jalons.inclusion.engine.places import check
from jalons.kernel import JalonsError
from jalons.tabular.files.writing import csv_text
from public_files import shared

LINES = [list(VALID), list(VALID.values())]
NAMES = ["Nom du lieu", "Ville", "CP", "Adresse postale", "Tél.", "Mis à jour le"]
PLACE = ["Espace numérique", "Bourg", "1000", "1 place des Arches", "04 74 00 00 00", "01/09/2026"]


def xlsx(*lines):
    book, stream = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("content", [
    csv_text(LINES, delimiter=",").encode(),
    ("\ufeff" + csv_text(LINES, delimiter=";")).encode(),
    csv_text(LINES, delimiter=";").replace("’", "'").encode("cp1252"),
    csv_text(LINES, delimiter="\t").encode("utf-16"),
    json.dumps([VALID]).encode(),
    json.dumps({"total": 1, "data": [VALID]}, ensure_ascii=False).encode("utf-8-sig"),
    xlsx(*LINES),
], ids=["comma", "semicolon", "cp1252", "utf-16", "json", "json object", "xlsx"])  # fmt: skip
def test_a_file_of_the_schema_is_read_whatever_its_writing(content):
    (found,) = places_table(content, "lieux").rows().values()
    assert {**found, "presentation_resume": ""} == {**VALID, "presentation_resume": ""}
    assert check([found]).findings == ()


def test_the_headings_of_others_are_known_or_proposed():
    table = places_table(csv_text([NAMES, PLACE], delimiter=";").encode(), "liste.csv")
    (found,) = table.rows().values()
    assert found["nom"] == "Espace numérique"
    report = check([found])
    fixes = {one.name: one.fault.fix.get(one.name) for one in report.errors if one.line}
    assert fixes == {"code_postal": "01000", "telephone": "+33474000000", "date_maj": "2026-09-01"}


def test_blank_lines_leave_the_numbers_of_the_others():
    lines = [LINES[0], LINES[1], [""] * len(VALID), list(row(id="b", code_postal="1").values())]
    table = places_table(xlsx(*lines), "lieux.xlsx")
    rows = table.rows()
    assert list(rows) == [2, 4]
    assert check(list(rows.values()), lines=list(rows)).errors[0].line == 4


@pytest.mark.parametrize("content", [b"", b"[1, 2", b"[]", b"{}", b"[[[[", b"bonjour", b"\x00\xff"])
def test_a_file_without_places_is_refused_with_a_way_out(content):
    with pytest.raises(JalonsError) as refusal:
        places_table(content, "rien")
    assert refusal.value.message("fr")
    assert refusal.value.hint("fr")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(content):
    try:
        check(list(places_table(b"nom,commune,adresse\n" + content, "liste.csv").rows().values()))
    except JalonsError as error:
        assert str(error)


def test_numbers_of_json_are_as_written_and_lists_are_values():
    wrote = b'[{"nom": "A", "SIRET": 35600000063516, "latitude": 46.10, "services": ["x", "y"]}]'
    (found,) = places_table(wrote, "a.json").rows().values()
    assert found == {"nom": "A", "pivot": "35600000063516", "latitude": "46.10", "services": "x|y"}


def test_the_list_of_la_poste_is_explained_zero_by_zero():
    path = shared("laposte_etapes_numeriques_brut.json")
    rows = places_table(path.read_bytes(), path.name).rows()
    report = check(list(rows.values()), communes=communes(), lines=list(rows))
    lost = [one for one in report.errors if one.fault.code == "pattern"]
    assert len(rows) == 95
    assert {one.name for one in lost} == {"code_postal", "code_insee"}
    assert all(one.fault.fix[one.name] == f"0{one.text}" for one in lost)
    assert [one.name for one in report.errors if one.line == 0] == ["date_maj"]
    fixed = [row | {name: text for one in report.findings if one.line == line
                    for name, text in one.fault.fix.items()} | {"date_maj": "2026-11-01"}
             for line, row in rows.items()]  # fmt: skip
    assert check(fixed, communes=communes()).errors == ()


def test_the_france_services_list_becomes_places_with_hours():
    path = shared("france_services_2024-08-01.csv")
    table = places_table(path.read_bytes(), path.name)
    rows = table.rows()
    assert table.proposal.preset == "france_services"
    assert "prise_rdv" in table.proposal.unread
    assert rows[2]["horaires"].startswith("lundi 13:30 - 17:00, mardi 09:00 - 12:00 / 13:30")
    assert rows[2]["dispositif_programmes_nationaux"] == "France Services"
    assert rows[4]["itinerance"] == "Itinérant"
    assert len(rows) == 2845


def test_a_column_a_day_is_hours_in_any_list_as_access_reads_them():
    days = (
        "nom;latitude;longitude;horaires;h_lundi;h_mardi\nA;47.1;-0.5;;09:00 - 12:00;14:00 - 16:30"
    )
    table = places_table(f"{days}\nB;47.1;-0.5;lundi 8h-9h;10:00 - 12:00;\n".encode(), "fs.csv")
    one, other = table.rows().values()
    assert one["horaires"] == "lundi 09:00 - 12:00, mardi 14:00 - 16:30"
    assert read(one["horaires"]).low == read_supply(f"{days}\n".encode(), "fs.csv")[0].low[0] == 5.5
    assert other["horaires"] == "lundi 8h-9h"  # what is written stays
    assert table.proposal.unread == ()


def test_the_list_of_france_services_has_no_day_that_is_not_read(tmp_path):
    file = tmp_path / "fs.csv"
    file.write_text("id_fs,lib_fs,format_fs,h_lundi\n1,Maison,Fixe,13:30 - 17:00\n")
    answer = json.loads(run(file, "--json").output)
    assert not {"h_lundi", "horaires"} & {*answer["unread"], *answer["to_confirm"]}


def run(*arguments):
    return CliRunner().invoke(commands, ["places", "check", *map(str, arguments)])


def test_the_command_says_what_is_wrong_and_its_code_says_how_it_ended(tmp_path):
    good, bad, none = (tmp_path / name for name in ("good.csv", "bad.csv", "none.csv"))
    good.write_text(csv_text([LINES[0], list(row(code_insee="", commune="Paris 1er",
                    code_postal="75001").values())], delimiter=","))  # fmt: skip
    bad.write_text(csv_text([NAMES, *[PLACE] * 8], delimiter=";"))
    none.write_text("")
    found = run(good)
    assert found.exit_code == 0, found.output
    assert "conforme" in found.output
    found = run(bad)
    assert found.exit_code == 4
    assert (
        "ligne 2 : code postal : « 1000 » n’a pas la forme demandée. Proposé : 01000."
        in found.output
    )
    assert found.output.count("« 1000 »") == 5
    assert run(none).exit_code == 3
    assert run(good, "--schema", "7").exit_code == 3


def test_the_command_answers_json(tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text(csv_text([NAMES, PLACE], delimiter=";"))
    found = run(path, "--json")
    answer = json.loads(found.output)
    assert (found.exit_code, answer["valid"], answer["rows"]) == (4, False, 1)
    by_code = {(one["field"], one["code"]): one["fix"] for one in answer["findings"]}
    assert by_code["code_postal", "pattern"] == {"code_postal": "01000"}
