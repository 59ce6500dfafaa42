"""The chapter of a year says what every topic knows, and what nobody computed."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.register.writer import write
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.campaigns.models import Campaign
from jalons.inclusion.web.procedures.models import Channel, Procedure
from jalons.inclusion.web.skills.models import Activity

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
RESULT = {
    "count": 3, "need": "all", "detour": 1.3,
    "beyond": {"km": 5.0, "people": 120, "of": 1000, "unknown": 7, "share": 0.12},
    "others": [{"km": 10.0, "people": 20, "of": 1000, "unknown": 7, "share": 0.02}],
    "unknown_hours": ["Le fablab"], "closed": [], "no_position": [],
}  # fmt: skip


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def reader(town):
    return signed_in(member_of(town, Role.READER))


def chapter(client, town, year=YEAR, kind="html"):
    answer = client.get(reverse("inclusion_chapter", args=[town.slug, year, kind]))
    if answer.status_code != 200:
        return answer.status_code
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_what_nobody_computed_is_said_and_never_a_figure(town, reader):
    text = chapter(reader, town)
    for words in ("Aucun diagnostic de fragilité", "Aucun lieu de médiation", "pas encore calculé",
                  "Aucune démarche", "Aucun accompagnement", "Aucune campagne"):  # fmt: skip
        assert words in text
    assert " ?" not in text


def test_a_full_year_has_each_part_with_its_limits(town, reader):
    study = AccessStudy(authority=town)
    desk, online = Procedure(authority=town), Procedure(authority=town)
    write(town, None, [
        (study, {"name": "Nos lieux"}), (desk, {"name": "Carte de bibliothèque"}),
        (online, {"name": "Compte famille", "online": "only"}),
        (Channel(authority=town), {"procedure": desk, "way": "desk"}),
        (Campaign(authority=town), {"name": "Dix jours", "theme": "sleep", "public": "residents",
                                    "starts_on": date(YEAR, 1, 10)}),
        (Campaign(authority=town), {"name": "Autrefois", "theme": "sleep", "public": "residents",
                                    "starts_on": date(YEAR - 2, 1, 10)}),
        *((Activity(authority=town), {"week": date(YEAR, 3, 4), "kind": "collective", "minutes": 60,
                                      "participants": count}) for count in (20, 15)),
    ])  # fmt: skip
    AccessStudy.objects.of(town).update(result=RESULT, computed_at=timezone.now())
    text = chapter(reader, town)
    for words in ("12 %", "multipliées par 1,3", "Le fablab", "1 démarche sur 2 peut",
                  "Compte famille", "35 participations", "Dix jours", "ceux du jour"):  # fmt: skip
        assert words in text, words
    assert "Autrefois" not in text


def test_a_small_count_stays_hidden_in_the_chapter(town, reader):
    write(town, None, [(Activity(authority=town), {"week": date(YEAR, 3, 4), "kind": "individual",
                                                   "minutes": 60, "participants": 3})])  # fmt: skip
    text = chapter(reader, town)
    assert "trop peu de personnes" in text
    assert "3 participations" not in text


def test_the_page_of_the_year_offers_it_and_bad_addresses_are_not_found(town, reader):
    page = reader.get(reverse("skills_year", args=[town.slug])).content.decode()
    assert reverse("inclusion_chapter", args=[town.slug, YEAR, "pdf"]) in page
    assert chapter(reader, town, YEAR + 1) == 404
    assert chapter(reader, town, YEAR, "exe") == 404
