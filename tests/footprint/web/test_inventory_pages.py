"""From a dropped file to its figures, as pages, without JavaScript."""

import json
import re
import zipfile
from io import BytesIO

import page as pdf_checker
import pytest
from django.test import Client
from django.urls import reverse

from factories.authorities import make_authority
from footprint.reading.files import workbook
from footprint.web.conftest import CSV, arrive, assess, drop, tab
from jalons.footprint.web.models import AssessedInventory, InventoryFile, SavedScenario
from jalons.foundation.journal.models import Entry
from jalons.strategy.web.observations.models import StoredObservation
from made import made


def text(response):
    """What a person reads, spaces made plain."""
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(
        r"\s+", " ", bare.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'")
    )


def test_an_empty_list_says_what_to_bring_and_how_long_it_takes(client, authority):
    page = client.get(reverse("footprint_index", args=[authority.slug]))
    assert "Comptez cinq minutes" in text(page)
    assert 'type="file"' in page.content.decode()


def test_a_dropped_file_comes_back_with_what_was_understood(client, authority):
    page = drop(client, authority, CSV)
    assert page.status_code == 200
    seen = text(page)
    assert "Voici ce que nous avons compris de votre fichier." in seen
    assert "« Quantité »" in seen
    assert "Ordinateur portable, Écran, Serveur" in seen


def test_the_result_tells_the_sentence_the_interval_and_every_row_left_out(client, authority):
    page = assess(client, authority)
    seen = text(page)
    assert re.search(r"Votre parc numérique émet environ .* CO₂e par an\.", seen)
    assert "si l’inventaire est complet et bien lu" in seen
    assert "Non compté (3)" in seen
    assert re.search(r"par (agent|appareil)", seen)
    seen = text(tab(client, page, "non-compte"))
    assert "3 lignes ne sont pas comptées." in seen
    for reason in ("Sorti du parc", "Type d’appareil non reconnu", "Quantité impossible"):
        assert reason in seen


def test_the_same_file_gives_the_same_figures(client, authority):
    assess(client, authority)
    assess(client, authority)
    first, second = (each.result for each in AssessedInventory.objects.of(authority))
    assert first == second


def test_every_row_is_counted_or_has_its_reason(client, authority):
    assess(client, authority)
    rows = AssessedInventory.objects.of(authority).get().result["rows"]
    assert rows["read"] == 6
    assert rows["counted"] + sum(each["rows"] for each in rows["excluded"]) == rows["read"]


