from datetime import date

import polars as pl
import pytest

from footprint.reading.files import TODAY, codes, inventory_of, workbook
from jalons.footprint.engine.inventory.line import (
    COUNTED_STATUSES,
    LINE_SCHEMA,
    DeviceStatus,
    FootprintError,
    Reason,
)
from jalons.footprint.engine.reading import (
    Field,
    Mapping,
    SheetMapping,
    read_inventory,
    read_sheets,
    tally,
    with_choices,
)


def column(inventory, name):
    return inventory.lines[name].to_list()


def device_of(kind: str, model: str = "", maker: str = "") -> tuple[str | None, str]:
    inventory = inventory_of(f"type;marque;modèle;n\n{kind};{maker};{model};1\n")
    return column(inventory, "device")[0], column(inventory, "nature")[0]


@pytest.mark.parametrize(
    ("kind", "model", "device"),
    [
        ("Personal Computer", "DELL LATITUDE 5400", "laptop"),
        ("Personal Computer", "HP T620", "thin_client"),
        ("Personal Computer", "HP RP5810 caisse", "pos_terminal"),
        ("Personal Computer", "HP Z440", "workstation"),
        ("Personal Computer", "DELL OPTIPLEX 3020", "desktop"),
        ("Personal Computer", "APPLE IPAD PRO 11", "tablet"),
        ("", "DELL LATITUDE 5420", "laptop"),
        ("DELL LATITUDE 5420", "", "laptop"),
        ("Network Gear", "MIST AP43-WW", "wifi_access_point"),
        ("Network Gear", "HP J9773A", "switch"),
        ("Mobility Device", "ZEBRA ZT410", "label_printer"),
        ("Mobility Device", "ZEBRA TC52", "handheld_terminal"),
        ("Communication Device", "APPLE IPHONE 12 128GB", "smartphone"),
        ("Communication Device", "ALCATEL One Touch 2045", "mobile_phone"),
        ("Téléphone", "Yealink T46S", "voip_phone"),
        ("Tél fixe", "Alcatel 8028", "voip_phone"),
        ("Téléphone", "Alcatel-Lucent 4039", "voip_phone"),
        ("Lecteur carte Vitale", "", "badge_reader"),
        ("Ordinateur HP portable", "", "laptop"),
        ("Écran 24\"\"", "", "monitor"),
        ("Souris pour PC portable", "", "mouse"),
        ("Imprimante d’étiquettes", "", "label_printer"),
        ("Borne Wi-Fi", "", "wifi_access_point"),
        ("Borne d’accueil", "", "kiosk"),
        ("Vidéoprojecteurs", "", "projector"),
        ("Server", "Cisco Nexus 5548UP", "switch"),
        ("PC", "", "desktop"),
        ("Réseau", "modèle jamais vu", None),
        ("Trucmuche", "", None),
        ("WYNID B3 SANS CONTACT", "", None),
    ],
)  # fmt: skip
def test_devices_are_told_by_type_then_model(kind, model, device):
    quoted = f'"{kind}"'
    assert device_of(quoted, model) == (device, "device")


@pytest.mark.parametrize(
    ("kind", "model", "nature"),
    [
        ("Server", "VM", "virtual"),
        ("Machine virtuelle", "", "virtual"),
        ("Câble HDMI", "", "consumable"),
        ("Toner", "HP 26A", "consumable"),
        ("Network Gear", "Cisco AIR-ANT5959", "consumable"),
    ],
)
def test_what_is_no_device_is_listed_as_such(kind, model, nature):
    assert device_of(kind, model) == (None, nature)


def test_how_a_device_was_decided_is_kept():
    inventory = inventory_of("type;modèle\nÉcran;x\nPC;Latitude 5400\nPC;?\n;traceur X\nblob;y\n")
    assert column(inventory, "decided_by") == ["type", "model", "default", "text", None]
    assert "computers_assumed" in codes(inventory)


def test_a_sheet_without_types_lends_its_name():
    book = workbook({"Écrans": [["Modèle", "Qté"], ["Dell X1", 3], ["zz9", 1]]})
    inventory = inventory_of(book)
    assert column(inventory, "device") == ["monitor", "monitor"]
    assert column(inventory, "decided_by") == ["sheet", "sheet"]


