import re

from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from factories.authorities import make_trial, trial_client
from jalons.site.pages.named_pages import named_pages

PAGES = {page["name"]: page for page in named_pages()}


def test_every_named_page_is_listed_with_the_pattern_of_its_whole_path():
    inside = reverse("journal", kwargs={"slug": "ville"})
    assert re.fullmatch(PAGES["journal"]["pattern"], inside)
    assert not re.fullmatch(PAGES["journal"]["pattern"], inside + "x")
    assert "path" not in PAGES["journal"]


def test_a_page_without_parameter_comes_with_its_path():
    paths = {name: page["path"] for name, page in PAGES.items() if "path" in page}
    assert paths["home"] == "/"
    assert {name: reverse(name) for name in paths} == paths


def test_a_page_that_takes_only_an_authority_comes_with_its_path_once_one_is_known():
    paths = {page["name"]: page.get("path") for page in named_pages(slug="ville-neuve")}
    for name in ("journal", "twin_home", "twin_sensors"):
        assert paths[name] == reverse(name, kwargs={"slug": "ville-neuve"})
    assert paths["twin_sheet"] is None


def home(client=None):
    return (client or Client()).get("/").content.decode()


def test_the_home_page_leads_to_the_nine_commitments_with_what_is_done_for_each(db):
    html = home()
    for number in range(1, 10):
        assert f'href="/engagements/#engagement-{number}"' in html
    assert "l’empreinte du parc en une demi-heure" in html


def test_a_trial_begun_in_this_browser_is_resumed_from_the_home_page(db):
    trial = make_trial("essai-abc")
    assert "Reprendre votre essai" not in home()
    html = home(trial_client(trial))
    assert "Reprendre votre essai\u202f: Essai" in html
    assert f'href="{reverse("path_page", args=["essai-abc"])}"' in html


def test_the_home_page_says_where_the_data_are(db):
    assert "le vôtre, ou celui de votre hébergeur" in home()
    with override_settings(OPTIONS={**settings.OPTIONS, "HOSTED_BY": "Syndicat du Bocage"}):
        assert "Vos données restent sur ce serveur, hébergé par Syndicat du Bocage." in home()
