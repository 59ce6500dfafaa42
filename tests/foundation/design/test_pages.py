"""The gallery and the front door, as a visitor receives them."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def gallery(client):
    return client.get("/conception/").content.decode()


def test_the_gallery_is_public_and_shows_every_component(gallery):
    for css in ("path", "card", "figure", "status", "band", "note", "facts", "scroll", "inbar",
                "pages", "empty", "field", "drop", "steps", "tabs", "crumbs", "chart",
                "undo"):  # fmt: skip
        assert re.search(rf'class="[^"]*\b{css}\b', gallery), css


def test_the_gallery_shows_how_to_write_each_sample(gallery):
    assert "{% status &quot;ok&quot; &quot;à jour&quot; %}" in gallery
    assert gallery.count("Comment l’écrire") >= 12


def test_no_identifier_is_used_twice(gallery):
    identifiers = re.findall(r'\bid="([^"]+)"', gallery)
    assert len(identifiers) == len(set(identifiers))


def test_the_gallery_stays_within_600_elements(gallery):
    assert len(re.findall(r"<[a-zA-Z]", gallery)) <= 600


def test_a_page_tells_its_weight_in_its_footer(gallery):
    weight = re.search(r"Cette page pèse environ (\d+) ko", gallery)
    assert weight
    assert 5 <= int(weight[1]) <= 30
    assert "<!--page-weight-->" not in gallery


def test_the_front_door_leads_to_the_search_and_shows_the_path(client):
    page = client.get("/").content.decode()
    assert 'role="search"' in page
    assert page.count('class="step named"') == 9
    assert "chiffres à l’appui" in page


def test_the_first_link_skips_to_the_content(client):
    page = client.get("/").content.decode()
    assert re.search(r"<body>\s*<a class=\"skip\" href=\"#content\">", page)
    assert 'id="content"' in page


def test_a_page_in_english_is_announced_as_such(client):
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en">' in page
    assert "Skip to content" in page
