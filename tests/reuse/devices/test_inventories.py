"""Devices read from the exports of inventories: what is sure is read, the rest is asked or said."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.reuse.capture.inventories import (
    DAY_FIRST,
    MONTH_FIRST,
    device_rows,
    device_table,
    kind_of,
    read_devices,
)
from jalons.reuse.engine.errors import ReuseError

SNIPE = (  # the headings and the dates of the official sample, which is not ours to copy
    "\ufeffCompany,Name,Asset Tag,Category,Manufacturer,Model,Purchase Date,Purchase Cost,Status,"
    "Checked Out To: Email,Asset EOL Date\r"
    'Mairie,PC-1,T-001,Laptops,Apple,"Macbook Pro 13""",3/1/23,"2,266.13",Archived,a@b.fr,1/1/28\r'
    "Mairie,PC-2,T-002,Backhoes,Dell,OptiPlex,11/14/22,$1292.94,Ready to Deploy,,\r"
)
GLPI = "\n".join(  # as GLPI writes it: every cell quoted, a separator at the end
    ";".join(f'"{cell}"' for cell in row.split("|")) + ";"
    for row in (
        "Nom|Entité|Statut|Fabricant|Numéro de série|Numéro d'inventaire|Type|Modèle|Date d'achat",
        (
            "POSTE-1|Racine > Mairie|En service|Dell Inc.|640HP72|2021-014|Notebook|Latitude 5420"
            "|2021-02-06 00:00:00"
        ),
        "POSTE-2|Racine > Mairie|Réformé|HP|||Desktop|EliteDesk|0000-00-00",
    )
)
OCS = """Computer;Tag;Last inventory;Manufacturer;Model;Serial number;Chassis type
LF014;MAIRIE;2026-10-02;TOSHIBA;PORTEGE Z30-A;9E113232I;Notebook
"""


def rows(text, name="parc.csv", order="", encoding="utf-8"):
    return read_devices(text.encode(encoding), name, order)


def values(text, **more):
    return [dict(each.values) for each in rows(text, **more).rows if not each.notices]


def test_a_list_of_snipe_it_is_read_with_its_dates_and_prices():
    found = rows(SNIPE)
    first, second = (dict(each.values) for each in found.rows)
    assert first["bought_on"] == date(2023, 3, 1)  # the other date proves the month comes first
    assert (first["price"], first["kind"], first["state"]) == (
        Decimal("2266.13"), "laptop", "retired",
    )  # fmt: skip
    assert first["model"] == 'Macbook Pro 13"'
    assert second["kind"] == "other"
    assert "price" not in second  # dollars are no euros
    assert "state" not in second  # in stock is not retired
    notes = " ".join(found.notes("fr"))
    assert "Snipe-IT" in notes
    assert "déduit de « 11/14/22 »".replace(" »", "\u202f»").replace("« ", "«\u202f") in notes
    assert "Backhoes" in notes
    assert "$1292.94" in notes
    assert "Ready to Deploy" in notes
    assert "a@b.fr" not in str(found)


def test_a_list_of_glpi_is_read_and_a_day_of_zeros_says_nothing():
    first, second = values(GLPI)
    assert first["tag"] == "2021-014"
    assert (first["bought_on"], first["kind"]) == (date(2021, 2, 6), "laptop")
    assert first["state"] == "in_use"
    assert "bought_on" not in second
    assert second["state"] == "retired"


def test_the_financial_columns_of_glpi_are_known_and_a_column_nobody_chose_is_named():
    text = (
        "Nom;Statut;Fabricant;Entité;Informations financières et administratives - Date d'achat;"
        "Informations financières et administratives - Valeur;Nom\n"
        "POSTE-1;Réformé;Dell;Racine;2019-05-01 00:00;1 049,90 €;Mairie\n"
    )
    found = rows(text)
    (first,) = (dict(each.values) for each in found.rows)
    assert (first["bought_on"], first["price"]) == (date(2019, 5, 1), Decimal("1049.90"))
    assert "Colonnes non lues, faute d’être sûres : Nom." in " ".join(found.notes("fr")).replace(
        "\u202f", " "
    )


def test_a_list_of_ocs_is_read():
    (found,) = values(OCS)
    assert (found["label"], found["serial"], found["kind"]) == ("LF014", "9E113232I", "laptop")


def test_a_date_that_may_be_two_is_asked_and_never_guessed():
    text = "Nom;Date d'achat\nPC-1;03/04/2021\nPC-2;2021-05-01\n"
    found = rows(text)
    assert found.asks_order
    assert [bool(each.notices) for each in found.rows] == [True, False]
    assert "bought_on" not in found.rows[0].values
    assert values(text, order=DAY_FIRST)[0]["bought_on"] == date(2021, 4, 3)
    assert values(text, order=MONTH_FIRST)[0]["bought_on"] == date(2021, 3, 4)


def test_a_date_like_no_other_says_the_order_of_its_column_and_it_is_said():
    found = rows("Nom;Date d'achat\nPC-1;03/04/2021\nPC-2;25/12/2020\n")
    assert found.rows[0].values["bought_on"] == date(2021, 4, 3)
    assert any("25/12/2020" in note for note in found.notes("fr"))


