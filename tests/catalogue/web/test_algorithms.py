"""The register of algorithms: questions, sheets, duties, requests, the public page."""

import json
from datetime import timedelta
from importlib import resources

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from jsonschema import Draft202012Validator

from factories.people import client_of
from jalons.catalogue.web.algorithms import queries
from jalons.catalogue.web.algorithms.demo import fill
from jalons.catalogue.web.algorithms.models import (
    Algorithm,
    AlgorithmInput,
    AlgorithmParameter,
    AlgorithmRequest,
)
from jalons.catalogue.web.algorithms.shelf import ALGORITHMS
from jalons.catalogue.web.indicators import publish_all
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.journal.models import Entry
from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.writer import move, write
from jalons.strategy.web.observations.models import StoredObservation

HOME = "/collectivite/vitre/donnees/algorithmes/"


@pytest.fixture
def authority(db):
    return Authority.objects.create(slug="vitre", name="Vitré", staff=80)


@pytest.fixture
def town(authority):
    """The authority with the algorithms of the demonstration."""
    today = timezone.localdate()
    people = {Role.LEAD: User.objects.create_user("lead@example.org", "x")}
    fill(Demonstration(authority, people, Story.at(today), timezone.now(), today, is_new=True))
    return authority


def made(model, authority, **values):
    record = model(authority=authority)
    write(authority, None, [(record, values)])
    return record


def of(authority, usual):
    return queries.rows(authority).get(usual=usual)


def days(count):
    return timezone.localdate() + timedelta(days=count)


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return (
        answer.content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "’")
    )


def test_plain_questions_make_sheets_to_complete_and_publish_nothing(contributor, authority):
    page = text(contributor.get(f"{HOME}questions/"))
    assert "Classez-vous des demandes" in page
    assert "Attribution des places en crèche" in page
    answer = contributor.post(f"{HOME}questions/", {"places": ["creche"], "proposals": ["library"]})
    assert answer.status_code == 302
    creche = of(authority, "creche")
    assert (creche.state, creche.decision, creche.automation) == ("draft", "persons", "")
    assert "barème" in creche.purpose
    assert "Attribution des places en crèche" not in text(contributor.get(f"{HOME}questions/"))
    assert "Cochez au moins une ligne" in text(contributor.post(f"{HOME}questions/", {}))
    made(Algorithm, authority, name="Calcul de la taxe de séjour")  # typed by hand
    assert "Calcul de la taxe de séjour" not in text(contributor.get(f"{HOME}questions/"))
    again = contributor.post(f"{HOME}questions/", {"places": ["creche"]})
    assert "choix" in text(again)  # an old page: it is already in the list
    assert queries.rows(authority).count() == 3


def test_the_page_of_an_algorithm_says_what_the_law_asks_and_gives_the_notice(reader, town):
    page = text(reader.get(f"{HOME}{of(town, 'canteen').pk}/"))
    assert page.count("non respectée") == 2  # the notice, and the nullity of a decision without it
    assert "seuil de 3 500 est à vérifier" in page
    assert "Cette décision s’appuie sur un traitement algorithmique" in page
    assert "expirée" in page
    assert "19 sur 19" in page
    creche = text(reader.get(f"{HOME}{of(town, 'creche').pk}/"))
    assert "1 demande sur un algorithme est en retard" in creche
    assert creche.count("non respectée") == 1  # an explanation is late
    library = text(reader.get(f"{HOME}{of(town, 'library').pk}/"))
    assert "Il ne vise personne en particulier" in library
    assert "s’appuie sur un traitement" not in library
    assert "à remplir : contact, courriel du contact, contexte" in library


def test_a_sheet_is_complete_only_once_nothing_is_missing_and_it_is_read_again(authority):
    found = made(Algorithm, authority, name="Cotation", decision="persons")
    with pytest.raises(RegisterError) as refused, translation.override("fr"):
        move(None, found, "publish", days(0))
    assert "qui décide à la fin" in str(refused.value)
    names = ("department", "contact", "context", "purpose", "moment", "decided_by", "legal_basis",
             "scope", "audience", "operations", "objection")  # fmt: skip
    values = dict.fromkeys(names, "Texte")
    values |= {"contact_post": "Mairie", "automation": "help", "kind": "rules"}
    write(authority, None, [(found, {**values, "decisions_per_year": 0})])
    lines = [(AlgorithmInput(authority=authority), {"algorithm": found, "name": "Revenus"})]
    write(authority, None, lines)
    found = queries.rows(authority).get(pk=found.pk)
    write(authority, None, [(found, {"review_before": days(-1)})])
    with translation.override("fr"):
        assert queries.refusal(found).startswith("Relisez d’abord la fiche")
    write(authority, None, [(found, {"review_before": days(30)})])
    assert queries.refusal(found) == ""
    move(None, found, "publish", days(0))
    found = queries.rows(authority).get(pk=found.pk)
    assert (found.state, found.published_on) == ("published", days(0))
    move(None, found, "retire", days(0))
    assert queries.rows(authority).get(pk=found.pk).is_stale is False


