"""Forty-odd nasty inventories, made here byte by byte: what authorities really have on their disks.

Each case is a function that returns the bytes of a file; what a careful person would read in it
stands in ``expected.toml``, written by hand before the reader was run.
"""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter

from footprint.reading import export_files
from footprint.reading.files import workbook
from packages import archive

CASES: dict[str, tuple[str, Callable[[], bytes]]] = {}


def case(filename: str):
    """Register the function as the file called ``filename``; its name is the name of the case."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES[make.__name__] = (filename, make)
        return make

    return register


def book(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook ``fill`` writes: it is given the workbook and its first sheet."""
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    fill(made, made.add_worksheet("Feuil1"))
    made.close()
    return target.getvalue()


def quoted(rows: list[list[str]], delimiter: str) -> bytes:
    """A GLPI list export: BOM, every cell quoted."""
    lines = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return ("\ufeff" + "\n".join(lines) + "\n").encode()


GLPI_FR = [
    ["Nom", "Entité", "Statut", "Fabricant", "Numéro de série", "Type", "Modèle", "Lieu",
     "Usager", "Composants - Processeur", "Dernière modification", "Date d'achat"],
    ["PC-001", "Ville > DSI > Parc", "En service", "Dell Inc.", "5XK1J63", "Portable",
     "Latitude 5420", "Mairie > 1er étage", "Dupont", "Intel i5\nIntel i5", "2026-01-05 10:02",
     "2021-03-02"],
    ["PC-002", "Ville > Écoles", "En stock", "HP", "CZC1234567", "Bureau", "ProDesk 600 G4",
     "École", "", "Intel i3", "2026-01-05 10:02", "2019-09-01"],
    ["SRV-1", "Ville > DSI", "En service", "HPE", "CZ20110X", "Serveur", "ProLiant DL380 Gen10",
     "Salle A", "", "Xeon\nXeon", "2026-01-05 10:02", ""],
    ["PC-003", "Ville", "Réformé", "Dell Inc.", "7YH2J63", "Mini-tour", "OptiPlex 7010", "", "", "",
     "2026-01-05 10:02", "2014-02-11"],
]  # fmt: skip


@case("glpi.csv")
def glpi_french_semicolon():
    return quoted(GLPI_FR, ";")


@case("glpi.csv")
def glpi_french_comma():
    return quoted(GLPI_FR, ",")


@case("glpi.csv")
def glpi_french_tab():
    return quoted(GLPI_FR, "\t")


@case("glpi.csv")
def glpi_english():
    return quoted([
        ["Name", "Entity", "Status", "Manufacturer", "Serial number", "Type", "Model", "Location",
         "Last update", "Startup date", "Date of purchase", "Amortization duration"],
        ["PC-001", "Root > IT", "In use", "LENOVO", "PF1ABCD2", "Notebook", "20T0S1KF00", "HQ",
         "2026-01-01", "2021-05-03", "2021-04-01", "5 years"],
        ["E-1", "Root", "In use", "Dell", "CN0ABC12", "Monitor", "P2419H", "HQ", "2026-01-01", "",
         "2020-04-01", ""],
        ["SW-1", "Root > IT", "In use", "Aruba", "CN91KXX", "Switch", "2930F", "HQ", "2026-01-01",
         "", "2018-01-15", ""],
        ["P-9", "Root", "Broken", "Canon", "JWX01", "Printer", "LBP226", "HQ", "2026-01-01",
         "", "", ""],
    ], ";")  # fmt: skip


