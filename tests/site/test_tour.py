"""The guided tour of the demonstration: where one is in it, and the way back to it."""

import pytest
from django.test import Client
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.site.pages.tour import SESSION_KEY, stops

pytestmark = pytest.mark.django_db
LAST = len(stops("fr"))


@pytest.fixture
def demo(db):
    return make_authority("demo", "Démonstration", kind=Authority.Kind.DEMO)


@pytest.fixture
def visitor():
    return Client()


def go(client, number):
    return client.post(reverse("tour_stop", args=["demo", number]))


def page(client, name="tour", **query):
    return client.get(reverse(name, args=["demo"]), query).content.decode()


def test_who_begins_the_tour_reads_where_they_are_on_every_page(demo, visitor):
    assert "Première visite" in page(visitor, "path_page")
    assert go(visitor, 1).url.endswith("?etape=1")
    assert f"étape 1 sur {LAST}" in page(visitor, "path_page")
    assert "À regarder" in page(visitor, "path_page"), "it is the page of this stop"
    assert "À regarder" not in page(visitor, "documents")


def test_a_stop_opened_from_the_list_is_the_one_the_pages_name(demo, visitor):
    go(visitor, 1)
    page(visitor, etape=3)
    assert f"étape 3 sur {LAST}" in page(visitor, "documents")


def test_who_leaves_the_tour_is_not_invited_again(demo, visitor):
    go(visitor, 2)
    assert go(visitor, 0).url == reverse("path_page", args=["demo"])
    html = page(visitor, "path_page")
    assert "étape" not in html
    assert "Première visite" not in html


def test_an_older_longer_tour_goes_on_at_the_last_stop(demo, visitor):
    go(visitor, 1)
    session = visitor.session
    session[SESSION_KEY] = LAST + 3
    session.save()
    assert f"étape {LAST} sur {LAST}" in page(visitor, "documents")
    assert f"Étape {LAST} sur {LAST}" in page(visitor)


@pytest.mark.parametrize("typed", [str(LAST + 1), "-1", "²", "x", "9" * 5000, ""])
def test_a_stop_that_does_not_exist_shows_the_whole_tour(demo, visitor, typed):
    assert "Commencer la visite" in page(visitor, etape=typed)


def test_the_last_stop_ends_the_tour_and_the_first_has_none_before(demo, visitor):
    assert "Terminer la visite" in page(visitor, etape=LAST)
    assert "Étape suivante" not in page(visitor, etape=LAST)
    assert "Étape précédente" not in page(visitor, etape=1)


def test_another_authority_has_help_in_the_place_of_a_tour(db):
    client = client_of(make_authority("demo", "Pas une démonstration"), Role.READER)
    help_page = reverse("authority_help", args=["demo"])
    assert client.get(reverse("tour", args=["demo"])).url == help_page
    assert "visite" not in page(client, "path_page").lower()
