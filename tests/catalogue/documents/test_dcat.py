"""DCAT-AP 3.0: no violation of its shapes, four formats of one graph, read back as written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from jalons.catalogue.capture.catalogues.rdf import read_page
from jalons.catalogue.documents.dcat import written
from jalons.catalogue.documents.dcat_graph import dataset_triples, triples
from jalons.catalogue.engine.dcat.records import (
    Agent,
    Catalog,
    Contact,
    DataService,
    Dataset,
    Distribution,
    PageOf,
    Period,
)
from jalons.catalogue.words.vocabularies import RDF, formats, vocabulary

# what judges the output is not in the engines’ own environment
Graph = pytest.importorskip("rdflib").Graph
isomorphic = pytest.importorskip("rdflib.compare").isomorphic

# what rdflib says of itself when it reads JSON-LD
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
SHAPES = Path(__file__).parents[1] / "data" / "shacl"
FILE = Distribution("https://v.example/a b.csv", "Fichier", "csv", is_file=True, size=12,
                    sha256="ab" * 32, schema="https://schema.data.gouv.fr/x",
                    modified=date(2026, 3, 1))  # fmt: skip
SERVICE = Distribution("https://v.example/ngsi", "En direct", "ngsi-ld", service=DataService(
    "En direct (NGSI-LD)", "https://v.example/ngsi", formats()["ngsi-ld"].standard))  # fmt: skip
WHOLE = Dataset(
    "abc", "Éclairage public", "Points lumineux", "https://v.example/jeu/1", ("lampe", "nuit"),
    "ENVI", "c_b79e35eb", Agent("Service éclairage"), Contact("SIG", "sig@v.example"), "open",
    "fr-lo", "DAILY", date(2026, 1, 1), date(2026, 2, 1), Period(date(2025, 1, 1)),
    (-1.3, 48.0, -1.1, 48.2), "https://v.example/page", (FILE, SERVICE), frozenset({"urn:x:1"}),
)  # fmt: skip
BARE = Dataset("b", "Fichiers internes", uri="https://v.example/jeu/2", audience="internal")
CATALOG = Catalog("https://v.example/catalogue", "Données de Vitré", "Le catalogue",
                  Agent("Vitré", "https://v.example/"), "https://v.example/",
                  (WHOLE, BARE))  # fmt: skip
PAGE = PageOf("https://v.example/c.ttl?page=1", "https://v.example/c.ttl?page=1",
              "https://v.example/c.ttl?page=2", "", "https://v.example/c.ttl?page=2",
              102)  # fmt: skip
PARSERS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}


@cache
def shapes(name: str) -> Graph:
    return Graph().parse(SHAPES / name)


def violations(content: bytes, name: str) -> str:
    pyshacl = pytest.importorskip("pyshacl")
    sound, _graph, text = pyshacl.validate(Graph().parse(data=content), shacl_graph=shapes(name))
    return "" if sound else str(text)


def test_a_catalogue_has_no_violation_of_dcat_ap() -> None:
    assert violations(written(triples(CATALOG, PAGE), "ttl"), "dcat-ap-3.0.0.ttl") == ""


def test_a_high_value_dataset_has_no_violation_of_the_annex() -> None:
    content = written(dataset_triples(CATALOG, WHOLE), "ttl")
    assert violations(content, "dcat-ap-hvd-3.0.0.ttl") == ""


def test_the_shapes_see_what_is_missing() -> None:
    broken = replace(CATALOG, title="")
    content = written(triples(broken), "ttl").replace(b'dct:title ""@fr ;', b"")
    assert "Less than 1 values" in violations(content, "dcat-ap-3.0.0.ttl")


def test_four_formats_say_the_same_and_need_nothing_from_elsewhere() -> None:
    found = triples(CATALOG, PAGE)
    graphs = [Graph().parse(data=written(found, each), format=PARSERS[each]) for each in RDF]
    assert all(isomorphic(graphs[0], each) for each in graphs[1:])
    assert len(graphs[0]) == len(found) == len(set(found))
    document = json.loads(written(found, "jsonld"))
    assert all(isinstance(each, str) for each in document["@context"].values())
    assert written(found, "ttl") == written(triples(CATALOG, PAGE), "ttl")  # files compare


@pytest.mark.parametrize("ending", RDF)
def test_what_is_written_is_read_back(ending: str) -> None:
    content = written(triples(CATALOG, PAGE), ending)
    page = read_page(content, f"https://v.example/c.{ending}", RDF[ending])
    assert page.after == PAGE.after
    found = {each.identifier: each for each in page.datasets}
    assert set(found) == {"abc", "b"}
    back = found["abc"]
    for name in ("title", "description", "uri", "theme", "hvd", "publisher", "contact", "audience",
                 "licence", "frequency", "issued", "modified", "period", "area", "landing_page",
                 "names"):  # fmt: skip
        assert getattr(back, name) == getattr(WHOLE, name), name
    assert set(back.keywords) == set(WHOLE.keywords)
    assert {each.url for each in back.distributions} == {
        "https://v.example/a%20b.csv", "https://v.example/ngsi",
    }  # fmt: skip
    assert found["b"].audience == "internal"


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_any_words_and_addresses_make_valid_rdf(title: str, place: str) -> None:
    line = Distribution(f"https://v.example/{place}", title)
    dataset = Dataset(title, title, uri="https://v.example/jeu/3", distributions=(line,),
                      keywords=(title,), names=frozenset({place} - {""}))  # fmt: skip
    found = dataset_triples(CATALOG, dataset)
    page = read_page(written(found, "ttl"), "https://v.example/c.ttl", RDF["ttl"])
    assert [each.uri for each in page.datasets] == [dataset.uri]
    assert set(parse(written(found, "nt"), format=RdfFormat.N_TRIPLES))


def test_every_code_of_a_vocabulary_has_an_address_of_its_own() -> None:
    for name in ("frequency", "theme", "hvd", "audience", "licence"):
        found = [term.uri for term in vocabulary(name).values()]
        assert len(set(found)) == len(found)
        assert all(each.startswith("http") for each in found)