@case("ocs.csv")
def ocs_french():
    return (
        '"Dernier inventaire";"NAME";"Id de la machine";"Utilisateur connecté";"Systeme";"Mémoire";'
        '"Fabricant";"Modèle";"BIOS Numéro de série";"Type de processeur";"Adresse IP";"TAG"\n'
        '"2026-01-03";"MAIRIE-01";"101";"a.martin";"Windows 11";"8192";"Dell Inc.";"OptiPlex 3080";'
        '"8HX2J63";"i5";"10.0.0.1";"MAIRIE"\n'
        '"2026-01-03";"MAIRIE-02";"102";"";"Windows 11";"16384";"HP";"HP EliteBook 840 G8";'
        '"5CG1234ABC";"i5";"10.0.0.2";"MAIRIE"\n'
        '"2026-01-03";"SRV-VM1";"103";"";"Windows Server 2022";"16384";"VMware, Inc.";'
        '"VMware Virtual Platform";"VMware-42";"Xeon";"10.0.0.3";"DSI"\n'
    ).encode()


@case("snipe-it.csv")
def snipe_it():
    return (
        b"Asset Name,Asset Tag,Serial,Model,Model No.,Category,Manufacturer,Status,Checked Out To,"
        b"Location,Purchase Date,Purchase Cost,EOL,Warranty,Created At\n"
        b'Accueil,00012,C02XK0AAJG5H,"MacBook Pro 13""",A2338,Laptops,Apple,Deployed,J. Doe,'
        b'"Mairie, accueil",2021-11-02,"1,449.00",2026-11-02,36 months,2021-11-03\n'
        b",00013,CNK1230ABC,EliteDisplay E243,1FH47AA,Displays,HP,Ready to Deploy,,Stock,"
        b"2020-06-01,189.00,,,2020-06-02\n"
        b",00014,MXL9280ABC,EliteDesk 800 G5,7PE90EA,Desktops,HP,Deployed,M. Roe,Mairie,2019-07-15,"
        b"899.00,,,2019-07-16\n"
        b",00015,,Galaxy Tab A8,SM-X200,Tablets,Samsung,Archived,,,2022-02-01,210.00,,,2022-02-01\n"
    )


AGENT = {
    "itemtype": "Computer", "deviceid": "P12", "content": {
        "hardware": {"name": "P12", "chassis_type": "Laptop", "vmsystem": "Physical"},
        "bios": {"bdate": "2021-02-06", "smanufacturer": "Dell Inc.", "smodel": "Latitude 5420",
                 "ssn": "640HP72"},
        "monitors": [{"manufacturer": "BOE", "caption": "NV140FHM", "serial": "0"},
                     {"manufacturer": "Dell Inc.", "name": "DELL P2419H", "serial": "C97AB2R"}],
    }}  # fmt: skip


def machine(name: str, chassis: str, model: str, **more: Any) -> dict[str, Any]:
    return {"deviceid": name, "itemtype": "Computer", "content": {
        "hardware": {"name": name, "chassis_type": chassis, "vmsystem": "Physical", **more},
        "bios": {"smodel": model, "ssn": f"SN{name}0", "smanufacturer": "HP"}}}  # fmt: skip


@case("agents.json")
def glpi_agent_array():
    virtual = machine("VM1", "Other", "Standard PC (i440FX)", vmsystem="QEMU")
    return json.dumps([AGENT, machine("T1", "Mini Tower", "HP 290 G3"), virtual]).encode()


@case("agents.jsonl")
def glpi_agent_lines():
    machines = [machine("A1", "All in One", "ProOne 440"), machine("N1", "Notebook", "ProBook 450")]
    return "\n".join(map(json.dumps, machines)).encode()


@case("agents.zip")
def glpi_agent_zip():
    files = {"a/1.json": AGENT, "a/2.json": machine("S1", "Rack Mount Chassis", "ProLiant DL360")}
    return archive({name: json.dumps(each).encode() for name, each in files.items()}
                   | {"lisez-moi.pdf": b"%PDF-", "a/3.json": b"{abime"})  # fmt: skip


