import pytest
from django.urls import reverse
from django.utils.html import escape

from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.urls import urlpatterns


def page(client, *args):
    return client.get(reverse("territory", args=args)).content.decode()


def test_every_page_says_that_anybody_may_open_it():
    assert {pattern.callback.access for pattern in urlpatterns} == {"public"}


def test_searching_lists_what_answers(client, territories):
    text = client.get(reverse("territory_search"), {"q": "angers"}).content.decode()
    assert "2 territoires répondent à «\u202fangers\u202f»." in text
    assert reverse("territory", args=["commune", "49007"]) in text
    assert "159\u202f022" in text


def test_the_empty_search_says_what_to_type(client, territories):
    text = client.get(reverse("territory_search")).content.decode()
    assert "Ce que vous pouvez saisir" in text


def test_a_search_without_answer_says_how_to_mend_and_keeps_the_text(client, territories):
    text = client.get(reverse("territory_search"), {"q": "<b>zzzz"}).content.decode()
    assert "Rien de trouvé" in text
    assert 'value="&lt;b&gt;zzzz"' in text
    assert "<b>zzzz" not in text


def test_too_many_answers_are_said_to_be_cut(client, territories):
    text = client.get(reverse("territory_search"), {"q": "s"}).content.decode()
    assert "Plus de 20 territoires" in text


def test_an_instance_without_territories_says_so(client, db):
    text = client.get(reverse("territory_search"), {"q": "angers"}).content.decode()
    assert "ne contient pas encore les territoires" in text


def test_programs_get_the_same_answers(client, territories):
    answer = client.get(reverse("territory_search_json"), {"q": "angers", "kind": "epci"}).json()
    assert [found["code"] for found in answer["results"]] == ["244900015"]
    assert answer["results"][0]["url"] == "/territoires/epci/244900015/"


def test_a_territory_shows_its_facts_vintage_outline_and_duties(client, territories):
    text = page(client, "epci", "244900015")
    assert "Communauté urbaine Angers Loire Métropole\u202f: 11 obligations" in text
    assert "308\u202f806 habitants dépassent 50\u202f000" in text
    assert "code officiel géographique 2026" in text
    assert 'aria-label="source à confirmer"' in text
    assert "29 membres" in text
    assert "D. 2311-15-1" in text
    assert "<svg" in text
    assert " style=" not in text
    assert "<script" not in text


def test_a_territory_and_its_settings_lead_to_its_public_page_once_it_is_open(client, territories):
    place = Territory.objects.filter(kind="epci").first()
    town = Authority.objects.create(slug="ici", name="Ici", territory=place, standing="approved")
    user = User.objects.create_user("chef@example.org", "long-enough-password")
    Membership.objects.create(user=user, authority=town, role=Role.ADMINISTRATOR)
    page = PublicPage.objects.of(town).create(authority=town, is_open=False)
    public, settings = "/public/ici/", reverse("authority_settings", args=["ici"])
    assert public not in client.get(place.get_absolute_url()).content.decode()
    client.force_login(user)
    assert public not in client.get(settings).content.decode()
    page.is_open = True
    page.save()
    assert public in client.get(settings).content.decode()
    assert public in client.get(place.get_absolute_url()).content.decode()
    other = Territory.objects.exclude(pk=place.pk).first()
    assert public not in client.get(other.get_absolute_url()).content.decode()
    Authority.objects.filter(pk=town.pk).update(kind="demo")
    assert public not in client.get(place.get_absolute_url()).content.decode()


def test_the_next_step_starts_a_trial_of_this_very_territory(client, territories):
    text = page(client, "commune", "49007")
    assert f'action="{reverse("start_trial")}"' in text
    assert 'name="territory" value="commune:49007"' in text


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("commune", "93066", "Plaine Commune"),
        ("ept", "200057867", "qui n’ont pas de fiscalité propre"),
        ("departement", "49", "absent de la source"),
        ("region", "52", "Loire-Atlantique"),
        ("commune", "98735", "aucune obligation numérique n’est établie"),
        ("commune", "98901", "inconnue"),
        ("commune", "01015", "Arbignieu"),
    ],
)
def test_every_kind_of_territory_has_its_page(client, territories, kind, code, expected):
    assert escape(expected) in page(client, kind, code).replace("’", "’")


@pytest.mark.parametrize(
    ("kind", "code"), [("commune", "00000"), ("planet", "49007"), ("epci", "49007")]
)
def test_an_unknown_territory_is_not_found(client, territories, kind, code):
    assert client.get(reverse("territory", args=[kind, code])).status_code == 404


def test_every_epci_has_a_page_whatever_its_shape(client, territories):
    for place in Territory.objects.filter(kind="epci")[:40]:
        assert client.get(place.get_absolute_url()).status_code == 200
