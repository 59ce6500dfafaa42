"""Exports of known tools are recognised and read as declared, whatever the file they come in."""

import json

import polars as pl
import pytest

from footprint.corpus.cases import CASES
from footprint.corpus.judge import EXPECTED
from footprint.reading.export_files import (
    ASSETS,
    COPIERS,
    DIRECTORY,
    EXPORTS,
    HOSTS,
    INTUNE,
    LINES,
    MACHINES,
    ORDERS,
    as_csv,
    rvtools,
)
from footprint.reading.files import TODAY, codes, workbook
from jalons.footprint import share_out
from jalons.footprint.engine.inventory.line import DeviceStatus, FootprintError, Nature
from jalons.footprint.engine.reading import (
    Field,
    Mapping,
    SheetMapping,
    Why,
    find_header,
    fit_mapping,
    guess_columns,
    guess_mapping,
    read_inventory,
    read_sheets,
    tally,
)
from jalons.footprint.engine.reading.vocabulary.exports import export_readers
from jalons.footprint.engine.reading.vocabulary.reference import status_words, table, type_words
from jalons.footprint.words.figures import say
from jalons.tabular.folding import fold
from packages import archive

WAYS = {
    "utf-8 semicolon": lambda each: as_csv(each.rows, ";", "utf-8-sig"),
    "windows-1252 tab": lambda each: as_csv(each.rows, "\t", "cp1252"),
    "utf-16 comma": lambda each: as_csv(each.rows, ",", "utf-16"),
    "workbook": lambda each: workbook({each.sheet: each.rows}),
    "workbook below a title": lambda each: workbook({"A": [["Parc, novembre"], [], *each.rows]}),
}  # fmt: skip


def read(content, name="export", **options):
    return read_inventory(read_sheets(content, name), today=TODAY, **options)


def counted(inventory):
    kept = inventory.lines.filter(pl.col("reason").is_null())
    return dict(kept.group_by("device").agg(pl.col("quantity").sum()).iter_rows())


