"""A trial: nobody but its own session opens it, an account keeps it, time removes it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.accounts import actions
from jalons.foundation.accounts.access import TRIAL_SESSION_KEY
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.territories.models import Territory

pytestmark = pytest.mark.django_db


def start(client, territory):
    return client.post("/essai/", {"territory": f"{territory.kind}:{territory.code}"})


def test_a_trial_opens_in_its_own_browser_only(client, territory):
    address = start(client, territory)["Location"]
    trial = Authority.objects.get()
    assert address == f"/collectivite/{trial.slug}/"
    assert (trial.kind, trial.territory, trial.name) == ("trial", territory, territory.name)
    assert client.get(f"{address}membres/").status_code == 200
    assert Client().get(f"{address}membres/").status_code == 302


def test_a_trial_slug_is_not_guessable(territory):
    slugs = {actions.start_trial(territory=territory).slug for _ in range(20)}
    assert len(slugs) == 20
    assert all(len(slug) >= len("essai-") + 16 for slug in slugs)


def test_the_same_territory_resumes_and_another_does_not_lose_the_first(client, territory):
    other = Territory.objects.create(kind="commune", code="59000", name="Ailleurs")
    first = start(client, territory)["Location"]
    assert start(client, territory)["Location"] == first
    second = start(client, other)["Location"]
    assert second != first
    assert start(client, territory)["Location"] == first
    assert client.get(f"{first}membres/").status_code == 200


def test_an_unknown_territory_is_refused_in_words(client):
    response = client.post("/essai/", {"territory": "epci:<b>"})
    assert response.status_code == 404
    assert "n’est pas connu" in response.content.decode()
    assert "<b>" not in response.content.decode()


def test_one_visitor_does_not_fill_the_database(territory):
    for _ in range(20):
        start(Client(), territory)
    assert start(Client(), territory).status_code == 429
    assert Authority.objects.count() == 20


def test_an_account_keeps_the_trial_under_its_siren(client, territory):
    old = start(client, territory)["Location"]
    user = User.objects.create_user("new@example.org", "correct horse battery")
    client.post(
        "/compte/login/?next=/essai/conserver/",
        {"login": user.email, "password": "correct horse battery"},
    )
    assert client.session[TRIAL_SESSION_KEY], "signing in does not lose the trial"
    assert client.get("/essai/conserver/").status_code == 200
    assert Authority.objects.get().kind == "trial", "a look does not keep it"
    assert client.post("/essai/conserver/")["Location"] == "/collectivite/200000003/"
    kept = Authority.objects.get()
    assert (kept.kind, kept.slug) == ("real", "200000003")
    assert user.memberships.get().role == Role.ADMINISTRATOR
    assert TRIAL_SESSION_KEY not in client.session
    assert client.get(f"{old}membres/").status_code == 404
    assert client.post("/essai/conserver/").status_code == 404


def test_a_taken_siren_leaves_a_readable_slug(territory):
    make_authority("200000003", "First come")
    user = User.objects.create_user("new@example.org")
    slugs = [
        actions.keep_trial(user=user, slug=actions.start_trial(territory=territory).slug).slug
        for _ in range(2)
    ]
    assert slugs == ["cc-de-lessai", "cc-de-lessai-2"]


def test_an_anonymous_visitor_cannot_keep_a_trial(client, territory):
    start(client, territory)
    page = client.post("/essai/conserver/")
    assert page.status_code == 200
    assert "/compte/signup/?next=/essai/conserver/" in page.content.decode()
    assert Authority.objects.get().kind == "trial"


def test_somebody_elses_trial_cannot_be_kept(client, territory):
    start(Client(), territory)
    client.force_login(User.objects.create_user("thief@example.org"))
    assert client.post("/essai/conserver/").status_code == 404


def test_a_session_naming_a_real_authority_opens_nothing(client, authority):
    session = client.session
    session[TRIAL_SESSION_KEY] = authority.slug
    session.save()
    assert client.get(f"/collectivite/{authority.slug}/membres/").status_code == 302
    client.force_login(User.objects.create_user("thief@example.org"))
    assert client.post("/essai/conserver/").status_code == 404


def test_old_trials_are_purged_and_nothing_else(territory, authority, settings):
    now = timezone.now()
    settings.OPTIONS = {**settings.OPTIONS, "TRIAL_DAYS": 7}
    old, young = (actions.start_trial(territory=territory) for _ in range(2))
    user = User.objects.create_user("x@example.org")
    actions.set_staff(user=user, authority=old, staff=3)
    Authority.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=7, seconds=1))
    Authority.objects.filter(pk=young.pk).update(created_at=now - timedelta(days=6))
    Authority.objects.filter(pk=authority.pk).update(created_at=now - timedelta(days=900))
    assert actions.purge_trials(now=now) == 1
    assert set(Authority.objects.all()) == {young, authority}
    with pytest.raises(AccountsError):
        actions.keep_trial(user=user, slug=old.slug)


def test_whoever_signs_up_creates_an_authority_and_administers_it(client, territory):
    client.force_login(User.objects.create_user("new@example.org"))
    assert client.get("/bienvenue/")["Location"] == "/mes-collectivites/"
    response = client.post("/mes-collectivites/nouvelle/", {"territory": "epci:200000003"})
    assert response["Location"] == "/collectivite/200000003/"
    assert client.get("/bienvenue/")["Location"] == "/collectivite/200000003/"
    again = client.post("/mes-collectivites/nouvelle/", {"territory": "nonsense"}, follow=True)
    assert "n’est pas connu" in again.content.decode()


@pytest.mark.parametrize(
    ("first", "page"),
    [
        ("diagnostic/", "diagnostic/"),
        ("//evil.example/", ""),
        ("../", ""),
        ("https://evil.example", ""),
        ("a/b/", ""),
    ],
)
def test_a_trial_starts_on_a_page_of_its_own_and_nowhere_else(client, territory, first, page):
    asked = {"territory": f"{territory.kind}:{territory.code}", "first": first}
    started = client.post("/essai/", asked)
    assert started["Location"] == Authority.objects.get().get_absolute_url() + page
