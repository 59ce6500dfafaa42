"""An authority, its people, and territories to choose from."""

import pytest
from django.core.cache import cache

from factories.people import member_of
from jalons.foundation.accounts.models import Role
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
def administrator(authority):
    return member_of(authority, Role.ADMINISTRATOR, "admin@example.org", name="Ada")


@pytest.fixture
def colleague(authority):
    return member_of(authority, Role.CONTRIBUTOR, "colleague@example.org")
