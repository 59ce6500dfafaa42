import pytest

from footprint.reading.files import TODAY
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.reading import (
    Field,
    HeaderGuess,
    Mapping,
    Sheet,
    SheetMapping,
    Why,
    find_header,
    fit_mapping,
    guess_columns,
    guess_mapping,
    read_inventory,
    read_sheets,
)
from jalons.footprint.engine.reading.formats.sheet import frame_of


def sheet_of(text: str):
    return read_sheets(text.encode(), "parc.csv")[0]


def fields(text: str) -> list[str | None]:
    sheet = sheet_of(text)
    return [guess.field for guess in guess_columns(sheet, find_header(sheet))]


ORIGINS = {
    "NumEcoEval": """
        nomEquipementPhysique=label modele=model quantite=quantity nomCourtDatacenter=site
        dateAchat=purchased dateRetrait=retired type=type statut=status paysDUtilisation=country
        consoElecAnnuelle=yearly_kwh utilisateur=user nomEntite=entity nbCoeur=cpu_cores""",
    "GLPI": """
        Nom=label Entité=entity Statut=status Fabricant=manufacturer Numéro_de_série=serial
        Type=type Modèle=model Lieu=site Usager=user Système_d'exploitation_-_Nom=ignored
        Date_d'achat=purchased""",
    "GLPI in English": """
        Name=label Entity=entity Status=status Manufacturer=manufacturer Serial_number=serial
        Type=type Model=model Location=site Date_of_purchase=purchased""",
    "Snipe-IT": """
        Asset_Tag=label Serial=serial Model=model Category=type Status=status
        Checked_Out_To=user Purchase_Date=purchased Purchase_Cost=ignored""",
    "OCS": """
        Id_de_la_machine=label Utilisateur_connecté=user Fabricant=manufacturer Modèle=model
        BIOS_Numéro_de_série=serial Adresse_IP=ignored""",
    "by hand": """
        DESIGNATION=type Marque/Modèle=model N°_série=serial Qté=quantity
        Date_acquisition=purchased Prix_HT=ignored Bâtiment=site Observations=ignored""",
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_headings_of_known_origins_are_understood(origin):
    expected = dict(pair.rsplit("=", 1) for pair in ORIGINS[origin].split())
    headings = ";".join(expected).replace("_", " ")
    blank = ";".join("x" for _ in expected)
    assert fields(f"{headings}\n{blank}\n") == list(expected.values())


def test_headings_stand_below_titles_on_row_7():
    text = "Inventaire 2026\nMairie de X;;\n\n\n\n\nType;Modèle;Qté\nécran;Dell;3\n"
    header = find_header(sheet_of(text))
    assert (header.row, header.first_data_row) == (7, 8)


def test_headings_on_two_lines_are_joined():
    text = "Matériel;;Dates;\nType;Modèle;Achat;Retrait\nPC;Dell;2020;\n"
    header = find_header(sheet_of(text))
    assert header.row == 2
    assert fields(text) == [Field.TYPE, Field.MODEL, Field.PURCHASED, Field.RETIRED]


def guesses_of(text: str):
    sheet = sheet_of(text)
    return guess_columns(sheet, find_header(sheet))


def test_without_headings_cells_tell_the_type_and_propose_the_quantity_and_the_date():
    text = "PC portable;Dell Latitude 5400;3;2020\nécran;Dell P2419H;2;2019\nécran;HP E24;1;2018\n"
    header = find_header(sheet_of(text))
    assert (header.row, header.first_data_row) == (None, 1)
    assert header.headings[0] == "Colonne 1"
    assert fields(text) == [Field.TYPE, Field.MODEL, None, None]
    assert [each.proposed for each in guesses_of(text)[2:]] == [Field.QUANTITY, Field.PURCHASED]


def test_unknown_headings_are_found_over_typed_columns():
    text = "Truc;Machin;Combien\nécran;A1;12\nimprimante;B1;13\n"
    assert find_header(sheet_of(text)).row == 1
    kind, nothing, numbers = guesses_of(text)
    assert (kind.field, kind.why) == (Field.TYPE, Why.VALUES)
    assert (nothing.field, nothing.why) == (None, Why.NOTHING)
    assert (numbers.field, numbers.proposed) == (None, Field.QUANTITY)


LAPTOPS = "Nom;Type;Modèle;{}\n" + "".join(
    f"P{row};PC portable;Latitude 5420;{{}}\n" for row in range(12)
)
# Headings of real lists, over whole numbers, that say no number of devices.
NUMBERS = """
    N° prise|PU HT|CP|N° poste|Pages/mois|Compteur|Puissance (W)|Nb ports|Taille (pouces)|VLAN
    N° bureau|Durée amort.|Age (ans)|Nombre d'élèves|Indice de réparabilité|Criticité|Dont HS
    Niveau|Etage|Salle|Code site|N° marché|Ligne budgétaire|Compte|N° mandat|N° bon de commande
    Effectif|Nb agents|Nombre d'utilisateurs|Nb de pages|Nb copies|Volume mensuel|Compteur N&B
    CPUs|Cores per CPU|# VMs total|Vitesse (GHz)|Fréquence|Go libres|% disque|Score|Note|Priorité
    Rang|Ordre|N°|Id GLPI|Ticket|Nb tickets|Port|Port switch|Prise murale|Baie|U|Unité de baie
    Position|Code INSEE|Code postal|Tel|Poste interne|Postes|Ext.|Durée|Mois|Jours|Semaine
    Heures/jour|Nb heures|Garantie (mois)|Durée garantie|Loyer|Loyer mensuel|Coût|TVA|Remise
    Prix unitaire|Montant HT|Valeur nette|VNC|Taux|Poids (kg)|Hauteur|Largeur|Diagonale|Résolution
    Qté mini|Qté max|Quantité de toner|Nombre d'écrans|Nb enfants|Nombre de classes|Classe
    Stock mini|Seuil|Année scolaire|Génération|Version|Lot|Tranche|Réf. lot|Code barre 2
"""  # fmt: skip
DATES = """
    LastLogonDate|lastSync|Last check-in|Last seen|Dernier relevé|Date de naissance|Date de retour
    Échéance|supportEndDate|Date prévue de remplacement|Date fin d'engagement|Fin de garantie
    Date|Dernière connexion|Date inventaire|Date de contrôle|Prochaine maintenance
    Date de sauvegarde
    Enrolled date|Last Boot|whenCreated|Modified|Date du ticket|Date de prêt|Début contrat
    Fin contrat|Expiration|Mise à jour|Date d'envoi|Prochain achat|Date prévue d'achat
"""


def each(headings: str) -> list[str]:
    return [name.strip() for line in headings.strip().splitlines() for name in line.split("|")]


@pytest.mark.parametrize("heading", each(NUMBERS))
def test_a_heading_that_says_no_quantity_never_changes_how_many_devices_there_are(heading):
    text = LAPTOPS.format(heading, *range(5, 17))
    inventory = read_inventory([sheet_of(text)], today=TODAY)
    assert inventory.lines["quantity"].to_list() == [1.0] * 12
    assert set(inventory.lines["status"]) == {"unknown"}


@pytest.mark.parametrize("heading", each(DATES))
def test_a_heading_that_says_no_purchase_gives_no_age(heading):
    text = LAPTOPS.format(heading, *(f"{day:02}/03/2024" for day in range(5, 17)))
    inventory = read_inventory([sheet_of(text)], today=TODAY)
    assert inventory.lines["purchased"].null_count() == 12
    assert inventory.lines["reason"].null_count() == 12
    assert len(inventory.lines) == 12


def test_numbers_no_heading_explains_are_listed_with_what_to_do():
    inventory = read_inventory([sheet_of(LAPTOPS.format("Prise", *range(5, 17)))], today=TODAY)
    (notice,) = [each for each in inventory.notices if each.code == "proposed_quantity"]
    assert notice.params["columns"] == "« Prise » (5, 6, 7)"


def test_a_heading_that_numbers_or_prices_things_is_not_even_proposed_as_a_quantity():
    for heading in ("N° prise", "Code site", "Prix unitaire", "VLAN", "Puissance (W)"):
        inventory = read_inventory([sheet_of(LAPTOPS.format(heading, *range(5, 17)))], today=TODAY)
        assert not any(each.code == "proposed_quantity" for each in inventory.notices)


def test_a_list_of_machines_is_asked_for_no_quantity():
    text = "Type;N° série;Étage\n" + "".join(f"PC;5CG{row}X12;{row}\n" for row in range(100, 112))
    inventory = read_inventory([sheet_of(text)], today=TODAY)
    assert not any(each.code.startswith("proposed") for each in inventory.notices)


@pytest.mark.parametrize(
    "heading", ["Quantité", "Qté", "Nbre", "Qté commandée", "Quantité totale", "Nb", "QTE livrée"]
)
def test_a_heading_that_says_a_quantity_is_one(heading):
    inventory = read_inventory([sheet_of(LAPTOPS.format(heading, *range(5, 17)))], today=TODAY)
    assert inventory.lines["quantity"].sum() == sum(range(5, 17))


def test_a_row_with_a_serial_number_is_one_device_and_says_so():
    text = "Type;N° série;Quantité\nPC;5CG1234ABC;12\nPC;;3\nPC;A1234, A1235;2\nPC;à voir;4\n"
    inventory = read_inventory([sheet_of(text)], today=TODAY)
    assert inventory.lines["quantity"].to_list() == [1, 3, 2, 4]
    (notice,) = [each for each in inventory.notices if each.code == "one_device_a_serial"]
    assert (notice.params["lines"], notice.params["samples"]) == ("2", "« 12 »")


def test_a_host_name_is_one_device():
    inventory = read_inventory([sheet_of("Hostname;Type;Qté\nPC-12;PC;8\n;PC;8\n")], today=TODAY)
    assert inventory.lines["quantity"].to_list() == [1, 8]


def test_a_confirmed_mapping_reads_what_a_person_chose_and_doubts_it_no_more():
    sheet = sheet_of("Truc;Combien\nécran;12\nimprimante;13\n")
    (guessed,) = guess_mapping([sheet]).sheets
    assert guessed.by_content() == (Field.TYPE,)
    assert guessed.proposed == {Field.QUANTITY: (1,)}
    confirmed = guessed.confirmed({Field.TYPE: 0, Field.QUANTITY: 1})
    inventory = read_inventory([sheet], mapping=Mapping((confirmed,)), today=TODAY)
    assert inventory.lines["quantity"].to_list() == [12, 13]
    assert {notice.code for notice in inventory.notices} <= {"header_below"}


def test_a_sheet_whose_type_is_refused_is_left_out():
    (guessed,) = guess_mapping([sheet_of("Truc;Combien\nécran;12\nimprimante;13\n")]).sheets
    assert not guessed.confirmed({}, refused=[Field.TYPE]).included


def test_a_field_goes_to_the_column_that_fits_best_and_the_other_says_so():
    text = "Type;Date d'achat;Date de facture\nPC;01/02/2020;03/02/2020\n"
    sheet = sheet_of(text)
    guesses = guess_columns(sheet, find_header(sheet))
    assert guesses[1].field is Field.PURCHASED
    assert (guesses[2].field, guesses[2].why) == (None, Why.TAKEN)


def test_cells_that_deny_a_heading_lower_its_score():
    good = sheet_of("type;quantité\nPC;3\n")
    bad = sheet_of("type;quantité\nPC;beaucoup\n")
    scores = [guess_columns(sheet, find_header(sheet))[1].score for sheet in (good, bad)]
    assert scores[1] < 0.5 < scores[0]


def test_a_mapping_survives_json():
    mapping = guess_mapping([sheet_of("type;truc\nPC;1\nécran;2\n")])
    assert mapping.sheets[0].proposed
    assert Mapping.from_json(mapping.to_json()) == mapping


SHEET = '{"name": "", "header_row": %s, "columns": {"%s": 1}, "headings": [], "included": true}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"version": 9, "sheets": []}',
        f'{{"version": 1, "sheets": [{SHEET % (0, "type")}]}}',
        f'{{"version": 1, "sheets": [{SHEET % (1, "colour")}]}}',
    ],
)
def test_a_broken_mapping_is_refused(text):
    with pytest.raises(FootprintError, match="correspondance"):
        Mapping.from_json(text)


