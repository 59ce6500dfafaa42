"""Links that open once: the demonstration's, and the first administrator's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jalons.foundation.accounts import actions
from jalons.foundation.accounts.models import OneTimeLink, User

pytestmark = pytest.mark.django_db
STRONG = "cinq mots faciles a retenir"


def test_a_sign_in_link_is_spent_by_its_confirmation_only(client, administrator):
    path = actions.sign_in_link(user=administrator, minutes=5)
    for _ in range(2):
        assert "Ada" in client.get(path).content.decode()
        assert "_auth_user_id" not in client.session
    assert client.post(path)["Location"] == "/bienvenue/"
    assert client.session["_auth_user_id"] == str(administrator.pk)
    again = Client().post(path)
    assert again.status_code == 410
    assert "déjà servi" in again.content.decode()


def test_the_database_does_not_keep_the_secret(administrator):
    path = actions.sign_in_link(user=administrator, minutes=5)
    assert OneTimeLink.objects.get().digest not in path
    assert path.split("/")[2] not in OneTimeLink.objects.get().digest


@pytest.mark.parametrize("spoil", ["expired", "cut", "left"])
def test_a_spoilt_sign_in_link_opens_nothing(client, administrator, spoil):
    path = actions.sign_in_link(user=administrator, minutes=5)
    if spoil == "expired":
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif spoil == "cut":
        path = path[:-4] + "/"
    else:
        administrator.is_active = False
        administrator.save()
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 410
    assert "_auth_user_id" not in client.session


def test_signing_in_changes_the_session_key(client, administrator):
    client.get("/compte/login/")
    session = client.session
    session["mark"] = "1"
    session.save()
    before = client.session.session_key
    client.post(actions.sign_in_link(user=administrator, minutes=5))
    assert client.session.session_key != before


def test_a_link_for_one_purpose_does_not_serve_another(client, administrator):
    secret = actions.sign_in_link(user=administrator, minutes=5).split("/")[2]
    assert client.get(f"/premiere-visite/{secret}/").status_code == 410


def test_the_first_administrator_is_created_once(client):
    path = actions.first_administrator_link()
    assert client.get(path).status_code == 200
    weak = client.post(path, {"email": "me@example.org", "password": "password"})
    assert weak.status_code == 422
    assert 'value="me@example.org"' in weak.content.decode()
    assert not User.objects.exists()
    response = client.post(path, {"email": "Me@Example.org", "password": STRONG})
    assert response["Location"] == "/mes-collectivites/"
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.check_password(STRONG)) == (
        "me@example.org",
        True,
        True,
    )
    assert client.session["_auth_user_id"] == str(user.pk)
    assert actions.first_administrator_link() == ""
    assert Client().post(path, {"email": "x@example.org", "password": STRONG}).status_code == 410


def test_a_new_first_link_replaces_the_former(client):
    former = actions.first_administrator_link()
    latest = actions.first_administrator_link()
    assert client.get(former).status_code == 410
    assert client.get(latest).status_code == 200


def test_a_first_link_closes_when_somebody_has_signed_up_meanwhile(client):
    path = actions.first_administrator_link()
    User.objects.create_user("quick@example.org")
    response = client.post(path, {"email": "me@example.org", "password": STRONG})
    assert response.status_code == 410
    assert User.objects.count() == 1
