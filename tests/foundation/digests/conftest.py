"""A town with two members, and an instance with a mail server."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from factories.authorities import make_authority
from factories.people import member_of
from jalons.foundation.accounts.models import Role


@pytest.fixture
def mail_server(monkeypatch):
    monkeypatch.setitem(django_settings.OPTIONS, "MAIL_URL", "smtp://localhost")
    monkeypatch.setitem(django_settings.OPTIONS, "ADDRESS", "https://jalons.example.org")


@pytest.fixture
def town(db):
    return make_authority("town", "Town")


@pytest.fixture
def member(town):
    """Makes a member of the town, by their name."""

    def made(name, authority=town, **fields):
        return member_of(authority, Role.READER, f"{name}@example.org", **fields)

    return made
