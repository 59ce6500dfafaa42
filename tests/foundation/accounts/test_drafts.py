"""What somebody typed and could not save is kept, shown, and sent again."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import PASSWORD, member_of
from jalons.foundation.accounts import drafts
from jalons.foundation.accounts.actions import purge_sessions
from jalons.foundation.accounts.models import Role


@pytest.fixture
def authority(db):
    authority = make_authority("agglo", "Agglo", staff=100)
    member_of(authority, Role.ADMINISTRATOR, "lead@example.org")
    return authority


@pytest.fixture
def lead(authority):
    return authority.members.get()


def address(page):
    return reverse("draft", query={"page": page})


def sign_in(client, page):
    return client.post(page, {"login": "lead@example.org", "password": PASSWORD})


def test_a_form_sent_after_the_session_expired_is_found_again_after_signing_in(client, authority):
    page = reverse("authority_settings", args=["agglo"])
    expired = client.post(page, {"staff": "450"})
    assert expired.status_code == 302
    signed = sign_in(client, expired.url)
    assert signed.url == address(page)
    shown = client.get(signed.url).content.decode()
    assert "450" in shown
    saved = client.post(page, {"staff": "450"})
    assert saved.status_code == 302
    authority.refresh_from_db()
    assert authority.staff == 450
    assert "450" not in client.get(address(page)).content.decode()


def test_the_page_itself_says_that_a_draft_waits(client, authority, lead):
    page = reverse("authority_settings", args=["agglo"])
    client.force_login(lead)
    assert client.post(address(page), {"staff": "45"}).status_code == 204
    assert address(page).split("?")[0] in client.get(page).content.decode()
    assert client.post(address(page), {"forget": "1"}).url == page
    assert address(page).split("?")[0] not in client.get(page).content.decode()


def test_a_refused_form_keeps_its_draft(client, authority, lead):
    page = reverse("authority_settings", args=["agglo"])
    client.force_login(lead)
    client.post(address(page), {"staff": "lots"})
    client.post(page, {"staff": "lots"})
    assert "lots" in client.get(address(page)).content.decode()


def test_a_stranger_without_session_keeps_nothing(client, db):
    assert client.post(address("/collectivite/agglo/"), {"staff": "45"}).status_code == 403


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org/", "", "/x/?y=1"])
def test_a_draft_belongs_to_a_page_of_this_site(client, db, page):
    assert client.get(reverse("draft"), {"page": page}).status_code == 404


def test_a_draft_has_a_bound_and_a_session_keeps_the_last_ten(client, authority, lead):
    client.force_login(lead)
    assert client.post(address("/a/"), {"text": "x" * 200_001}).status_code == 413
    for number in range(11):
        client.post(address(f"/{number}/"), {"text": f"texte {number}"})
    assert "texte 0" not in client.get(address("/0/")).content.decode()
    assert "texte 10" in client.get(address("/10/")).content.decode()


def test_the_draft_of_another_session_cannot_be_read(client, authority, lead):
    client.force_login(lead)
    client.post(address("/a/"), {"text": "secret"})
    client.logout()
    assert "secret" not in client.get(address("/a/")).content.decode()


def unsigned(address="192.0.2.1"):
    """A form sent by somebody without a session."""
    page = reverse("authority_settings", args=["agglo"])
    return Client(REMOTE_ADDR=address).post(page, {"staff": "450"})


def test_one_address_opens_so_many_sessions_an_hour_then_is_told_plainly(authority, monkeypatch):
    cache.clear()
    monkeypatch.setitem(drafts.RATES, "keep_draft", "3/h/ip")
    assert [unsigned().status_code for _ in range(3)] == [302] * 3
    refused = unsigned()
    assert refused.status_code == 429
    assert "n’est pas conservé" in refused.content.decode()
    assert Session.objects.count() == 3
    assert unsigned("192.0.2.2").status_code == 302


def test_who_has_a_session_already_is_not_counted(authority, monkeypatch):
    cache.clear()
    monkeypatch.setitem(drafts.RATES, "keep_draft", "1/h/ip")
    browser = Client(REMOTE_ADDR="192.0.2.1")
    page = reverse("authority_settings", args=["agglo"])
    assert [browser.post(page, {"staff": "450"}).status_code for _ in range(3)] == [302] * 3
    assert Session.objects.count() == 1


def test_a_session_of_a_stranger_goes_with_the_daily_round(authority):
    cache.clear()
    unsigned()
    purge_sessions()
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + drafts.STRANGER_LASTS + timedelta(minutes=1)):
        purge_sessions()
    assert not Session.objects.exists()
