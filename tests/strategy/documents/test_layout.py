"""Every document fits its pages, says nothing of the workshop, and keeps to its length."""

import itertools
import re
from dataclasses import replace

import pytest

from foundation.documents import boxes
from jalons.foundation.documents.formats import written
from jalons.foundation.documents.tree import Section
from jalons.strategy.documents import write
from jalons.strategy.documents.material import Subject
from jalons.strategy.documents.prose import texts_of
from jalons.strategy.engine.statutory.decree import DocumentKind
from plain_words import found_in
from strategy.documents.sample_material import ACTIONS, PUBLIC, empty, full

KINDS = list(DocumentKind)
MOST_PAGES = 4  # of the body of a programme or a strategy


def many():
    """An authority with forty long actions in four axes."""
    axes = tuple((f"Axe {rank} : Un numérique sobre et intercommunal", "") for rank in range(1, 5))
    title = "Réemployer le matériel informatique de l’intercommunalité et de ses communes"
    sheets = tuple(
        replace(ACTIONS[rank % 3], id=f"m{rank}", number=f"1.{rank}", title=f"{title} {rank}",
                axis=axes[rank % 4][0])
        for rank in range(40)
    )  # fmt: skip
    return full(axes=axes, actions=sheets)


def village():
    subject = Subject("Neffes", "commune", None, 804, PUBLIC, 6)
    return full(
        subject=subject, actions=ACTIONS[1:], observations=(), aims=(), duties=(), last=None
    )


AUTHORITIES = {"full": full, "empty": empty, "many": many, "village": village}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", AUTHORITIES)
def test_no_word_of_a_pdf_leaves_its_page_or_covers_another(kind, name):
    content = written(write(kind, AUTHORITIES[name](), "fr").tree, "pdf")
    assert boxes.outside(content) == []
    assert boxes.over_each_other(content) == []


def words_of(tree):
    texts = [text for block in tree.blocks for text in texts_of(block)]
    return {
        word
        for text in (*texts, tree.title, tree.subject)
        for word in re.split(r"\s+|(?<=-)|’", text)
    }


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_no_word_of_an_office_file_leaves_its_page_or_is_cut(office, form):
    trees = {
        f"{kind.value}-{name}": write(kind, make(), "fr").tree
        for kind, (name, make) in itertools.product(KINDS, AUTHORITIES.items())
    }
    files = {f"{name}.{form}": written(tree, form) for name, tree in trees.items()}
    for name, content in office(files, "pdf").items():
        known = words_of(trees[name.rpartition(".")[0]])
        assert (name, boxes.outside(content)) == (name, [])
        assert (name, boxes.words_cut(content, known)) == (name, [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", AUTHORITIES)
def test_no_document_speaks_of_the_workshop(kind, name):
    tree = write(kind, AUTHORITIES[name](), "fr").tree
    texts = [tree.title, tree.subject, *(t for block in tree.blocks for t in texts_of(block))]
    assert found_in("\n".join(texts)) == []


@pytest.mark.parametrize("kind", [DocumentKind.PROGRAMME, DocumentKind.STRATEGY])
@pytest.mark.parametrize("name", ["full", "empty", "village"])
def test_the_body_takes_four_pages_at_most(kind, name):
    content = written(write(kind, AUTHORITIES[name](), "fr").tree, "pdf")
    texts = [" ".join(word.text for word in page.words) for page in boxes.pages_of(content)]
    body = next(rank for rank, text in enumerate(texts) if "Annexe A." in text)
    assert body <= MOST_PAGES


@pytest.mark.parametrize("kind", KINDS)
def test_no_sentence_is_said_twice(kind):
    tree = write(kind, full(), "fr").tree
    said = []
    for block in tree.blocks:
        if isinstance(block, Section):
            said += [t for inner in block.blocks for t in texts_of(inner) if t.endswith(".")]
    assert sorted({each for each in said if said.count(each) > 1}) == []
