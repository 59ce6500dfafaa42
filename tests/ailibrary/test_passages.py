"""The file of passages: found by words, whatever is added, removed or cut."""

import sqlite3
from pathlib import Path

import pytest

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.retrieval.passages import TextPassage
from jalons.ailibrary.store.passages import PassageFile, PassageWriter

DOCUMENTS = {
    "cantine": ("Tarifs 2025", ["Le repas de la cantine coûte 3,20 €.", "Inscription en ligne."]),
    "velo": ("Plan vélo", ["Quatorze kilomètres de pistes cyclables.", "Budget : 12 500 €."]),
    "ecole": ("Délibération 2024-12", ["Rénovation de l’école du Moulin."]),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "passages"
    with PassageWriter(found) as writer:
        for key, (title, texts) in DOCUMENTS.items():
            assert writer.add(key, title, [TextPassage(text, 1) for text in texts]) == len(texts)
    return found


def first(path, question, **options):
    answer = PassageFile(path).find(question, **options)
    return answer.quotes[0].document if answer.quotes else None


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("prix du repas à la cantine", "cantine"), ("CANTINES", "cantine"),
        ("s'inscrire", None), ("inscriptions", "cantine"), ("piste cyclable", "velo"),
        ("12500", "velo"), ("12 500 €", "velo"), ("delib 2024-12", "ecole"),
        ("l'ecole", "ecole"), ("cantien", "cantine"), ('"cantine" OR NEAR(', "cantine"),
        ("'; DROP TABLE passages; --", None), ("gymnase", None), ("", None), ("de la", None),
    ],
)  # fmt: skip
def test_a_question_finds_its_document(path, question, document):
    assert first(path, question) == document


def test_a_mistyped_word_is_said_and_an_unknown_one_too(path):
    answer = PassageFile(path).find("cantien du gymnase")
    assert answer.respelled == (("cantien", ("cantine",)),)
    assert answer.unknown == ("gymnase",)


def test_the_rule_wants_every_word_as_it_is_typed(path):
    assert first(path, "repas cantine", by_rule=True) == "cantine"
    assert first(path, "repas velo", by_rule=True) is None
    assert first(path, "cantien", by_rule=True) is None


def test_documents_are_removed_replaced_and_left_aside(path):
    file = PassageFile(path)
    assert first(path, "cantine", without={"cantine"}) is None
    with PassageWriter(path) as writer:
        writer.remove("cantine")
        writer.add("velo", "Plan vélo", [TextPassage("Un seul passage sur la cantine.")])
        assert writer.count() == 2
    assert (first(path, "cantine"), first(path, "cyclables")) == ("velo", None)
    assert file.keys() == {"velo", "ecole"}


def test_one_document_does_not_take_all_the_places(tmp_path):
    path = tmp_path / "passages"
    with PassageWriter(path) as writer:
        writer.add("long", "Long", [TextPassage(f"Le budget numéro {n}.") for n in range(30)])
        writer.add("court", "Court", [TextPassage("Le budget, parmi beaucoup d’autres choses.")])
    found = PassageFile(path).find("budget", of_one=2).quotes
    assert [each.document for each in found].count("long") == 2
    assert [each.rank for each in found] == [0, 1, 2]


def test_a_writing_that_fails_changes_nothing(path):
    def stopped():
        yield TextPassage("La cantine.")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), PassageWriter(path) as writer:
        writer.add("cantine", "", stopped())
    assert first(path, "cantine") == "cantine"


def test_a_file_that_is_gone_or_damaged_is_explained(path, tmp_path):
    with pytest.raises(AIError, match="ne peuvent pas être lus"):
        PassageFile(tmp_path / "rien").find("cantine")
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4000)
    with pytest.raises(AIError, match="ne peuvent pas être lus"):
        PassageFile(path).find("cantine")
    assert sqlite3.sqlite_version_info >= (3, 34)  # the trigram tokenizer