@case("poste.xml")
def fusion_inventory_xml():
    return (
        b"<?xml version='1.0' encoding='UTF-8'?><REQUEST><CONTENT><BIOS><BDATE>08/24/2010</BDATE>"
        b"<SMANUFACTURER>Hewlett-Packard</SMANUFACTURER><SMODEL>HP EliteBook 2540p</SMODEL>"
        b"<SSN>CZC0479792</SSN></BIOS><HARDWARE><CHASSIS_TYPE>Notebook</CHASSIS_TYPE>"
        b"<NAME>PC-23</NAME><VMSYSTEM>Physical</VMSYSTEM></HARDWARE><MONITORS><CAPTION>DELL 1707FP"
        b"</CAPTION><MANUFACTURER>Dell Inc.</MANUFACTURER><SERIAL>C975661HAB2R</SERIAL></MONITORS>"
        b"</CONTENT><DEVICEID>x</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>"
    )


@case("poste.xml")
def ocs_xml_without_chassis():
    return (
        "<?xml version='1.0' encoding='ISO-8859-1'?><REQUEST><CONTENT><BIOS>"
        "<SMANUFACTURER>Dell</SMANUFACTURER><SMODEL>OptiPlex 7060</SMODEL><TYPE>Desktop</TYPE>"
        "<SSN>ABCD123</SSN></BIOS><HARDWARE><NAME>ÉTAT-CIVIL</NAME></HARDWARE></CONTENT></REQUEST>"
    ).encode("latin-1")


@case("pcr-si.json")
def pcr_si_request():
    return json.dumps({"organization": "Ville", "dataset": "2026", "electricity": [], "inventory": [
        {"id": "1", "equipment_type": "server", "equipment_name": "Dell PowerEdge R740",
         "quantity": 4, "unit": "piece", "lifetime": 4.6, "yearly_electricity_consumption": 1000,
         "mix_of_use": "France", "tags": ["DC"]},
        {"id": "2", "equipment_type": "laptop", "equipment_name": "HP EliteBook", "quantity": 24,
         "unit": "piece", "lifetime": 6.4, "mix_of_use": "Switzerland"},
        {"id": "3", "equipment_type": "virtual machine", "equipment_name": "EC2", "quantity": 12,
         "unit": "hours of CPU"}]}).encode()  # fmt: skip


@case("g4it.csv")
def g4it_equipment():
    return (
        b"nomEquipementPhysique;modele;quantite;nomCourtDatacenter;dateAchat;dateRetrait;type;statut;"
        b"paysDUtilisation;consoElecAnnuelle;utilisateur;nomSourceDonnee;nomEntite;nbCoeur;"
        b"nombreUtilisateur;dureeUtilisation\n"
        b"e1;P2719;4;;20210330;;Monitor;In use;France;;;;ACME;;;\n"
        b"e2;Latitude 7400;10;;01/01/2023;;Laptop;In use;France;35;;;ACME;;;\n"
        b"e3;DL380;1;DC1;2020-07-28;;Server;In use;Germany;2500;;;ACME;16;;\n"
        b"e4;HUB USB;10;;2023-04-01;;Consumable;Consumed;France;;;;ACME;;;\n"
    )


@case("jeu.zip")
def numecoeval_set():
    return archive({
        "DataCenter.csv": b"nomCourtDatacenter;nomLongDatacenter;pue;localisation\n"
                          b"DC1;Mairie;1.4;France\nDC2;Annexe;0.7;France\n",
        "EquipementPhysique.csv":
            b"nomEquipementPhysique;modele;quantite;nomCourtDatacenter;dateAchat;dateRetrait;"
            b"dureeUsageInterne;type;statut;paysDUtilisation;consoElecAnnuelle;utilisateur;nbCoeur\n"
            b"s1;R640;1;DC1;2021-01-01;;6;Server;In use;France;2100;;16\n"
            b"s2;R640;1;DC2;2021-01-01;;0;Server;In use;France;2100;;16\n"
            b"p1;Latitude;30;;2022-01-01;;5;Laptop;In use;France;;;\n",
        "EquipementVirtuel.csv":
            b"nomEquipementVirtuel;nomEquipementPhysique;vCPU;cluster\nv1;s1;4;c\nv2;s77;2;c\n",
        "Messagerie.csv": b"nombreMailEmis;nombreMailEmisXDestinataires;volumeTotalMailEmis;"
                          b"MoisAnnee\n10;20;3;012026\n",
    })  # fmt: skip


