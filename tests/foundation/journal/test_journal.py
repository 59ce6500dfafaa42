"""The journal: written once, read by those who lead, exported without danger."""

import csv
import io
import re

import pytest
from django.db import DatabaseError, connection, transaction

from factories.authorities import make_authority
from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.journal import actions, queries
from jalons.foundation.journal.models import AppendOnlyError, Entry
from jalons.kernel import Urn

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(authority):
    return member_of(authority, Role.LEAD, "lead@example.org", name="Camille")


def write(authority, user=None, **fields):
    values = {
        "verb": "changed",
        "urn": Urn("inventory", "1"),
        "label": "Parc 2026",
        "before": {"rows": 1},
        "after": {"rows": 2},
    }
    return actions.record(request_user=user, authority=authority, **(values | fields))


def test_a_line_keeps_who_what_and_the_values(authority, lead):
    write(authority, lead)
    entry = queries.history(authority=authority, urn=Urn("inventory", "1")).get()
    assert (entry.actor, entry.actor_label, entry.verb) == (lead, "Camille", "changed")
    assert entry.changes == [("rows", "1", "2")]


def test_a_line_cannot_be_saved_again_nor_deleted(authority):
    entry = write(authority)
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    with pytest.raises(AppendOnlyError):
        Entry.objects.of(authority).update(verb="other")
    with pytest.raises(AppendOnlyError):
        Entry.objects.of(authority).delete()


@pytest.mark.parametrize("column", ["label", "verb", "actor_label", "urn"])
def test_the_database_refuses_a_change_behind_our_back(authority, column):
    write(authority)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE journal_entry SET {column} = 'forged'")


def test_a_deleted_account_leaves_its_name_in_the_journal(authority, lead):
    write(authority, lead)
    lead.delete()
    entry = queries.entries(authority=authority).get()
    assert (entry.actor, entry.actor_label) == (None, "Camille")


def test_a_deleted_authority_takes_its_lines_along(authority):
    write(authority)
    authority.delete()
    assert Entry.unscoped.count() == 0


def test_the_page_shows_only_the_lines_of_its_authority(client, authority, lead):
    other = make_authority("200000002", "Agglo B")
    write(authority, lead, label="Parc visible")
    write(other, label="Parc secret")
    client.force_login(lead)
    page = client.get(f"/collectivite/{authority.slug}/journal/").content.decode()
    assert "Parc visible" in page
    assert "Parc secret" not in page
    assert client.get(f"/collectivite/{other.slug}/journal/").status_code == 404
    assert client.get(f"/collectivite/{other.slug}/journal/export.csv").status_code == 404


def test_the_page_filters_by_object_and_verb_and_turns(client, authority, lead):
    for number in range(51):
        write(authority, lead, label=f"Parc {number}", urn=Urn("inventory", str(number)))
    write(authority, lead, verb="deleted", label="Ancien", urn=Urn("inventory", "x"))
    client.force_login(lead)
    address = f"/collectivite/{authority.slug}/journal/"
    last = client.get(address, {"page": "3", "about": ""}).content.decode()
    assert "Parc 0<" in last
    assert "Ancien" not in last
    assert client.get(address, {"verb": "deleted"}).context["page"].paginator.count == 1
    assert client.get(address, {"about": "Parc 50"}).context["page"].paginator.count == 1
    only = client.get(address, {"about": "urn:jalons:inventory:7"}).context["page"]
    assert [entry.label for entry in only] == ["Parc 7"]
    assert client.get(address, {"page": "wrong"}).status_code == 200


def test_a_contributor_does_not_read_the_journal(client, authority, lead):
    authority.memberships.update(role=Role.CONTRIBUTOR)
    client.force_login(lead)
    assert client.get(f"/collectivite/{authority.slug}/journal/").status_code == 403


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_the_export_runs_no_formula(client, authority, lead, start):
    lead.name = '=HYPERLINK("http://x")'
    lead.save()
    write(authority, lead, label=f"{start}1+1")
    client.force_login(lead)
    answer = client.get(f"/collectivite/{authority.slug}/journal/export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert head[1] == "who"
    assert row[4] == f"'{start}1+1"
    assert row[1].startswith("'=")


def test_words_of_the_data_are_escaped_on_the_page(client, authority, lead):
    write(authority, lead, label="<script>alert(1)</script>", after={"rows": "<b>2</b>"})
    client.force_login(lead)
    page = client.get(f"/collectivite/{authority.slug}/journal/").content.decode()
    assert "<script>alert" not in page
    assert "<b>2</b>" not in page


def test_a_page_of_the_journal_stays_light_and_every_link_says_its_object(client, authority, lead):
    many = {f"value {number}": number for number in range(40)}
    for number in range(60):
        label = "" if number % 2 else f"Parc {number}"
        write(authority, lead, label=label, before=many, after={"columns": "x" * 5000})
    client.force_login(lead)
    page = client.get(f"/collectivite/{authority.slug}/journal/").content.decode()
    assert len(re.findall(r"<[a-z]", page)) < 420
    assert "urn:" not in re.sub(r"<[^>]+>", "", page)
    assert "41 valeurs" in page
    assert "x" * 200 not in page
    assert re.findall(r"<a [^>]*>\s*</a>", page) == []
    assert 'rel="next" href="?page=2"' in page


@pytest.mark.parametrize(
    ("verb", "word"),
    [("published", "publié"), ("withdrawn", "retiré"), ("opened", "ouvert"), ("closed", "fermé")],
)
def test_what_a_room_opens_or_publishes_is_told_in_words(client, authority, lead, verb, word):
    write(authority, lead, verb=verb, before={"open": False}, after={"open": True})
    client.force_login(lead)
    page = client.get(f"/collectivite/{authority.slug}/journal/").content.decode()
    assert f">{word}</td>" in page
    assert "open\u202f: non → oui" in page or "open\xa0: non → oui" in page