def test_a_mapping_kept_from_last_year_finds_its_columns_where_they_moved():
    last = guess_mapping([sheet_of("type;modèle;qté\nPC;Dell;1\n")])
    new = sheet_of("qté;note;type;modèle\n2;x;PC;Dell\n")
    assert fit_mapping(last, [new]).sheets[0].columns == {
        Field.TYPE: 2,
        Field.MODEL: 3,
        Field.QUANTITY: 0,
    }


def test_a_mapping_that_does_not_fit_is_explained():
    sheet = sheet_of("type;modèle\nPC;Dell\n")
    for wrong, code in (
        (SheetMapping("", 1, {Field.TYPE: 9}), "mapping_column_unknown"),
        (SheetMapping("", 40, {Field.TYPE: 0}), "mapping_row_unknown"),
    ):
        with pytest.raises(FootprintError) as caught:
            read_inventory([sheet], mapping=Mapping((wrong,)), today=TODAY)
        assert caught.value.code == code


# Headings as GLPI, OCS and Snipe-IT write them (French and English), and where they must go.
KNOWN = {
    Field.LABEL: ["Nom", "Name", "NAME", "Numéro d'inventaire", "Inventory number", "Asset Tag",
                  "Numéro d'immobilisation", "Asset Name", "Id de la machine"],
    Field.ENTITY: ["Entité", "Entity", "Groupe", "Company", "Group"],
    Field.STATUS: ["Statut", "Status", "État", "Status Label"],
    Field.MANUFACTURER: ["Fabricant", "Fabricants", "Manufacturer", "Fabricant(s)"],
    Field.SERIAL: ["Numéro de série", "Serial number", "Serial", "BIOS Numéro de série"],
    Field.TYPE: ["Type", "Category", "Type d'élément"],
    Field.MODEL: ["Modèle", "Model", "Model No."],
    Field.SITE: ["Lieu", "Location"],
    Field.PURCHASED: ["Date d'achat", "Date de mise en service", "Date de commande",
                      "Date de livraison", "Date of purchase", "Startup date", "Delivery date",
                      "Purchase Date", "Order date"],
    Field.RETIRED: ["Date de réforme", "Decommission date"],
    Field.USER: ["Usager", "Utilisateur", "User", "Utilisateur connecté", "Checked Out To",
                 "Assigned To", "Alternate username"],
    Field.CPU_NAME: ["Composants - Processeur", "Type de processeur", "Components - Processor"],
    Field.CPU_UNITS: ["Nombre de processeurs"],
    Field.CPU_CORES: ["nbCoeur", "Nombre de cœurs"],
    Field.RAM: ["Composants - Mémoire", "Mémoire", "tailleMemoire", "RAM (Go)"],
    Field.SSD: ["SSD (Go)", "tailleDuDisque", "Disques"],
    Field.HDD: ["Disques durs", "HDD"],
    Field.LOAD: ["chargeMoy", "Charge CPU"],
    Field.HOST: ["Hôte", "Hyperviseur"],
    Field.SHARE_KEY: ["cleRepartition"],
    Field.VCPU: ["vCPU"],
    Field.STORAGE: ["capaciteStockage"],
    Field.INSTANCE: ["typeInstance"],
    Field.YEARLY_HOURS: ["dureeUtilisationAnnuelle"],
    Field.IGNORED: ["Système d'exploitation - Nom", "Valeur", "Dernière modification",
                    "Durée d'amortissement", "Fournisseur", "Amortization duration",
                    "Purchase Cost", "Order Number",
                    "Dernier inventaire", "Systeme", "Domaine", "Version du système", "Adresse IP",
                    "Adresse MAC",
                    "Last update", "Warranty", "EOL", "Created At", "Operating system - Name",
                    "Supplier", "Value", "Comments"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "heading"), [(field, name) for field, names in KNOWN.items() for name in names]
)
def test_headings_of_known_software_go_where_they_must(field, heading):
    rows = [["Désignation", heading], ["x", ""]]
    sheet = Sheet("", frame_of(rows))
    guess = guess_columns(sheet, HeaderGuess(1, 2, tuple(rows[0]), 1.0))[1]
    found = {Field.MODEL, Field.TYPE} if field is Field.TYPE else {field}
    assert guess.field in found
