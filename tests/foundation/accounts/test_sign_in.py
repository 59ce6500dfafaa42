"""Accounts: sign up, sign in, second factors, and the look of every page on the way."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from jalons.foundation.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"

ANONYMOUS_PAGES = [
    "/compte/login/",
    "/compte/signup/",
    "/compte/password/reset/",
    "/compte/password/reset/done/",
    "/compte/password/reset/key/1-wrong/",
    "/compte/password/reset/key/done/",
    "/compte/inactive/",
    "/compte/confirm-email/",
    "/compte/confirm-email/wrong/",
    "/compte/3rdparty/login/cancelled/",
]
SIGNED_IN_PAGES = [
    "/compte/logout/",
    "/compte/email/",
    "/compte/password/change/",
    "/compte/password/reset/",
    "/compte/reauthenticate/",
    "/compte/2fa/",
    "/compte/2fa/totp/activate/",
    "/compte/2fa/webauthn/",
    "/compte/2fa/webauthn/add/",
    "/compte/3rdparty/",
]
WITH_SECOND_FACTOR_PAGES = [
    "/compte/2fa/",
    "/compte/2fa/totp/deactivate/",
    "/compte/2fa/recovery-codes/",
    "/compte/2fa/recovery-codes/generate/",
    "/compte/2fa/reauthenticate/",
]


class Screen(HTMLParser):
    """What a page is made of, as far as these tests care."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.labels: set[str] = set()
        self.fields: dict[str, dict[str, str | None]] = {}
        self.ids: list[str] = []
        self.faults: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._open = tag
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag == "label" and values.get("for"):
            self.labels.add(values["for"] or "")
        hidden = values.get("type") in {"hidden", "submit", "button"}
        if tag in {"input", "select", "textarea"} and not hidden:
            self.fields[values.get("id") or f"no id: {attrs}"] = values
        if "style" in values or any(name.startswith("on") for name in values):
            self.faults.append(f"{tag} {attrs}")
        data = values.get("type") == "application/json"
        if (tag == "script" and "src" not in values and not data) or tag == "style":
            self.faults.append(f"inline {tag}")

    def handle_data(self, data: str) -> None:
        if self._open == "h1" and data.strip():
            self.headings.append(data.strip())


def look(response, status: int = 200) -> Screen:
    assert response.status_code == status, response.headers
    html = response.content.decode()
    assert "design/jalons" in html, "not in our look"
    screen = Screen(html)
    assert not screen.faults
    assert len(screen.headings) == 1, screen.headings
    assert len(set(screen.ids)) == len(screen.ids)
    assert set(screen.fields) <= screen.labels, set(screen.fields) - screen.labels
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", html, flags=re.S)
    english = re.findall(r"\b(?:Sign|Your?|Please|Enter|Account|Key|Are|sure|the|Name)\b", words)
    assert not english, f"English left: {english}"
    return screen


