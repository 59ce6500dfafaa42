"""Offers and needs: shown when somebody chose so, met by distance, closed on their day."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.publishing import actions as publishing
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.writer import move, write
from jalons.foundation.territories.models import Territory
from jalons.reuse.web.offers import actions, queries
from jalons.reuse.web.offers.models import Offer
from jalons.reuse.web.offers.shelf import OFFERS

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def communes():
    for code, name, lat, lon in (
        ("69123", "lyon", 45.764, 4.8357), ("38185", "grenoble", 45.1885, 5.7245),
        ("66191", "saint denis", 42.5, 2.9), ("93066", "saint denis", 48.936, 2.357),
    ):  # fmt: skip
        Territory.objects.create(
            kind="commune", code=code, name=name.title(), folded=name, lat=lat, lon=lon
        )


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def other():
    return make_authority("val-d-ozon", "Val d’Ozon")


def offer(authority, **values):
    known = {"side": "offer", "name": "Écrans", "kind": "monitor", "quantity": 6, "year": 2019,
             "works": "yes", "place": "Lyon", "until": TODAY + timedelta(30),
             "role": "Service informatique", "shown": True}  # fmt: skip
    record = Offer(authority=authority)
    write(authority, None, [(record, known | values)])
    return record


def need(authority, **values):
    known = {"side": "need", "name": "Écrans pour l’école", "quantity": 4, "year": 2017}
    return offer(authority, **known | {"place": "Grenoble"} | values)


def page(authority):
    client = signed_in(member_of(authority, Role.READER))
    return client.get(reverse("reuse_offer_list", args=[authority.slug])).content.decode()


def test_authorities_meet_with_the_distance_and_a_role(town, other):
    offer(town)
    need(other)
    shown = page(town)
    assert "94 km" in shown
    assert "Val d’Ozon, Service informatique" in shown
    assert "Pont-de-Vène, Service informatique" in page(other)


def test_what_nobody_chose_to_show_is_seen_by_nobody(town, other):
    hidden = offer(town, shown=False)
    need(other)
    assert queries.met(town) == queries.met(other) == []
    move(None, hidden, "show")
    assert len(queries.met(other)) == 1
    assert Offer(authority=town).shown is False


def test_a_trial_shows_nothing(town, other):
    need(other)
    mine = offer(town, shown=False)
    Authority.objects.filter(pk=town.pk).update(kind=Authority.Kind.TRIAL)
    fresh = Offer.objects.of(town).select_related("authority").get(pk=mine.pk)
    with pytest.raises(RegisterError, match="essai"):
        move(None, fresh, "show")
    Offer.unscoped.filter(pk=mine.pk).update(shown=True)
    assert queries.met(other) == []


def test_the_demonstration_meets_itself_only(town, other):
    offer(town)
    Authority.objects.filter(pk=other.pk).update(kind=Authority.Kind.DEMO)
    other.refresh_from_db()
    need(other)
    assert queries.met(other) == queries.met(town) == []
    offer(other)
    assert len(queries.met(other)) == 1


def test_one_offer_serves_two_authorities_without_a_double_promise(town, other):
    offer(town, quantity=5)
    need(other, quantity=4, name="A", place="Lyon")
    need(make_authority("loin", "Loin"), quantity=4, name="B")
    assert [each.pair.quantity for each in queries.met(town)] == [4, 1]
    assert [each.pair.quantity for each in queries.met(other)] == [4]


def test_an_unknown_place_has_no_distance_and_a_doubtful_one_is_asked(town, other):
    offer(town, place="")
    need(other)
    assert "distance inconnue" in page(town)
    with pytest.raises(ValidationError, match="Plusieurs communes"):
        offer(town, place="Saint-Denis")
    with pytest.raises(ValidationError, match="Aucune commune"):
        offer(town, place="Trifouillis")
    assert offer(town, place="93066").insee == "93066"


def test_a_contact_is_no_person_and_a_page_is_secure(town):
    with pytest.raises(ValidationError, match="personne"):
        offer(town, role="Mme Claire Dupont")
    with pytest.raises(ValidationError):
        offer(town, page="http://ville.example")


def test_what_is_past_its_day_closes_by_itself(town):
    late, last = offer(town, until=TODAY), offer(town, until=TODAY + timedelta(1))
    tomorrow = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(1)
    actions.close_expired(now=tomorrow)
    states = {each.pk: each.state for each in Offer.objects.of(town)}
    assert states == {late.pk: "closed", last.pk: "open"}
    actions.close_expired(now=tomorrow)
    assert Offer.objects.of(town).get(pk=late.pk).version == 2


def test_the_feed_has_what_is_chosen_while_the_public_page_is_open(client, town):
    mine, wanted = offer(town, page="https://ville.example/dons"), need(town)
    offer(town, name="Caché", shown=False)
    url = f"/public/{town.slug}/donnees/offres.json"
    assert client.get(url).status_code == 404
    admin = member_of(town, Role.ADMINISTRATOR)
    urns = {str(mine.urn), str(wanted.urn)}
    publishing.choose(authority=town, user=admin, shelf=OFFERS, offered=urns, chosen=urns)
    publishing.open_to_everybody(authority=town, user=admin)
    found = json.loads(client.get(url).content)
    assert (found["format"], found["licence"]) == ("jalons-reuse-offers/1", "etalab-2.0")
    assert [each["id"] for each in found["offers"]] == [str(mine.urn)]
    assert found["offers"][0]["commune"] == "69123"
    assert found["offers"][0]["valid_until"] == mine.until.isoformat()
    assert len(found["needs"]) == 1
    assert "Caché" not in str(found)
    assert "Service informatique" in client.get(f"/public/{town.slug}/offres/").content.decode()
    move(None, mine, "hide")
    assert json.loads(client.get(url).content)["offers"] == []


def test_only_a_lead_shows_an_offer(town):
    mine = offer(town, shown=False)
    url = reverse("reuse_offer_move", args=[town.slug, mine.pk])
    contributor = signed_in(member_of(town, Role.CONTRIBUTOR))
    assert contributor.post(url, {"move": "show"}).status_code == 403
    signed_in(member_of(town, Role.LEAD)).post(url, {"move": "show"})
    assert Offer.objects.of(town).get(pk=mine.pk).shown
