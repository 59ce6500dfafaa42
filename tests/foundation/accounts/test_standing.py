"""Who founds an authority at once, who waits, and what a waiting workspace never shows."""

from __future__ import annotations

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.accounts import actions
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import (
    Authority,
    InstanceEntry,
    KnownDomain,
    Membership,
    Role,
    User,
)
from jalons.foundation.accounts.sign_up import slugs, standing
from jalons.foundation.publishing import actions as publication
from jalons.foundation.publishing import queries as published
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.territories.models import Territory
from jalons.strategy.web.comparison.queries import Look, alike
from jalons.strategy.web.publication.commitments import COMMITMENTS
from jalons.strategy.web.statutory import actions as statutory
from jalons.strategy.web.statutory.models import StatutoryDocument

pytestmark = pytest.mark.django_db
Standing = Authority.Standing


@pytest.fixture
def option(settings):
    def set_to(**values):
        settings.OPTIONS = {**settings.OPTIONS, **values}

    return set_to


def person(address="new@example.org", *, verified=True):
    user = User.objects.create_user(address, "correct horse battery")
    EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)
    return user


def founded(user, territory):
    return actions.create_authority(user=user, territory=territory)


def test_a_stranger_founds_a_private_workspace_and_the_journal_of_the_instance_knows(territory):
    authority = founded(person(), territory)
    assert authority.standing == Standing.WAITING
    assert not authority.may_publish
    line = InstanceEntry.objects.get()
    assert (line.verb, line.label) == ("founded_waiting", territory.name)


def test_the_first_administrator_and_an_open_instance_do_not_wait(territory, option):
    first = User.objects.create_superuser("first@example.org", "x")
    assert founded(first, territory).standing == Standing.APPROVED
    option(SIGN_UP="open")
    assert founded(person(), territory).standing == Standing.APPROVED


@pytest.mark.parametrize(
    "case",
    [
        ("x@lessai.fr", True, "smtp://mail", Standing.APPROVED),
        ("x@LESSAI.FR", True, "smtp://mail", Standing.APPROVED),
        ("x@lessai.fr", False, "smtp://mail", Standing.WAITING),
        ("x@lessai.fr", True, "", Standing.WAITING),
        ("x@evil.lessai.fr", True, "smtp://mail", Standing.WAITING),
        ("x@lessai.fr.evil.test", True, "smtp://mail", Standing.WAITING),
        ("lessai.fr@evil.test", True, "smtp://mail", Standing.WAITING),
    ],
)
def test_only_a_verified_address_of_the_recorded_domain_is_a_proof(territory, option, case):
    address, verified, mail, outcome = case
    KnownDomain.objects.create(domain="lessai.fr", territory=territory)
    option(MAIL_URL=mail)
    assert founded(person(address, verified=verified), territory).standing == outcome


def test_the_domain_of_another_territory_proves_nothing(territory, option):
    other = Territory.objects.create(kind="commune", code="1", name="Ailleurs")
    KnownDomain.objects.create(domain="ailleurs.fr", territory=other)
    option(MAIL_URL="smtp://mail")
    assert founded(person("x@ailleurs.fr"), territory).standing == Standing.WAITING


def test_one_person_does_not_fill_the_queue(territory):
    user = person()
    for _ in range(standing.MOST_WAITING):
        founded(user, territory)
    with pytest.raises(AccountsError) as refused:
        founded(user, territory)
    assert refused.value.code == "too_many_waiting"


def test_a_waiting_workspace_shows_nothing_to_others(territory, client):
    user = person()
    authority = founded(user, territory)
    with pytest.raises(AccountsError):
        publication.share_observations(authority=authority, user=user, share=True)
    publication.choose(
        authority=authority, user=user, shelf=COMMITMENTS,
        offered=[names := str(published.showable(authority, COMMITMENTS)[0].urn)],
        chosen=[names],
    )  # fmt: skip
    with pytest.raises(AccountsError):
        publication.open_to_everybody(authority=authority, user=user)
    # Even where a row says otherwise, as when an approval is withdrawn later.
    PublicPage.objects.create(authority=authority, is_open=True, shares_observations=True)
    assert Published.objects.of(authority).exists()
    assert published.open_page(authority.slug) is None
    assert published.open_pages() == []
    assert client.get(f"/public/{authority.slug}/").status_code == 404
    assert client.get(f"/capteurs/{authority.slug}/").status_code == 404
    assert territory.name not in client.get("/territoires-publics/").content.decode()
    standing.approve(user=None, authority=authority)
    assert published.open_page(authority.slug) is not None
    assert client.get(f"/public/{authority.slug}/").status_code == 200


def test_a_waiting_workspace_is_no_peer_of_a_comparison(territory):
    authority = founded(person(), territory)
    PublicPage.objects.create(authority=authority, shares_observations=True)
    other = make_authority("autre", "Autre", territory=territory)

    class AnyBand:
        low, high = 0, None

    look = Look("epci", AnyBand())
    assert alike(other, look) == []
    standing.approve(user=None, authority=authority)
    assert alike(other, look) == [authority.pk]


def test_a_waiting_workspace_signs_no_document(territory):
    user = person()
    authority = founded(user, territory)
    draft = StatutoryDocument.objects.create(
        authority=authority, kind="strategy", year=2026, edition=1, state="review"
    )
    with pytest.raises(AccountsError) as refused:
        statutory.sign(
            document=draft, user=user, today=timezone.localdate(), lang="fr", version=draft.version
        )
    assert refused.value.code == "not_approved"