def test_every_row_stands_in_the_lines_with_its_reason():
    text = (
        "type;qté;statut\nécran;3;En service\nécran;-2;En service\nécran;1000000000;\n"
        "écran;1;HS\nécran;1;Perdu\nécran;1;En stock\n;;\ncâble;1;\nVM;1;\nblob;1;\n"
        "type;qté;statut\nTotal;11;\nécran;beaucoup;\nécran;1;En réparation\n"
    )
    inventory = inventory_of(text)
    assert column(inventory, "reason") == [
        None, "absurd_quantity", "absurd_quantity", "retired", "missing", "in_stock", "empty_row",
        "consumable", "virtual", "unknown_type", "heading_row", "total_row", "absurd_quantity",
        None,
    ]  # fmt: skip
    assert column(inventory, "row") == list(range(2, 16))
    counts = tally(inventory)
    assert counts.read == inventory.rows_read == 14
    assert counts.counted + sum(counts.excluded.values()) == counts.read
    assert inventory.lines.schema == pl.Schema(LINE_SCHEMA)


def test_a_lone_sum_of_the_column_above_is_a_total():
    inventory = inventory_of("type;modèle;qté\nécran;a;3\nécran;b;4\n;;7\n")
    assert column(inventory, "reason") == [None, None, "total_row"]


def test_choices_change_reasons_without_reading_again():
    inventory = inventory_of("type;statut;n° série;modèle\n" + "\n".join(
        ["écran;En stock;ABC1234;", "Consumable;;;Clavier", "câble;;;", "écran;;ABC1234;"]
    ))  # fmt: skip
    assert column(inventory, "reason") == ["in_stock", "consumable", "consumable", None]
    wider = with_choices(
        inventory,
        counted_statuses=COUNTED_STATUSES | {DeviceStatus.IN_STOCK},
        count_consumables=True,
        exclude_duplicates=True,
    )
    assert column(wider, "reason") == [None, None, "unknown_type", "duplicate"]
    narrow = with_choices(inventory, counted_statuses=frozenset({DeviceStatus.IN_USE}))
    assert column(narrow, "reason")[3] == Reason.STATUS_LEFT_OUT
    assert with_choices(narrow).lines.equals(inventory.lines)


def test_several_things_in_a_cell_are_several_lines_of_one_row():
    inventory = inventory_of("Désignation;Qté\n1 PC + 2 écrans;3\nécran;1\n")
    assert column(inventory, "device") == ["desktop", "monitor", "monitor"]
    assert column(inventory, "quantity") == [3.0, 6.0, 1.0]
    assert column(inventory, "row") == [2, 2, 3]
    assert inventory.rows_read == 2
    assert "rows_split" in codes(inventory)
    assert tally(inventory).counted == 2


def test_countries_are_read_as_written():
    names = [
        "France",
        "FR",
        "Allemagne",
        "China",
        "Spain",
        "royaume-uni",
        "Pays-Bas",
        "Atlantide",
        "",
    ]
    text = "type;modèle;pays\n" + "\n".join(f"écran;m{i};{name}" for i, name in enumerate(names))
    inventory = inventory_of(text)
    assert column(inventory, "country") == ["FR", "FR", "DE", "CN", "ES", "GB", "NL", None, None]
    assert "country_unknown" in codes(inventory)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("In use", "in_use"), ("En service", "in_use"), ("Retired", "retired"), ("HS", "retired"),
        ("Réformé", "retired"), ("In stock", "in_stock"), ("Perdu", "missing"), ("", "unknown"),
        ("Consumed", "consumed"), ("In maintenance", "maintenance"), ("In transit", "transit"),
        ("Hors service", "retired"), ("zzz", "unknown"), ("Non utilisé", "in_stock"),
    ],
)  # fmt: skip
def test_statuses_are_read_as_written(word, status):
    inventory = inventory_of(f"type;statut\nécran;{word}\n")
    assert column(inventory, "status") == [status]