def test_a_figure_opens_to_its_formula_source_and_licence(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    page = client.get(reverse("footprint_trace", args=[authority.slug, inventory.pk, "laptop"]))
    seen = text(page)
    assert "10 appareils × 170 kg CO₂e par appareil" in seen
    assert "ADEME" in seen
    assert "MIT" in seen


def test_naming_an_unknown_kind_counts_it(client, authority):
    page = assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_kinds", args=[authority.slug, inventory.pk])
    assert "Trancheuse · Modèle X" in text(client.get(url))
    page = arrive(client, client.post(url, {"kind0": "printer"}))
    assert "2 lignes ne sont pas comptées." in text(tab(client, page, "non-compte"))
    assert InventoryFile.objects.of(authority).get().choices["names"] == [
        ["Trancheuse", "Modèle X", "printer"]
    ]


def test_choosing_to_count_retired_devices_counts_them_and_is_written_in_the_journal(
    client, authority
):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_choices", args=[authority.slug, inventory.pk])
    form = {"lifetime": "fixed", "mix": "ember", "pue": "1,4", "also_counted": ["retired"]}
    page = arrive(client, client.post(url, form))
    assert "2 lignes ne sont pas comptées." in text(tab(client, page, "non-compte"))
    options = inventory.assessments.first().result["options"]
    assert (options["lifetime"], options["mix"], options["pue"]) == ("fixed", "ember", 1.4)
    changed = Entry.objects.of(authority).filter(verb="changed").first()
    assert changed.before["Statuts comptés en plus"] == ""
    assert changed.after == {
        "Statuts comptés en plus": "réformé",
        "Durée de vie": "durée fixe du catalogue",
        "Mix électrique": "Ember",
        "PUE": "1,4",
    }


def test_an_impossible_pue_is_refused_and_what_was_typed_stays(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_choices", args=[authority.slug, inventory.pk])
    page = client.post(url, {"lifetime": "fixed", "mix": "ember", "pue": "0,4"})
    assert page.status_code == 200
    assert 'value="0,4"' in page.content.decode()
    assert inventory.assessments.count() == 1


def test_a_wrong_column_can_be_corrected(client, authority):
    drop(client, authority, "a;b;c\nPortable;Dell;3\nÉcran;Dell;5\n")
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_sheet", args=[authority.slug, inventory.pk, 0])
    assert client.get(url).status_code == 200
    refused = client.post(url, {"included": "on", "header_row": "1", "type": "0", "model": "0"})
    assert "Cette colonne a déjà un autre rôle." in text(refused)
    client.post(url, {"included": "on", "header_row": "1", "type": "0", "quantity": "2"})
    columns = reverse("footprint_columns", args=[authority.slug, inventory.pk])
    arrive(client, client.post(columns, {"lifetime": "expected", "mix": "ademe-2024"}))
    devices = AssessedInventory.objects.of(authority).get().result["devices"]
    assert {each["type"]: each["quantity"] for each in devices} == {"laptop": 3, "monitor": 5}


UNSAID = "Truc;Combien\nécran;12\nimprimante;13\n"


def columns_page(client, authority, content):
    drop(client, authority, content)
    inventory = InventoryFile.objects.of(authority).get()
    return reverse("footprint_columns", args=[authority.slug, inventory.pk])


def counted(authority):
    devices = AssessedInventory.objects.of(authority).get().result["devices"]
    return {each["type"]: each["quantity"] for each in devices}


def test_what_only_cells_say_is_asked_before_it_is_counted(client, authority):
    url = columns_page(client, authority, UNSAID)
    page = text(client.get(url))
    assert "d’après son contenu" in page
    assert "La colonne « Truc » (écran, imprimante) contient-elle le type d’appareil ?" in page
    assert "Aucune : une ligne compte un appareil" in page
    choices = {"lifetime": "expected", "mix": "ademe-2024"}
    unanswered = client.post(url, choices)
    assert unanswered.status_code == 422
    assert not AssessedInventory.objects.of(authority).exists()
    arrive(client, client.post(url, choices | {"read0": "yes"}))
    assert counted(authority) == {"monitor": 1, "printer": 1}


def test_a_proposed_quantity_counts_once_a_person_says_so(client, authority):
    url = columns_page(client, authority, UNSAID)
    answers = {"lifetime": "expected", "mix": "ademe-2024", "read0": "yes", "proposed0": "0"}
    arrive(client, client.post(url, answers))
    assert counted(authority) == {"monitor": 12, "printer": 13}
    assert "d’après son contenu" not in text(client.get(url))


def test_a_type_a_person_refuses_is_not_read(client, authority):
    url = columns_page(client, authority, UNSAID)
    page = client.post(url, {"lifetime": "expected", "mix": "ademe-2024", "read0": "no"})
    assert page.status_code == 422
    assert "Indiquez au moins la colonne du type" in text(page)


def test_sheets_laid_out_alike_are_asked_about_once(client, authority):
    rows = [["Truc", "Combien"], ["écran", 12], ["imprimante", 13]]
    drop(client, authority, workbook({"Mairie": rows, "École": rows}), "parc.xlsx")
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_columns", args=[authority.slug, inventory.pk])
    assert client.get(url).content.decode().count('name="proposed0"') == 2
    answers = {"lifetime": "expected", "mix": "ademe-2024", "read0": "yes", "proposed0": "0"}
    arrive(client, client.post(url, answers))
    assert counted(authority) == {"monitor": 24, "printer": 26}


def test_a_sheet_that_is_no_present_fleet_says_why_before_anything_is_counted(client, authority):
    rows = [["Type", "Quantité"], ["PC portable", 10], ["Écran", 4]]
    later = [["Type", "Quantité"], ["PC portable", 12], ["Écran", 5]]
    content = workbook({"Inventaire 2024": rows, "Inventaire 2025": later})
    drop(client, authority, content, "parc.xlsx")
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_columns", args=[authority.slug, inventory.pk])
    assert "La feuille « Inventaire 2024 » n’est pas comptée" in text(client.get(url))
    arrive(client, client.post(url, {"lifetime": "expected", "mix": "ademe-2024"}))
    assert counted(authority) == {"laptop": 12, "monitor": 5}


def test_rare_fields_are_offered_on_request_and_once_a_column_holds_one(client, authority):
    drop(client, authority, "a;b;c\nPortable;Dell;3\nÉcran;Dell;5\n")
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_sheet", args=[authority.slug, inventory.pk, 0])
    assert 'name="host"' not in client.get(url).content.decode()
    assert 'name="host"' in client.get(f"{url}?tout=1").content.decode()
    client.post(f"{url}?tout=1", {"included": "on", "header_row": "1", "type": "0", "host": "1"})
    assert 'name="host"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.csv", b"\n", "est vide"),
        ("rapport.pdf", b"%PDF-1.7 binary", "PDF"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n0000", "image"),
        ("archive.xlsx", b"PK\x03\x04broken", "abîmé"),
    ],
)
def test_what_is_not_an_inventory_is_explained_and_can_be_brought_again(
    client, authority, name, content, said
):
    page = drop(client, authority, content, name)
    assert said in text(page)
    assert 'type="file"' in page.content.decode()
    assert InventoryFile.objects.of(authority).get().state == InventoryFile.State.REFUSED


def test_nothing_to_count_is_explained_with_a_way_back(client, authority):
    page = assess(client, authority, "Type;Quantité\nTrancheuse;3\n")
    assert "Aucune ligne ne peut être comptée, sur 1 lue" in text(page)
    inventory = InventoryFile.objects.of(authority).get()
    back = reverse("footprint_columns", args=[authority.slug, inventory.pk])
    assert back.encode() in page.content
    kinds = reverse("footprint_kinds", args=[authority.slug, inventory.pk])
    assert kinds.encode() in client.get(back).content
    result = arrive(client, client.post(kinds, {"kind0": "printer"}))
    assert "Toutes les lignes du fichier sont comptées." in text(tab(client, result, "non-compte"))


def test_a_file_heavier_than_the_limit_is_refused_with_the_limit(client, authority, settings):
    settings.OPTIONS = settings.OPTIONS | {"UPLOAD_MAX_MB": 0}
    page = drop(client, authority, CSV)
    assert page.status_code == 422
    assert "la limite est de 0 Mo" in text(page)
    assert not InventoryFile.objects.of(authority).exists()


def test_html_in_a_cell_stays_text(client, authority):
    assess(client, authority, CSV.replace("Modèle X", "<script>alert(1)</script>"))
    inventory = InventoryFile.objects.of(authority).get()
    page = client.get(reverse("footprint_lines", args=[authority.slug, inventory.pk]))
    assert b"<script>" not in page.content
    assert b"&lt;script&gt;" in page.content


def test_rows_are_filtered_by_reason_and_by_words(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_lines", args=[authority.slug, inventory.pk])
    assert "3 lignes ne sont pas comptées." in text(client.get(url))
    assert "1 ligne correspond." in text(client.get(url, {"reason": "retired"}))
    assert "1 ligne correspond." in text(client.get(url, {"q": "trancheuse"}))
    assert "Aucune ligne ne correspond." in text(client.get(url, {"q": "zzz"}))


EXPORTS = ("lignes-csv", "lignes-xlsx", "resultats-csv", "resultats-xlsx", "resultats-json")


@pytest.mark.parametrize("kind", EXPORTS)
def test_everything_can_be_taken_away(client, authority, kind):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    file = client.get(reverse("footprint_export", args=[authority.slug, inventory.pk, kind]))
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]
    assert len(file.content) > 100


def test_the_json_has_the_shape_of_the_command_line(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_export", args=[authority.slug, inventory.pk, "resultats-json"])
    found = json.loads(client.get(url).content)
    assert {"method", "factors_version", "period", "rows", "devices", "impacts", "quality"} <= set(
        found
    )
    total = next(each for each in found["impacts"] if each["stage"] == "total")
    assert total["p5"] < total["p50"] < total["p95"]


def test_an_exported_cell_cannot_become_a_formula(client, authority):
    assess(client, authority, CSV.replace("Modèle X", '=HYPERLINK("http://evil")'))
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_export", args=[authority.slug, inventory.pk, "lignes-csv"])
    exported = client.get(url).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in exported
    assert ";=HYPERLINK" not in exported


def test_the_report_is_an_accessible_pdf(client, authority, tmp_path):
    assess(client, authority)
    file = tmp_path / "rapport.pdf"
    file.write_bytes(the_chapter(client, authority, "pdf").content)
    report = pdf_checker.validate_pdf(file, profile=pdf_checker.ValidationProfile.PDF_UA_1)
    assert [failure.rule_id for failure in report.failures] == []


def test_two_inventories_are_compared_with_an_interval_on_the_difference(client, authority):
    assess(client, authority, name="2025.csv")
    assess(client, authority, CSV.replace(";10;", ";5;"), name="2026.csv")
    after, before = InventoryFile.objects.of(authority)
    url = reverse("footprint_compare", args=[authority.slug, after.pk])
    seen = text(client.get(url, {"other": before.pk}))
    assert "À périmètre commun, l’empreinte a baissé d’environ" in seen
    assert "Ordinateurs portables : 10, puis 5" in seen
    assert "Les facteurs" in seen


def test_an_inventory_of_another_authority_cannot_be_compared(client, authority):
    assess(client, authority)
    mine = InventoryFile.objects.of(authority).get()
    other = make_authority("autre", "Autre")
    theirs = InventoryFile.objects.create(authority=other, name="x.csv", file="x", size=1)
    url = reverse("footprint_compare", args=[authority.slug, mine.pk])
    assert "À périmètre commun" not in text(client.get(url, {"other": theirs.pk}))


def test_the_result_takes_its_place_among_the_indicators(client, authority):
    assess(client, authority)
    known = {each.indicator for each in StoredObservation.objects.of(authority)}
    assert {"footprint.total", "footprint.per_staff", "footprint.electricity"} <= known


def test_a_deleted_inventory_leaves_every_page_and_can_come_back(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    gone = client.post(reverse("footprint_inventory_delete", args=[authority.slug, inventory.pk]))
    assert not StoredObservation.objects.of(authority).exists()
    result = reverse("footprint_result", args=[authority.slug, inventory.pk])
    assert client.get(result).status_code == 410
    index = client.get(gone["Location"])
    assert "est supprimé" in text(index) or "a été supprimé" in text(index)
    client.post(reverse("footprint_inventory_restore", args=[authority.slug, inventory.pk]))
    assert client.get(result).status_code == 200
    assert StoredObservation.objects.of(authority).exists()
    verbs = [each.verb for each in Entry.objects.of(authority)]
    assert {"imported", "computed", "deleted", "restored"} <= set(verbs)


def test_a_reader_reads_but_changes_nothing(client, reader, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    result = reverse("footprint_result", args=[authority.slug, inventory.pk])
    page = reader.get(result)
    assert page.status_code == 200
    assert "Supprimer" not in text(page)
    delete = reverse("footprint_inventory_delete", args=[authority.slug, inventory.pk])
    assert reader.post(delete).status_code == 403


def test_pages_ask_few_questions_to_the_database(client, authority, django_assert_max_num_queries):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    with django_assert_max_num_queries(10):
        client.get(reverse("footprint_result", args=[authority.slug, inventory.pk]))
    with django_assert_max_num_queries(11):
        client.get(reverse("footprint_index", args=[authority.slug]))


def test_anybody_can_read_the_factors_with_their_source_and_licence(db):
    visitor = Client()
    listed = text(visitor.get(reverse("footprint_factors")))
    assert "Ordinateur portable" in listed
    assert "0,0519" in text(visitor.get(reverse("footprint_electricity")))
    opened = text(visitor.get(reverse("footprint_device_factors", args=["monitor"])))
    assert "kg CO₂e par appareil" in opened
    assert "MIT" in opened
    assert visitor.get(reverse("footprint_device_factors", args=["toaster"])).status_code == 404


def the_chapter(client, authority, kind="html"):
    inventory = InventoryFile.objects.of(authority).first()
    url = reverse("footprint_export", args=[authority.slug, inventory.pk, f"rapport-{kind}"])
    return made(client, url)


def test_the_chapter_compares_with_the_latest_inventory_of_an_earlier_year(client, authority):
    assess(client, authority, CSV.replace(";10;", ";30;"), name="2025.csv")
    AssessedInventory.objects.of(authority).update(extracted_on="2025-10-01")
    assess(client, authority, name="2026.csv")
    seen = the_chapter(client, authority).content.decode()
    assert "À périmètre commun, l’empreinte a baissé" in seen
    assert "2025" in seen


def test_a_deleted_inventory_is_no_year_before(client, authority):
    assess(client, authority, name="2025.csv")
    AssessedInventory.objects.of(authority).update(extracted_on="2025-10-01")
    before = InventoryFile.objects.of(authority).get()
    client.post(reverse("footprint_inventory_delete", args=[authority.slug, before.pk]))
    assess(client, authority, name="2026.csv")
    assert "Aucune année précédente" in the_chapter(client, authority).content.decode()


def test_factors_that_changed_since_are_told_in_the_chapter(client, authority):
    assess(client, authority, name="2025.csv")
    AssessedInventory.objects.of(authority).update(
        extracted_on="2025-10-01", factors_version="jalons-factors/2024"
    )
    assess(client, authority, name="2026.csv")
    seen = the_chapter(client, authority).content.decode()
    assert "La méthode ou les facteurs ont changé depuis" in seen


def test_the_scenarios_kept_are_in_the_chapter_with_their_gain(client, authority):
    assess(client, authority)
    inventory = InventoryFile.objects.of(authority).get()
    keep = reverse("footprint_scenario_keep", args=[authority.slug, inventory.pk])
    client.post(keep, {"name": "Garder nos portables", "query": "keep1=laptop&years1=2"})
    seen = the_chapter(client, authority).content.decode()
    assert "Garder nos portables</h3>" in seen
    assert "l’empreinte de ce parc baisserait" in seen


def test_a_kept_scenario_that_no_longer_applies_is_named_not_hidden(client, authority):
    assess(client, authority)
    SavedScenario.unscoped.create(
        authority=authority,
        inventory=InventoryFile.objects.of(authority).get(),
        name="Tablettes",
        levers=["keep:tablet:2"],
    )
    seen = the_chapter(client, authority).content.decode()
    assert "ne s’appliquent plus à cet inventaire\N{NARROW NO-BREAK SPACE}: Tablettes." in seen


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_the_chapter_leaves_in_the_formats_of_offices(client, authority, kind):
    assess(client, authority)
    answer = the_chapter(client, authority, kind)
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        name = {"docx": "word/document.xml", "odt": "content.xml"}[kind]
        assert "Empreinte du numérique en" in archive.read(name).decode()
