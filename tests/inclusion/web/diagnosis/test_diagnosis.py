"""A diagnosis on screen: chosen, computed in a job, shown with its doubts, exported, published."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from conformity.made import typed
from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Role
from jalons.foundation.register.writer import delete, write
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker
from jalons.foundation.territories.models import Territory
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.web.diagnosis import queries
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis, default_weights
from jalons.inclusion.web.diagnosis.register import DiagnosisForm
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territories")]
ANGERS = "244900015"
ONLY_AGE = {**dict.fromkeys(default_weights(), 0), "over_65": 1}


@pytest.fixture
def angers():
    epci = Territory.objects.get(kind="epci", code=ANGERS)
    return make_authority("angers", "Angers Loire Métropole", territory=epci)


@pytest.fixture
def contributor(angers):
    return client_of(angers, Role.CONTRIBUTOR)


def made(authority, **values):
    found = FragilityDiagnosis(authority=authority)
    write(authority, None, [(found, {"kind": "epci", "place": ANGERS, **values})])
    Worker().run_pending()
    found.refresh_from_db()
    return found


def address(found, name="fragility", *args, **query):
    return reverse(name, args=[found.authority.slug, found.pk, *args], query=query or None)


def text(client, found, **query):
    answer = client.get(address(found, **query))
    assert answer.status_code == 200
    return answer.content.decode()


def published(authority):
    rows = StoredObservation.objects.of(authority)
    return rows.filter(indicator="inclusion.fragility_index").first()


def test_the_form_starts_with_the_territory_of_the_authority_and_the_usual_weights(
    angers, contributor
):
    page = contributor.get(reverse("fragility_new", args=[angers.slug])).content.decode()
    assert f'value="{ANGERS}"' in page
    assert "Personnes de 65 ans ou plus" in page
    fields = typed(DiagnosisForm(instance=FragilityDiagnosis(authority=angers)))
    answer = contributor.post(reverse("fragility_new", args=[angers.slug]), fields)
    assert answer.status_code == 302
    found = FragilityDiagnosis.objects.of(angers).get()
    assert (found.name, found.weights) == ("CU Angers Loire Métropole", default_weights())
    Worker().run_pending()
    assert "cinquième le plus fragile" in text(contributor, found)


def test_before_the_job_the_page_says_that_it_is_being_computed_and_comes_back(angers, contributor):
    found = FragilityDiagnosis(authority=angers)
    write(angers, None, [(found, {"kind": "epci", "place": ANGERS})])
    answer = contributor.get(address(found))
    assert answer["Refresh"] == "2"
    assert "en cours de calcul" in answer.content.decode()


def test_the_page_shows_intervals_doubts_reasons_limits_and_sources(angers, contributor):
    page = text(contributor, made(angers))
    assert "Angers" in page
    assert " sur 17" in page, "ranked among the municipalities of the département"
    assert "vont à l’inverse des autres" in page
    assert "Sans données, donc non comptés" in page
    assert "jamais de personnes" in page
    assert "Recensement de la population 2021" in page
    assert "urn:" not in page


def test_the_map_has_classes_names_and_is_light(angers, contributor):
    page = text(contributor, made(angers))
    start = page.index('<figure class="chart map"')
    drawn = page[start : page.index("</figure>", start)]
    assert len(drawn.encode()) < 60_000
    assert "plus de 80\u202f%" in drawn
    assert ">Angers<" in drawn


def test_a_computed_page_answers_with_few_queries(
    angers, contributor, django_assert_max_num_queries
):
    found = made(angers)
    with django_assert_max_num_queries(14):
        contributor.get(address(found))


def test_a_municipality_is_explained_indicator_by_indicator(angers, contributor):
    found = made(angers)
    code = queries.result(found).areas[0].code
    page = text(contributor, found, commune=code)
    assert 'id="pourquoi"' in page
    assert "estimé" in page
    assert "h par semaine" in page
    assert 'id="pourquoi"' not in text(contributor, found, commune="99999")


def test_the_table_sorts_and_pages(angers, contributor):
    found = made(angers)
    names = sorted(each.name for each in queries.result(found).areas)
    assert len(names) > 25
    first = text(contributor, found, sort="nom")
    assert first.index(f">{names[0]}<") < first.index(f">{names[1]}<")
    assert f"commune={names[-1]}" not in first
    assert names[-1] in text(contributor, found, sort="nom", page="2")
    assert text(contributor, found, sort="nonsense", page="999")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_municipality_is_exported(angers, contributor, kind):
    answer = contributor.get(address(made(angers), "fragility_table", kind))
    content = answer.getvalue()
    assert answer.status_code == 200
    if kind == "csv":
        assert content.decode().count("\n") == 30
        assert "49007" in content.decode()


def test_an_export_of_an_unknown_kind_does_not_exist(angers, contributor):
    assert contributor.get(address(made(angers), "fragility_table", "pdf")).status_code == 404


def test_a_commune_alone_has_a_sentence_and_no_map(angers, contributor):
    page = text(contributor, made(angers, kind="commune", place="Angers"))
    assert "Angers\N{NARROW NO-BREAK SPACE}: " in page
    assert "de chances de faire partie" in page
    assert "chart map" not in page


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"place": "Nulle-Part"}, "Aucun territoire"),
        ({"kind": "departement", "place": ANGERS}, "Aucun territoire"),
        ({"weights": dict.fromkeys(default_weights(), 0)}, "aucun indicateur"),
        ({"weights": {"over_65": -1}}, "entier d’au moins 1"),
        ({"weights": {"star_sign": 1}}, "star_sign"),
    ],
)
def test_what_cannot_be_diagnosed_is_refused_with_a_way_out(angers, values, why):
    found = FragilityDiagnosis(authority=angers)
    with pytest.raises((ValidationError, InclusionError), match=why):
        write(angers, None, [(found, {"kind": "epci", "place": ANGERS, **values})])


def test_what_was_typed_comes_back_with_the_error(angers, contributor):
    fields = typed(DiagnosisForm(instance=FragilityDiagnosis(authority=angers)))
    answer = contributor.post(
        reverse("fragility_new", args=[angers.slug]),
        fields | {"place": "Nulle-Part", "weight_alone": "7"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Aucun territoire de ce type" in page
    assert 'value="7"' in page


def test_weights_are_changed_and_the_result_follows(angers, contributor):
    found = made(angers)
    fields = typed(DiagnosisForm(instance=found)) | {"weight_town_hall_hours": "0"}
    assert contributor.post(address(found, "fragility_edit"), fields).status_code == 302
    assert "depuis ce calcul" in text(contributor, found), "the old result is said to be old"
    Worker().run_pending()
    found.refresh_from_db()
    assert [each.id for each in queries.result(found).indicators] == ["over_65"]
    assert "depuis ce calcul" not in text(contributor, found)


def test_new_data_make_a_result_old_and_one_computes_again(angers, contributor):
    found = made(angers)
    folder = folders.dropped().near(f"official/{angers.pk}")
    folder.mkdir(parents=True)
    file = folder / "unemployment.npz"
    try:
        file.write_bytes(b"")
        assert "depuis ce calcul" in text(contributor, found)
    finally:
        file.unlink()
        folder.rmdir()
    assert contributor.post(address(found, "fragility_again")).status_code == 302
    assert Job.objects.of(angers).count() == 2
    assert client_of(angers, Role.READER).post(address(found, "fragility_again")).status_code == 403


def test_what_stops_the_computation_is_explained_on_the_page(angers, contributor):
    found = made(angers, weights={**dict.fromkeys(default_weights(), 0), "poverty": 1})
    page = contributor.get(address(found))
    assert "L’indice n’a aucun indicateur" in page.content.decode()
    assert "Refresh" not in page


def test_the_index_of_the_authority_is_published_with_its_interval(angers):
    found = made(angers, weights=ONLY_AGE)
    value = published(angers)
    assert 0 < value.low <= value.mid <= value.high < 100
    delete(angers, None, [found])
    assert published(angers) is None


def test_an_index_with_an_indicator_against_the_others_waits_for_a_reason(angers):
    found = made(angers)
    assert queries.result(found).against
    assert published(angers) is None
    write(angers, None, [(found, {"reason": "Une mairie ouverte aide aussi en ville."})])
    Worker().run_pending()
    assert published(angers) is not None


def test_the_diagnosis_of_another_territory_is_not_the_index_of_the_authority(angers):
    made(angers, kind="commune", place="Angers", weights=ONLY_AGE)
    assert published(angers) is None


def test_the_hub_says_the_latest_diagnosis(angers):
    assert "Aucun diagnostic" in queries.figure(angers)
    found = made(angers)
    assert queries.figure(angers).startswith(f"{found.name}\N{NARROW NO-BREAK SPACE}: ")


def test_the_same_choices_give_the_same_result(angers):
    first, second = (made(angers).result for _ in range(2))
    assert json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


def test_pages_need_no_array(angers, contributor):
    """What pages read is decoded without numpy: the module of values imports none of it."""
    from jalons.inclusion.engine.index import values
    from jalons.inclusion.words import index

    for module in (values, index):
        assert not hasattr(module, "np")


def test_a_computed_page_asks_the_base_little(angers, contributor, django_assert_max_num_queries):
    found = made(angers)
    contributor.get(address(found))
    with django_assert_max_num_queries(20):
        contributor.get(address(found))


def test_the_search_finds_a_diagnosis_by_the_name_of_its_territory(angers, contributor):
    found = made(angers)
    page = contributor.get(reverse("search", args=[angers.slug]), {"q": "angers loire"})
    assert address(found) in page.content.decode()
