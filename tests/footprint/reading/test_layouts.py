"""Layouts people really send: damaged accents, SYLK, pages, headings on two lines."""

import polars as pl
import pytest

from footprint.reading.export_files import EXPORTS, as_csv, as_sylk
from footprint.reading.files import TODAY, codes, inventory_of, workbook
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.reading import (
    Field,
    guess_mapping,
    is_readable,
    read_inventory,
    read_sheets,
    tally,
)
from jalons.footprint.words.figures import say
from jalons.tabular.files.mojibake import repaired

LIST = [
    ["N°", "Catégorie", "Modèle", "Qté", "État"],
    ["1", "Écran", "Dell P2419H", "4", "En service"],
    ["2", "Téléphone IP d’accueil", "Yealink T46", "2", "En service"],
    ["3", "Vidéoprojecteur « école »", "Epson EB-X49", "1", "Réformé"],
    ["4", "Boîtier à œillet", "", "1", "En service"],
]
COUNTED = {"monitor": 4.0, "voip_phone": 2.0}


def damaged(text: str) -> str:
    """A UTF-8 text once read as Windows-1252, as a spreadsheet shows it."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(byte)
        for byte in text.encode()
    )


def counted(inventory):
    kept = inventory.lines.filter(pl.col("reason").is_null())
    return dict(kept.group_by("device").agg(pl.col("quantity").sum()).iter_rows())


def again(rows, times=1):
    for _ in range(times):
        rows = [[damaged(cell) for cell in row] for row in rows]
    return rows


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("way", [as_csv, lambda rows: workbook({"Parc": rows})])
def test_damaged_accents_are_put_right_and_told(way, times):
    content = way(again(LIST, times))
    (sheet,) = read_sheets(content, "parc")
    assert [list(row) for row in sheet.cells.rows()] == LIST
    inventory = inventory_of(content)
    assert counted(inventory) == COUNTED
    (notice,) = [each for each in inventory.notices if each.code == "accents_repaired"]
    assert notice.params["cells"] > 8
    assert "rétablis" in say(notice.code, "fr", **notice.params)


@pytest.mark.parametrize(
    "text",
    ["Écran", "SÃO TOMÉ", "MARCHÉ…", "ÉCOLE É»", "naïve â€", "Âge", "Ångström", "100 Â", "Ü"],
)
def test_a_text_that_is_not_damaged_is_left_as_it_is(text):
    assert repaired(text) == text


def test_every_french_letter_and_mark_comes_back():
    text = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ°«»’–…€"
    assert repaired(damaged(text)) == text
    assert repaired(damaged(damaged(text))) == text


def test_an_accent_whose_second_half_was_trimmed_away_comes_back_among_others():
    rows = [
        ["Catégorie", "Modèle", "Lieu"],
        ["Écran", "P24", "Salle à"],
        ["Écran", "P24", "à côté"],
    ]
    (sheet,) = read_sheets(as_csv(again(rows)), "parc.csv")
    assert [list(row) for row in sheet.cells.rows()] == rows


def test_accents_that_are_lost_are_told():
    inventory = inventory_of("Type;Modèle\nÃcran;Dell P2419H\nPC portable;Latitude 5420\n")
    (notice,) = [each for each in inventory.notices if each.code == "accents_lost"]
    assert notice.params["cells"] == 1
    assert "Ãcran" in notice.params["samples"]


def test_a_sound_file_is_told_nothing_of_accents():
    assert not {"accents_lost", "accents_repaired"} & codes(inventory_of(as_csv(LIST)))


def test_sylk_is_read_like_the_table_it_is():
    inventory = read_inventory(read_sheets(as_sylk(LIST), "glpi.slk"), today=TODAY)
    assert counted(inventory) == COUNTED
    assert tally(inventory).read == 4
    assert "read_as_sylk" in codes(inventory)


@pytest.mark.parametrize("key", ["intune", "lansweeper", "copier_contract"])
def test_an_export_kept_as_sylk_is_still_recognised(key):
    export = EXPORTS[key]
    assert counted(inventory_of(as_sylk(export.rows))) == export.counted


def test_sylk_of_excel_writes_accents_as_escapes_and_goes_on_from_the_last_cell():
    text = (
        'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"Type"\r\nC;X2;K"Mod\x1bNAele"\r\n'
        'C;X3;K"Date d\'achat"\r\n'
        'C;Y2;X1;K"\x1bNBecran ;; 24"\r\nC;X2;K"P24 ""H"""\r\nF;P19;X3\r\nC;K44000\r\nE\r\n'
    )
    (sheet,) = read_sheets(text.encode("cp1252"), "parc.slk")
    assert sheet.cells.rows() == [
        ("Type", "Modèle", "Date d'achat"), ("écran ; 24", 'P24 "H"', "44000"),
    ]  # fmt: skip


