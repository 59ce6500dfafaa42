"""The demonstration is open to visitors, to read only."""

import pytest
from django.test import Client
from django.urls import reverse

from factories.authorities import make_authority


@pytest.fixture
def demo(db):
    return make_authority("demonstration", "Démonstration", kind="demo")


def test_a_visitor_reads_the_demonstration_without_an_account(demo):
    assert Client().get(reverse("path_page", args=[demo.slug])).status_code == 200


def test_a_visitor_changes_nothing_in_the_demonstration(demo):
    visitor = Client()
    assert visitor.post(reverse("footprint_drop", args=[demo.slug])).status_code == 403
    assert visitor.get(reverse("authority_settings", args=[demo.slug])).status_code == 403
    assert visitor.get(reverse("journal", args=[demo.slug])).status_code == 403


def test_a_real_authority_stays_closed_to_visitors(authority):
    assert Client().get(reverse("path_page", args=[authority.slug])).status_code == 302