@case("parc.csv")
def windows_1252():
    return (
        "Désignation;Marque;Modèle;Qté;Année d'achat;État\n"
        'Écran 24";Iiyama;ProLite;12;2019;Utilisé\n'
        "Téléphone fixe;Alcatel;8028;30;2016;Utilisé\n"
        "Unité centrale;Fujitsu;Esprimo;7;2017;Hors d’usage\n"
    ).encode("cp1252")


@case("parc.txt")
def excel_unicode_text():
    return (
        "Type\tModèle\tQuantité\r\nPC portable\tProBook 450\t8\r\nImprimante\tLaserJet\t2\r\n"
    ).encode("utf-16")


@case("parc.xlsx")
def title_rows():
    return workbook({"Inventaire": [
        ["Ville de Saint-Exemple"], ["Inventaire du parc informatique au 31/12/2025"], [None],
        [None, "Service informatique"],
        ["N°", "Désignation", "Marque/Modèle", "Nbre", "Date MES"],
        [1, "Ordinateur portable", "Dell Latitude 5420", 14, date(2022, 5, 3)],
        [2, "Vidéoprojecteur", "Epson EB-X41", 6, date(2018, 9, 1)],
    ]})  # fmt: skip


@case("sites.xlsx")
def merged_sites():
    def fill(made, sheet):
        sheet.write_row(0, 0, ["Site", "Matériel", "Quantité"])
        for top, site in ((1, "Mairie"), (4, "École Jean-Moulin")):
            sheet.merge_range(top, 0, top + 2, 0, site)
        for row, (kind, count) in enumerate(
            [("PC fixe", 5), ("Écran", 5), ("Imprimante", 1), ("PC portable", 9), ("TBI", 3),
             ("Tablette", 20)], start=1):  # fmt: skip
            sheet.write(row, 1, kind)
            sheet.write(row, 2, count)

    return book(fill)


@case("sites.xlsx")
def a_sheet_per_site():
    rows = [["Type", "Marque", "Modèle", "N° série"]]
    return workbook({
        "Lisez-moi": [["Ce classeur recense le parc."], ["Mis à jour chaque année."]],
        "Mairie": [*rows, ["PC", "Dell", "OptiPlex 3050", "AAA1111"],
                   ["Écran", "Dell", "P2217", "BBB2222"]],
        "Médiathèque": [*rows, ["PC portable", "HP", "ProBook 430", "CCC3333"]],
        "CCAS": [rows[0]],
    })  # fmt: skip


@case("sites.xlsx")
def a_sheet_per_type():
    return workbook(
        {
            "Ordinateurs portables": [["Modèle", "Service"], ["X13", "DRH"], ["T14", "DSI"]],
            "Écrans": [["Modèle", "Service"], ["27B1H", "DRH"]],
        }
    )


@case("totaux.csv")
def totals():
    return (
        "Type;Quantité\nPC portable;10\nPC fixe;20\nSous-total ordinateurs;30\nÉcran;25\n"
        "Sous-total écrans;25\nTOTAL GÉNÉRAL;55\n"
    ).encode()


@case("postes.csv")
def a_desk_in_one_cell():
    return (
        "Service;Matériel;Nombre\nÉtat civil;1 PC + 2 écrans;3\nAccueil;2 PC portables et "
        "1 imprimante;1\nDirection;PC portable;1\n"
    ).encode()


@case("dates.xlsx")
def dates_of_all_kinds():
    days = [date(2020, 3, 1), "12/09/2018", "sept-19", 43831, 2017, "20210615", "mars 2016",
            "2022-01-05", "courant 2015", ""]  # fmt: skip
    rows = [["Laptop", f"M{at}", day] for at, day in enumerate(days)]
    return workbook({"P": [["Type", "Modèle", "Date d'achat"], *rows]})


