"""Each room has its short guide, in both languages, whose links lead where the reader may go."""

from __future__ import annotations

import re
from html import unescape
from importlib import resources

import pytest
from django.test import Client
from django.urls import resolve, reverse

from factories.authorities import make_authority, make_trial, trial_client
from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.navigation.guides import guides
from jalons.foundation.navigation.places import guide_at
from jalons.foundation.rooms import rooms, topics

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "en")
LEAST, MOST = 150, 250  # words


@pytest.fixture
def ours() -> Authority:
    return make_authority("ici", "Ici")


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main")]


def test_every_room_has_a_guide_and_every_topic_one_of_its_room() -> None:
    for room in rooms():
        assert room.guides, f"{room.name}: data/guides has no guide that room.py names"
        folder = resources.files(room.package) / "data" / "guides"
        files = {each.name.removesuffix(".toml") for each in folder.iterdir()}
        assert files == set(room.guides), room.name
    assert all(not topic.guide or topic.guide in room.guides for room, topic in topics())
    names = [name for room in rooms() for name in room.guides]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_guide_is_read_in_a_minute_and_says_three_steps(lang: str) -> None:
    for guide in guides(lang).values():
        count = len(re.findall(r"[\w’'-]+", " ".join(guide.texts)))
        assert LEAST <= count <= MOST, (guide.name, lang, count)
        assert len(guide.steps) == 3, guide.name
        assert guide.troubles, guide.name
        sentences = (guide.purpose, guide.bring, guide.time, guide.means, guide.means_not)
        assert all(text.endswith(".") for text in sentences), guide.name


def test_french_is_typeset_as_on_every_screen() -> None:
    for guide in guides("fr").values():
        for text in guide.texts:
            assert "'" not in text, text
            assert not re.search(r"(?<!\u202f)[;?!»%]|[^\u202f]:|«(?!\u202f)", text), text


def test_the_role_a_step_needs_is_that_of_its_page(ours: Authority) -> None:
    for guide in guides("fr").values():
        for step in guide.steps:
            url = reverse(step.page, args=[ours.slug])
            access = resolve(url).func.access  # type: ignore[attr-defined]
            assert step.needs == access, (guide.name, step.page, access)


def test_a_step_leads_to_its_page_only_for_who_may_open_it(ours: Authority) -> None:
    page = reverse("authority_guide", args=[ours.slug, "roadmap"])
    to_import = reverse("roadmap_action_import", args=[ours.slug])
    assert to_import in read(client_of(ours, Role.CONTRIBUTOR), page)
    shown = read(client_of(ours, Role.READER), page)
    assert to_import not in shown
    assert reverse("roadmap", args=[ours.slug]) in main_of(shown)
    assert main_of(shown).count('class="button"') == 1
    trial = make_trial()
    assert "/importer" not in main_of(read(Client(), reverse("guide", args=["roadmap"])))
    assert read(trial_client(trial), reverse("authority_guide", args=[trial.slug, "footprint"]))


def test_each_link_of_each_guide_opens_for_who_sees_it(ours: Authority) -> None:
    for role in (Role.READER, Role.CONTRIBUTOR):
        client = client_of(ours, role)
        for guide in guides("fr").values():
            page = read(client, reverse("authority_guide", args=[ours.slug, guide.name]))
            links = re.findall(r'href="(/[^"#]+)', main_of(page))
            assert len(links) >= 3, guide.name
            for url in set(links):
                assert client.get(url).status_code == 200, (guide.name, role, url)


def test_the_pages_of_a_topic_lead_to_its_guide(ours: Authority) -> None:
    reader = client_of(ours, Role.READER)
    for name, guide in (
        ("footprint_index", "footprint"),
        ("roadmap_board", "roadmap"),
        ("diagnosis_basket", "diagnosis"),
        ("publication", "documents"),
        ("territory_sheet", "indicators"),
        ("twin_alerts", "twin"),
        ("ai_system_list", "catalogue"),
    ):
        address = reverse("authority_guide", args=[ours.slug, guide])
        row = read(reader, reverse(name, args=[ours.slug])).partition("<main")[0]
        assert f'href="{address}">Aide de cette page</a>' in row
    assert guide_at("collectivite/<slug:slug>/membres/") == ""


def test_help_and_words_keep_a_member_where_they_are(ours: Authority) -> None:
    reader = client_of(ours, Role.READER)
    foot = read(reader, reverse("roadmap", args=[ours.slug])).partition('<footer class="foot">')[2]
    assert f'href="{reverse("authority_help", args=[ours.slug])}">Aide' in foot
    assert f'href="{reverse("authority_glossary", args=[ours.slug])}">Glossaire' in foot
    inside = main_of(read(reader, reverse("authority_help", args=[ours.slug])))
    assert all(
        reverse("authority_guide", args=[ours.slug, name]) in inside for name in guides("fr")
    )
    outside = main_of(read(Client(), reverse("help")))
    assert all(reverse("guide", args=[name]) in outside for name in guides("fr"))


def test_a_guide_nobody_wrote_is_no_page(ours: Authority) -> None:
    assert Client().get(reverse("guide", args=["nothing"])).status_code == 404
    wanted = reverse("authority_guide", args=[ours.slug, "nothing"])
    assert client_of(ours, Role.READER).get(wanted).status_code == 404


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("effacement attestation", "/aide/reuse/"),
        ("corbeille", "/aide/roadmap/"),
        ("spaser", "/glossaire/#spaser"),
        ("RGPD", "/glossaire/#rgpd"),
    ],
)
def test_the_search_finds_guides_and_words(ours: Authority, typed: str, address: str) -> None:
    found = client_of(ours, Role.READER).get(reverse("search", args=[ours.slug]), {"q": typed})
    assert f'href="/collectivite/ici{address}"' in found.content.decode()


def test_in_english_a_guide_is_english(ours: Authority) -> None:
    answer = client_of(ours, Role.READER).get(
        reverse("authority_guide", args=[ours.slug, "twin"]), headers={"Accept-Language": "en"}
    )
    assert "Twin of the territory" in answer.content.decode()
