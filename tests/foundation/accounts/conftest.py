"""An authority, its people, and territories to choose from."""

import pytest
from django.core.cache import cache

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.territories.models import Territory


@pytest.fixture(autouse=True)
def _no_attempt_counted_yet():
    cache.clear()


@pytest.fixture
def territory(db):
    return Territory.objects.create(
        kind="epci", code="200000003", siren="200000003", name="CC de l’Essai", population=9000
    )


@pytest.fixture
def authority(db):
    return Authority.objects.create(slug="200000001", name="Agglomération A")


@pytest.fixture
def administrator(authority):
    user = User.objects.create_user("admin@example.org", "correct horse battery", name="Ada")
    Membership.objects.create(user=user, authority=authority, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def colleague(authority):
    user = User.objects.create_user("colleague@example.org", "correct horse battery")
    Membership.objects.create(user=user, authority=authority, role=Role.CONTRIBUTOR)
    return user
