"""The glossary explains the words people meet, each acronym of the screens among them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from html import unescape

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse

from architecture.source import PACKAGE
from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.navigation.glossary import words
from jalons.foundation.navigation.guides import guides

ACRONYM = re.compile(r"(?<![\w{(%/-])[A-Z][A-Z0-9]+(?![\w}])")
MASK = re.compile(r"%\(\w+\)s|\{\{?.*?\}\}?|<[^>]+>|https?://\S+|%s")
# No acronyms, or ones that a person who meets them knows better than we do.
NOT_EXPLAINED = {
    "A3": "size of paper", "A4": "size of paper", "III": "a Roman numeral",
    "K7F3": "example of a code", "SE": "example of a country",
    "ADRESSE": "a word in capitals", "NOM": "a word in capitals",
    "PNG": "format of a picture", "JPEG": "format of a picture",
}  # fmt: skip


def french() -> Iterator[str]:
    """What French screens say: catalogues of templates and code, guides, the tour, the words."""
    for path in PACKAGE.rglob("django.po"):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="fr"):
                if message.id:
                    said = message.string
                    yield from [said] if isinstance(said, str) else said
    for guide in guides("fr").values():
        yield from guide.texts
    for stop in tomllib.loads((PACKAGE / "site/data/tour.toml").read_text("utf-8"))["stop"]:
        yield from (stop[part]["fr"] for part in ("title", "sentence", "look", "label"))
    yield from (word.text for word in words("fr"))


def acronyms(text: str) -> set[str]:
    return set(ACRONYM.findall(MASK.sub(" ", text)))


def test_every_acronym_of_the_screens_is_explained() -> None:
    known = {
        each
        for word in words("fr")
        for name in (word.name, *word.also)
        for each in re.findall(r"[A-Z][A-Z0-9]+", name)
    }
    seen = {each for text in french() for each in acronyms(text)}
    assert len(seen) > 60
    assert seen - known - set(NOT_EXPLAINED) == set()
    assert set(NOT_EXPLAINED) <= seen - known


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_word_is_one_or_two_plain_sentences_with_an_anchor_of_its_own(lang: str) -> None:
    found = words(lang)
    assert len({word.anchor for word in found}) == len(found) > 100
    assert len({word.name for word in found}) == len(found)
    for word in found:
        assert word.anchor, word.name
        assert len(word.text.split()) <= 40, word.name
        assert word.text[0].isupper(), word.name
        assert word.text.endswith("."), word.name
        assert not word.guide or word.guide in guides(lang), word.name
        assert not word.source_url or word.source or word.name == "EUPL", word.name


@pytest.mark.django_db
def test_words_are_under_their_letter_and_found_by_what_is_typed() -> None:
    page = unescape(Client().get(reverse("glossary")).content.decode())
    assert '<a href="#e">E</a>' in page
    assert page.index('id="e"') < page.index('id="ecoconception"') < page.index('id="f"')
    found = unescape(Client().get(reverse("glossary"), {"q": "gaz serre"}).content.decode())
    assert re.findall(r'<dt id="([^"]+)"', found) == ["kg-co2e"]
    nothing = unescape(Client().get(reverse("glossary"), {"q": "<b>zzz"}).content.decode())
    assert "Aucun mot ne répond à «\u202f<b>zzz\u202f»." in nothing


@pytest.mark.django_db
def test_a_word_leads_to_the_guide_of_its_pages() -> None:
    assert '/aide/procurement/">' in Client().get(reverse("glossary")).content.decode()
    ours = make_authority("ici", "Ici")
    inside = client_of(ours, Role.READER).get(reverse("authority_glossary", args=["ici"]))
    assert "/collectivite/ici/aide/procurement/" in inside.content.decode()
