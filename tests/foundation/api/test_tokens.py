"""Tokens: made by an administrator, shown once, listed, revoked, bounded."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from factories.people import member_of, signed_in
from foundation.api.conftest import Machine, machine_of
from jalons.foundation.accounts.models import Membership, Role
from jalons.foundation.api.actions import create_token
from jalons.foundation.api.models import ApiToken
from jalons.foundation.api.serving import access
from jalons.foundation.journal.models import Entry
from samples import api_token

FORM = {"name": "Export GLPI", "scopes": ["footprint:read", "footprint:write"], "days": "30"}


@pytest.fixture
def client(administrator):
    return signed_in(administrator)


def made(client, authority, **changes):
    return client.post(reverse("api_token_create", args=[authority.slug]), FORM | changes)


def test_the_secret_is_shown_once_and_its_digest_alone_is_kept(client, authority):
    page = made(client, authority)
    secret = re.search(r'value="(jalons_[\w-]{43})"', page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    token = ApiToken.objects.of(authority).get()
    kept = " ".join(str(value) for value in vars(token).values())
    assert secret not in kept
    assert secret.startswith(token.start)
    assert len(token.start) == 12
    shown = client.get(reverse("api_tokens", args=[authority.slug])).content.decode()
    assert secret not in shown
    assert "Export GLPI" in shown
    assert (
        Machine(secret)("GET", f"/api/v1/authorities/{authority.slug}/inventories").status_code
        == 200
    )


def test_a_token_has_the_rights_that_were_ticked_and_the_days_chosen(client, authority):
    made(client, authority, days="365")
    token = ApiToken.objects.of(authority).get()
    assert token.scopes == ["footprint:read", "footprint:write"]
    assert token.expires_at - token.created_at == timedelta(days=365)
    assert token.created_by.name == "Ada"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["site:destroy"]}, {"days": "100000"}]
)
def test_a_form_that_is_wrong_makes_no_token_and_keeps_what_was_typed(client, authority, wrong):
    page = made(client, authority, **wrong)
    assert page.status_code == 422
    assert not ApiToken.objects.of(authority).exists()
    if "name" not in wrong:
        assert 'value="Export GLPI"' in page.content.decode()


def test_making_and_revoking_leave_a_line_in_the_journal_without_the_secret(client, authority):
    made(client, authority)
    token = ApiToken.objects.of(authority).get()
    for _ in range(2):  # revoking twice is revoking once
        client.post(reverse("api_token_revoke", args=[authority.slug, token.pk]))
    entries = Entry.objects.of(authority).filter(urn=str(token.urn)).order_by("pk")
    assert [(each.verb, str(each.actor)) for each in entries] == [
        ("created", "Ada"),
        ("revoked", "Ada"),
    ]
    assert entries[0].after["scopes"] == token.scopes
    assert token.digest not in str(entries[0].after)
    page = client.get(reverse("api_tokens", args=[authority.slug])).content.decode()
    assert "Jetons qui n’ouvrent plus rien" in page


def test_the_list_tells_when_a_token_was_last_used_to_the_minute(authority):
    token, secret = api_token(authority, days=30)
    machine, address = Machine(secret), f"/api/v1/authorities/{authority.slug}"
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        machine("GET", address)
    with time_machine.travel(start + timedelta(seconds=40), tick=False):
        machine("GET", address)
    token.refresh_from_db()
    assert token.last_used_at == start
    with time_machine.travel(start + timedelta(minutes=2), tick=False):
        machine("GET", address)
    token.refresh_from_db()
    assert token.last_used_at == start + timedelta(minutes=2)


def test_a_token_that_calls_too_often_waits_and_the_others_do_not(authority, monkeypatch):
    monkeypatch.setattr(access, "CALLS_PER_MINUTE", 3)
    address = f"/api/v1/authorities/{authority.slug}"
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as now:
        busy, calm = machine_of(authority), machine_of(authority)
        assert [busy("GET", address).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = busy("GET", address)
        assert refused.json()["code"] == "rate_exceeded"
        assert refused["Retry-After"] == "60"
        assert calm("GET", address).status_code == 200
        now.shift(60)
        assert busy("GET", address).status_code == 200


def test_what_a_machine_does_is_journaled_under_who_made_its_token_and_its_name(authority):
    machine = machine_of(authority)
    machine("POST", f"/api/v1/authorities/{authority.slug}/inventories", b"type;quantite\nPC;3\n")
    entry = Entry.objects.of(authority).get(verb="imported")
    maker = ApiToken.objects.of(authority).get().created_by
    assert entry.actor == maker
    assert entry.actor_label == f"{maker} (jeton «\u202fSample\u202f»)"


def test_a_token_closes_when_its_maker_leaves_and_the_page_says_so(client, authority):
    maker = member_of(authority, Role.ADMINISTRATOR, "maker@example.org", name="Max")
    member = maker.memberships.get()
    token, secret = create_token(
        authority=authority,
        user=maker,
        name="Export de nuit",
        scopes=["footprint:read"],
        days=30,
        now=timezone.now(),
    )
    address = f"/api/v1/authorities/{authority.slug}/inventories"
    assert Machine(secret)("GET", address).status_code == 200
    page = client.post(reverse("remove_member", args=[authority.slug, member.pk]), follow=True)
    assert "1 jeton d’API" in page.content.decode()
    refused = Machine(secret)("GET", address)
    assert refused.status_code == 401
    line = Entry.objects.of(authority).get(urn=str(token.urn), verb="revoked")
    assert (line.actor_label, line.label) == ("Ada", "Export de nuit")
    shown = client.get(reverse("api_tokens", args=[authority.slug])).content.decode()
    assert "a quitté la collectivité" in shown


def test_a_token_loses_its_writing_rights_with_the_role_of_its_maker(client, authority):
    maker = member_of(authority, Role.ADMINISTRATOR, "maker@example.org", name="Max")
    member = maker.memberships.get()
    scopes = ["footprint:read", "footprint:write"]
    _, secret = create_token(
        authority=authority, user=maker, name="Export", scopes=scopes, days=30, now=timezone.now()
    )
    address, file = f"/api/v1/authorities/{authority.slug}/inventories", b"type;quantite\nPC;3\n"
    change = reverse("change_role", args=[authority.slug, member.pk])
    client.post(change, {"role": "reader"})
    refused = Machine(secret)("POST", address, file)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_lost")
    assert Machine(secret)("GET", address).status_code == 200
    page = client.get(reverse("api_tokens", args=[authority.slug])).content.decode()
    assert "Perdu avec le rôle de son auteur\u202f: footprint:write" in page
    client.post(change, {"role": "contributor"})
    assert Machine(secret)("POST", address, file).status_code == 202


def test_a_token_whose_maker_is_no_member_opens_nothing_even_if_never_revoked(authority):
    token, secret = api_token(authority, scopes=["footprint:read"])
    Membership.objects.filter(user=token.created_by).delete()
    refused = Machine(secret)("GET", f"/api/v1/authorities/{authority.slug}/inventories")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_revoked")


def test_a_departure_leaves_the_tokens_of_others(client, authority):
    made(client, authority)
    leaver = member_of(authority, Role.READER, "leaver@example.org", name="Léa")
    member = leaver.memberships.get()
    client.post(reverse("remove_member", args=[authority.slug, member.pk]))
    assert ApiToken.objects.of(authority).get().revoked_at is None


def test_a_token_whose_maker_has_no_account_any_more_opens_nothing(authority):
    token, secret = api_token(authority, scopes=["footprint:read"])
    token.created_by.delete()
    address = f"/api/v1/authorities/{authority.slug}/inventories"
    assert Machine(secret)("GET", address).status_code == 401
