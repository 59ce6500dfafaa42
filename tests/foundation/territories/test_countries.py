"""The country or overseas territory an authority stands in."""

import pytest

from jalons.footprint.engine.reading import country_of as country_named
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import countries, country_of, territory_at

# What the official code and CLDR do not name alike.
OTHERWISE = {"984": "Terres australes françaises", "989": "Île Clipperton"}


def test_every_overseas_departement_has_the_code_of_its_name(territories):
    overseas = Territory.objects.filter(kind="departement", code__startswith="9").exclude(
        code__lt="970"
    )
    assert overseas.count() == 13
    for each in overseas:
        assert country_of(each) == country_named(OTHERWISE.get(each.code, each.name)), each
    assert {country_of(each) for each in overseas} | {"FR"} == set(countries())
    assert countries()[0] == "FR"


def test_every_commune_and_epci_overseas_stands_where_its_departement_does(territories):
    for each in Territory.objects.filter(code__gte="97", code__lt="99", kind="commune"):
        assert country_of(each) == country_of(each.departement) != "FR", each


def test_every_region_stands_where_its_departements_do(territories):
    for region in Territory.objects.filter(kind="region"):
        parts = Territory.objects.filter(kind="departement", region=region)
        assert {country_of(each) for each in parts} == {country_of(region)}, region


@pytest.mark.parametrize(
    ("kind", "code", "country"),
    [
        ("commune", "98818", "NC"),
        ("commune", "98735", "PF"),
        ("epci", "249740119", "RE"),
        ("epci", "249720061", "MQ"),
        ("region", "03", "GF"),
        ("region", "06", "YT"),
        ("region", "11", "FR"),
        ("departement", "2A", "FR"),
        ("departement", "974", "RE"),
        ("commune", "49007", "FR"),
        ("commune", "75056", "FR"),
    ],
)
def test_a_territory_stands_in_its_country(territories, kind, code, country):
    assert country_of(territory_at(kind, code)) == country
