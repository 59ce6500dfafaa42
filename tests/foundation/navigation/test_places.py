"""The five words, their hubs and the second row say where one is, by what rooms declare."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Authority
from jalons.foundation.navigation.places import MOST_IN_ROW, WITHIN, topic_at
from jalons.foundation.rooms import Verb, hub, rooms, topics
from jalons.site.pages.named_pages import SLUG, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority() -> Authority:
    return make_authority("ici", "Ici")


def page(client: Client, name: str, **more: object) -> str:
    answer = client.get(reverse(name, kwargs={"slug": "ici", **more}))
    assert answer.status_code == 200
    return answer.content.decode()


def current(text: str) -> list[tuple[str, str]]:
    return re.findall(r'aria-current="(page|true)">([^<]+)', text.partition("<main")[0])


def routes_of_rooms() -> list[str]:
    apps = tuple(room.app for room in rooms())
    return [
        pattern.replace(SLUG, "<slug:slug>").removeprefix("/").replace("\\", "")
        for name, pattern, view in walk(get_resolver(), "/", "")
        if view.__module__.startswith(apps) and pattern.startswith(f"/collectivite/{SLUG}/")
    ]


def test_every_page_a_room_has_for_an_authority_is_under_one_of_the_words() -> None:
    routes = routes_of_rooms()
    assert len(routes) > 150
    files = re.compile(r"\.(json|csv|xlsx|zip|ics)$")
    lost = [route for route in routes if topic_at(route) is None and not files.search(route)]
    assert lost == []


def test_the_closest_address_wins_whatever_the_order_of_rooms() -> None:
    def verb(place: str) -> Verb | None:
        found = topic_at(WITHIN + place)
        return found.verb if found else None

    assert verb("") is Verb.PATH
    assert verb("engagements/<int:number>/") is Verb.PATH
    assert verb("empreinte/<uuid:pk>/parc/") is Verb.MEASURE
    assert verb("jumeau/et-si/") is Verb.MEASURE
    assert verb("diagnostic/actions/") is Verb.DECIDE
    closest = topic_at(f"{WITHIN}diagnostic/actions/choisir/")
    assert closest is not None
    assert closest.page == "diagnosis_basket"
    assert verb("feuille-de-route/acteurs/importer/") is Verb.ACT
    assert verb("page-publique/textes/") is Verb.SHARE
    assert verb("membres/") is None
    assert topic_at("public/<slug:slug>/") is None


def test_what_rooms_declare_exists(authority: Authority) -> None:
    for room, topic in topics():
        names = [page.name for page in topic.pages] + ([topic.page] if topic.page else [])
        assert all(reverse(name, kwargs={"slug": "ici"}) for name in names)
        if topic.figure:
            sentence = room.load(topic.figure)(authority)
            assert sentence.endswith("."), (room.name, topic.title, sentence)


def test_a_reader_opens_every_page_navigation_names(reader: Client) -> None:
    names = {page.name for _room, topic in topics() for page in topic.pages}
    names |= {topic.page for _room, topic in topics() if topic.page}
    refused = [
        name
        for name in sorted(names)
        if reader.get(reverse(name, kwargs={"slug": "ici"})).status_code != 200
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("name", "word", "here"),
    [
        ("path_page", "Parcours", None),
        ("footprint_index", "Mesurer", None),  # alone in its room
        ("territory_sheet", "Mesurer", "Territoire"),
        ("twin_alerts", "Mesurer", "Alertes"),
        ("diagnosis", "Décider", "Diagnostic"),
        ("diagnosis_basket", "Décider", "Actions prêtes à l’emploi"),
        ("roadmap_budget", "Agir", "Budget"),
        ("actor_list", "Agir", "Acteurs"),
        ("comparison", "Partager", "Comparaison"),
        ("journal", None, None),
    ],
)
def test_a_page_says_its_word_and_its_place_in_the_row(
    lead: Client, name: str, word: str | None, here: str | None
) -> None:
    said = current(page(lead, name))
    kind = "page" if name == "path_page" else "true"
    assert said == [(kind, word)] * bool(word) + [("page", here)] * bool(here)


def test_a_long_word_shows_the_topics_of_one_room_beside_each_other(lead: Client) -> None:
    assert len(hub(Verb.MEASURE)) > MOST_IN_ROW
    text = page(lead, "territory_sheet").partition("<main")[0]
    assert "Indicateurs" in text
    assert "Marchés conclus" not in text


def test_a_page_below_another_marks_it_without_being_it(lead: Client) -> None:
    said = current(page(lead, "roadmap_deleted"))
    assert said == [("true", "Agir"), ("true", "Tableau")]


@pytest.mark.parametrize("verb", [Verb.MEASURE, Verb.DECIDE, Verb.ACT, Verb.SHARE])
def test_a_hub_has_one_line_a_topic_and_is_its_own_place(reader: Client, verb: Verb) -> None:
    text = page(reader, f"hub_{verb}")
    assert [kind for kind, _label in current(text)] == ["page"]
    assert text.count('<th scope="row">') == len(hub(verb)) >= 3
    for _room, topic in hub(verb):
        assert f'href="{reverse(topic.page, kwargs={"slug": "ici"})}"' in text


def test_the_topics_of_a_room_stand_together_in_the_order_they_declare(reader: Client) -> None:
    groups = page(reader, "hub_act").split("<tbody")[1:]
    declared: dict[str, list[str]] = {}
    for room, topic in hub(Verb.ACT):
        address = reverse(topic.page, kwargs={"slug": "ici"})
        declared.setdefault(room.name, []).append(address)
    shown = [re.findall(r'<th scope="row"><a href="([^"]+)"', group) for group in groups]
    assert shown == list(declared.values())
    assert [f'class="a{ink}"' in group for ink, group in zip("332", groups, strict=False)] == [
        True
    ] * 3


def test_an_empty_authority_reads_what_to_bring_never_a_zero(reader: Client) -> None:
    text = page(reader, "hub_measure") + page(reader, "hub_act") + page(reader, "hub_share")
    assert "Pas encore d’inventaire" in text
    assert "Pas encore de données" in text
    assert "Aucun acteur" in text
    assert "La page publique est fermée" in text
    assert not re.search(r"<strong>0 ", text)


def test_live_figures_cost_nothing_elsewhere(
    lead: Client, django_assert_num_queries: object
) -> None:
    page(lead, "journal")
    with django_assert_num_queries(6) as counted:  # type: ignore[operator]
        page(lead, "journal")
    assert not any("footprint_" in query["sql"] for query in counted.captured_queries)


def test_strangers_see_no_hub(authority: Authority) -> None:
    answer = Client().get(reverse("hub_act", kwargs={"slug": "ici"}))
    assert answer.status_code == 302
    assert "connexion" in answer["Location"] or "login" in answer["Location"]


@pytest.mark.parametrize(
    ("verb", "queries"),
    [(Verb.MEASURE, 17), (Verb.DECIDE, 14), (Verb.ACT, 32), (Verb.SHARE, 17)],
)
def test_a_hub_reads_its_figures_in_few_queries(
    reader: Client, verb: Verb, queries: int, django_assert_num_queries: object
) -> None:
    page(reader, f"hub_{verb}")
    with django_assert_num_queries(queries):  # type: ignore[operator]
        page(reader, f"hub_{verb}")
