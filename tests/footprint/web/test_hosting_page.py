"""Cloud and hosting: weighed beside the equipment, in its total by an explicit choice."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from footprint.web.conftest import arrive, assess
from jalons.footprint.web.fleet_reader import fleet
from jalons.footprint.web.hosted.queries import as_service
from jalons.footprint.web.inventories.perimeters import perimeter_of
from jalons.footprint.web.models import (
    AssessedInventory,
    InventoryFile,
    StoredHeadcount,
    StoredHostedService,
    StoredPrintCount,
)
from jalons.footprint.web.results.report import document
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.register.writer import write


def text(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", bare.replace("\u202f", " ").replace("\xa0", " "))


@pytest.fixture
def inventory(client, authority):
    assess(client, authority, "Type;Quantité\nOrdinateur portable;10\n")
    return InventoryFile.objects.of(authority).get()


def host(authority, name="Site", **values):
    values = {"name": name, "kind": "vm", "vcpu": 8.0, "memory_gb": 32.0} | values
    found = StoredHostedService(authority=authority)
    write(authority, None, [(found, values)])
    return found


def url(inventory, name="hosting"):
    return reverse(f"footprint_{name}", args=[inventory.authority.slug, inventory.pk])


def total(authority):
    latest = AssessedInventory.objects.of(authority).first()
    (found,) = (
        each["p50"]
        for each in latest.result["impacts"]
        if (each["criterion"], each["stage"]) == ("climate_change", "total")
    )
    return found


def test_the_total_has_them_only_once_somebody_chose_so_and_the_perimeter_says_it(
    client, authority, inventory
):
    before = total(authority)
    host(authority, declared_kg=40.0, declared_year=2025, declared_source="Bilan annuel")
    seen = text(client.get(url(inventory)))
    assert "ne les compte pas, tant que vous ne l’avez pas choisi" in seen
    assert "Déclaré par le fournisseur" in seen
    assert total(authority) == before
    host(authority, "Archives", kind="storage", vcpu=None, storage_gb=4000.0, disk="hdd")
    page = arrive(client, client.post(url(inventory, "hosting_count"), {"compter": "1"}))
    assert "logiciels en ligne" in text(page)
    assert total(authority) > before
    inventory.refresh_from_db()
    assert "2 services hébergés" in perimeter_of(inventory).included
    stored = AssessedInventory.objects.of(authority).first().result["not_covered"]["topics"]
    assert not {"cloud", "hosting"} & set(stored)  # what files and the API say
    assert stored[0] == "saas"
    assert page.context["devices"] == 10
    others = fleet.devices(authority.urn, inventory.urn)
    assert [(each.kind, each.quantity) for each in others] == [("laptop", 10)]
    assert "son périmètre le dit" in text(client.get(url(inventory)))
    host(authority, "Sauvegardes", kind="storage", storage_gb=8000.0, disk="hdd")
    assert "la liste a changé depuis" in text(client.get(url(inventory)))
    assessed = AssessedInventory.objects.of(authority).select_related("inventory").first()
    chapter = repr(document(assessed, "fr"))
    assert "Ce total compte ce que d’autres hébergent" in chapter
    assert "Sauvegardes" not in chapter  # the list has changed, the total has not
    arrive(client, client.post(url(inventory, "hosting_count")))
    assert "Ce total ne compte pas ce que d’autres hébergent" in repr(
        document(AssessedInventory.objects.of(authority).first(), "fr")
    )
    assert total(authority) == before
    changes = [each.after for each in Entry.objects.of(authority) if isinstance(each.after, dict)]
    assert any(
        each.get("Hébergements comptés dans le total") == "Archives, Site" for each in changes
    )


def test_a_service_without_size_or_a_declared_figure_without_source_is_refused(client, authority):
    form = {"name": "VM", "kind": "vm", "disk": "ssd", "count": "1", "hours": "8760",
            "share": "100", "country": "FR"}  # fmt: skip
    new = reverse("footprint_hosted_new", args=[authority.slug])
    assert client.post(new, form).status_code == 422
    wrong = form | {"vcpu": "2", "declared_kg": "12"}
    assert client.post(new, wrong).status_code == 422
    assert client.post(new, form | {"vcpu": "2", "country": "France"}).status_code == 422
    assert client.post(new, form | {"vcpu": "2"}).status_code == 302


LIST = """Nom;Type;vCPU;RAM;Stockage;Pays
Site;machine virtuelle;4 vCPU;16 Go;200 GB;France
Archives;stockage;;;2 To;Suède
Calcul;serveur entier;32 cœurs;64 GiB;1,5 To;DE
Rive;machine virtuelle;2;8 km;1 Po;Narnia
"""


def test_a_list_is_read_with_the_units_and_countries_people_write(client, authority):
    new = reverse("footprint_hosted_import", args=[authority.slug])
    page = arrive(client, client.post(new, {"file": SimpleUploadedFile("a.csv", LIST.encode())}))
    seen = text(page)
    assert "3 lignes seraient enregistrées" in seen
    assert "« 8 km »" in seen
    columns = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    arrive(client, client.post(page.wsgi_request.path, columns | {"step": "apply"}))
    found = StoredHostedService.objects.of(authority).order_by("name")
    assert [(each.name, each.vcpu, each.memory_gb, each.storage_gb, each.country)
            for each in found] == [
        ("Archives", None, None, 2000, "SE"), ("Calcul", 32, 68.719476736, 1500, "DE"),
        ("Site", 4, 16, 200, "FR"),
    ]  # fmt: skip


def test_without_service_the_page_says_what_to_bring_and_a_reader_decides_nothing(
    client, authority, inventory
):
    assert "Qu’hébergent d’autres pour vous" in text(client.get(url(inventory)))
    host(authority, hours=0.0)
    half = StoredHostedService(authority=authority, name="Partagé", kind="vm", vcpu=4.0, share=50.0)
    assert (as_service(half).share, as_service(half).kind) == (0.5, "vm")
    host(authority, "Ailleurs", country="UK")
    assert "pays inconnu : électricité mondiale" in text(client.get(url(inventory)))
    StoredHostedService.objects.of(authority).filter(name="Ailleurs").delete()
    assert "Qu’hébergent d’autres pour vous" in text(client.get(url(inventory)))
    reader = client_of(authority, Role.READER)
    assert "Ajouter un service" not in text(reader.get(url(inventory)))
    assert reader.post(url(inventory, "hosting_count"), {"compter": "1"}).status_code == 403


def test_what_another_authority_declared_is_on_no_page_of_this_one(client, authority, inventory):
    other = make_authority("200000002", "Ailleurs", staff=9)
    host(other)
    reading = {"printer": "K", "to_day": "2024-12-31", "counter_mono": 0}
    for count in (reading, reading | {"to_day": "2025-12-31", "counter_mono": 9000}):
        write(other, None, [(StoredPrintCount(authority=other), count)])
    people = {"population": "staff", "people": 4321, "counted_on": "2026-01-01", "origin": "RSU"}
    write(other, None, [(StoredHeadcount(authority=other), people)])
    assert "Qu’hébergent d’autres pour vous" in text(client.get(url(inventory)))
    assert "Combien de papier vos imprimantes" in text(client.get(url(inventory, "printing")))
    assert "4 321" not in text(client.get(url(inventory, "ratios")))
