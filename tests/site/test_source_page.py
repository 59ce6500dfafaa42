"""The page of sources says what was read, what is to confirm and what is ours, from the data."""

import re
import tomllib
from importlib import resources

import pytest
from django.test import Client

from jalons.foundation.territories.queries import all_duties
from jalons.site.pages import source_page
from jalons.strategy.store import catalogue, manifesto, referential
from plain_words import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def domains():
    return {each.title: each for each in source_page.domains()}


def shown():
    """The words of the page, and of each of its domains."""
    addresses = ["/sources/"]
    addresses += [f"/sources/?domaine={rank}" for rank in range(1, len(source_page.domains()) + 1)]
    answers = [Client().get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(words_of(answer.content.decode()) for answer in answers)


def test_anybody_reads_it_from_the_foot_of_every_page():
    home = Client().get("/").content.decode()
    assert '<a href="/sources/">Sources et limites</a>' in home
    assert "Sources et limites" in shown()


def test_every_doubt_of_the_duties_and_of_the_law_of_heat_is_there():
    text = shown()
    for duty in all_duties():
        assert duty.doubt.get("fr", "") in text
    law = (resources.files("jalons.twin") / "data" / "heat_law.toml").read_text("utf-8")
    for duty in tomllib.loads(law)["duty"]:
        assert duty["doubt"]["fr"] in text
    for words in (*manifesto().missing, *referential().absent.values()):
        assert words.fr in text


def test_every_room_says_what_it_rests_on(domains):
    sourced = [each for domain in domains.values() for each in domain.sourced]
    titles = {each.source.title for each in sourced}
    assert {sheet.source.title for sheet in catalogue().indicators.values()} <= titles
    assert {row.source.title for row in manifesto().contents()} <= titles
    folder = resources.files("jalons.footprint") / "data"
    footprint = tomllib.loads((folder / "sources.toml").read_text("utf-8"))
    assert len({each["title"] for each in footprint.values()} & titles) > len(footprint) / 2


def test_the_sentence_counts_each_source_once_and_those_to_confirm(domains):
    cited = [e for d in domains.values() for e in d.sourced if e.source.publisher != "Jalons"]
    places = {(e.source.publisher, e.source.title, e.source.link) for e in cited}
    weak = {
        (e.source.publisher, e.source.title, e.source.link)
        for e in cited
        if not e.confirmed or not e.source.verified or e.doubt
    }
    said = re.search(r"repose sur (\d+) sources\s; (\d+) à confirmer", shown())
    assert (int(said[1]), int(said[2])) == (len(places), len(weak))


def test_what_jalons_judges_is_counted_from_the_data(domains):
    actions = sum(not each.verified for each in referential().actions)
    judged = " ".join(line for domain in domains.values() for line in domain.judged)
    assert f"la portée de {actions} actions" in judged
    assert (
        "Ordre de grandeur retenu par Jalons" in shown()
    )  # its own values, under no source to open


def test_a_source_that_becomes_read_leaves_the_list_to_confirm(domains):
    domain = domains["Obligations des collectivités"]
    worded = source_page._worded(domain)
    first = worded.doubtful.rows[0]
    sure = [
        type(each)(each.what, type(each.source)(**_as_read(each.source)), confirmed=True)
        for each in domain.sourced
    ]
    assert first[2] == "à confirmer"
    assert source_page._worded(type(domain)(domain.title, tuple(sure))).doubtful is None


def _as_read(source):
    values = {name: getattr(source, name) for name in source.__slots__}
    return values | {"verified": True}