def test_every_page_says_that_it_waits_and_leads_to_what_to_do(territory, client):
    user = person()
    authority = founded(user, territory)
    client.force_login(user)
    text = client.get(f"/collectivite/{authority.slug}/").content.decode()
    assert "attend son approbation" in text
    page = f"/collectivite/{authority.slug}/approbation/"
    assert page in text
    assert "n’envoie pas de courriel" in client.get(page).content.decode()
    client.post(page, {"request": "Secrétaire de mairie, 02 99 00 00 00"})
    authority.refresh_from_db()
    assert authority.request.startswith("Secrétaire")
    assert authority.requested_at
    standing.approve(user=None, authority=authority)
    assert "attend son approbation" not in client.get(authority.get_absolute_url()).content.decode()


def test_an_address_verified_later_is_a_proof_too(territory, client, option):
    user = person("x@lessai.fr", verified=False)
    authority = founded(user, territory)
    KnownDomain.objects.create(domain="lessai.fr", territory=territory)
    client.force_login(user)
    page = f"/collectivite/{authority.slug}/approbation/preuve/"
    client.post(page)
    authority.refresh_from_db()
    assert authority.standing == Standing.WAITING
    option(MAIL_URL="smtp://mail")
    EmailAddress.objects.filter(user=user).update(verified=True)
    client.post(page)
    authority.refresh_from_db()
    assert authority.standing == Standing.APPROVED
    assert InstanceEntry.objects.first().detail == "lessai.fr"


# --- a town can always claim its territory -------------------------------------------------------


def test_however_many_squatters_there_are_the_town_still_comes(territory):
    Authority.objects.bulk_create(
        Authority(slug=slug, name="Squat", territory=territory, standing=Standing.WAITING)
        for slug in ["200000003", "cc-de-lessai", *(f"cc-de-lessai-{n}" for n in range(2, 400))]
    )
    authority = founded(person(), territory)
    assert authority.slug.startswith("cc-de-lessai-")
    assert len(authority.slug) <= 60


def test_the_approved_one_takes_the_address_of_its_territory_from_one_that_is_not(territory):
    squatter, town = founded(person("a@example.org"), territory), founded(person(), territory)
    assert (squatter.slug, town.slug) == ("200000003", "cc-de-lessai")
    assert standing.approve(user=None, authority=town) is None
    squatter.refresh_from_db()
    town.refresh_from_db()
    assert town.slug == "200000003"
    assert squatter.slug != "200000003"
    assert (town.store_name, squatter.store_name) == ("cc-de-lessai", "200000003")


def test_of_two_approved_ones_the_first_retains_it_until_somebody_decides(territory):
    first, second = founded(person("a@example.org"), territory), founded(person(), territory)
    standing.approve(user=None, authority=first)
    assert standing.approve(user=None, authority=second) == first
    second.refresh_from_db()
    assert second.slug == "cc-de-lessai"


def test_a_slug_where_another_one_stores_its_data_is_not_free(territory):
    squatter, town = founded(person("a@example.org"), territory), founded(person(), territory)
    standing.approve(user=None, authority=town)
    squatter.refresh_from_db()
    slugs.move(town, "nouveau-nom")
    assert slugs.free_slug(territory=territory, name="x") == "x", "the squatter stores under it"
    assert slugs.free_slug(territory=None, name="cc de lessai") == "cc-de-lessai-3"


@pytest.mark.django_db(transaction=True)
def test_twenty_who_come_at_once_for_one_territory_all_receive_a_workspace(territory):
    users = [User.objects.create_user(f"u{number}@example.org") for number in range(20)]
    found = []

    def come(user):
        try:
            found.append(founded(user, territory).slug)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(user,)) for user in users]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    assert len(set(found)) == 20
    assert Authority.objects.filter(slug__in=found).count() == 20


# --- by invitation ---------------------------------------------------------------------------


SIGN_UP = {"email": "guest@example.org", "password1": "correct horse battery"}


def test_by_invitation_nobody_else_creates_an_account(authority, administrator, client, option):
    option(SIGN_UP="invitation")
    assert "avec une invitation" in client.get("/compte/signup/").content.decode()
    client.post("/compte/signup/", SIGN_UP)
    client.post("/compte/signup/", {**SIGN_UP, "next": "/invitation/false:token/"})
    assert not User.objects.filter(email="guest@example.org").exists()
    invitation = actions.invite(
        user=administrator, authority=authority, email="guest@example.org",
        role=Role.READER, now=timezone.now(),
    )  # fmt: skip
    page = links.invitation_path(invitation)
    assert 'name="password1"' in client.get(f"/compte/signup/?next={page}").content.decode()
    client.post("/compte/signup/", {**SIGN_UP, "email": "other@example.org", "next": page})
    assert not User.objects.filter(email="other@example.org").exists()
    client.post("/compte/signup/", {**SIGN_UP, "next": page})
    assert User.objects.filter(email="guest@example.org").exists()


# --- closed, and set aside ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"standing": Standing.CLOSED}, {"deleted_at": timezone.now()}],
    ids=["closed", "deleted"],
)
def test_a_closed_authority_opens_to_nobody_and_says_why_to_its_members(
    authority, administrator, client, change
):
    PublicPage.objects.create(authority=authority, is_open=True)
    assert client.get(f"/public/{authority.slug}/").status_code == 200
    Authority.objects.filter(pk=authority.pk).update(**change)
    assert client.get(f"/public/{authority.slug}/").status_code == 404
    client.force_login(administrator)
    answer = client.get(f"/collectivite/{authority.slug}/membres/")
    assert answer.status_code == 403
    assert "Cet espace" in answer.content.decode()
    assert client.get(f"/api/v1/collectivites/{authority.slug}/").status_code in {401, 404}
    assert Membership.objects.filter(user=administrator).exists()
