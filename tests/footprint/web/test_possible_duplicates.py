"""The possible duplicates of an inventory: found on request, decided by people, taken back."""

import html
import json
import re

import pytest
from django.urls import reverse

from factories.people import client_of
from footprint.web.conftest import arrive, assess
from footprint.web.test_inventory_pages import text
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.models import InventoryFile, PossiblePairs, StoredCorrection
from jalons.foundation.accounts.models import Authority, Role

FILE = """Nom;Type;Fabricant;Modèle;Numéro de série;Quantité;Date achat;Statut;Lieu
PC-12;Ordinateur portable;Dell;Latitude 5420;5CG0123ABC;1;2023-01-15;En service;Mairie
pc-12.ville.local;Ordinateur portable;Dell Inc.;Latitude 5420;5cg0123abc;1;;En service;École Pasteur
PC-13;Ordinateur portable;Dell;Latitude 5420;5CG0123ABD;1;2023-01-15;En service;Mairie
PC-14;Ordinateur portable;Dell;Latitude 5420;To be filled by O.E.M.;1;2023-01-15;En service;Mairie
PC-15;Ordinateur portable;Dell;Latitude 5420;To be filled by O.E.M.;1;2023-01-15;En service;Mairie
EC-1;Écran;Dell;P2419H;;20;2016-06-01;En service;Mairie
"""


@pytest.fixture
def inventory(client, authority):
    assess(client, authority, FILE)
    return InventoryFile.objects.of(Authority.objects.get(pk=authority.pk)).get()


def address(name, inventory):
    return reverse(name, args=[inventory.authority.slug, inventory.pk])


def look(client, inventory):
    return arrive(client, client.post(address("footprint_pairs_search", inventory)))


def pair_of(page):
    found = re.search(r'name="pair" value="([^"]+)"', page.content.decode())
    return html.unescape(found[1]) if found else ""


def counted(inventory):
    lines = queries.lines_of(queries.latest_assessment(inventory)).lines
    return lines.filter(lines["reason"].is_null())


@pytest.mark.django_db(transaction=True)
def test_a_pair_is_found_merged_field_by_field_and_taken_back(client, authority, inventory):
    before = client.get(address("footprint_pairs", inventory))
    assert "Personne n’a encore cherché" in text(before)
    page = look(client, inventory)
    said = text(page)
    assert "1 paire de lignes décrit peut-être un seul appareil." in said
    assert "même numéro de série" in said
    assert "lieux différents" in said
    assert "PC-13" not in said
    reader = client_of(authority, Role.READER, "lecture@example.org", name="Lou")
    assert "Votre réponse" not in text(reader.get(address("footprint_pairs", inventory)))
    sent = {"pair": pair_of(page), "verdict": "0", "take": ["site", "quantity"]}
    assert reader.post(address("footprint_pair_decide", inventory), sent).status_code == 403
    devices = counted(inventory).height
    arrive(client, client.post(address("footprint_pair_decide", inventory), sent))
    lines = counted(inventory)
    assert lines.height == devices - 1
    stays = lines.filter(lines["label"] == "PC-12")
    assert (stays["site"].item(), stays["purchased"].item().year) == ("École Pasteur", 2023)
    assert "Aucune paire de lignes ne reste" in text(
        client.get(address("footprint_pairs", inventory))
    )
    fields = {each.field: each for each in StoredCorrection.objects.of(inventory.authority)}
    assert set(fields) == {"site", "set_aside"}  # a quantity is never taken
    undo = [authority.slug, inventory.pk, fields["set_aside"].pk]
    arrive(client, client.post(reverse("footprint_correction_undo", args=undo)))
    assert counted(inventory).height == devices
    assert "1 paire de lignes" in text(client.get(address("footprint_pairs", inventory)))


@pytest.mark.django_db(transaction=True)
def test_two_devices_are_not_shown_again_until_somebody_wants_to(client, inventory):
    page = look(client, inventory)
    decide = address("footprint_pair_decide", inventory)
    client.post(decide, {"pair": pair_of(page), "verdict": "apart"})
    assert "Aucune paire de lignes ne reste" in text(look(client, inventory))
    assert counted(inventory).height == 6
    client.post(decide, {"verdict": "forget"})
    assert pair_of(client.get(address("footprint_pairs", inventory)))
    stored = PossiblePairs.objects.of(inventory.authority).get()
    assert (stored.lines, stored.apart) == (5, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pair", ["", "{", "[]", json.dumps([["", 2, 0], ["", 9, 0]])])
def test_an_answer_about_no_pair_changes_nothing(client, inventory, pair):
    look(client, inventory)
    answer = client.post(
        address("footprint_pair_decide", inventory), {"pair": pair, "verdict": "0"}
    )
    assert "reçu une réponse entre-temps" in text(client.get(answer["Location"]))
    assert not StoredCorrection.objects.of(inventory.authority).exists()