def test_a_csv_whose_first_heading_is_id_is_no_sylk():
    inventory = inventory_of("ID;PC;Type\n1;POSTE-1;PC portable\n2;POSTE-2;E\n")
    assert "read_as_sylk" not in codes(inventory)
    assert counted(inventory) == {"laptop": 1.0}


def test_sylk_in_an_archive_is_taken():
    assert is_readable("export/glpi.slk")


PAGE = """<html><head><meta charset="utf-8"></head><body>
<table><tr><td colspan="3">Parc de la ville</td></tr><tr><td>24/11/2026</td></tr></table>
<table><tr><th>Type</th><th>Modèle</th><th>Qté</th></tr>
<tr><td>Écran</td><td>Dell P2419H</td><td>3</td></tr></table></body></html>"""


def test_the_title_of_a_page_is_no_sheet_and_the_page_is_told_once():
    (sheet,) = read_sheets(PAGE.encode(), "parc.xls")
    assert sheet.name == ""
    inventory = read_inventory([sheet], today=TODAY)
    assert counted(inventory) == {"monitor": 3.0}
    assert tally(inventory).read == 1
    assert [each.code for each in inventory.notices].count("read_as_page") == 1


def test_two_tables_of_a_page_are_two_sheets_told_once():
    table = PAGE[PAGE.index("<table><tr><th>") : PAGE.index("</body>")]
    sheets = read_sheets(f"<html><body>{table}{table}</body></html>".encode(), "parc.xls")
    assert [sheet.name for sheet in sheets] == ["1", "2"]
    assert sum(len(sheet.notices) for sheet in sheets) == 1


GROUPED = [
    ["Nom", "Type", "Marque", "Consommables", "", "Lieu"],
    ["", "", "", "Toner", "Tambour", ""],
    ["IMP-1", "Imprimante", "HP", "CF259X", "CF232A", "Mairie"],
    ["IMP-2", "Imprimante", "Brother", "TN2420", "DR2400", "École"],
]


def test_a_second_line_of_headings_is_no_row_of_data():
    inventory = inventory_of(as_csv(GROUPED))
    assert tally(inventory).read == 2
    assert counted(inventory) == {"printer": 2.0}
    (sheet,) = guess_mapping(read_sheets(as_csv(GROUPED), "parc.csv")).sheets
    assert sheet.header_row == 2
    assert sheet.headings[3:5] == ("Consommables Toner", "Consommables Tambour")


