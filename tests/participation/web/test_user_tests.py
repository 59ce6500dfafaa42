"""Services tried with users: who in numbers, what was found and changed, the share of a year."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jalons.foundation.publishing.actions import choose
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.register.writer import delete, move, undo, write
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments.models import (
    Experiment,
    Measurement,
    NewService,
    ServiceYear,
    UserFinding,
    UserTest,
)
from jalons.participation.web.experiments.register import tests
from jalons.participation.web.experiments.shelf import USER_TESTS
from jalons.strategy.web.observations.models import StoredObservation

pytestmark = pytest.mark.django_db
HOME = "/collectivite/vitre/participation/experimentations/"
TODAY = timezone.localdate()
NAME = "participation.services_with_users"


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def made(model, authority, **values):
    found = model(authority=authority)
    write(authority, None, [(found, values)])
    return found


def year_of(authority, *services, year=2025):
    """The list of a year, its services by name with what is declared of them."""
    listing = made(ServiceYear, authority, year=year)
    return listing, [made(NewService, authority, listing=listing, **each) for each in services]


def tried(authority, **values):
    values = {"service": "Cantine", "how": "paper", "day": date(2025, 5, 2), "people": 6, **values}
    return made(UserTest, authority, **values)


def published(authority):
    rows = StoredObservation.objects.of(authority).filter(indicator=NAME)
    return [(each.low, each.high) for each in rows]


def test_no_figure_comes_from_a_list_that_nobody_declared_complete(authority):
    listing, (one, _two) = year_of(
        authority, {"name": "Cantine", "opens_on": date(2025, 9, 1)}, {"name": "Salles"}
    )
    tried(authority, listed=one)
    assert published(authority) == []
    move(None, listing.latest(), "declare", date(2026, 1, 5))
    assert published(authority) == [(50, 100)]
    assert queries.years_headline(queries.service_years(authority)).startswith("2025")
    move(None, listing.latest(), "reopen")
    assert published(authority) == []


def test_the_figure_follows_services_tests_and_the_trash(authority):
    listing, (one, two) = year_of(authority, {"name": "Cantine"}, {"name": "Salles", "tried": "no"})
    move(None, listing.latest(), "declare")
    assert published(authority) == [(0, 50)]
    test = tried(authority, listed=one)
    assert published(authority) == [(50, 50)]
    batch = delete(authority, None, [test.latest()])
    assert published(authority) == [(0, 50)]
    undo(authority, None, batch)
    assert published(authority) == [(50, 50)]
    write(authority, None, [(two.latest(), {"tried": "yes"})])
    assert published(authority) == [(100, 100)]
    delete(authority, None, [listing.latest()])
    assert published(authority) == []


def test_a_year_that_changes_leaves_no_figure_behind(authority):
    listing, _services = year_of(authority, {"name": "Cantine", "tried": "yes"})
    move(None, listing.latest(), "declare")
    write(authority, None, [(listing.latest(), {"year": 2024})])
    rows = StoredObservation.objects.of(authority).filter(indicator=NAME)
    assert [each.period_start.year for each in rows] == [2024]


def test_a_test_after_the_opening_is_not_one_before(authority):
    listing, (one,) = year_of(authority, {"name": "Cantine", "opens_on": date(2025, 4, 1)})
    move(None, listing.latest(), "declare")
    with pytest.raises(ValidationError, match="déjà ouvert"):
        tried(authority, listed=one)
    tried(authority, listed=one, stage="after")
    assert published(authority) == [(0, 100)]


def test_an_empty_list_declared_complete_concerns_nobody(authority):
    listing, _services = year_of(authority)
    move(None, listing.latest(), "declare")
    assert published(authority) == []


@pytest.mark.parametrize(("values", "why"), [
    ({"service": ""}, "ne peut pas être vide"),
    ({"far": 7}, "plus que les personnes"),
    ({"last_day": date(2025, 5, 1)}, "précède le premier"),
    ({"day": TODAY + timedelta(2)}, "pas encore venu"),
    ({"service": "Mme Jeanne Martin"}, "nom d’une personne"),
    ({"people": 0}, "supérieure ou égale à 1"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_reason(authority, values, why):
    with pytest.raises(ValidationError, match=why):
        tried(authority, **values)


def test_a_finding_is_changed_or_left_with_a_reason_and_waits_until_then(authority, reader):
    test = tried(authority)
    assert tests.headline(authority) == "1 essai de service avec les usagers."
    found = made(UserFinding, authority, test=test, text="Le mot « quotient » arrête.")
    assert tests.headline(authority) == "1 constat d’essai attend une décision."
    assert "1 constat attend une décision" in text(reader.get(f"{HOME}essais/{test.pk}/"))
    for values, why in (
        ({"changed_day": TODAY, "why_not": "Trop cher"}, "Choisissez"),
        ({"changed_day": date(2025, 5, 1)}, "précéderait l’essai"),
        ({"text": "M. Dupont ne trouve pas"}, "nom d’une personne"),
    ):
        with pytest.raises(ValidationError, match=why):
            write(authority, None, [(found.latest(), values)])
    write(authority, None, [(found.latest(), {"changed_day": date(2025, 5, 20)})])
    assert tests.headline(authority) == "1 essai de service avec les usagers."


def test_a_test_is_the_proof_that_a_service_of_the_year_was_tried(authority, contributor):
    listing, (one,) = year_of(
        authority, {"name": "Cantine en ligne", "opens_on": date(2025, 9, 1), "tried": "no"}
    )
    assert "Cantine en ligne (2025)" in text(contributor.get(f"{HOME}essais/nouveau/"))
    sent = {"service": "Cantine", "listed": one.pk, "stage": "before", "how": "group",
            "day": "2025-05-02", "people": "8", "far": "3"}  # fmt: skip
    assert contributor.post(f"{HOME}essais/nouveau/", sent).status_code == 302
    page = text(contributor.get(f"{HOME}services/{listing.pk}/"))
    assert "oui, par un essai noté ici" in page
    assert "liste à compléter" in page


def test_a_list_asks_as_many_questions_of_the_base_whatever_its_length(authority, reader):
    def asked():
        with CaptureQueriesContext(connection) as found:
            for page in ("essais/", "services/", ""):
                assert reader.get(HOME + page).status_code == 200
        return len(found)

    def one_more(number):
        _listing, (service,) = year_of(authority, {"name": "Cantine"}, year=2010 + number)
        test = tried(authority, listed=service)
        made(UserFinding, authority, test=test, text="Le bouton est trop bas.")
        found = made(Experiment, authority, title=f"Essai {number}", hypothesis="Si, alors")
        made(Measurement, authority, experiment=found, value=3.0)

    one_more(0)
    asked()  # what is read once
    first = asked()
    for number in range(1, 6):
        one_more(number)
    assert asked() == first


def test_small_numbers_of_people_are_hidden_in_public_only(authority, client, reader):
    few = tried(authority, service="Crèche", people=4, far=2, aged=0)
    many = tried(authority, people=12, far=6, disabled=2, aged=11)
    made(
        UserFinding, authority, test=many, text="Le bouton est trop bas.", why_not="Refonte prévue"
    )
    assert "dont éloignées du numérique" in text(reader.get(f"{HOME}essais/{few.pk}/")).lower()
    PublicPage.objects.create(authority=authority, is_open=True)
    urns = {str(each.urn) for each in (few, many)}
    choose(authority=authority, user=None, shelf=USER_TESTS, offered=urns, chosen=urns)
    page = text(client.get("/public/vitre/essais-usagers/"))
    assert "Refonte prévue" in page
    assert "moins de 5" in page
    rows = client.get("/public/vitre/donnees/essais-usagers.json").json()["user_tests"]
    shown = {each["service"]: (each["people"], each["profiles"]) for each in rows}
    assert shown == {
        "Crèche": (None, {"far": None, "aged": 0}),
        "Cantine": (12, {"far": 6, "disabled": None, "aged": None}),
    }
