"""Two authorities, and machines that speak for one of them."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from factories.people import member_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import all_scopes
from samples import api_token


@pytest.fixture(autouse=True)
def _no_call_counted_yet():
    cache.clear()


@pytest.fixture
def administrator(authority):
    return member_of(authority, Role.ADMINISTRATOR, "admin@example.org", name="Ada")


class Machine:
    """A program with a token; its calls pass the CSRF checks of a real server."""

    def __init__(self, secret):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def __call__(self, method, address, asked=None, **headers):
        headers = self.headers | headers
        if method == "GET":
            return self.client.get(address, asked or {}, headers=headers)
        kind = "application/octet-stream" if isinstance(asked, bytes) else "application/json"
        body = asked if isinstance(asked, bytes) else json.dumps({} if asked is None else asked)
        return self.client.generic(method, address, body, content_type=kind, headers=headers)


def machine_of(authority, scopes=None):
    """A machine with every right, or those given."""
    return Machine(api_token(authority, scopes=all_scopes() if scopes is None else scopes)[1])


@pytest.fixture
def machine(authority):
    return machine_of(authority)
