"""What is no spreadsheet goes through the same pages: agents' files, sets, tables that count."""

import json

import pytest

from footprint.corpus.cases import CASES
from footprint.web.conftest import assess, drop
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.models import InventoryFile


@pytest.mark.parametrize(
    "name",
    [
        "glpi_agent_array", "glpi_agent_zip", "fusion_inventory_xml", "pcr_si_request",
        "numecoeval_set", "a_cross_table", "a_list_of_objects",
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_confirmed_and_assessed_as_any_other(client, authority, name):
    filename, make = CASES[name]
    page = assess(client, authority, make(), filename)
    assert page.status_code == 200
    assert "CO₂e par an" in text(page)


def test_a_refusal_says_what_the_file_is_and_what_to_bring(client, authority):
    page = drop(client, authority, json.dumps({"bonjour": "monde"}), "x.json")
    assert "ni un inventaire d’agent" in text(page)
    assert InventoryFile.objects.of(authority).get().state == InventoryFile.State.REFUSED


def test_the_form_offers_the_kinds_it_takes(client, authority):
    from django.urls import reverse

    page = client.get(reverse("footprint_index", args=[authority.slug])).content.decode()
    for suffix in (".json", ".xml", ".zip"):
        assert suffix in page
