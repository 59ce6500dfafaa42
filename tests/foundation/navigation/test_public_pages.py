"""The foot of every page leads to help, words, who answers, personal data and accessibility."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from architecture.source import PACKAGE
from jalons.foundation.navigation.glossary import words

pytestmark = pytest.mark.django_db
FOOT = ["Aide", "Glossaire", "Mentions légales", "Données personnelles", "Accessibilité"]
OPERATOR = ("PUBLISHER", "PUBLICATION_DIRECTOR", "HOSTED_BY", "CONTACT")


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    said = dict.fromkeys(OPERATOR, "")
    for name in OPERATOR:
        monkeypatch.setitem(settings.OPTIONS, name, "")
    return said


def read(name: str) -> str:
    answer = Client().get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_page_leads_to_the_five_and_each_of_them_answers() -> None:
    foot = read("home").partition('<footer class="foot">')[2]
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', foot)
    assert [label for _url, label in links[:5]] == FOOT
    assert all(Client().get(url).status_code == 200 for url, _label in links[:5])


def test_what_the_operator_did_not_say_is_shown_as_missing(operator: dict[str, str]) -> None:
    text = read("legal_notice")
    assert "L’éditeur de ce site n’est pas encore renseigné." in text
    assert text.count("non renseigné</dd>") == len(OPERATOR)
    assert "loi n° 2004-575" in text
    assert "n’a pas encore d’adresse de contact" in read("help")
    assert "n’est pas encore renseigné" in read("personal_data")


def test_what_the_operator_said_is_shown_whole(
    operator: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("Ville de Vitré, 5 place du Château", "La maire", "Hébergeur & Cie", "nous@vitre.fr")
    for name, text in zip(OPERATOR, said, strict=True):
        monkeypatch.setitem(settings.OPTIONS, name, text)
    text = read("legal_notice")
    assert "non renseigné" not in text
    assert "loi n° 2004-575" not in text
    assert "<h1>Ville de Vitré, 5 place du Château répond de ce site.</h1>" in text
    assert "Hébergeur &amp; Cie" in text
    assert 'href="mailto:nous@vitre.fr"' in read("help")


def test_delays_are_those_the_instance_applies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.OPTIONS, "TRIAL_DAYS", 23)
    text = read("personal_data")
    assert "au bout de 23 jours" in text
    assert "pendant 14 jours au plus" in text


def test_a_visit_stores_no_cookie() -> None:
    for name in ("home", "help", "glossary", "legal_notice", "personal_data", "tool_report"):
        assert not Client().get(reverse(name)).cookies, name


def test_the_glossary_has_the_words_of_every_room_once_in_both_languages() -> None:
    files = list(PACKAGE.rglob("data/glossary.toml"))
    written = [each for file in files for each in tomllib.loads(file.read_text())["word"]]
    assert len(files) >= 4
    for lang in ("fr", "en"):
        shown = [word.name for word in words(lang)]
        assert sorted(shown) == sorted(each["name"][lang] for each in written)
        assert len(shown) == len(set(shown))
        assert all(word.text.endswith(".") for word in words(lang))