@case("deux-lignes.xlsx")
def headings_on_two_lines():
    return workbook({"P": [
        ["Matériel", None, "Acquisition", None, "Affectation", None],
        ["Type", "Modèle", "Date", "Prix HT", "Service", "Bâtiment"],
        ["PC portable", "Latitude", "03/04/2021", 800, "DRH", "A"],
        ["Écran", "P2419H", "03/04/2021", 150, "DRH", "A"],
    ]})  # fmt: skip


@case("unites.csv")
def units_in_cells():
    return (
        "Type;Qté;Consommation;Durée de vie\nServeur;2 unités;2,5 MWh/an;6 ans\n"
        "Switch;x 4;90 kWh;96 mois\nÉcran;10 pcs;40kWh/an;7\n"
    ).encode()


@case("conso.csv")
def consumption_per_day():
    return (
        "Équipement;Quantité;Consommation\nServeur;1;9,6 kWh/j\nBorne wifi;5;0,24 kWh/jour\n"
        "Onduleur;1;120 W\n"
    ).encode()


@case("mensuel.csv")
def units_in_the_heading():
    return (
        "Équipement;Quantité;Conso (kWh/mois)\nServeur;1;175\nSwitch;2;10\nÉcran;3;48 kWh/an\n"
    ).encode()


@case("puissance.csv")
def a_power_for_a_consumption():
    return "Équipement;Quantité;Consommation (W)\nServeur;1;400\nÉcran;3;25\n".encode()


@case("parc.xls")
def a_web_page_called_xls():
    return (
        b'<html><meta charset="utf-8"><body><table><tr><th>Type</th><th>Mod&egrave;le</th>'
        b"<th>Nb</th></tr><tr><td>Copieur</td><td>Ricoh IM&nbsp;C2500</td><td>4</td></tr><tr>"
        b"<td>Routeur</td><td>Cisco ISR 1100</td><td>2</td></tr></table></body></html>"
    )


@case("formules.xlsx")
def formulas():
    return workbook({"P": [
        ["Type", "Modèle", "Quantité"], ["PC fixe", "OptiPlex", "=2+3"], ["Écran", "P24", "=A9*2"],
        ["Total", None, "=SUM(C2:C3)"]]})  # fmt: skip


@case("caches.xlsx")
def hidden_columns_and_sheets():
    def fill(made, sheet):
        sheet.write_row(0, 0, ["Type", "Quantité", "Statut"])
        sheet.write_row(1, 0, ["PC portable", 3, "En service"])
        sheet.write_row(2, 0, ["PC portable", 2, "Réformé"])
        sheet.set_column(2, 2, None, None, {"hidden": True})
        old = made.add_worksheet("Ancien parc")
        old.write_row(0, 0, ["Type", "Quantité"])
        old.write_row(1, 0, ["PC fixe", 99])
        old.hide()

    return book(fill)


@case("doubles.csv")
def the_same_heading_twice():
    return (
        "Type;Type;Modèle;Modèle;Date;Date\nPC portable;;ProBook;;2020;\nÉcran;;P24;;2019;\n"
    ).encode()


@case("large.csv")
def three_hundred_columns():
    names = [f"Champ perso {at}" for at in range(297)]
    row = ";" * 297
    return (
        f"Type;Modèle;Quantité;{';'.join(names)}\nTablette;iPad;7{row}\n"
        f"Smartphone;Galaxy A52;9{row}\n"
    ).encode()


@case("marge.xlsx")
def an_empty_first_column_and_rows():
    return workbook({"P": [
        [None], [None], [None, "Type", None, "Qté"], [None], [None, "Scanner", None, 3],
        [None], [None, "Copieur", None, 2]]})  # fmt: skip


@case("notes.xlsx")
def notes_at_the_bottom():
    return workbook({"P": [
        ["Type", "Modèle", "Quantité"], ["PC portable", "ProBook 450", 4], ["Écran", "P2419H", 4],
        [None], ["* Hors matériel des écoles"], ["Source : service informatique, janvier 2026"],
    ]})  # fmt: skip