def mapped(content):
    """The headings taken, by field."""
    (sheet,) = guess_mapping(read_sheets(content, "export")).sheets
    return {field: sheet.headings[column] for field, column in sheet.columns.items()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", EXPORTS)
def test_each_export_is_recognised_and_counts_what_a_careful_person_counts(key, way):
    export = EXPORTS[key]
    content = WAYS[way](export)
    (sheet,) = guess_mapping(read_sheets(content, "export")).sheets
    assert sheet.export == key
    inventory = read(content)
    left_out = {reason.value: rows for reason, rows in tally(inventory).excluded.items()}
    assert (counted(inventory), left_out) == (export.counted, export.excluded)
    assert f"read_as_{key}" in codes(inventory)
    kept = inventory.lines.filter(pl.col("reason").is_null())
    assert kept["purchased"].is_not_null().sum() == export.dated


def test_the_hosts_of_rvtools_are_the_devices_and_carry_their_machines_by_vcpu():
    inventory = read(rvtools())
    assert counted(inventory) == {"server": 3}
    told = {code for code in codes(inventory) if code.startswith("read_as_rvtools")}
    assert told == {f"read_as_rvtools_{tab}" for tab in ("hosts", "machines", "others")}
    host = inventory.lines.filter(pl.col("label") == "esx01.ville.local").row(0, named=True)
    assert (host["cpu_units"], host["cpu_cores"], round(host["ram_gb"])) == (2, 16, 384)
    hosting = share_out(rvtools(), name="rvtools.xlsx")
    shares = {guest.name: round(guest.share, 3) for guest in hosting.guests}
    assert (shares["GED01"], shares["PAIE01"]) == (0.667, 0.333)
    assert len(shares) == 8
    assert not hosting.notices


def test_a_machine_whose_host_is_not_in_the_file_is_told_with_the_name_of_the_host():
    inventory = read(as_csv(MACHINES.rows))
    assert tally(inventory).counted == 0
    hosting = share_out(as_csv(MACHINES.rows), name="RVTools_tabvInfo.csv")
    told = [say(notice.code, "fr", **notice.params) for notice in hosting.notices]
    assert len(told) == 3
    assert "esx01.ville.local" in told[0]
    assert "la part de PAIE01, GED01" in told[0]


def test_a_machine_without_a_name_is_called_by_something():
    table = "Nom;Type;Hôte\nesx1;Serveur;\n;VM;esx9\n"
    (notice,) = share_out(table.encode(), name="salle.csv").notices
    assert "la part de VM, lignes 3" in say(notice.code, "fr", **notice.params)


def test_the_tabs_of_rvtools_kept_as_csv_in_one_archive_are_read_together():
    content = archive({
        "RVTools_tabvInfo.csv": as_csv(MACHINES.rows, ","),
        "RVTools_tabvHost.csv": as_csv(HOSTS.rows, ","),
    })  # fmt: skip
    assert counted(read(content, "rvtools.zip")) == {"server": 3}
    assert len(share_out(content, name="rvtools.zip").guests) == 8


NOT_PURCHASES = {
    "active_directory": "LastLogonDate", "intune": "Enrollment date", "google_chromeos": "lastSync",
    "mobile_lines": "Date fin d'engagement", "sccm": "LastHWScan",
}  # fmt: skip


@pytest.mark.parametrize("key", NOT_PURCHASES)
def test_a_last_contact_or_the_end_of_a_commitment_is_no_purchase_date(key):
    assert NOT_PURCHASES[key] in EXPORTS[key].rows[0]
    assert Field.PURCHASED not in mapped(as_csv(EXPORTS[key].rows))


def test_purchase_dates_are_those_the_tool_calls_so():
    assert mapped(as_csv(EXPORTS["lansweeper"].rows))[Field.PURCHASED] == "PurchaseDate"
    assert mapped(as_csv(EXPORTS["jamf_computers"].rows))[Field.PURCHASED] == "PO Date"
    assert mapped(as_csv(ASSETS.rows))[Field.PURCHASED] == "Date d'acquisition"


def test_counters_volumes_and_depreciation_are_no_quantities():
    for export in (COPIERS, ASSETS, LINES, HOSTS):
        assert Field.QUANTITY not in mapped(as_csv(export.rows))
    assert mapped(as_csv(ORDERS.rows))[Field.QUANTITY] == "Quantité commandée"


def test_the_unit_of_an_account_is_no_type_and_a_disabled_account_no_device():
    taken = mapped(as_csv(DIRECTORY.rows))
    assert "DistinguishedName" not in taken.values()
    gone = read(as_csv(DIRECTORY.rows)).lines.filter(pl.col("label").str.starts_with("VIEUX"))
    assert gone["reason"].to_list() == ["retired"] * 3


def test_a_column_somebody_added_to_an_export_is_used_under_its_own_heading():
    rows = [
        [*row, "Date d'achat" if n == 0 else "03/04/2022"] for n, row in enumerate(DIRECTORY.rows)
    ]
    assert mapped(as_csv(rows))[Field.PURCHASED] == "Date d'achat"


def test_an_export_whose_headings_are_on_two_lines_is_recognised():
    rows = [
        ["Modèle", "N° de série", "Site", "Compteurs", ""],
        ["", "", "", "N&B", "Couleur"],
        ["IM C3000", "3080R1", "Mairie", 152340, 88120],
        ["bizhub C258", "A7R1", "École", 52340, 8120],
    ]
    content = as_csv(rows)
    (sheet,) = guess_mapping(read_sheets(content, "copieurs.csv")).sheets
    assert (sheet.export, sheet.header_row) == ("copier_contract", 2)
    assert tally(read(content)).read == 2
    assert counted(read(content)) == {"mfp_copier": 2}


def test_each_column_of_an_export_is_said_to_come_from_the_software():
    (sheet,) = read_sheets(as_csv(INTUNE.rows), "intune.csv")
    guesses = guess_columns(sheet, find_header(sheet))
    assert {guess.why for guess in guesses} == {Why.EXPORT}
    assert {guess.score for guess in guesses if guess.field} == {1.0}
    assert say("why.export", "fr")


def test_what_somebody_chose_wins_over_what_is_declared():
    rows = [[*row, "Nature" if n == 0 else "Écran"] for n, row in enumerate(DIRECTORY.rows)]
    sheets = read_sheets(as_csv(rows), "annuaire.csv")
    (guessed,) = guess_mapping(sheets).sheets
    columns = {**guessed.columns, Field.TYPE: len(DIRECTORY.rows[0])}
    chosen = SheetMapping("", 1, columns, guessed.headings, export=guessed.export)
    inventory = read_inventory(sheets, mapping=Mapping((chosen,)), today=TODAY)
    assert counted(inventory) == {"monitor": 24}


def test_a_mapping_keeps_its_export_and_an_older_one_is_still_read():
    mapping = guess_mapping(read_sheets(as_csv(INTUNE.rows), "intune.csv"))
    assert Mapping.from_json(mapping.to_json()) == mapping
    older = json.loads(mapping.to_json())
    del older["sheets"][0]["export"]
    (sheet,) = Mapping.from_json(json.dumps(older)).sheets
    assert sheet.export == ""


def test_the_export_of_the_next_year_is_read_like_the_last():
    last = guess_mapping(read_sheets(as_csv(INTUNE.rows), "2025.csv"))
    moved = [row[::-1] for row in INTUNE.rows]
    sheets = read_sheets(as_csv(moved), "2026.csv")
    inventory = read_inventory(sheets, mapping=fit_mapping(last, sheets), today=TODAY)
    assert counted(inventory) == INTUNE.counted


def test_a_mapping_kept_before_an_export_was_known_is_not_laid_on_it():
    sheets = read_sheets(as_csv(DIRECTORY.rows), "annuaire.csv")
    headings = tuple(DIRECTORY.rows[0])
    before = Mapping((SheetMapping("", 1, {Field.TYPE: 5, Field.PURCHASED: 6}, headings),))
    inventory = read_inventory(sheets, mapping=fit_mapping(before, sheets), today=TODAY)
    assert counted(inventory) == DIRECTORY.counted


@pytest.mark.parametrize(
    ("memory", "gigabytes"), [("131,072", 128), ("131 072", 128), ("3072", 3), ("393083.5", 384)]
)
def test_bare_numbers_are_in_the_unit_of_the_tool(memory, gigabytes):
    text = f"Host;CPU Model;# Cores;# Memory\nesx1;Intel Xeon Silver 4210;20;{memory}\n"
    assert round(read(text.encode()).lines["ram_gb"][0]) == gigabytes


def test_a_file_of_other_tabs_alone_holds_no_inventory():
    with pytest.raises(FootprintError) as refused:
        read(workbook({"vDatastore": [["Name", "Type", "VI SDK Server"], ["DS1", "VMFS", "vc"]]}))
    assert refused.value.code == "no_inventory_found"


KNOWN = {f"read_as_{key}" for key in export_readers()}


@pytest.mark.parametrize(
    "name", [name for name, case in EXPECTED.items() if not KNOWN & set(case.get("notices", ()))]
)
def test_a_list_made_by_hand_or_by_another_tool_is_taken_for_no_export(name):
    filename, make = CASES[name]
    sheets = read_sheets(make(), filename)
    assert {sheet.export for sheet in guess_mapping(sheets).sheets} == {""}


def test_every_declared_reader_is_sourced_said_and_made_of_known_words():
    entries = table("exports")
    unknown = set()
    for key, reader in export_readers().items():
        entry = entries[key]
        assert entry["name"]["fr"]
        assert entry["name"]["en"]
        assert entry["read_at"]
        assert entry["read_on"].year >= 2026
        assert isinstance(entry["verified"], bool)
        for lang in ("fr", "en"):
            assert say(f"read_as_{key}", lang, sheet="vHost")
        headings = {h for group in reader.known.signature for h in group} | reader.unused
        headings |= {heading for known in reader.known.columns.values() for heading in known}
        assert {fold(heading) for heading in entry.get("unverified", ())} <= headings
        for rule in reader.rules:
            assert set(rule.when) <= set(reader.known.columns)
            if rule.field == "status":
                assert status_words().exact(rule.value) in set(DeviceStatus)
            elif rule.field == "row_nature":
                assert rule.value in set(Nature)
            elif type_words().inside(fold(rule.value)) is None:
                unknown.add(rule.value)
    assert unknown == {
        "Appareil ChromeOS", "Compte sans système", "Machine sous Linux",
    }  # fmt: skip


VARIANTS = {
    "intune, in French": (
        "intune",
        (
            "Nom de l'appareil,Dernier archivage,Numéro de série,Fabricant,Modèle,"
            "Système d'exploitation,Propriété\n"
            "PC1,2026-11-20,A1,HP,HP EliteBook 840 G8,Windows,Entreprise\n"
            "TEL,2026-11-20,A3,samsung,SM-S911B,Android (totalement géré),Entreprise\n"
            "PERSO,2026-11-20,A4,Apple,iPhone 14,iOS,Personnel\n"
        ),
        {"laptop": 1, "smartphone": 1},
    ),
    "rvtools, raw names": (
        "rvtools_hosts",
        (
            "vHostName,vHostCpuModel,vHostNumCPU,vHostNumCpuCores,vHostMemorySize\n"
            "esx1,Intel Xeon Silver 4210,2,20,262144\n"
        ),
        {"server": 1},
    ),
    "google, console": (
        "google_chromeos",
        (
            "Serial number,Status,Model,Org unit path,Asset ID,Last policy sync\n"
            "A1,Provisioned,HP Chromebook 11 G8 EE,/E,,2026-11-01\n"
            "A3,Deprovisioned,HP Chromebook 11 G8 EE,/E,,2026-11-01\n"
        ),
        {"laptop": 1},
    ),
    "directory, three properties": (
        "active_directory",
        (
            "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADComputer\n"
            "Name,OperatingSystem,LastLogonDate\nM1,Windows 10 Pro,01/11/2026\n"
            "HV01,Hyper-V Server 2019,01/11/2026\n"
        ),
        {"desktop": 1, "server": 1},
    ),
    "lines, with their type": (
        "mobile_lines",
        (
            "MSISDN;IMEI;Modèle terminal;Type\n33612345678;351234567890123;IPHONE 12;Smartphone\n"
            "33612345679;351234567890124;E3372;Clé 4G\n33612345680;;;\n"
        ),
        {"smartphone": 1, "home_gateway": 1},
    ),
    "copiers, counters by colour": (
        "copier_contract",
        (
            "Modèle;Numéro de série;Compteurs;;Total\n;;Noir;Couleur;\niR1643i;X2;3000;0;3000\n"
            "Total;;3000;0;3000\n"
        ),
        {"mfp_copier": 1},
    ),
    "accounts, classroom screen": (
        "assets_m57",
        (
            "Numéro d'inventaire;Libellé du bien;Imputation;Valeur d'origine\n"
            "5;Ecran interactif Promethean;21831;2300\n6;Camion benne;21828;45000\n"
        ),
        {"interactive_display": 1},
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_other_languages_and_versions_of_an_export_are_recognised(name):
    key, text, expected = VARIANTS[name]
    (sheet,) = guess_mapping(read_sheets(text.encode(), "export.csv")).sheets
    assert sheet.export == key
    assert counted(read(text.encode())) == expected


def test_a_list_of_the_purchasing_office_with_a_nature_is_no_list_of_assets():
    text = (
        "N° inventaire;Nature;Désignation;Valeur d'acquisition\n"
        "1;Ordinateur portable;HP ProBook 450;700\n2;Écran;Dell P2419H;150\n"
    )
    (sheet,) = guess_mapping(read_sheets(text.encode(), "parc.csv")).sheets
    assert sheet.export == ""
    assert counted(read(text.encode())) == {"laptop": 1, "monitor": 1}


def test_what_is_outside_the_fleet_is_listed_and_never_named_by_the_kind_of_others():
    inventory = read(as_csv(ASSETS.rows))
    outside = inventory.lines.filter(pl.col("nature") == Nature.OUTSIDE)
    assert outside["type_text"].to_list() == [
        "Borne incendie place de la mairie", "Renault Kangoo électrique",
        "Fauteuil de bureau",
    ]  # fmt: skip
    assert outside["device"].to_list() == [None] * 3
    assert say("reason.outside", "fr")


def test_the_sheets_beside_those_of_a_tool_that_exports_whole_workbooks_are_left_out():
    book = workbook({
        "vHost": HOSTS.rows,
        "notes": [["Truc", "Combien"], ["écran", 12], ["imprimante", 13]],
    })  # fmt: skip
    hosts, notes = guess_mapping(read_sheets(book, "rvtools.xlsx")).sheets
    assert (hosts.included, notes.included) == (True, False)
