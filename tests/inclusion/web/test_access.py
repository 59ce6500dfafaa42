"""Studies of access and of places to open: computed in the worker, read on their pages."""

from dataclasses import replace

import pytest
from django.utils import timezone

from factories.people import member_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.tasks.registry import find
from jalons.foundation.territories.models import Territory
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.web import jobs
from jalons.inclusion.web.access import actions as access
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.campaigns.models import Campaign
from jalons.inclusion.web.demo import fill
from jalons.inclusion.web.places.models import MediationPlace
from jalons.inclusion.web.procedures.models import Procedure
from jalons.inclusion.web.siting import actions as siting
from jalons.inclusion.web.siting.models import SitingStudy
from jalons.inclusion.web.skills.models import Activity

HOME = "/collectivite/bugey/inclusion"


@pytest.fixture
def authority(territories):
    epci = Territory.objects.get(kind="epci", code="200040350")
    return Authority.objects.create(slug="bugey", name="Bugey Sud", territory=epci)


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


JOBS = {"acces": access.compute_job, "lieu-de-plus": siting.compute_job}


def computed(client, record, path):
    """The page of a study after its job; the worker itself has its own tests."""
    done = JOBS[path](lambda *_: None, authority=record.authority_id, study=str(record.pk))
    record.refresh_from_db()
    return text(client.get(done.url))


def test_an_empty_list_says_what_to_do(contributor):
    assert "Qui est loin d’une aide" in text(contributor.get(f"{HOME}/acces/"))
    assert "Un lieu de plus" in text(contributor.get(f"{HOME}/lieu-de-plus/"))


def test_with_a_town_hall_in_each_municipality_nobody_is_far(contributor, authority):
    study = AccessStudy.objects.create(authority=authority, name="Mairies", places="town_halls")
    page = computed(contributor, study, "acces")
    assert "Tous les habitants vivent à moins de 5 km d’un lieu" in page
    assert study.result["conserved"]
    assert len(study.result["areas"]) == 41
    assert all(each["near"][0][1] == 0 for each in study.result["areas"])
    assert "<svg" in page


def test_a_municipality_is_searched_by_its_code(contributor, authority):
    study = AccessStudy.objects.create(authority=authority, name="Mairies", places="town_halls")
    computed(contributor, study, "acces")
    page = text(contributor.get(f"{HOME}/acces/{study.pk}/?commune=01034"))
    assert "Mairie de Belley" in page
    assert "Rien ne correspond" in text(contributor.get(f"{HOME}/acces/{study.pk}/?commune=xx"))
    csv = b"".join(contributor.get(f"{HOME}/acces/{study.pk}/communes.csv").streaming_content)
    assert csv.decode("utf-8-sig").count("\n") == 42


def test_without_any_place_it_is_said_and_nothing_is_divided(contributor, authority):
    study = AccessStudy.objects.create(authority=authority, name="Liste", places="register")
    page = computed(contributor, study, "acces")
    assert "Aucun lieu n’a de position connue" in page


def test_a_change_after_the_computation_is_said(contributor, authority):
    study = AccessStudy.objects.create(authority=authority, name="Mairies", places="town_halls")
    computed(contributor, study, "acces")
    sent = {"name": "Mairies", "places": "town_halls", "need": "over_65", "far_km": "2",
            "detour": "1,3", "version": study.version}  # fmt: skip
    assert contributor.post(f"{HOME}/acces/{study.pk}/modifier/", sent).status_code == 302
    assert "calculez de nouveau" in text(contributor.get(f"{HOME}/acces/{study.pk}/"))


def test_a_reader_computes_nothing(reader, authority):
    study = AccessStudy.objects.create(authority=authority, name="Mairies", places="town_halls")
    assert reader.post(f"{HOME}/acces/{study.pk}/calculer/").status_code == 403


