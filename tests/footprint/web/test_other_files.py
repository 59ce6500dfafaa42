"""What is no spreadsheet goes through the same pages: agents' files, sets, tables that count."""

import json

import pytest
from django.urls import reverse

from footprint.corpus.cases import CASES
from footprint.reading.export_files import DIRECTORY, as_csv
from footprint.web.conftest import arrive, assess, drop
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.models import AssessedInventory, InventoryFile


@pytest.mark.parametrize(
    "name",
    [
        "glpi_agent_array", "glpi_agent_zip", "fusion_inventory_xml", "pcr_si_request",
        "numecoeval_set", "a_cross_table", "a_list_of_objects", "rvtools_workbook",
        "active_directory_accounts", "glpi_sylk", "a_table_of_desks",
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_confirmed_and_assessed_as_any_other(client, authority, name):
    filename, make = CASES[name]
    page = assess(client, authority, make(), filename)
    assert page.status_code == 200
    assert "CO₂e par an" in text(page)


def test_a_known_export_is_told_and_kept_when_a_column_is_changed(client, authority):
    drop(client, authority, as_csv(DIRECTORY.rows), "annuaire.csv")
    inventory = InventoryFile.objects.of(authority).get()
    url = reverse("footprint_sheet", args=[authority.slug, inventory.pk, 0])
    site = str(DIRECTORY.rows[0].index("DNSHostName"))
    client.post(url, {"included": "on", "header_row": "1", "label": "0", "site": site})
    columns = reverse("footprint_columns", args=[authority.slug, inventory.pk])
    page = arrive(client, client.post(columns, {"lifetime": "expected", "mix": "ademe-2024"}))
    devices = AssessedInventory.objects.of(authority).get().result["devices"]
    assert {each["type"]: each["quantity"] for each in devices} == DIRECTORY.counted
    assert "Annuaire Active Directory reconnu" in text(page)


def test_a_refusal_says_what_the_file_is_and_what_to_bring(client, authority):
    page = drop(client, authority, json.dumps({"bonjour": "monde"}), "x.json")
    assert "ni un inventaire d’agent" in text(page)
    assert InventoryFile.objects.of(authority).get().state == InventoryFile.State.REFUSED


def test_the_form_offers_the_kinds_it_takes(client, authority):
    page = client.get(reverse("footprint_index", args=[authority.slug])).content.decode()
    for suffix in (".json", ".xml", ".zip", ".slk"):
        assert suffix in page
