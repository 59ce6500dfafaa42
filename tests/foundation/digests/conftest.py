"""A town with two members, and an instance with a mail server."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings

from jalons.foundation.accounts.models import Authority, Membership, Role, User


@pytest.fixture
def mail_server(monkeypatch):
    monkeypatch.setitem(django_settings.OPTIONS, "MAIL_URL", "smtp://localhost")
    monkeypatch.setitem(django_settings.OPTIONS, "ADDRESS", "https://jalons.example.org")


@pytest.fixture
def town(db):
    return Authority.objects.create(slug="town", name="Town")


@pytest.fixture
def member(town):
    """Makes a member of the town, by their name."""

    def made(name, authority=town, **fields):
        user = User.objects.create_user(f"{name}@example.org", "long-enough-password", **fields)
        Membership.objects.create(user=user, authority=authority, role=Role.READER)
        return user

    return made
