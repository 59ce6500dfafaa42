"""The chapter and the templates say what they must, and never a small count."""

from datetime import date

import pytest

from jalons.foundation.documents.html import page
from jalons.foundation.documents.tree import Document
from jalons.inclusion.documents.skills import TEMPLATES, SkillsSheet, chapter_blocks, template
from jalons.inclusion.engine.skills.figures import ActivityFacts, tally
from jalons.inclusion.engine.skills.training import SessionFacts

DAY = date(2026, 11, 28)


def facts(people, month=4, **more):
    return ActivityFacts(date(2026, month, 8), "collective", 60, people, place="venue",
                         commune="01004", **more)  # fmt: skip


def read(*activities, sessions=(), aids=None, lang="fr"):
    sheet = SkillsSheet(2026, tally(activities), tuple(sessions), aids or {}, {"01004": "Pont"})
    blocks = chapter_blocks(sheet, lang)
    return page(Document("Titre", "Pont", DAY, blocks, lang=lang)).replace("\u202f", " ")


def test_the_chapter_has_its_sentence_its_months_and_its_places():
    text = read(facts(20), facts(15, 5, themes=("email",), ages={"70": 15}))
    for words in ("35 participations", "avril", "mai", "Pont", "Messagerie électronique", "Total"):
        assert words in text


def test_the_chapter_hides_small_counts_and_says_why():
    text = read(facts(20), facts(2, 5))
    assert "secret" in text
    assert "par soustraction" in text


def test_training_says_who_completed_it_and_bounds_the_gains():
    session = SessionFacts("residents", 20, 12, {"1": 10, "2": 10}, {"2": 10, "4": 10})
    text = read(facts(20), sessions=[session]).replace("\u00a0", " ")
    assert "60 % de 20" in text
    assert "entre 50 % et 100 % de 20" in text


def test_an_empty_year_is_a_sentence():
    assert "Aucun accompagnement" in read()


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_templates_name_the_authority_and_the_retention(name, lang):
    text = page(template(name, "Pont-de-Vène", 6, DAY, lang))
    assert "Pont-de-Vène" in text
    assert "{" not in text.split("<main")[-1].split("</main")[0]
    assert "6" in text
