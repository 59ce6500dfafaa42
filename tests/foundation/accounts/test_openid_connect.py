"""Signing in with the organisation's own provider: set by options, spoken in both dialects."""

import base64
import json

import pytest
import requests
from requests.adapters import BaseAdapter

from jalons.foundation.accounts.sign_up.adapters import SocialAccountAdapter
from jalons.site.settings import _form_targets, _openid_connect
from serving import MIGRATE, first_start
from site_instances import python

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


SIGN_IN = """
import json, sys
from jalons.site.cli import load_django
load_django()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
page = Client().get("/compte/login/").content.decode()
found = ["Continuer avec ProConnect" in page, "/compte/oidc/" in page]
print(json.dumps([*found, "requests" in sys.modules]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_set", [True, False])
def test_the_provider_is_proposed_and_its_client_loaded_where_the_options_name_one(
    tmp_path, is_set
):
    options = {f"JALONS_{name}": value for name, value in OPTIONS.items()} if is_set else {}
    first_start(tmp_path, *MIGRATE, options=options)
    done = python(SIGN_IN, data=tmp_path, **options)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [is_set] * 3