def test_headings_merged_over_two_lines_are_read_the_same():
    from io import BytesIO

    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Parc")
        for column, heading in enumerate(["Nom", "Type", "Marque"]):
            sheet.merge_range(0, column, 1, column, heading)
        sheet.merge_range(0, 3, 0, 4, "Consommables")
        sheet.merge_range(0, 5, 1, 5, "Lieu")
        for number, row in enumerate(GROUPED[1:], start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write(number, column, cell)
    inventory = inventory_of(target.getvalue())
    assert tally(inventory).read == 2
    assert counted(inventory) == {"printer": 2.0}


def test_a_first_row_of_data_with_blanks_is_still_data():
    inventory = inventory_of("Nom;Type;Modèle;;Lieu\n;Écran;;Dell;Mairie\nE2;Écran;P24;x;École\n")
    assert tally(inventory).read == 2
    assert Field.TYPE in guess_mapping(read_sheets(b"Nom;Type\nE2;PC\n", "x")).sheets[0].columns


DESKS = """Parc informatique 2026;;;;
UC;Ecran;Imprimante;Téléphone;Bureau
MAIRIE;;;;
Dell OptiPlex 7010;Dell P2419H;HP LaserJet M404dn;Yealink T46;Accueil
HP ProBook 450 G8;2 x 24'';-;Yealink T31;DGS
Lenovo M720q;2 écrans;néant;;État civil
;;;;
SERVICES TECHNIQUES;;;;
OptiPlex 3080;Iiyama 24 pouces;non;Yealink T31;Atelier
Dell Latitude 5420 + OptiPlex 3050;3 vieux;HS;4512;Voirie
X;oui;Ricoh IM C3000;Gigaset A540;Stade
;;non;;Vestiaire
Total;7;2;3;
"""


def test_a_desk_per_row_and_a_kind_per_column_count_each_filled_cell():
    inventory = inventory_of(DESKS)
    assert counted(inventory) == {
        "desktop": 5, "laptop": 2, "monitor": 8, "printer": 1, "mfp_copier": 1, "voip_phone": 3,
        "cordless_phone": 1,
    }  # fmt: skip
    left_out = {reason.value: rows for reason, rows in tally(inventory).excluded.items()}
    assert left_out == {"heading_row": 2, "empty_row": 2, "total_row": 1}
    assert tally(inventory).read == 11


def test_the_titles_of_a_table_of_desks_are_places_and_told():
    inventory = inventory_of(DESKS)
    places = inventory.lines.filter(pl.col("reason").is_null()).select("row", "site", "entity")
    assert dict(places.select("row", "entity").iter_rows())[4] == "MAIRIE"
    assert dict(places.select("row", "entity").iter_rows())[9] == "SERVICES TECHNIQUES"
    assert dict(places.select("row", "site").iter_rows())[9] == "Atelier"
    (notice,) = [each for each in inventory.notices if each.code == "desk_table"]
    assert "MAIRIE, SERVICES TECHNIQUES" in say(notice.code, "fr", **notice.params)


def test_a_number_in_a_cell_of_a_desk_that_may_be_a_count_is_told():
    (notice,) = [each for each in inventory_of(DESKS).notices if each.code == "desk_cells_doubtful"]
    assert (notice.params["rows"], notice.params["lines"]) == (1, "10")


def test_a_table_of_desks_in_a_workbook_reads_the_same():
    rows = [line.split(";") for line in DESKS.splitlines()]
    assert counted(inventory_of(workbook({"Postes": rows}))) == counted(inventory_of(DESKS))


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("P2419H x2", {"monitor": 2, "desktop": 1}),
        ("2 Dell P2419H", {"monitor": 2, "desktop": 1}),
        ("27''", {"monitor": 1, "desktop": 1}),
        ("24 pouces", {"monitor": 1, "desktop": 1}),
        ("P2419H + P2219H", {"monitor": 2, "desktop": 1}),
        ("3", {"monitor": 3, "desktop": 1}),
        ("NON", {"desktop": 1}),
        ("volé", {"desktop": 1}),
    ],
)
def test_a_cell_of_a_desk_is_read_as_people_write_it(cells, found):
    text = f"Agent;UC;Écran\nMartin;OptiPlex 3080;P2419H\nDupont;OptiPlex 3080;{cells}\n"
    expected = {"desktop": found["desktop"] + 1, "monitor": found.get("monitor", 0) + 1}
    assert counted(inventory_of(text)) == expected


def test_extensions_and_jobs_are_no_devices():
    text = "Agent;Poste;Téléphone;Écran\nMartin;Secrétaire;4512;1\nDupont;Comptable;4513;2\n"
    with pytest.raises(FootprintError):
        inventory_of(text)


@pytest.mark.parametrize("model", ["Epson EB-X41", "ThinkPad X13", "Optoma W331", "ThinkPad x13"])
def test_a_model_that_ends_as_a_multiplication_is_one_device(model):
    inventory = inventory_of(
        f"Salle;Vidéoprojecteur;Ecran\nCP;{model};AOC 22\nCE1;{model};AOC 22\n"
    )
    assert inventory.lines["quantity"].to_list() == [1.0] * 4
    doubtful = [each for each in inventory.notices if each.code == "desk_cells_doubtful"]
    assert bool(doubtful) is model.endswith("x13")


def test_an_ambiguous_heading_over_products_leaves_the_kind_to_the_models():
    table = "Salle;UC;Ecran;Portable\nCP;Dell OptiPlex 3050;AOC 22;HP ProBook 450\n"
    table += "CE1;Dell OptiPlex 3050;AOC 22;Samsung Galaxy A52\nCE2;Dell OptiPlex 3050;AOC 22;\n"
    inventory = inventory_of(table)
    counted = inventory.lines.filter(pl.col("reason").is_null())["device"].value_counts().rows()
    assert dict(counted) == {"desktop": 3, "monitor": 3, "laptop": 1, "smartphone": 1}


def test_an_ambiguous_heading_over_names_of_people_holds_no_device():
    table = "Salle;UC;Ecran;Mobile\nCP;Dell OptiPlex 3050;AOC 22;Mme Martin\n"
    assert inventory_of(table).lines.filter(pl.col("reason").is_null()).height == 2


def test_a_list_with_a_column_of_types_is_no_table_of_desks():
    text = "Nom;Type;UC;Écran\nA;PC portable;Latitude;P24\nB;Écran;Dell;P24\n"
    assert counted(inventory_of(text)) == {"laptop": 1, "monitor": 1}