def test_computing_starts_a_job_one_can_follow(contributor, authority):
    study = AccessStudy.objects.create(authority=authority, name="Liste", places="register")
    answer = contributor.post(f"{HOME}/acces/{study.pk}/calculer/")
    assert "/travaux/" in answer["Location"]


def test_the_worker_knows_every_job_of_the_room_by_its_declaration():
    declared = jobs.__all__
    assert {"access", "diagnosis", "official", "siting"} == set(declared)
    for kind in ("inclusion.access", "inclusion.siting", "inclusion.diagnose"):
        assert find(kind).idempotent


def test_the_demonstration_has_a_study_of_each_kind_and_every_topic(authority):
    people = dict.fromkeys(Role, member_of(authority, Role.LEAD))
    demo = Demonstration(authority, people, Story(2026), timezone.now(), timezone.localdate(),
                         is_new=True)  # fmt: skip
    fill(demo)
    assert AccessStudy.objects.of(authority).get().result["areas"]
    assert len(SitingStudy.objects.of(authority).get().result["chosen"]) == 2
    for model in (MediationPlace, Procedure, Activity, Campaign):
        assert model.objects.of(authority).exists()
    fill(replace(demo, is_new=False))
    assert AccessStudy.objects.of(authority).count() == 1


def test_an_authority_without_a_territory_is_told_so(authority):
    study = AccessStudy.objects.create(authority=authority, name="Mairies", places="town_halls")
    Authority.objects.update(territory=None)
    with pytest.raises(InclusionError, match="territoire"):
        access.compute_job(lambda *_: None, authority=authority.pk, study=str(study.pk))


@pytest.mark.parametrize("model", ["coverage", "p-median", "p-center"])
def test_the_best_place_is_found_with_its_proof_and_its_reason(contributor, authority, model):
    study = SitingStudy.objects.create(authority=authority, name="Un", model=model, new=2)
    page = computed(contributor, study, "lieu-de-plus")
    assert study.result["outcome"] == "optimal"
    assert len(study.result["chosen"]) == 2
    assert "c’est démontré" in page
    assert "Ajouter à la feuille de route" in page
    name = study.result["chosen"][0]["name"]
    assert name in page


def test_a_place_found_becomes_an_action_when_a_person_saves_it(contributor, authority):
    study = SitingStudy.objects.create(authority=authority, name="Un", new=1)
    page = computed(contributor, study, "lieu-de-plus")
    link = page.split("feuille-de-route/nouvelle/?", 1)[1].split('"', 1)[0].replace("&amp;", "&")
    form = text(contributor.get(f"/collectivite/bugey/feuille-de-route/nouvelle/?{link}"))
    assert study.result["chosen"][0]["name"] in form
    assert "Ouvrir un lieu d’aide numérique" in form


def test_nothing_to_weigh_is_explained(contributor, authority):
    study = SitingStudy.objects.create(
        authority=authority, name="Mairies", places="town_halls", new=1
    )
    page = computed(contributor, study, "lieu-de-plus")
    assert study.result["gained"] == 0
    assert "0 personne de plus" in page


def test_a_place_that_changed_since_is_said(contributor, authority):
    study = AccessStudy.objects.create(authority=authority, name="Liste", places="register")
    page = computed(contributor, study, "acces")
    assert "ont changé depuis" not in page
    MediationPlace.objects.create(authority=authority, name="Bus", lat=45.7, lon=5.6)
    assert "ont changé depuis" in text(contributor.get(f"{HOME}/acces/{study.pk}/"))


def test_people_whose_distance_is_not_known_are_said(contributor, authority):
    study = AccessStudy.objects.create(authority=authority, name="Mairies", places="town_halls")
    assert "La distance n’est pas connue" not in computed(contributor, study, "acces")
    result = study.result | {"beyond": study.result["beyond"] | {"unknown": 120}}
    AccessStudy.objects.of(authority).filter(pk=study.pk).update(result=result)
    page = text(contributor.get(f"{HOME}/acces/{study.pk}/"))
    assert "La distance n’est pas connue pour 120 habitants" in page
