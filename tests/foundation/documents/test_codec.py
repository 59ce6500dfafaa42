"""A document kept as JSON comes back as it was, whatever it holds."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from foundation.documents.sample_tree import CONSTRUCTS, document, documents
from jalons.foundation.documents import html
from jalons.foundation.documents.codec import from_json, to_json
from jalons.foundation.documents.tree import DocumentError


def kept(tree):
    return from_json(json.loads(json.dumps(to_json(tree))))


@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_every_construct_comes_back_equal(construct):
    tree = document(construct)
    assert kept(tree) == tree
    assert html.page(kept(tree)) == html.page(tree)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_any_document_comes_back_equal(tree):
    assert kept(tree) == tree


def test_every_kind_of_node_of_the_tree_is_known():
    from jalons.foundation.documents import codec, tree

    kinds = {each.__name__ for each in tree.Block.__value__.__args__}
    inline = {each.__name__ for each in tree.Inline.__value__.__args__} - {"str"}
    assert kinds | inline | {"Document", "Source"} == set(codec._NODES)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"type": "Nothing"},
        {"type": "Paragraph", "text": "a"},
        {"type": "Document", "title": "a"},
        to_json(document(CONSTRUCTS["paragraph"])) | {"date": "yesterday"},
    ],
)
def test_what_is_not_a_document_is_refused_with_its_reason(broken):
    with pytest.raises(DocumentError) as caught:
        from_json(broken)
    assert caught.value.code == "stored_unreadable"
    assert caught.value.message("en")


def test_dates_and_sources_keep_their_types():
    tree = kept(document(CONSTRUCTS["paragraph"]))
    assert isinstance(tree.date, date)
    figure = tree.blocks[0].text[1]
    assert figure.source.published == date(2024, 1, 1)
    assert figure.source.verified is False