@case("statuts.csv")
def invented_statuses():
    return (
        "Type;Modèle;État\nÉcran;P1;En service\nÉcran;P2;Chez Gérard\nÉcran;P3;à voir\n"
        "Écran;P4;HS\nÉcran;P5;Volé\nÉcran;P6;Réserve\n"
    ).encode()


@case("datacentre.csv")
def pue_below_one():
    return (
        "Type;Modèle;Quantité;PUE\nServeur;R640;2;1,35\nServeur;R740;1;0,6\nServeur;R440;1;135\n"
    ).encode()


@case("durees.csv")
def lifetimes_of_nought_and_eighty():
    return "Type;Quantité;Durée de vie\nPC fixe;5;0\nÉcran;5;80\nPC portable;5;6\n".encode()


@case("glpi.csv")
def five_dates_and_one_of_them_filled():
    return quoted([
        ["Nom", "Type", "Modèle", "Date d'achat", "Date de mise en service", "Date de commande",
         "Date de livraison", "Date d'expiration de garantie"],
        ["P1", "Portable", "X13", "2021-01-01", "2021-03-01", "", "", "2024-01-01"],
        ["P2", "Portable", "X13", "", "2022-03-01", "2021-12-01", "", ""],
        ["P3", "Portable", "X13", "", "", "2020-02-01", "2020-02-20", ""],
        ["P4", "Portable", "X13", "", "", "", "", "2024-01-01"],
    ], ";")  # fmt: skip


@case("us.csv")
def american_dates():
    return (
        b"Type,Model,Purchase Date\nLaptop,A,12/25/2020\nLaptop,B,03/04/2021\n"
        b"Monitor,C,10/31/2019\n"
    )


@case("colle.csv")
def sheets_pasted_below_one_another():
    return (
        "Type;Modèle;Nb\nPC fixe;OptiPlex;4\n;;\nType;Modèle;Nb\nÉcran;P24;4\n;;\nType;Modèle;Nb\n"
        "Imprimante;M404;1\n"
    ).encode()


@case("series.csv")
def serials_seen_twice():
    return (
        "Type;Modèle;N° de série\nPC portable;X13;PF1AAAA1\nPC portable;X13;PF1AAAA2\n"
        "PC portable;X13;PF1AAAA1\n"
    ).encode()


@case("sans-titre.csv")
def no_headings_at_all():
    return (
        "PC-01;Ordinateur portable;Dell Latitude 5420;2021\n"
        "PC-02;Ordinateur fixe;HP ProDesk 600;2019\nEC-01;Écran;Dell P2419H;2019\n"
    ).encode()


@case("pouces.csv")
def inch_marks():
    return (
        'Type;Description du matériel;Nb\nÉcran;"24 pouces" plat;3\nÉcran;"27 pouces;2\n'
        'PC portable;14" tactile;1\n'
    ).encode()


@case("sep.csv")
def excel_separator_hint():
    return b"sep=|\nType|Nombre\nSwitch|3\nFirewall|1\n"


@case("quantites.csv")
def absurd_quantities():
    return (
        "Type;Quantité\nPC fixe;-3\nPC fixe;beaucoup\nPC fixe;0\nPC fixe;9999999999\n"
        "PC fixe;1 200\nPC fixe;\n"
    ).encode()


@case("futur.csv")
def dates_that_cannot_be():
    return (
        "Type;Date d'achat;Date de réforme\nPC fixe;12/05/2031;\nPC fixe;01/01/1900;\n"
        "PC fixe;31/02/2020;\nPC fixe;15/06/2019;20/01/2024\n"
    ).encode()


@case("magasin.csv")
def consumables_and_licences():
    return (
        "Désignation;Quantité\nToner HP 26A;40\nLicence Office 2021;120\nCâble HDMI;30\n"
        "Sacoche pour PC portable;12\nSouris sans fil;25\nPC portable;12\n"
    ).encode()