def test_the_order_of_day_and_month_is_settled_by_column():
    us = inventory_of("type;date achat\nécran;01/25/2020\nécran;02/03/2020\n")
    assert column(us, "purchased") == [date(2020, 1, 25), date(2020, 2, 3)]
    fr = inventory_of("type;date achat\nécran;25/01/2020\nécran;02/03/2020\n")
    assert column(fr, "purchased") == [date(2020, 1, 25), date(2020, 3, 2)]
    assert "dates_ambiguous" not in codes(fr)
    doubtful = inventory_of("type;date achat\nécran;02/03/2020\n")
    assert column(doubtful, "purchased") == [date(2020, 3, 2)]
    assert "dates_ambiguous" in codes(doubtful)


def test_an_impossible_purchase_date_is_dropped_and_the_device_counted():
    text = "type;date achat\nécran;01/01/2030\nécran;12/13/14/15\nécran;1971-01-01\nécran;2020\n"
    inventory = inventory_of(text)
    assert column(inventory, "purchased") == [None, None, None, date(2020, 7, 1)]
    assert column(inventory, "date_refused") == [True, True, True, False]
    assert column(inventory, "reason") == [None] * 4
    assert codes(inventory) >= {
        "purchased_after_extraction", "dates_unreadable", "purchased_too_long_ago",
        "dates_imprecise",
    }  # fmt: skip
    strict = with_choices(inventory, exclude_absurd_dates=True)
    assert column(strict, "reason") == ["absurd_date"] * 3 + [None]


def test_one_retirement_date_everywhere_is_the_day_of_the_export():
    rows = "".join(f"écran;En service;2023-06-16;m{i}\n" for i in range(20))
    inventory = inventory_of("type;statut;date retrait;modèle\n" + rows)
    assert inventory.extracted_on == date(2023, 6, 16)
    assert tally(inventory).counted == 20
    assert column(inventory, "retired") == [None] * 20
    assert "retired_is_extraction" in codes(inventory)


def test_a_past_retirement_date_retires_what_has_no_status():
    text = "type;statut;date retrait\nécran;;2020\nécran;En service;2020\nécran;;2090\n"
    inventory = inventory_of(text)
    assert column(inventory, "reason") == ["retired", None, None]
    assert "retired_but_in_use" in codes(inventory)


def test_defaults_duplicates_and_aggregates_are_noticed_and_counted():
    rows = "".join(f"serveur;2016-06-17;SN{i // 2:05};1\n" for i in range(30))
    inventory = inventory_of("type;date achat;n° série;qté\n" + rows + "écran;2020;;25700\n")
    assert tally(inventory).counted == 31
    assert codes(inventory) >= {"shared_purchase_date", "duplicate_serials", "aggregated_rows"}


def test_energy_is_read_per_year():
    inventory = inventory_of(
        "type;conso elec annuelle\nécran;120 kWh/an\nécran;0,3 kWh/j\nécran;?\n"
    )
    assert column(inventory, "yearly_kwh") == [120.0, pytest.approx(109.575), None]
    assert codes(inventory) >= {"kwh_converted", "kwh_unreadable"}


def test_two_sheets_are_read_and_a_hidden_one_is_told():
    rows = [["Type", "Qté"], ["écran", 2]]
    book = workbook({"A": rows, "B": rows, "C": rows, "Lisez-moi": [["Bonjour"]]}, hidden=["C"])
    inventory = inventory_of(book)
    assert column(inventory, "sheet") == ["A", "B"]
    assert codes(inventory) >= {"sheet_hidden", "sheet_left_out"}
    sheets = read_sheets(book, "parc.xlsx")
    chosen = Mapping((SheetMapping("C", 1, {Field.TYPE: 0}),))
    assert column(read_inventory(sheets, mapping=chosen, today=TODAY), "sheet") == ["C"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("couleur;taille\nbleu;grand\n", "no_inventory_found"), ("type;modèle\n", "no_rows")],
)
def test_a_table_without_devices_is_explained(text, code):
    with pytest.raises(FootprintError) as caught:
        inventory_of(text)
    assert caught.value.code == code
    assert caught.value.hint()


def test_the_name_of_a_person_is_never_kept():
    inventory = inventory_of("type;modèle;utilisateur\nécran;P24;Jeanne Martin\n")
    assert "Jeanne" not in inventory.lines.write_csv()
