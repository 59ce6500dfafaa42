"""Signing in with the organisation's own provider: set by options, spoken in both dialects."""

import base64
import json

import pytest
import requests
from django.test import Client
from requests.adapters import BaseAdapter

from jalons.foundation.accounts.sign_up.adapters import SocialAccountAdapter
from jalons.site.settings import _form_targets, _openid_connect

CLAIMS = {"sub": "1", "given_name": "Zoé", "email": "zoe@example.org"}
OPTIONS = {
    "OIDC_URL": "https://id.example.org/api/v2",
    "OIDC_NAME": "ProConnect",
    "OIDC_CLIENT_ID": "me",
    "OIDC_CLIENT_SECRET": "s",
}


class Provider(BaseAdapter):
    """A provider that answers user information as a signed JWT."""

    def send(self, request, **_):
        payload = base64.urlsafe_b64encode(json.dumps(CLAIMS).encode()).rstrip(b"=")
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers["Content-Type"] = "application/jwt; charset=utf-8"
        response._content = b"e30." + payload + b".c2ln"
        return response

    def close(self):
        pass


def ask(address):
    session = SocialAccountAdapter().get_requests_session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, Provider())
    return session.get(address)


def test_user_information_sent_as_a_jwt_is_read():
    assert ask("https://id.example.org/userinfo").json() == CLAIMS


def test_a_jwt_over_plain_http_is_not_trusted():
    with pytest.raises(requests.JSONDecodeError):
        ask("http://id.example.org/userinfo").json()


def test_the_options_make_the_provider_and_open_the_policy_to_it_alone():
    (app,) = _openid_connect(OPTIONS)
    assert (app["name"], app["client_id"]) == ("ProConnect", "me")
    assert _form_targets(OPTIONS) == ["https://id.example.org"]
    assert _openid_connect({**OPTIONS, "OIDC_URL": ""}) == []
    assert _form_targets({**OPTIONS, "OIDC_URL": ""}) == []


@pytest.mark.django_db
def test_the_button_appears_with_the_provider_and_not_without(settings):
    assert "ProConnect" not in Client().get("/compte/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _openid_connect(OPTIONS)}}
    page = Client().get("/compte/login/").content.decode()
    assert "Continuer avec ProConnect" in page
    assert 'action="/compte/oidc/oidc/login/' in page