@case("telephones.csv")
def phones_told_by_their_model():
    return (
        "Type;Modèle;Quantité\nTéléphone;Apple iPhone 12;20\nTéléphone;Yealink T46;60\n"
        "Téléphone;Nokia 105;5\nTéléphone;Gigaset A540;4\nTéléphone;modèle inconnu;1\n"
    ).encode()


@case("liste.csv")
def one_column_of_descriptions():
    return (
        "Désignation\nPC portable Dell Latitude 5420\nÉcran Iiyama 24 pouces\n"
        "Vidéoprojecteur Epson EB-W06\nSerrure connectée\n"
    ).encode()


@case("tableau.csv")
def a_cross_table():
    return (
        "Site;PC fixes;PC portables;Écrans;Imprimantes;Total\nMairie;12;8;20;3;43\n"
        "École Jean-Moulin;6;15;;1;22\nMédiathèque;10;0;10;2;22\nTotal;28;23;30;6;87\n"
    ).encode()


@case("snipe-api.json")
def a_list_of_objects():
    return json.dumps({"total": 2, "rows": [
        {"id": 1, "name": "P1", "asset_tag": "A1", "category": {"name": "Laptop"},
         "model": {"name": "Latitude 5420"}, "purchase_date": {"date": "2022-03-01"},
         "status_label": {"name": "Deployed"}},
        {"id": 2, "name": "P2", "asset_tag": "A2", "category": {"name": "Monitor"},
         "model": {"name": "P2419H"}, "status_label": {"name": "Archived"}}]}).encode()  # fmt: skip


@case("RVTools_export_all.xlsx")
def rvtools_workbook():
    return export_files.rvtools()


@case("DevicesWithInventory.csv")
def intune_devices():
    return export_files.as_csv(export_files.INTUNE.rows, ",", "utf-8-sig")


@case("chrome-devices.csv")
def google_admin_devices():
    return export_files.as_csv(export_files.GOOGLE.rows, ",")


@case("ordinateurs-ad.csv")
def active_directory_accounts():
    return export_files.as_csv(export_files.DIRECTORY.rows, ",", "cp1252")


@case("flotte.csv")
def lines_of_an_operator():
    return export_files.as_csv(export_files.LINES.rows, ";", "cp1252")


@case("copieurs.xlsx")
def copier_contract_with_counters():
    return workbook({"Relevé T3": export_files.COPIERS.rows})


@case("actif-m57.xlsx")
def assets_of_the_accounts():
    return workbook({"Actif": export_files.ASSETS.rows})


@case("commandes.csv")
def order_of_a_purchasing_body():
    return export_files.as_csv(export_files.ORDERS.rows)


@case("glpi.slk")
def glpi_sylk():
    return export_files.as_sylk(GLPI_FR)


@case("postes.xlsx")
def a_table_of_desks():
    return workbook({"Postes": [
        ["UC", "Ecran", "Imprimante", "Téléphone"],
        ["MAIRIE"],
        ["OptiPlex 7010", "Dell P2419H", "LaserJet M404dn", "Yealink T46"],
        ["ProBook 450 G8", "2 x 24''", "non", "Yealink T31"],
        ["SERVICES TECHNIQUES"],
        ["OptiPlex 3080", "oui", "", "Gigaset A540"],
    ]})  # fmt: skip


@case("parc.csv")
def accents_damaged_by_a_wrong_encoding():
    text = "Catégorie;Modèle;Qté\nÉcran;Dell P2419H;4\nTéléphone IP;Yealink T46;2\n"
    return text.encode().decode("cp1252").encode()


@case("imprimantes.csv")
def headings_on_two_lines_under_a_title():
    return (
        "Nom;Type;Marque;Consommables;;Lieu\n;;;Toner;Tambour;\n"
        "IMP-1;Imprimante;HP;CF259X;CF232A;Mairie\nIMP-2;Imprimante;Brother;TN2420;DR2400;École\n"
    ).encode()
