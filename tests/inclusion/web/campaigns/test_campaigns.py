"""A campaign goes from planned to measured, once the same thing was measured twice."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.writer import move, write
from jalons.inclusion.web.campaigns.models import Campaign, CampaignMeasure
from jalons.inclusion.web.campaigns.register import campaigns

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_authority("pont-de-vene", "Pont-de-Vène")


@pytest.fixture
def campaign(town):
    return made(town, Campaign, name="Trier", theme="mail", public="staff")


def made(town, model, **values):
    record = model(authority=town)
    write(town, None, [(record, values)])
    return record


def measure(campaign, moment, value, **more):
    known = {"quantity": "storage", "scope": "Boîtes", "campaign": campaign, "moment": moment}
    return made(campaign.authority, CampaignMeasure, value=value, **known | more)


def text(client, name, *args):
    answer = client.get(reverse(name, args=["pont-de-vene", *args]))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_a_campaign_is_measured_only_when_two_measures_are_of_the_same_thing(town, campaign):
    move(None, campaign.latest(), "run")
    measure(campaign, "before", 120)
    measure(campaign, "after", 80, scope="Dossiers")
    with pytest.raises(RegisterError):
        move(None, campaign.latest(), "measure")
    measure(campaign, "after", 80)
    move(None, campaign.latest(), "measure")
    assert campaign.latest().state == "measured"
    assert "1" in campaigns.headline(town)


def test_the_screen_time_of_people_is_refused_and_what_was_typed_stays(town, campaign):
    editor = signed_in(member_of(town, Role.CONTRIBUTOR))
    sent = {"moment": "before", "quantity": "answers", "scope": "Temps d’écran des élèves",
            "value": "40", "day": "2026-10-01"}  # fmt: skip
    url = reverse("campaign_mesures_new", args=[town.slug, campaign.pk])
    answer = editor.post(url, sent)
    assert answer.status_code == 422
    assert "refusée" in answer.content.decode()
    assert "Temps d’écran des élèves" in answer.content.decode()
    assert not CampaignMeasure.objects.of(town).exists()


def test_a_share_is_at_most_the_whole(campaign):
    with pytest.raises(ValidationError, match="100"):
        measure(campaign, "before", 120, quantity="answers")
    measure(campaign, "before", 100, quantity="answers")


def test_the_page_says_what_changed_what_to_do_and_prints(town, campaign):
    reader = signed_in(member_of(town, Role.READER))
    assert "Rien ne se compare" in text(reader, "campaign", campaign.pk)
    measure(campaign, "before", 120)
    measure(campaign, "after", 80)
    for found in (text(reader, "campaign", campaign.pk),
                  text(reader, "campaign_page", campaign.pk, "html")):  # fmt: skip
        assert "de 120 à 80, soit 40 de moins" in found
        assert "pièces jointes" in found
    assert reader.get(reverse("campaign_new", args=[town.slug])).status_code == 403


def test_a_measure_in_the_trash_changes_nothing(town, campaign):
    from jalons.foundation.register.writer import delete

    measure(campaign, "before", 120)
    after = measure(campaign, "after", 80)
    delete(town, None, [after])
    reader = signed_in(member_of(town, Role.READER))
    assert "Rien ne se compare" in text(reader, "campaign", campaign.pk)


def test_no_campaign_is_an_invitation(town):
    reader = signed_in(member_of(town, Role.READER))
    assert "Quel usage" in text(reader, "campaign_list")
