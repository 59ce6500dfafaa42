"""Everybody can report an error on each public sheet, without a form, a cookie or an account."""

import pytest

from factories.datasets import make_address, make_dataset
from jalons.catalogue.web.ai_systems.models import AISystem
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import move, write

pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ")


def test_each_public_sheet_has_a_ready_mail_or_an_address(authority, client):
    PublicPage.objects.create(authority=authority, is_open=True)
    page = PublicPage.objects.of(authority)
    found = make_dataset(authority, name="Arbres & bancs", contact_email="donnees@ville.invalid")
    make_address(found)
    move(None, found.latest(), "publish")
    system = AISystem(authority=authority)
    values = {"name": "Robot du site", "summary": "Répond", "answers": {"prohibited": ["none"]}}
    write(authority, None, [(system, values)])
    move(None, system.latest(), "try")
    for each in (found, system):
        Published.objects.create(authority=authority, urn=str(each.urn))
    mail = "mailto:donnees@ville.invalid?subject=Erreur%20sur%20la%20fiche"
    for address in ("/public/vitre/jeux-de-donnees/", f"/donnees/vitre/{found.pk}/"):
        shown = text(client.get(address))
        assert mail in shown
        assert "Arbres%20%26%20bancs" in shown
    shown = text(client.get("/public/vitre/systemes-ia/"))
    assert "Signaler une erreur" not in shown  # nobody can be written to
    page.update(contact_address="Mairie, 5 place du Château")
    shown = text(client.get("/public/vitre/systemes-ia/"))
    assert "écrivez à : Mairie, 5 place du Château" in shown
    page.update(contact_address="accueil@ville.invalid")
    assert "mailto:accueil@ville.invalid?subject=" in text(client.get("/public/vitre/systemes-ia/"))
    for each in (found, system):
        write(authority, None, [(each.latest(), {"name": f"{each.name} (2)"})])
    assert "Robot du site (2)" in text(
        client.get("/public/vitre/")
    )  # and the home says what changed
    assert not client.cookies