def test_a_request_is_due_a_month_later_and_those_late_come_first(reader, town):
    late, error, answered = queries.requests(town)
    assert [each.subject for each in (late, answered)] == ["PE-2026-041", "PE-2026-017"]
    assert (late.is_late, error.is_late, answered.is_late) == (True, False, False)
    assert error.due_on == error.received_on + timedelta(days=30)
    error.received_on = days(-30)
    assert (error.due_on, error.is_late) == (days(0), False)  # the last day is in time
    error.received_on = days(-31)
    assert error.is_late
    assert queries.figure(town).startswith("1 ")
    page = text(reader.get(f"{HOME}demandes/"))
    assert page.index("PE-2026-041") < page.index("PE-2026-017")
    assert "1 demande sur un algorithme est en retard" in page
    shown = text(reader.get(f"{HOME}demandes/{late.pk}/"))
    assert "Dernier jour pour répondre" in shown
    draft = text(reader.get(f"{HOME}demandes/{late.pk}/reponse.html"))
    assert "Référence de la demande : PE-2026-041" in draft
    assert "10 points" in draft
    assert reader.get(f"{HOME}demandes/{late.pk}/reponse.exe").status_code == 404
    rules = text(reader.get(f"{HOME}regles.html"))
    assert "Tarif de la restauration scolaire" in rules
    assert "Suggestions de lecture" not in rules
    assert reader.get(f"{HOME}regles.exe").status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": "Dossier de Mme Martin"}, "subject"),
        ({"applicant": "Jean Dupont"}, "applicant"),
        ({"received_on": days(1)}, "received_on"),
        ({"answered_on": days(-9), "received_on": days(-5), "outcome": "refused"}, "answered_on"),
        ({"answered_on": days(0)}, "outcome"),
        ({"outcome": "explained"}, "answered_on"),
    ],
)
def test_a_request_names_nobody_and_its_answer_is_whole(authority, values, field):
    found = made(Algorithm, authority, name="Cotation")
    with pytest.raises(ValidationError) as refused:
        made(AlgorithmRequest, authority, **{"algorithm": found, "subject": "D-12", **values})
    assert list(refused.value.error_dict) == [field]


def test_a_name_of_a_person_is_refused_on_a_sheet_and_stays_out_of_the_journal(lead, authority):
    data = {"name": "Cotation", "decided_by": "Mme Martin", "review_before": "2027-01-01"}
    answer = lead.post(f"{HOME}nouveau/", data)
    assert "ressemble au nom d’une personne" in text(answer, 422)
    assert not queries.rows(authority).exists()
    assert not any("Martin" in str(each.changes) for each in Entry.objects.of(authority))


def test_the_public_sheet_says_all_but_names_and_follows_its_schema(client, town):
    creche = of(town, "creche")
    write(town, None, [(creche, {"objection": "Écrivez à la mairie."})])
    canteen = of(town, "canteen")
    page = PublicPage.objects.create(authority=town, contact_address="mairie@exemple.invalid")
    urns = {str(creche.urn), str(canteen.urn)}
    choose(authority=town, user=None, shelf=ALGORITHMS, offered=urns, chosen=urns)
    assert queries.shown(town) == frozenset()
    assert client.get("/public/vitre/algorithmes/").status_code == 404
    PublicPage.objects.of(town).filter(pk=page.pk).update(is_open=True)
    answer = client.get("/public/vitre/algorithmes/")
    shown = text(answer)
    assert not answer.cookies
    for words in ("Attribution des places en crèche", "Parent seul", "La commission d’attribution",
                  "devait être relue avant", "attend une réponse au-delà du délai",
                  "réponse en 30 jours au plus", "Par courrier : Hôtel de ville"):  # fmt: skip
        assert words in shown, words
    assert "mailto:petite-enfance@exemple.invalid?subject=Erreur%20sur%20la%20fiche" in shown
    assert "PE-2026" not in shown
    assert "&lt;" not in shown
    data = json.loads(client.get("/public/vitre/donnees/algorithmes.json").content)
    package = resources.files("jalons.catalogue") / "data" / "algorithms.schema.json"
    schema = json.loads(package.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    assert {each["stale"] for each in data["algorithms"]} == {True, False}
    assert sum(each["late_requests"] for each in data["algorithms"]) == 1
    reader = client_of(town, Role.READER)
    assert "http://testserver/public/vitre/algorithmes/" in text(reader.get(f"{HOME}{creche.pk}/"))


def test_the_inventory_leaves_with_one_line_for_each_algorithm(reader, town):
    answer = reader.get(f"{HOME}export.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert content.startswith("Organisation;Service responsable;Contact;")
    assert '"Situation du foyer\nQuotient familial\nDate de la demande"' in content
    assert '"La famille\nLa caisse d’allocations familiales\nLe guichet"' in content
    assert reader.get(f"{HOME}export.xlsx").content[:2] == b"PK"


def test_indicators_count_algorithms_in_use_with_individual_decisions(town):
    def published():
        return {each.indicator: each.mid for each in StoredObservation.objects.of(town)}

    named = ("catalogue.algorithms_published", "ailibrary.decisions_with_mention")
    assert [published()[each] for each in named] == [0, 50]  # two of the four; no page is open
    write(town, None, [(of(town, "creche"), {"sheet_link": "https://vitre.invalid/fiche"})])
    assert [published()[each] for each in named] == [50, 50]
    PublicPage.objects.create(authority=town, is_open=True)
    urns = {str(of(town, "canteen").urn)}
    choose(authority=town, user=None, shelf=ALGORITHMS, offered=urns, chosen=urns)
    publish_all(now=timezone.now())
    assert [published()[each] for each in named] == [100, 50]
    author = {"name": "Tarif de Mme Martin"}  # a name waits for a reading: nobody sees the sheet
    write(town, None, [(of(town, "canteen"), author)])
    assert [published()[each] for each in named] == [50, 50]
    for usual in ("creche", "canteen"):
        move(None, of(town, usual), "retire", days(0))
    assert published() == {}  # nothing is in use: unknown, not zero


def test_the_list_reads_a_bounded_number_of_times(reader, town, django_assert_max_num_queries):
    for number in range(20):
        found = made(Algorithm, town, name=f"Grille {number}")
        made(AlgorithmParameter, town, algorithm=found, name="Âge")
    with django_assert_max_num_queries(24):
        text(reader.get(HOME))
