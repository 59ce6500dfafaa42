"""Before a consultation opens: what prevents it, what a person reads again."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.participation.engine.consultations.plainness import (
    BLOCKING,
    Draft,
    DraftQuestion,
    band_of,
    check,
)
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.participation.words.consultations import finding_words

TODAY = date(2026, 11, 3)
AGES = ("Moins de 18 ans", "18 à 24 ans", "25 à 39 ans", "40 à 64 ans", "65 ans et plus")


def asks(title, *options, kind="choice", required=False, help="", about_you=False):  # noqa: A002
    offered = {str(place): each for place, each in enumerate(options, 1)}
    read = Question(title, Kind(kind), title, offered, required=required)
    return DraftQuestion(read, help, about_you)


def draft(*questions, title="Vos trajets", purpose="Nous voulons savoir.", **more):
    whole = {"promise": "Nous répondrons en mars.", "elsewhere": "À la mairie.",
             "closes_on": date(2026, 12, 1)} | more  # fmt: skip
    return Draft(title, purpose, questions=questions or (asks("Et vous ?", "Oui", "Non"),), **whole)


def codes(found):
    return [each.code for each in check(found, TODAY)]


def test_a_complete_and_plain_consultation_has_no_finding():
    good = draft(
        asks("Comment venez-vous en ville ?", "À pied", "En bus", "Sans avis", required=True),
        asks("Le bus passe-t-il assez souvent ?", kind="scale", help="1 : jamais, 5 : toujours."),
        asks("Votre âge", *AGES, about_you=True),
        asks("Que changeriez-vous d’abord ?", kind="text"),
        purpose="La RATP (Régie autonome des transports parisiens) est loin. La TVA non plus.",
    )
    assert codes(good) == []


def test_what_is_missing_prevents_the_opening():
    bare = Draft("Trajets", "", " ", "", None, (asks("Votre âge", *AGES, about_you=True),), codes=0)
    found = check(bare, TODAY)
    blocking = [each.code for each in found if each.blocking]
    assert blocking == ["no_question", "no_promise", "no_end", "no_elsewhere"]
    assert [each.code for each in found if not each.blocking] == ["no_codes"]
    assert codes(draft(closes_on=date(2026, 11, 2))) == ["past_end"]
    assert codes(draft(closes_on=TODAY)) == []


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Êtes-vous d’accord que le parc est trop petit ?", "leading"),
        ("Ne pensez-vous pas qu’il faut agir ?", "leading"),
        ("N’est-il pas temps de changer ?", "leading"),
        ("Approuvez-vous le projet ?", "leading"),
        ("Que pensez-vous du tri et/ou du compost ?", "double"),
        ("Souhaitez-vous développer le vélo et réduire la voiture ?", "double"),
        ("Trouvez-vous la place propre ou pensez-vous qu’elle est sale ?", "double"),
        ("Venez-vous à pied ? À vélo ?", "double"),
        ("Utilisez-vous la piscine et si oui, quand ?", "double"),
        ("Votez pour le nom du parc", "vote"),
        ("Quel est votre nom ?", "person"),
        ("Donnez votre adresse", "person"),
    ],
)
def test_a_question_that_leads_or_asks_two_things_is_found(title, code):
    assert codes(draft(asks(title, "Oui", "Non"))) == [code]


@pytest.mark.parametrize(
    "title",
    [
        "Que pensez-vous de la place ?",
        "Préférez-vous marcher ou rouler ?",
        "Que faut-il améliorer dans le quartier et la place ?",
        "Comment se passent l’accueil et la cantine ?",
        "Quel est votre quartier ?",
        "Le conseil municipal vote en mars : que lui dire ?",
        "Quel nom donner au parc ?",
    ],
)
def test_a_plain_question_is_left_alone(title):
    assert codes(draft(asks(title, "Oui", "Non"))) == []


def test_words_are_read_once_and_shown_as_they_are_written():
    purpose = "Le SMITOM veut AMÉLIORER LE TRI. " + "mot " * 26 + "fin."
    question = asks("Êtes-vous d’accord avec le SMITOM ?", "Oui", "Non")
    found = check(draft(question, purpose=purpose), TODAY)
    texts = {each.code: each.text for each in found}
    assert texts["leading"] == "Êtes-vous d’accord"
    assert texts["acronym"] == "SMITOM"
    assert [each.code for each in found].count("acronym") == 1
    assert texts["capitals"] == "AMÉLIORER LE TRI"
    assert next(each.count for each in found if each.code == "long") == 27
    assert codes(draft(purpose="Le SMITOM (syndicat mixte de traitement) trie.")) == []
    assert codes(draft(purpose="Le syndicat mixte de traitement (SMITOM) trie.")) == []


def test_answers_leave_nobody_out():
    scale = asks("Notez l’accueil", kind="scale")
    forced = asks("Le matin ou le soir ?", "Le matin", "Le soir", required=True)
    twice = asks("Le matin ou le soir ?", "Le matin", "Je ne sais pas", required=True)
    assert codes(draft(scale)) == ["scale_ends"]
    assert codes(draft(forced)) == ["no_way_out"]
    assert codes(draft(forced, twice)) == ["twice", "no_way_out"]
    many = [asks(f"Question {number}", "Oui", "Non") for number in range(13)]
    about = [asks(f"Sur vous {number}", "Oui", "Non", about_you=True) for number in range(4)]
    assert codes(draft(*many)) == ["many"]
    assert codes(draft(many[0], *about)) == ["many_about_you"]


def test_bands_that_overlap_are_found_and_others_are_not():
    def overlap(*options):
        return "overlap" in codes(draft(asks("Votre âge", *options)))

    assert overlap("18-25", "25-40")
    assert overlap("jusqu’à 10 km", "10 km et plus")
    assert overlap("Moins de 20 ans", "18 à 30 ans")
    assert overlap("0 à 2,5 km", "2 à 5 km")
    assert not overlap(*AGES)
    assert not overlap("Moins de 10 €", "10 € et plus")
    assert not overlap("Moins de 1 000 €", "1 000 à 1 999 €", "2 000 € et plus")
    assert not overlap("2024-2025", "2025-2026")
    assert not overlap("Moins de 500 m", "500 m à 1 km", "1 à 3 km", "Plus de 3 km")
    assert not overlap("Bus 12", "Bus 14")


@given(st.lists(st.integers(0, 1_800), min_size=2, max_size=6, unique=True))
def test_bands_made_of_bounds_never_overlap_and_shared_bounds_always_do(bounds):
    bounds = sorted(bounds)
    apart = [f"{low} à {high - 1}" for low, high in itertools.pairwise(bounds)
             if high - 1 > low]  # fmt: skip
    assert "overlap" not in codes(draft(asks("Nombre", *apart, "Autre")))
    shared = [f"{low}-{high}" for low, high in itertools.pairwise(bounds)]
    assert ("overlap" in codes(draft(asks("Nombre", *shared, "Autre")))) == (len(shared) > 1)
    assert all(band_of(each) for each in shared)


@given(st.text(max_size=200), st.text(max_size=60), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_is_read_and_every_finding_has_its_words(purpose, title, options):
    found = check(draft(asks(title, *options, required=True), purpose=purpose), TODAY)
    for each in found:
        for lang in ("fr", "en"):
            sentence, way = finding_words(each, lang)
            assert sentence
            assert way
        assert each.blocking == (each.code in BLOCKING)
    assert len({each.key for each in found}) == len(found)
