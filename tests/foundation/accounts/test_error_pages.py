"""When something is refused or breaks, people read our words, in our look."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Role

pytestmark = pytest.mark.django_db


def test_an_unknown_address_says_what_may_be_wrong(client):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Il n’y a rien à cette adresse." in response.content.decode()


def test_a_role_too_low_says_whom_to_ask(reader, authority):
    response = reader.get(f"/collectivite/{authority.slug}/journal/")
    assert response.status_code == 403
    assert "Votre rôle ne le permet pas." in response.content.decode()


def test_a_form_without_its_token_says_it_has_expired():
    response = Client(enforce_csrf_checks=True).post("/essai/", {"territory": "epci:1"})
    assert response.status_code == 403
    assert "Ce formulaire a expiré." in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "429.html"])
def test_other_refusals_are_in_our_look(name, rf, client):
    request = rf.get("/")
    request.user, request.resolver_match = client.get("/").wsgi_request.user, None
    page = render_to_string(name, request=request)
    assert "design/jalons" in page
    assert "<h1>" in page


def test_the_page_of_a_breakdown_needs_nothing_that_may_be_broken():
    page = render_to_string("500.html", {"reference": "K7F3-2QXP"})
    assert "Vos données enregistrées sont intactes." in page
    assert "<script" not in page
    assert "style=" not in page


def test_a_breakdown_is_answered_in_words(authority, monkeypatch):
    from jalons.foundation.accounts import queries

    def broken(**_: object) -> None:
        raise RuntimeError

    user = member_of(authority, Role.READER)
    monkeypatch.setattr(queries, "members", broken)
    client = signed_in(user, raise_request_exception=False)
    response = client.get(f"/collectivite/{authority.slug}/membres/")
    assert response.status_code == 500
    assert "Jalons n’a pas su répondre." in response.content.decode()
