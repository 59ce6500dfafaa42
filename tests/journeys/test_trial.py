"""The path of somebody who arrives without an account, without JavaScript."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from footprint.web.conftest import CSV, arrive
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts.models import Authority, Membership, Role, User


def links(page):
    return re.findall(r'href="([^"]+)"', page.content.decode())


def test_a_visitor_finds_a_territory_measures_its_fleet_and_keeps_it_with_an_account(territories):
    visitor = Client()
    front = visitor.get("/")
    assert 'action="/territoires/"' in front.content.decode()
    found = visitor.get("/territoires/", {"q": "angers loire"})
    territory = next(link for link in links(found) if "244900015" in link)
    page = visitor.get(territory)
    assert "50\u202f000" in page.content.decode()
    started = visitor.post(reverse("start_trial"), {"territory": "epci:244900015"})
    path = visitor.get(started["Location"])
    assert "essai" in path.content.decode().lower()

    trial = Authority.objects.get(kind=Authority.Kind.TRIAL)
    file = SimpleUploadedFile("parc.csv", CSV.encode())
    dropped = visitor.post(reverse("footprint_drop", args=[trial.slug]), {"file": file})
    columns = arrive(visitor, dropped)
    form = {"lifetime": "expected", "mix": "ademe-2024"}
    result = arrive(visitor, visitor.post(columns.wsgi_request.path, form))
    assert "par an" in result.content.decode()
    assert reverse("keep_trial") in links(result)

    stranger = Client()
    assert stranger.get(result.wsgi_request.path).status_code == 302

    ada = User.objects.create_user("ada@example.org", "a long enough password")
    visitor.force_login(ada)
    visitor.post(reverse("keep_trial"))
    kept = Membership.objects.get(user=ada)
    assert kept.role == Role.ADMINISTRATOR
    assert kept.authority.kind == Authority.Kind.REAL
    inventory = InventoryFile.objects.of(kept.authority).get()
    again = visitor.get(reverse("footprint_result", args=[kept.authority.slug, inventory.pk]))
    assert again.status_code == 200
