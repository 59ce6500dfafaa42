"""A reader of an authority with real observations, and a stranger."""

import pytest

from factories.authorities import make_authority
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
    return make_authority("agglo", "Agglomération", territory=territory, staff=453)


@pytest.fixture
def authority(agglo):
    """The authority of the shared ``reader``, ``contributor``, ``lead`` and ``administrator``."""
    return agglo
