"""What the administrators of an instance see and do, and nobody else."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import (
    Authority,
    InstanceEntry,
    KnownDomain,
    Role,
    User,
)
from jalons.foundation.administration import account_actions, queries
from jalons.foundation.administration.erasure import authority_erasure
from jalons.foundation.administration.errors import AdministrationError

pytestmark = pytest.mark.django_db


def text_of(client, address):
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client, authority, word, **fields):
    return client.post(f"/instance/collectivites/{authority.pk}/{word}/", fields)


def verbs():
    return list(InstanceEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_only_the_administrator_of_the_instance_has_its_link_and_its_pages(instance, mayor, town):
    assert '<a href="/instance/">Instance</a>' in text_of(instance, "/mes-collectivites/")
    make_authority("attente", "Attente", standing="waiting")
    assert '<a href="/instance/">Instance (1)</a>' in text_of(instance, "/mes-collectivites/")
    client = signed_in(mayor)
    assert 'href="/instance/"' not in text_of(client, f"/collectivite/{town.slug}/membres/")
    assert client.get("/instance/").status_code == 404
    assert act(client, town, "fermer").status_code == 404
    assert Client().get("/instance/")["Location"].startswith("/compte/login/")


def test_the_list_is_searched_filtered_sorted_and_paged(instance, town, squatter):
    for number in range(30):
        make_authority(f"a{number}", f"Commune {number:02}")
    default_storage.save(f"inventories/{town.pk}/x.csv", ContentFile(b"x" * 3_000_000))
    assert "1 espace attend votre décision" in text_of(instance, "/instance/collectivites/")
    assert "Commune 29" not in text_of(instance, "/instance/collectivites/")
    assert "Commune 29" in text_of(instance, "/instance/collectivites/?page=2")
    assert "Commune 29" in text_of(instance, "/instance/collectivites/?q=commune+29")
    assert (
        "Commune"
        not in text_of(instance, "/instance/collectivites/?shown=waiting").partition("<tbody>")[2]
    )
    rows = text_of(instance, "/instance/collectivites/?sort=-size").partition("<tbody>")[2]
    assert rows.index("/instance/collectivites/") == rows.index(
        f"/instance/collectivites/{town.pk}/"
    )
    assert "3,0" in rows
    for sort in queries.SORTS:
        text_of(instance, f"/instance/collectivites/?sort=-{sort}")


def test_a_town_that_claims_its_territory_receives_its_address(instance, town, squatter, mayor):
    Authority.objects.filter(pk=town.pk).update(standing="waiting", request="Appelez la mairie")
    page = text_of(instance, f"/instance/collectivites/{town.pk}/")
    assert "Appelez la mairie" in page
    assert f"/instance/collectivites/{squatter.pk}/" in page, "both are seen together"
    act(instance, town, "approuver")
    town.refresh_from_db()
    squatter.refresh_from_db()
    assert (town.standing, town.slug) == ("approved", "213503600")
    assert squatter.slug == "vitre"
    assert verbs() == ["approved"]


def test_between_two_approved_ones_the_administrator_decides(instance, town, squatter):
    Authority.objects.filter(pk=squatter.pk).update(standing="approved")
    act(instance, town, "approuver")
    town.refresh_from_db()
    assert town.slug == "vitre-2", "nothing is taken from an approved one by itself"
    act(instance, town, "adresse")
    town.refresh_from_db()
    squatter.refresh_from_db()
    assert (town.slug, squatter.slug) == ("213503600", "vitre")


def test_refuse_close_reopen_and_their_reasons(instance, town, mayor):
    client = signed_in(mayor)
    act(instance, town, "refuser", reason="Qui êtes-vous ?")
    assert "Qui êtes-vous" in text_of(client, f"/collectivite/{town.slug}/approbation/")
    act(instance, town, "fermer", reason="Doublon")
    closed = client.get(f"/collectivite/{town.slug}/membres/")
    assert closed.status_code == 403
    assert "Doublon" in closed.content.decode()
    act(instance, town, "rouvrir")
    town.refresh_from_db()
    assert town.standing == "waiting"
    assert verbs() == ["refused", "closed", "reopened"]


def test_a_new_name_and_address_and_those_that_are_refused(instance, town, squatter, territory):
    act(instance, town, "renommer", name="Ville de Vitré", slug="ville-de-vitre")
    town.refresh_from_db()
    assert (town.name, town.slug, town.store_name) == (
        "Ville de Vitré",
        "ville-de-vitre",
        "vitre-2",
    )
    for slug in (squatter.slug, "pas bon", ""):
        act(instance, town, "renommer", name="X", slug=slug)
        town.refresh_from_db()
        assert town.slug == "ville-de-vitre"
    other = type(territory).objects.create(
        kind="commune", code="35238", siren="213502388", name="Rennes"
    )
    answer = instance.post(
        f"/instance/collectivites/{town.pk}/renommer/", {"name": "X", "slug": other.siren},
        follow=True,
    )  # fmt: skip
    assert "réservée à sa collectivité" in answer.content.decode()
    town.refresh_from_db()
    assert town.name == "Ville de Vitré", "all or nothing"


def test_an_authority_is_set_aside_by_its_typed_name_and_comes_back(instance, town, mayor):
    act(instance, town, "supprimer", typed="Fougères")
    town.refresh_from_db()
    assert town.deleted_at is None
    act(instance, town, "supprimer", typed=" vitré ")
    town.refresh_from_db()
    assert town.deleted_at
    assert "effacée le" in text_of(instance, f"/instance/collectivites/{town.pk}/")
    client = signed_in(mayor)
    assert client.get(f"/collectivite/{town.slug}/membres/").status_code == 403
    act(instance, town, "retablir")
    assert client.get(f"/collectivite/{town.slug}/membres/").status_code == 200


def test_what_was_set_aside_is_erased_after_thirty_days_and_not_before(town, mayor, root):
    now = timezone.now()
    default_storage.save(f"inventories/{town.pk}/x.csv", ContentFile(b"x"))
    authority_erasure.set_aside(user=root, authority=town, typed="Vitré", now=now)
    assert authority_erasure.erase_due(now=now + timedelta(days=29, hours=23)) == 0
    assert default_storage.listdir(f"inventories/{town.pk}")[1]
    assert authority_erasure.erase_due(now=now + timedelta(days=30, seconds=1)) == 1
    assert not Authority.objects.filter(pk=town.pk).exists()
    assert not default_storage.exists(f"inventories/{town.pk}")
    assert User.objects.filter(pk=mayor.pk).exists(), "an account is not its authority"
    assert verbs() == ["set_aside", "erased"]


def test_a_quota_of_its_own_and_back_to_that_of_the_instance(instance, town):
    act(instance, town, "quota", mb="5", count="")
    town.refresh_from_db()
    assert (town.quota_mb, town.quota_files) == (5, None)
    act(instance, town, "quota", mb="-1", count="x")
    town.refresh_from_db()
    assert town.quota_mb == 5
    act(instance, town, "quota", mb="", count="")
    town.refresh_from_db()
    assert town.quota_mb is None


@pytest.mark.parametrize(
    "case",
    [
        ("@Ville-Vitre.fr", "35360", ["ville-vitre.fr"]),
        ("gmail.com", "35360", []),
        ("pas un domaine", "35360", []),
        ("fr", "35360", []),
        ("ville-vitre.fr", "Nulle Part", []),
    ],
)
def test_a_domain_is_recorded_when_it_can_prove_something(instance, territory, case):
    domain, place, expected = case
    instance.post("/instance/domaines/", {"domain": domain, "territory": place})
    assert [each.domain for each in KnownDomain.objects.all()] == expected


def test_a_domain_is_forgotten(instance, territory):
    made = KnownDomain.objects.create(domain="ville-vitre.fr", territory=territory)
    assert "ville-vitre.fr" in text_of(instance, "/instance/domaines/")
    instance.post(f"/instance/domaines/{made.pk}/oublier/")
    assert not KnownDomain.objects.exists()


# --- accounts ------------------------------------------------------------------------------------


def on_account(client, person, word, **fields):
    return client.post(f"/instance/comptes/{person.pk}/{word}/", fields)


def test_a_closed_account_no_longer_signs_in_and_its_sessions_end(instance, mayor, town):
    client = signed_in(mayor)
    assert client.get(f"/collectivite/{town.slug}/membres/").status_code == 200
    on_account(instance, mayor, "fermer")
    assert client.get(f"/collectivite/{town.slug}/membres/").status_code == 302
    stranger = Client()
    stranger.post("/compte/login/", {"login": mayor.email, "password": "correct horse battery"})
    assert "_auth_user_id" not in stranger.session
    on_account(instance, mayor, "rouvrir")
    stranger.post("/compte/login/", {"login": mayor.email, "password": "correct horse battery"})
    assert "_auth_user_id" in stranger.session


def test_administrators_are_named_and_removed_but_never_the_last(instance, root, mayor):
    for word in ("demettre", "fermer"):
        on_account(instance, root, word)
        root.refresh_from_db()
        assert root.is_superuser
        assert root.is_active
    on_account(instance, root, "supprimer", typed=root.email)
    assert User.objects.filter(pk=root.pk).exists()
    on_account(instance, mayor, "nommer")
    on_account(instance, root, "demettre")
    root.refresh_from_db()
    assert not root.is_superuser
    assert instance.get("/instance/").status_code == 404
    assert verbs() == ["administrator_named", "administrator_removed"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(root):
    other = User.objects.create_superuser("other@example.org", "correct horse battery")
    outcomes = []

    def remove(user, person):
        try:
            account_actions.remove_administrator(user=user, person=person)
            outcomes.append("removed")
        except AdministrationError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=each) for each in [(root, other), (other, root)]
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert sorted(outcomes) == ["last_of_instance", "removed"]
    assert User.objects.filter(is_superuser=True).count() == 1


def test_the_accounts_are_searched_and_filtered(instance, mayor):
    assert mayor.email in text_of(instance, "/instance/comptes/")
    assert mayor.email not in text_of(instance, "/instance/comptes/?only=administrators")
    assert mayor.email in text_of(instance, "/instance/comptes/?q=ada")
    assert "Aucun compte" in text_of(instance, "/instance/comptes/?only=closed")
    assert town_link(instance, mayor)


def town_link(client, person):
    return "/instance/collectivites/" in text_of(client, f"/instance/comptes/{person.pk}/")


def test_an_account_is_deleted_but_not_the_last_administrator_of_an_authority(
    instance, mayor, town
):
    on_account(instance, mayor, "supprimer", typed=mayor.email)
    assert User.objects.filter(pk=mayor.pk).exists()
    member_of(town, Role.ADMINISTRATOR, "adjoint@vitre.example")
    on_account(instance, mayor, "supprimer", typed="autre@vitre.example")
    assert User.objects.filter(pk=mayor.pk).exists()
    on_account(instance, mayor, "supprimer", typed=mayor.email.upper())
    assert not User.objects.filter(pk=mayor.pk).exists()


def test_the_journal_of_the_instance_says_who_what_and_when(instance, town, root):
    act(instance, town, "fermer", reason="Doublon")
    page = text_of(instance, "/instance/journal/")
    for word in (root.email, "fermée", "Vitré", "Doublon"):
        assert word in page


def test_an_unknown_authority_or_act_is_not_found(instance, town):
    assert instance.get("/instance/collectivites/999999/").status_code == 404
    assert act(instance, town, "n-importe-quoi").status_code == 404
    with pytest.raises(AdministrationError):
        queries.authority(slug="nulle-part")
