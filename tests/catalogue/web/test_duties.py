"""The board of duties: the rule proposes with its reason, a person decides, a dataset fulfils."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.duties.models import DutyAnswer, all_duties
from jalons.catalogue.web.duties.queries import DutyStanding, board, headline
from jalons.catalogue.web.duties.shelf import DUTIES
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import delete, write
from jalons.foundation.territories.models import Territory

HOME = "/collectivite/vitre/donnees/obligations/"
TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def town(authority, population=20_000, staff=300, kind="commune"):
    authority.territory = Territory.objects.create(
        kind=kind, code="35360", name="Vitré", population=population
    )
    authority.staff = staff
    authority.save()


def standings(authority):
    return {each.duty.id: each.standing for each in board(authority)}


def dataset(authority, **values):
    made = Dataset(authority=authority)
    whole = {"name": "Adresses", "audience": "open", "state": "published", **values}
    write(authority, None, [(made, whole)])
    line = Distribution(authority=authority)
    write(authority, None, [(line, {"dataset": made, "name": "x", "url": "https://a.invalid/"})])
    return made


def answer(authority, duty, **values):
    made = DutyAnswer(authority=authority)
    write(authority, None, [(made, {"duty": duty, **values})])
    return made


def test_each_duty_says_where_it_was_read_or_that_it_is_to_check():
    for each in all_duties():
        assert each.law
        assert set(each.name) == set(each.what) == {"fr", "en"}
        if each.verified:
            assert each.link.startswith("https://")
            assert date(2026, 11, 1) <= each.opened <= date(2026, 11, 30)
        else:
            assert each.doubt


def test_the_rule_depends_on_population_staff_and_kind(authority):
    assert set(standings(authority).values()) == {DutyStanding.UNDECIDED}  # no territory is known
    town(authority)
    large = standings(authority)
    assert large["open_by_default"] == large["addresses"] == DutyStanding.MISSING
    assert large["charging_points"] == large["low_emission_fleet"] == DutyStanding.UNDECIDED
    authority.staff = 30
    authority.save()
    assert standings(authority)["open_by_default"] == DutyStanding.NOT
    authority.staff = None
    authority.save()
    assert standings(authority)["open_by_default"] == DutyStanding.UNDECIDED
    Territory.objects.filter(code="35360").update(population=900, kind="epci")
    authority.refresh_from_db()
    found = standings(authority)
    assert found["addresses"] == DutyStanding.NOT
    assert found["inventory"] == DutyStanding.MISSING


def test_a_dataset_fulfils_a_duty_while_it_is_open_published_and_fresh(authority):
    town(authority)
    found = dataset(authority, frequency="MONTHLY", updated_on=TODAY)
    answer(authority, "addresses", dataset=found)

    def now(**values):
        write(authority, None, [(found.latest(), values)])
        return standings(authority)["addresses"]

    assert standings(authority)["addresses"] == DutyStanding.DONE
    assert now(updated_on=TODAY - timedelta(days=90)) == DutyStanding.LATE
    assert now(audience="partners") == DutyStanding.CLOSED
    assert now(state="withdrawn") == DutyStanding.DRAFT
    delete(authority, None, [found.latest()])
    assert standings(authority)["addresses"] == DutyStanding.MISSING


def test_a_person_decides_with_a_reason(contributor, reader, authority):
    town(authority)
    page = text(reader.get(HOME))
    assert "obligations de publication à remplir." in page
    assert "parce que 20 000 habitants dépassent 3 500" in page
    assert "à vérifier" in page.casefold()  # what is not verified
    url = f"{HOME}repondre/charging_points/"
    assert "Dites pourquoi" in text(contributor.post(url, {"verdict": "no"}), 422)
    sent = {"verdict": "no", "reason": "Le syndicat d’énergie les possède."}
    found = dataset(authority)
    both = {**sent, "dataset": str(found.pk)}
    assert "n’a pas de jeu de données" in text(contributor.post(url, both), 422)
    assert contributor.post(url, sent).status_code == 302
    same = {"dataset": str(found.pk), "verdict": "", "reason": ""}  # the same answer, changed
    assert contributor.post(url, same).status_code == 302
    assert DutyAnswer.objects.of(authority).count() == 1
    assert standings(authority)["charging_points"] == DutyStanding.DONE
    assert "Bornes de recharge" in text(reader.get(f"/collectivite/vitre/donnees/{found.pk}/"))
    assert contributor.get(f"{HOME}repondre/nothing/").status_code == 404
    contributor.post(url, {"verdict": "yes", "dataset": "", "reason": ""})
    assert standings(authority)["charging_points"] == DutyStanding.MISSING
    contributor.post(url, {**sent, "dataset": ""})
    assert standings(authority)["charging_points"] == DutyStanding.EXEMPT
    assert "syndicat d’énergie" in text(reader.get(HOME))


def test_the_board_says_when_nothing_remains(authority):
    town(authority)
    for each in all_duties():
        answer(authority, each.id, verdict="no", reason="Autre collectivité")
    assert headline(authority) == "Aucune obligation de publication n’est en retard."


def test_everybody_sees_what_a_person_answered_and_nothing_of_what_the_rule_supposes(
    authority, client
):
    town(authority)
    shown = dataset(authority, frequency="MONTHLY", updated_on=TODAY, description="Les adresses",
                    contact="Service du plan", licence="fr-lo")  # fmt: skip
    draft = dataset(authority, name="Bornes en projet", state="draft", identifier="b")
    lines = [
        answer(authority, "addresses", dataset=shown),
        answer(authority, "charging_points", dataset=draft),
        answer(authority, "grants", verdict="yes"),
        answer(authority, "mobility", verdict="no", reason="La région s’en charge."),
        answer(authority, "algorithms", reason="À voir avec le service juridique"),
    ]
    PublicPage.objects.create(authority=authority, is_open=True)
    offered = [str(urn) for urn, _label in DUTIES.offered(authority)]
    assert sorted(offered) == sorted(str(each.urn) for each in lines[:4])
    for urn in [*offered, str(shown.urn)]:
        Published.objects.create(authority=authority, urn=urn)
    page = text(client.get("/public/vitre/obligations/"))
    assert "Base adresse locale" in page
    assert f"/donnees/vitre/{shown.pk}/" in page
    assert "Bornes en projet" not in page
    assert "pas encore publié" in page
    assert "La région s’en charge." in page
    assert "ne concerne pas la collectivité" in page
    assert "Répertoire des informations publiques" not in page  # the rule alone says it
    assert "À voir avec" not in page
    found = {each["duty"]: each for each in DUTIES.shown(authority, offered).values}
    assert {name: each["state"] for name, each in found.items()} == {
        "addresses": "done", "charging_points": "draft", "grants": "missing", "mobility": "exempt",
    }  # fmt: skip
    assert found["charging_points"]["dataset"] is None
