"""Ecodesign on its pages: families, shared answers, score, declaration, public page."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.writer import delete, restore, write
from jalons.strategy.web.observations.models import StoredObservation
from jalons.webaudit.engine.ecodesign import Answer
from jalons.webaudit.web.ecodesign import queries
from jalons.webaudit.web.ecodesign.models import EcodesignAnswer, EcodesignReview
from jalons.webaudit.web.ecodesign.shelf import ECODESIGN
from jalons.webaudit.web.services.models import WebService

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def contributor(town):
    return client_of(town, Role.CONTRIBUTOR)


def service(town, name="Portail"):
    made = WebService(authority=town)
    write(town, None, [(made, {"name": name, "address": "https://portail.example/"})])
    return made


def review(town, of=None, **values):
    made = EcodesignReview(authority=town)
    write(town, None, [(made, {"service": of, **values})])
    return made


def answer(about, criterion, said="yes", **values):
    made = EcodesignAnswer(authority=about.authority)
    values = {"review": about, "criterion": criterion, "answer": said, **values}
    write(about.authority, None, [(made, values)])
    return made


def now(record):
    rows = type(record).objects.of(record.authority).select_related("authority")
    return rows.get(pk=record.pk)


def _said(record):
    return {key: said for key, (said, _text) in queries.sheet(now(record)).said.items()}


def url(record, page="", *more):
    name = f"ecodesign_review_{page}" if page else "ecodesign_review"
    return reverse(name, args=[record.authority.slug, record.pk, *more])


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode().replace("\u202f", " ")


def sent(page, **typed):
    """What a browser sends of the answers form: every field as it was shown, then what is typed."""
    fields = {}
    for form in page.context["groups"]:
        for bound in form[1]:
            shown = bound.value()
            fields[bound.html_name] = "" if shown is None else shown
            fields[bound.html_initial_name] = "" if shown is None else shown
    return fields | typed


def test_an_empty_list_says_where_to_begin(contributor, town):
    page = text(contributor.get(reverse("ecodesign_review_list", args=[town.slug])))
    assert "Quel service évaluez-vous en premier" in page
    assert "huit questions" in page


def test_eight_questions_give_a_first_score_in_one_act(contributor, town):
    portal = review(town, service(town))
    assert "Commencer par huit questions" in text(contributor.get(url(portal)))
    form = contributor.get(url(portal, "answers", "debut"))
    assert text(form).count("<section") == 8
    response = contributor.post(
        url(portal, "answers", "debut"),
        sent(form, **{"1-1-answer": "yes", "4-1-answer": "no", "4-1-comment": "Un carrousel."}),
    )
    assert response.status_code == 302
    stored = now(portal)
    assert (round(stored.score, 2), stored.untested) == (round(150 / 100.25, 2), 76)
    page = text(contributor.get(response["Location"]))
    assert "Score d’écoconception : 1,5 %. 76 critères ne sont pas évalués" in page
    assert "Annuler" in page
    assert EcodesignAnswer.objects.of(town).count() == 2


def test_a_family_is_one_page_without_script_and_light_enough(contributor, town):
    portal = review(town, service(town))
    for family, count in ((4, 15), (9, 7)):
        page = text(contributor.get(url(portal, "answers", family)))
        assert page.count("<section") == count
        assert "<script" not in page.split("<main")[1]
    for family in ("0", "10", "x", "rien", "²"):
        assert (
            contributor.get(url(portal, "answers", "debut")[:-6] + family + "/").status_code == 404
        )


def test_not_applicable_needs_its_reason_and_loses_nothing_typed(contributor, town):
    portal = review(town, service(town))
    form = contributor.get(url(portal, "answers", 1))
    typed = {"1-7-answer": "not_applicable", "1-8-answer": "yes", "1-8-comment": "Code publié."}
    page = text(contributor.post(url(portal, "answers", 1), sent(form, **typed)), 422)
    assert "Écrivez pourquoi ce critère ne s’applique pas" in page
    assert "Code publié." in page
    assert not EcodesignAnswer.objects.of(town).exists()


def test_a_criterion_that_always_applies_is_never_not_applicable(contributor, town):
    portal = review(town, service(town))
    page = text(contributor.get(url(portal, "answers", 1)))
    always = page.split('name="1-1-answer"')[1].split("</select>")[0]
    assert "not_applicable" not in always
    with pytest.raises(ValidationError, match="tous les services"):
        answer(portal, "1.1", "not_applicable", comment="sans objet")
    with pytest.raises(ValidationError, match="pourquoi"):
        answer(portal, "1.10", "not_applicable")
    with pytest.raises(ValidationError):
        answer(portal, "10.1")


def test_shared_answers_stand_for_every_service_until_it_answers(contributor, town):
    shared, portal = review(town), review(town, service(town))
    answer(shared, "8.1", "yes", comment="Hébergeur engagé.")
    answer(shared, "1.10", "not_applicable", comment="Aucun matériel.")
    assert _said(portal) == {"8.1": Answer.YES, "1.10": Answer.NOT_APPLICABLE}
    assert now(portal).score == pytest.approx(150 / 99)
    assert (now(shared).score, now(shared).untested) == (None, 76)
    page = text(contributor.get(url(shared)))
    assert "Ces réponses valent pour chaque service" in page
    assert "/declaration/" not in page
    form = contributor.get(url(portal, "answers", 8))
    assert "comme tous les services : respecté" in text(form)
    contributor.post(url(portal, "answers", 8), sent(form, **{"8-1-answer": "no"}))
    assert _said(portal)["8.1"] == Answer.NO
    assert _said(shared)["8.1"] == Answer.YES
    assert now(portal).score == 0


def test_what_becomes_of_scores_when_shared_answers_go_and_come_back(town):
    shared, portal = review(town), review(town, service(town))
    answer(shared, "8.1")
    assert now(portal).score > 0
    delete(town, None, [now(shared)])
    assert now(portal).score is None
    restore(town, None, now(shared))
    assert now(portal).score > 0


def test_another_authority_shares_nothing(town):
    other = make_authority("loin", "Loin")
    answer(review(other), "8.1")
    assert _said(review(town, service(town))) == {}
    assert queries.standing() == {}


def test_there_is_one_review_of_a_service_and_one_of_shared_answers(town):
    portal = service(town)
    review(town), review(town, portal)
    with pytest.raises(ValidationError, match="réponses communes existent"):
        review(town)
    with pytest.raises(ValidationError, match="déjà une évaluation"):
        review(town, portal)
    with pytest.raises(ValidationError, match="pas le nom d’une personne"):
        review(town, service(town, "Autre"), referent="Mme Jeanne Martin")


def test_two_people_on_one_family_lose_nothing(contributor, town):
    portal = review(town, service(town))
    mine = sent(contributor.get(url(portal, "answers", 5)), **{"5-2-answer": "yes"})
    theirs = answer(portal, "5.1", "no", comment="JPEG")
    assert contributor.post(url(portal, "answers", 5), mine).status_code == 302
    assert now(theirs).comment == "JPEG"
    stale = sent(contributor.get(url(portal, "answers", 5)), **{"5-1-comment": "PNG"})
    write(town, None, [(now(theirs), {"comment": "GIF"})])
    page = text(contributor.post(url(portal, "answers", 5), stale), 422)
    assert "Enregistré · GIF" in page
    assert "PNG" in page
    again = contributor.post(url(portal, "answers", 5), {**stale, "initial-5-1-comment": "GIF"})
    assert again.status_code == 302
    assert now(theirs).comment == "PNG"


def test_an_answer_is_emptied_and_the_criterion_is_again_not_assessed(contributor, town):
    portal = review(town, service(town))
    answer(portal, "5.1")
    form = contributor.get(url(portal, "answers", 5))
    contributor.post(url(portal, "answers", 5), sent(form, **{"5-1-answer": ""}))
    assert now(portal).score is None


def test_a_reader_sees_the_score_and_answers_nothing(town):
    portal = review(town, service(town))
    answer(portal, "1.1")
    reader = client_of(town, Role.READER)
    page = text(reader.get(url(portal)))
    assert "Score d’écoconception" in page
    assert "/reponses/" not in page
    assert reader.get(url(portal, "answers", 1)).status_code == 403
    stranger = client_of(make_authority("loin", "Loin"), Role.ADMINISTRATOR)
    assert stranger.get(url(portal, "answers", 1)).status_code == 404


def test_the_indicator_is_the_mean_of_services_assessed_and_is_withdrawn(town):
    def published():
        rows = StoredObservation.objects.of(town).filter(indicator="webaudit.rgesn_score")
        return [(each.low, each.high) for each in rows]

    day = {"reviewed_on": "2026-11-02"}
    shared, one = review(town), review(town, service(town), **day)
    two = review(town, service(town, "Intranet"))
    answer(shared, "1.3")
    assert published() == [(pytest.approx(125 / 100.25), pytest.approx(125 / 100.25))]
    write(town, None, [(now(two), day)])
    answer(one, "1.1")
    expected = 100 * (1.25 + 1.25 + 1.5) / 100.25 / 2
    assert published() == [(pytest.approx(expected), pytest.approx(expected))]
    for each in EcodesignAnswer.objects.of(town):
        delete(town, None, [now(each)])
    assert published() == []


def test_the_declaration_has_the_fields_of_the_official_example(contributor, town):
    portal = review(
        town, service(town), referent="Direction du numérique", previous_score=12.5,
        previous_on="2025-03-01", target_score=60, target_on="2028-03-01",
        actions="Alléger l’accueil.", pace="tous les ans", sample="Accueil et démarche",
    )  # fmt: skip
    answer(portal, "1.1", comment="Étude jointe.", evidence="https://portail.example/etude")
    answer(portal, "5.1", "no")
    page = text(contributor.get(url(portal, "declaration", "html")))
    for words in ("Critères respectés", "Critères non respectés", "Critères non évalués",
                  "12,5 %", "1er mars 2025", "60,0 %", "Alléger l’accueil.", "tous les ans",
                  "Accueil et démarche", "Direction du numérique", "Étude jointe.",
                  "https://portail.example/etude", "Utilité du service", "Score ="):  # fmt: skip
        assert words in page, words
    assert "urn:" not in page


def test_the_declaration_is_written_in_each_format(contributor, town):
    portal = review(town, service(town))
    answer(portal, "1.1")
    response = contributor.get(url(portal, "declaration", "odt"), follow=True)
    if response.status_code == 200:
        assert zipfile.is_zipfile(io.BytesIO(b"".join(response)))
    else:
        assert response.status_code == 202
    assert contributor.get(url(portal, "declaration", "exe")).status_code == 404


def test_a_declaration_is_shown_with_its_criteria_when_somebody_chose_so(client, contributor, town):
    portal = review(town, service(town), referent="Direction du numérique")
    waiting = review(town, service(town, "Intranet"))
    answer(portal, "1.1", comment="Étude jointe.")
    assert [label for _urn, label in ECODESIGN.offered(town)] == ["Portail"]
    assert ECODESIGN.shown(town, [str(waiting.urn)]).items == ()
    PublicPage.objects.create(authority=town, is_open=True)
    urns = {str(portal.urn)}
    choose(authority=town, user=None, shelf=ECODESIGN, offered=urns, chosen=urns)
    page = text(client.get("/public/pont-de-vene/ecoconception/"))
    assert "<dt>Critères respectés</dt><dd>1.1</dd>" in page
    assert "77 critères ne sont pas évalués" in page
    assert "1.1 · Étude jointe." in page
    assert "Intranet" not in page
    (item,) = ECODESIGN.shown(town, [str(portal.urn)]).items
    assert item.value["score"] == 1.5
    assert item.value["criteria"]["1.1"] == (Answer.YES, "Étude jointe.")
    assert item.value["criteria"]["1.2"][0] == "untested"
    assert "Étude jointe." in item.texts
    json.dumps(item.value)


def test_saving_without_an_answer_stores_nothing(contributor, town):
    portal = review(town, service(town))
    form = contributor.get(url(portal, "answers", 1))
    assert contributor.post(url(portal, "answers", 1), sent(form)).status_code == 302
    assert not EcodesignAnswer.objects.of(town).exists()
    assert contributor.post(url(portal, "answers", 1), {}).status_code == 422
    assert (
        contributor.post(url(portal, "answers", 1), {"1-1-answer": "peut-être"}).status_code == 422
    )


def test_a_review_goes_to_the_trash_with_its_service_and_comes_back(town):
    portal = service(town)
    assessed = review(town, portal)
    answer(assessed, "1.1")
    delete(town, None, [now(portal)])
    assert now(assessed).deleted_at is not None
    assert list(queries.scored(town)) == []
    restore(town, None, now(portal))
    assert [each.pk for each in queries.scored(town)] == [assessed.pk]
    assert _said(assessed) == {"1.1": Answer.YES}


def test_many_reviews_are_read_in_a_few_queries(town, django_assert_max_num_queries):
    for number in range(8):
        answer(review(town, service(town, f"Service {number}")), "1.1")
    with django_assert_max_num_queries(2):
        assert len(queries.standing(*queries.rows(town))) == 8
