"""An authority, someone who contributes to it, and files to drop."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.tasks.worker import Worker

CSV = """Type;Modèle;Quantité;Date achat;Statut
Ordinateur portable;Dell Latitude 5420;10;2023-01-15;En service
Écran;Dell P2419H;20;2021-06-01;En service
Serveur;Dell PowerEdge R640;2;2020-03-01;En service
Ordinateur portable;HP EliteBook;3;2015-01-01;Réformé
Trancheuse;Modèle X;1;2020-01-01;En service
Écran;Dell P2419H;-4;2021-06-01;En service
"""


def new_authority():
    """An authority of 50 agents."""
    return make_authority("200000001", "Agglomération d’essai", staff=50)


def new_contributor(authority):
    """Somebody who contributes to it."""
    return member_of(authority, Role.CONTRIBUTOR, "dsi@example.org", name="Dominique")


@pytest.fixture
def authority(db):
    return new_authority()


@pytest.fixture
def contributor(authority):
    return new_contributor(authority)


@pytest.fixture
def client(contributor):
    return signed_in(contributor)


@pytest.fixture(scope="module")
def measured(request, kept_rows):
    """The key of an authority: the ``FILE`` of the module, measured once, is its inventory."""
    authority = new_authority()
    assess(signed_in(new_contributor(authority)), authority, request.module.FILE)
    return authority.pk


@pytest.fixture
def inventory(measured, db):
    return InventoryFile.objects.of(Authority.objects.get(pk=measured)).get()


def arrive(client, response):
    """Where a request ends once the background work is done, redirects followed."""
    Worker().run_pending()
    for _ in range(4):
        if response.status_code != 302:
            return response
        response = client.get(response["Location"])
    return response


def drop(client, authority, content, name="parc.csv"):
    """Drop a file as the form does; the page one lands on."""
    body = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, body)
    response = client.post(reverse("footprint_drop", args=[authority.slug]), {"file": file})
    return arrive(client, response)


def assess(client, authority, content=CSV, name="parc.csv", **choices):
    """Drop a file, confirm its columns, and land on its result."""
    page = drop(client, authority, content, name)
    form = {"lifetime": "expected", "mix": "ademe-2024", "pue": ""} | choices
    return arrive(client, client.post(page.wsgi_request.path, form))


def tab(client, page, view):
    """One of the tabs of a result page: ``detail``, ``non-compte``, ``methode``, ``exporter``."""
    return client.get(page.wsgi_request.path, {"voir": view})