def test_a_column_that_proves_both_orders_proves_none():
    found = rows("Nom;Date d'achat\nPC-1;03/04/2021\nPC-2;25/12/2020\nPC-3;12/25/2020\n")
    assert [bool(each.notices) for each in found.rows] == [True, False, False]
    assert found.rows[2].values["bought_on"] == date(2020, 12, 25)


def test_the_same_day_and_month_needs_no_order():
    assert values("Nom;Date d'achat\nPC-1;04/04/2021\n")[0]["bought_on"] == date(2021, 4, 4)


def test_a_year_alone_is_no_day_of_purchase():
    found = rows("Nom;Date d'achat\nPC-1;2019\n")
    assert "bought_on" not in found.rows[0].values
    assert any("2019" in note for note in found.notes("fr"))


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("1 234,50 €", "1234.50"),
        ("€ 999", "999.00"),
        ("12.500 €", "12500.00"),
        ("450 HT", "450.00"),
    ],
)
def test_prices_are_read_with_their_signs(written, price):
    assert values(f"Nom;Prix d'achat\nPC-1;{written}\n")[0]["price"] == Decimal(price)


def test_a_price_with_tax_is_not_read_as_one_before_tax():
    found = rows("Nom;Prix d'achat\nPC-1;1 234,50 € TTC\nPC-2;450 € HT\n")
    assert "price" not in found.rows[0].values
    assert found.rows[1].values["price"] == Decimal("450.00")
    assert any("toutes taxes comprises" in note for note in found.notes("fr"))


@pytest.mark.parametrize(
    "filler", ["Default string", "To be filled by O.E.M.", "System Serial Number", "0", "N/A"]
)
def test_what_firmware_writes_for_want_of_a_number_names_no_device(filler):
    found = rows(f"Nom;N° de série;Étiquette\nPC-1;{filler};T1\nPC-2;{filler};No Asset Tag\n")
    assert all("serial" not in each.values for each in found.rows)
    assert "tag" not in found.rows[1].values
    assert any("ne désigne" in note for note in found.notes("fr"))


def test_two_headings_alike_over_other_cells_are_not_chosen_between():
    found = device_table(b"Nom;Type;Type\nPC-1;Portable;Achat\n", "parc.csv")
    assert found.table.headings == ("Nom", "Type", "Type (2)")
    assert "kind" not in found.proposal.mapping
    told = device_rows(found, found.proposal.mapping | {"kind": 1}).rows[0]
    assert told.values["kind"] == "laptop"


def test_two_headings_alike_over_the_same_cells_are_one():
    found = device_table(
        b"Asset Tag,Category,Category,Purchase Date\nT1,Laptop,Laptop,2021-01-01\n", "a.csv"
    )
    assert "kind" in found.proposal.mapping


def test_damaged_accents_are_repaired_and_it_is_said():
    found = rows("Nom;Modèle\nPC de la médiathèque;Éditeur\n".encode().decode("cp1252"))
    assert found.rows[0].values["label"] == "PC de la médiathèque"
    assert any("accents" in note for note in found.notes("fr"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(encoding):
    text = "Nom;Type\nPC de la médiathèque;Écran\n"
    assert values(text, encoding=encoding)[0]["kind"] == "monitor"


def test_a_device_is_called_by_what_is_known_of_it():
    text = "Nom;Étiquette;Fabricant;Modèle;N° de série\n;T9;;;\n;;Dell;P2419H;\n;;;;S1\n;;;;\n"
    found = rows(text)
    assert [each.values["label"] for each in found.rows] == ["T9", "Dell P2419H", "S1"]


def test_a_row_nothing_names_is_left_aside_and_a_total_too():
    found = rows("Nom;Type;Prix d'achat\n;Portable;3\nTotal;;999\nPC-1;Portable;120\n")
    assert [bool(each.notices) for each in found.rows] == [True, True, False]


def test_states_that_say_it_does_not_work_say_nothing_of_its_use():
    found = values("Nom;Statut\nPC-1;En panne\nPC-2;En service\n")
    assert found[0]["working"] is False
    assert "state" not in found[0]
    assert found[1]["state"] == "in_use"


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.csv"), (b"%PDF-1.7 x", "a.pdf"), (b"a;b\n1;2\n", "a.csv")]
)
def test_a_file_that_is_no_list_of_devices_is_refused_with_a_reason(content, name):
    with pytest.raises(ReuseError) as error:
        read_devices(content, name)
    assert error.value.hint()


def test_words_of_kinds_are_whole():
    assert kind_of("Ordinateurs portables") == "laptop"
    assert kind_of("support de portable") is None
    assert kind_of("thin_client") == "desktop"


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=';"'),
               max_size=30)  # fmt: skip


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=8))
def test_whatever_the_cells_a_row_is_read_or_left_aside_with_a_reason(cells):
    body = "\n".join(";".join(row) for row in cells)
    text = f"Nom;Type;Date d'achat;Prix d'achat\nPC-0;Portable;2021-01-01;12\n{body}\n"
    for row in rows(text).rows:
        assert row.values["label"] or row.notices
        assert all(row.problems) or not row.notices
        assert isinstance(row.values.get("bought_on", date.min), date)
