"""An authority that buys, with its lead, its contributor and its reader."""

import pytest
from django.test import Client

from jalons.foundation.accounts.models import Authority, Membership, Role, User


@pytest.fixture
def town(db):
    return Authority.objects.create(slug="ville", name="Ville d’Essai")


def client_of(town, role):
    user = User.objects.create_user(f"{role}@example.org", "long-enough-password")
    Membership.objects.create(user=user, authority=town, role=role)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def buyer(town):
    return client_of(town, Role.CONTRIBUTOR)


@pytest.fixture
def reader(town):
    return client_of(town, Role.READER)
