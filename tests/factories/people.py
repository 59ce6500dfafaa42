"""People, by their role in an authority, and browsers signed in as them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # the engines are tested where Django is not installed
    from django.test import Client

    from jalons.foundation.accounts.models import Authority, User

PASSWORD = "correct horse battery"


def member_of(authority: Authority, role: str, email: str = "", **fields: Any) -> User:
    """A person with a role in an authority; a second one of that role needs an address."""
    from jalons.foundation.accounts.models import Membership, User

    address = email or f"{role}@{authority.slug}.example.org"
    user = User.objects.create_user(address, PASSWORD, **fields)
    Membership.objects.create(user=user, authority=authority, role=role)
    return user


def signed_in(user: User, **options: Any) -> Client:
    """The browser of somebody who signed in; ``options`` are those of ``Client``."""
    from django.test import Client

    client = Client(**options)
    client.force_login(user)
    return client


def client_of(authority: Authority, role: str, email: str = "", **fields: Any) -> Client:
    """The browser of a new member of an authority."""
    return signed_in(member_of(authority, role, email, **fields))


def stranger_client() -> Client:
    """The browser of somebody with an account and no authority."""
    from jalons.foundation.accounts.models import User

    return signed_in(User.objects.create_user("stranger@example.org", PASSWORD))


@pytest.fixture
def reader(authority: Authority) -> Client:
    """A reader of the ``authority`` of the test, signed in."""
    return client_of(authority, "reader")


@pytest.fixture
def contributor(authority: Authority) -> Client:
    """A contributor to the ``authority`` of the test, signed in."""
    return client_of(authority, "contributor")


@pytest.fixture
def lead(authority: Authority) -> Client:
    """A lead of the ``authority`` of the test, signed in."""
    return client_of(authority, "lead")


@pytest.fixture
def administrator(authority: Authority) -> Client:
    """An administrator of the ``authority`` of the test, signed in."""
    return client_of(authority, "administrator")
