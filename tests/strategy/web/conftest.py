"""A reader of an authority with real observations, and a stranger."""

import pytest
from django.test import Client

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.territories.models import Territory


@pytest.fixture
def agglo(db):
    territory = Territory.objects.create(
        kind=Territory.Kind.EPCI,
        code="200066009",
        siren="200066009",
        name="CA d’essai",
        nature="CA",
        population=77400,
        population_total=78100,
    )
    return Authority.objects.create(
        slug="agglo", name="Agglomération", territory=territory, staff=453
    )


@pytest.fixture
def reader(agglo):
    user = User.objects.create_user("reader@example.org", "long-enough-password")
    Membership.objects.create(user=user, authority=agglo, role=Role.READER)
    client = Client()
    client.force_login(user)
    return client