@pytest.fixture
def person(client):
    user = User.objects.create_user("person@example.org", PASSWORD)
    client.post("/compte/login/", {"login": user.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    return user


@pytest.mark.parametrize("address", ANONYMOUS_PAGES)
def test_pages_for_everybody_are_ours(client, address):
    look(client.get(address))


def test_a_provider_that_fails_is_told_in_our_look(client):
    look(client.get("/compte/3rdparty/login/error/"), status=401)


@pytest.mark.parametrize("address", SIGNED_IN_PAGES)
def test_pages_of_an_account_are_ours(client, person, address):
    look(client.get(address))


@pytest.mark.parametrize("address", WITH_SECOND_FACTOR_PAGES)
def test_pages_of_a_protected_account_are_ours(client, person, address):
    TOTP.activate(person, "A" * 32)
    RecoveryCodes.activate(person)
    look(client.get(address))


def test_signing_up_takes_an_address_and_a_password(client):
    response = client.post(
        "/compte/signup/?next=/essai/conserver/",
        {"email": "New@Example.org", "password1": PASSWORD, "next": "/essai/conserver/"},
    )
    assert response["Location"] == "/essai/conserver/"
    user = User.objects.get()
    assert user.email == "new@example.org"
    assert not user.is_superuser
    assert not user.is_staff
    assert not user.memberships.exists()


@pytest.mark.parametrize("weak", ["short", "password1234", "person@example.org"])
def test_a_weak_password_is_refused_with_its_reason_at_the_field(client, weak):
    response = client.post("/compte/signup/", {"email": "person@example.org", "password1": weak})
    screen = look(response)
    field = screen.fields["id_password1"]
    assert field["aria-invalid"] == "true"
    assert "id_password1_error" in str(field["aria-describedby"])
    assert "id_password1_error" in screen.ids
    assert not User.objects.exists()


def test_a_wrong_password_does_not_say_whether_the_account_exists(client):
    User.objects.create_user("person@example.org", PASSWORD)
    answers = [
        re.sub(
            r'(csrfmiddlewaretoken" value=")[^"]+|value="[^"]*@example.org"|Cette page[^<]*',
            "",
            client.post("/compte/login/", {"login": address, "password": "wrong"}).content.decode(),
        )
        for address in ("person@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]


def test_guessing_passwords_is_slowed_down(client):
    User.objects.create_user("person@example.org", PASSWORD)
    for _ in range(30):
        response = client.post("/compte/login/", {"login": "person@example.org", "password": "x"})
    if response.status_code != 429:
        assert "trop" in response.content.decode().lower()
    blocked = client.post("/compte/login/", {"login": "person@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert blocked.status_code in {200, 429}


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", r"/\evil.example"],
)
def test_signing_in_does_not_lead_elsewhere(client, elsewhere):
    User.objects.create_user("person@example.org", PASSWORD)
    response = client.post(
        "/compte/login/",
        {"login": "person@example.org", "password": PASSWORD, "next": elsewhere},
    )
    assert response["Location"] == "/bienvenue/"


def test_signing_in_changes_the_session_key(client, territory):
    User.objects.create_user("person@example.org", PASSWORD)
    client.post("/essai/", {"territory": "epci:200000003"})
    before = client.session.session_key
    client.post("/compte/login/", {"login": "person@example.org", "password": PASSWORD})
    assert client.session["_auth_user_id"]
    assert client.session.session_key != before


def test_signing_out_takes_a_confirmation_and_forgets_the_session(client, person):
    client.get("/compte/logout/")
    assert "_auth_user_id" in client.session
    assert client.post("/compte/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def totp_code(secret: str) -> str:
    if time.time() % 30 > 25:  # a code is good for half a minute: not one about to end
        time.sleep(30 - time.time() % 30)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_second_factor_is_asked_and_its_secret_is_encrypted(client, person):
    screen = client.get("/compte/2fa/totp/activate/")
    secret = screen.context["form"].secret
    client.post("/compte/2fa/totp/activate/", {"code": totp_code(secret)})
    kept = Authenticator.objects.get(user=person, type="totp")
    assert secret not in str(kept.data)
    browser = Client()
    asked = browser.post("/compte/login/", {"login": person.email, "password": PASSWORD})
    assert asked["Location"] == "/compte/2fa/authenticate/"
    assert "_auth_user_id" not in browser.session
    look(browser.get(asked["Location"]))
    refused = browser.post(asked["Location"], {"code": "000000"})
    assert "_auth_user_id" not in browser.session
    look(refused)
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap()
    browser.post(asked["Location"], {"code": codes.get_unused_codes()[0]})
    assert browser.session["_auth_user_id"] == str(person.pk)


def test_who_just_signed_up_may_add_a_second_factor_without_a_mail_server(client):
    password = {"password1": PASSWORD, "password2": PASSWORD}
    client.post("/compte/signup/", {"email": "new@example.org", **password})
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    screen = client.get("/compte/2fa/totp/activate/")
    assert screen.status_code == 200, "its address is not verified, and cannot be"
    client.post("/compte/2fa/totp/activate/", {"code": totp_code(screen.context["form"].secret)})
    assert Authenticator.objects.filter(user__email="new@example.org", type="totp").exists()


def test_a_forgotten_password_is_replaced_by_a_link_that_serves_once(client, mailoutbox):
    user = User.objects.create_user("person@example.org", PASSWORD)
    client.post("/compte/password/reset/", {"email": user.email})
    (mail,) = mailoutbox
    link = re.search(r"http://testserver(/compte/password/reset/key/\S+)", mail.body)
    assert link
    form = client.get(link[1], follow=True)
    look(form)
    new = "une autre phrase assez longue"
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert "invalide" in Client().get(link[1], follow=True).content.decode().lower()


def test_asking_a_new_password_does_not_say_whether_the_account_exists(client):
    response = client.post("/compte/password/reset/", {"email": "nobody@example.org"})
    assert response["Location"] == "/compte/password/reset/done/"
