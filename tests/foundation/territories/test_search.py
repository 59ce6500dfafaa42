import pytest

from jalons.foundation.territories.queries import search_territories


def names(text, **options):
    return [place.name for place in search_territories(text, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("angers", "Angers"),
        ("ANGERS", "Angers"),
        ("lyon", "Lyon"),
        ("metropole de lyon", "Métropole de Lyon"),
        ("communauté urbaine angers", "CU Angers Loire Métropole"),
        ("l'hay", "L'Haÿ-les-Roses"),
        ("lhay les roses", "L'Haÿ-les-Roses"),
        ("ponts de cé", "Les Ponts-de-Cé"),
        ("st barthelemy d anjou", "Saint-Barthélemy-d'Anjou"),
        ("sainte-foy-les", "Sainte-Foy-lès-Lyon"),
        ("49007", "Angers"),
        ("49000", "Angers"),
        ("75113", "Paris"),
        ("arbignieu", "Arboys en Bugey"),
        ("01340", "Arboys en Bugey"),
        ("244900015", "CU Angers Loire Métropole"),
        ("244 900 015 00012", "CU Angers Loire Métropole"),
        ("paris", "Paris"),
        ("bretagne", "Bretagne"),
        ("maine et loire", "Maine-et-Loire"),
    ],
)
def test_what_people_type_leads_to_the_territory(territories, typed, first):
    assert names(typed)[0] == first


def test_an_exact_name_comes_before_a_longer_one_however_large(territories):
    found = names("lyon")
    assert found[:2] == ["Lyon", "Métropole de Lyon"]


def test_every_word_may_be_unfinished(territories):
    assert "Saint-Barthélemy-d'Anjou" in names("sai bart anj")


def test_kinds_narrow_the_search(territories):
    found = search_territories("paris", kinds=["ept"])
    assert {place.kind for place in found} == {"ept"}


@pytest.mark.parametrize(
    "typed", ["", "   ", "'", "-- %", "zzzz", "%", "a" * 5000, "angers zzzz", "\x00", "🏛"]
)
def test_what_names_nothing_finds_nothing(territories, typed):
    assert search_territories(typed) == []


def test_no_more_than_the_limit_is_given(territories):
    assert len(search_territories("a", limit=7)) == 7


def test_a_search_asks_the_database_four_times(territories, django_assert_num_queries):
    with django_assert_num_queries(4):
        search_territories("saint den")
