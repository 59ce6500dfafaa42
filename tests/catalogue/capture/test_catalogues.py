"""Catalogues of others: RDF of three writers, CKAN, data.gouv.fr, and what is not a catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.catalogue.capture.catalogues import reading, values
from jalons.catalogue.capture.catalogues.rdf import read_page
from jalons.catalogue.capture.catalogues.reading import Kind, kind_of, read_catalogue
from jalons.catalogue.engine.dcat.records import Agent, Contact, Period
from jalons.catalogue.engine.errors import CatalogueError
from jalons.kernel import JalonsError
from jalons.kernel.network.addresses import Reach
from jalons.kernel.network.fetching import Fetcher
from remote_site import Site, remote_site

FETCHER = Fetcher(Reach(anything=True))
HEAD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TREES = (
    HEAD
    + """<https://r.example/jeu/1> a dcat:Dataset ; dct:identifier "1" ;
  dct:title "Trees"@en, "Arbres d’alignement"@fr ; dct:description "<p>Les arbres&nbsp;</p>"@fr ;
  dcat:keyword "arbre"@fr, "nature"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
  dct:modified "2026-03-04T10:00:00Z" ; dct:publisher [ foaf:name "Ville de Vitré" ] ;
  dcat:contactPoint [ vcard:fn "Service espaces verts" ; vcard:hasEmail <mailto:vert@r.example> ] ;
  dct:temporal [ dcat:startDate "2020-01-01" ; dcat:endDate "2025-12-31" ] ;
  dct:spatial [ dcat:bbox "POLYGON((-1.3 48,-1.1 48,-1.1 48.2,-1.3 48.2,-1.3 48))" ] ;
  adms:identifier [ skos:notation "ancien-1" ] ;
  dcat:distribution [ dcat:accessURL <https://r.example/p> ;
    dcat:downloadURL <https://r.example/a.csv> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ; dcat:byteSize "12.0" ],
    [ dcat:accessURL <https://r.example/wfs> ; dct:format "WFS" ], [ dct:title "sans adresse" ] .
"""
)


@pytest.fixture
def site() -> Iterator[Site]:
    with remote_site() as found:
        yield found


def code(content: bytes | str, url: str = "https://r.example/c", kind: str = "") -> str:
    whole = content.encode() if isinstance(content, str) else content
    with pytest.raises(CatalogueError) as found:
        read_page(whole, url, kind)
    assert "{" not in str(found.value)
    return found.value.code


def test_a_dataset_is_read_whole() -> None:
    (found,) = read_page(TREES.encode(), "https://r.example/c.ttl").datasets
    assert (found.title, found.description) == ("Arbres d’alignement", "Les arbres")
    assert (found.theme, found.licence, found.audience, found.frequency) == (
        "ENVI", "fr-lo", "open", "ANNUAL",
    )  # fmt: skip
    assert found.publisher == Agent("Ville de Vitré")
    assert found.contact == Contact("Service espaces verts", "vert@r.example")
    assert (found.modified, found.period) == (
        date(2026, 3, 4), Period(date(2020, 1, 1), date(2025, 12, 31)),
    )  # fmt: skip
    assert found.area == (-1.3, 48.0, -1.1, 48.2)
    assert [(each.url, each.format, each.size) for each in found.distributions] == [
        ("https://r.example/a.csv", "csv", 12), ("https://r.example/wfs", "wfs", None),
    ]  # fmt: skip
    assert {"ancien-1", "1", "https://r.example/jeu/1"} == found.every_name


def test_names_of_persons_stay_where_they_are() -> None:
    text = TREES.replace("Service espaces verts", "Jean Dupont")
    text = text.replace("vert@r", "jean.dupont@r").replace("Ville de Vitré", "Marie Martin")
    (found,) = read_page(text.encode(), "https://r.example/c.ttl").datasets
    assert (found.contact, found.publisher) == (None, None)


def test_geonetwork_writes_texts_beside_addresses_and_is_read() -> None:
    page = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
    <dcat:Dataset rdf:about="https://g.example/a b"><dct:identifier>g</dct:identifier>
    <dct:title>Mines</dct:title><dct:abstract>Des mines</dct:abstract>
    <dcat:theme rdf:resource="http://inspire.ec.europa.eu/theme/ef">Environnement</dcat:theme>
    </dcat:Dataset></rdf:RDF>"""
    (found,) = read_page(page.encode(), "https://g.example/rdf").datasets
    assert (found.identifier, found.description) == ("g", "Des mines")


def test_a_page_is_read_in_the_encoding_it_was_written_in() -> None:
    page = """<?xml version="1.0" encoding="{}"?><rdf:RDF
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
    <dcat:Dataset><dct:identifier>e</dct:identifier><dct:title>Écoles</dct:title></dcat:Dataset>
    </rdf:RDF>"""
    turtle = f'{HEAD} <x> a dcat:Dataset ; dct:identifier "e" ; dct:title "Écoles" .'
    for content in (page.format("ISO-8859-1").encode("latin-1"),
                    page.format("UTF-16").encode("utf-16"), turtle.encode("utf-8-sig"),
                    turtle.encode("cp1252")):  # fmt: skip
        (found,) = read_page(content, "https://e.example/catalogue").datasets
        assert found.title == "Écoles"
    assert code(page.format("klingon")) == "harvest_unreadable"


def test_a_context_elsewhere_is_refused_and_a_well_known_one_is_at_hand() -> None:
    document: dict[str, Any] = {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dataset": [{"@type": "dcat:Dataset", "identifier": "e", "title": "Vélos",
                     "license": "Licence Ouverte", "spatial": "6.6,46.3,6.7,46.4",
                     "distribution": [{"@type": "dcat:Distribution", "format": "CSV",
                                       "accessURL": "https://e.example/v.csv"}]}],
    }  # fmt: skip
    (found,) = read_page(json.dumps(document).encode(), "https://e.example/dcat.json").datasets
    assert (found.identifier, found.licence, found.area) == ("e", "fr-lo", (6.6, 46.3, 6.7, 46.4))
    assert len(found.distributions) == 1
    document["@context"] = ["https://evil.example/c.jsonld"]
    assert code(json.dumps(document)) == "harvest_context"
    assert code('{"@context": {"@import": "https://evil.example/c"}}') == "harvest_context"


def test_what_is_no_catalogue_is_explained() -> None:
    assert code("<!DOCTYPE html><html></html>") == "harvest_html"
    assert code("<html>", "https://r.example/sparql") == "harvest_sparql"
    results = '{"head": {}, "results": {}}'
    assert code(results, kind="application/sparql-results+json") == "harvest_sparql"
    assert code(
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"/>'
    ) == ("harvest_sparql")
    assert code("") == "harvest_truncated"
    assert code(TREES[:700]) == "harvest_truncated"
    assert code("<?xml version='1.0'?><rdf:RDF><a></b></rdf:RDF>") == "harvest_unreadable"
    assert code(b"\x00\x01\x02 \xff .") == "harvest_unreadable"


def test_pages_are_followed_to_the_last_and_a_loop_is_stopped(site: Site) -> None:
    def page(number: int, after: str) -> str:
        view = (
            f"<?page={number}> a hydra:PartialCollectionView ; hydra:next <{after}> ."
            if after
            else ""
        )
        said = f'dct:identifier "{number}" ; dct:title "T"'
        return f"{HEAD}<#d{number}> a dcat:Dataset ; {said} . {view}"

    site.put("/c.ttl", page(1, "/c.ttl?page=2"), ETag='"a"')
    site.put("/c.ttl?page=2", page(2, ""))
    seen: list[int] = []
    found = read_catalogue(site.url("/c.ttl"), Kind.DCAT, FETCHER,
                           on_page=lambda done, _total: seen.append(done))  # fmt: skip
    assert [each.identifier for each in found.datasets] == ["1", "2"]
    assert (seen, found.etag) == ([1, 2], "")  # the mark of one page says nothing of the others
    site.put("/c.ttl?page=2", page(2, "/c.ttl"))
    with pytest.raises(CatalogueError, match="n’en finissent pas"):
        read_catalogue(site.url("/c.ttl"), Kind.DCAT, FETCHER)
    site.put("/vide.ttl", HEAD)
    with pytest.raises(CatalogueError) as empty:
        read_catalogue(site.url("/vide.ttl"), Kind.DCAT, FETCHER)
    assert empty.value.code == "harvest_empty"


def test_a_catalogue_that_takes_too_long_is_left(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_SECONDS", -1.0)
    with pytest.raises(JalonsError, match="trop lentement"):
        read_catalogue(site.url("/c.ttl"), Kind.DCAT, FETCHER)


def test_a_ckan_portal_is_read_page_by_page(site: Site) -> None:
    def answer(names: list[str]) -> str:
        packages = [{"id": name, "name": name, "title": name.title(), "license_id": "odc-odbl",
                     "notes": "n", "maintainer": "Service SIG", "tags": [{"name": "eau"}],
                     "extras": [{"key": "spatial", "value": '{"type":"Polygon","coordinates":'
                                 "[[[1,45],[2,45],[2,46],[1,45]]]}"}],
                     "resources": [{"url": "https://c.example/a.geojson", "format": "GeoJSON",
                                    "size": 5}]} for name in names]  # fmt: skip
        return json.dumps({"success": True, "result": {"count": 3, "results": packages}})

    path = "/api/3/action/package_search?rows=100&start="
    site.put(path + "0", answer(["un", "deux"]), "application/json")
    site.put(path + "2", answer(["trois"]), "application/json")
    found = read_catalogue(site.url("/dataset/"), Kind.CKAN, FETCHER).datasets
    assert [each.identifier for each in found] == ["un", "deux", "trois"]
    assert (found[0].licence, found[0].area) == ("odc-odbl", (1.0, 45.0, 2.0, 46.0))
    assert found[0].distributions[0].format == "geojson"
    site.put(path + "0", "<html>", "text/html")
    with pytest.raises(CatalogueError) as wrong:
        read_catalogue(site.url(""), Kind.CKAN, FETCHER)
    assert wrong.value.code == "harvest_html"
    site.put(path + "0", '{"success": false}', "application/json")
    with pytest.raises(CatalogueError) as other:
        read_catalogue(site.url(""), Kind.CKAN, FETCHER)
    assert other.value.code == "harvest_portal"


def test_an_organisation_of_the_national_portal_is_read_with_where_its_datasets_come_from(
    site: Site,
) -> None:
    site.put("/api/1/organizations/vitre/", '{"id": "5d1"}', "application/json")
    row = {
        "id": "x",
        "title": "Budget",
        "description": "b",
        "license": "lov2",
        "tags": ["budget"],
        "frequency": "annual",
        "access_type": "restricted",
        "access_audiences": [
            {"role": "private", "condition": "no"},
            {"role": "company_and_association", "condition": "under_condition"},
        ],
        "harvest": {"remote_id": "chez-nous-7"},
        "page": "https://www.data.gouv.fr/datasets/x",
        "resources": [{"url": "https://v.example/b.xlsx", "format": "xlsx", "title": "2026"}],
    }
    hidden = {"id": "y", "title": "Privé", "private": True}
    site.put("/api/1/datasets/?organization=5d1&page_size=100",
             json.dumps({"data": [row, hidden], "next_page": None, "total": 2}),
             "application/json")  # fmt: skip
    url = site.url("/fr/organizations/vitre/")
    (found,) = read_catalogue(url, kind_of(url), FETCHER).datasets
    assert (found.audience, found.licence, found.frequency) == ("partners", "fr-lo", "ANNUAL")
    assert "chez-nous-7" in found.names
    with pytest.raises(JalonsError) as wrong:
        read_catalogue(site.url("/datasets/"), Kind.UDATA, FETCHER)
    assert wrong.value.code == "harvest_organisation"


def test_an_unchanged_page_is_not_read_again(site: Site) -> None:
    site.put("/c", TREES, ETag='"v"')
    first = read_catalogue(site.url("/c"), Kind.DCAT, FETCHER)
    again = read_catalogue(site.url("/c"), Kind.DCAT, FETCHER, etag=first.etag)
    assert (first.etag, again.unchanged) == ('"v"', True)


@pytest.mark.parametrize(
    ("text", "box"),
    [("POLYGON ((1 45, 2 45, 2 46, 1 45))", (1.0, 45.0, 2.0, 46.0)),
     ("<http://www.opengis.net/crs/CRS84> POLYGON((1 45,2 46))", (1.0, 45.0, 2.0, 46.0)),
     ('{"type":"Point","coordinates":[1,45,200]}', None),
     ("MULTIPOLYGON(((1 45,2 46)),((3 44,4 47)))", (1.0, 44.0, 4.0, 47.0)),
     ("45.1,181,46,182", None), ("Bretagne (35)", None), ("{", None), ("", None)],
)  # fmt: skip
def test_a_box_is_read_from_what_catalogues_write(text: str, box: tuple[float, ...] | None) -> None:
    assert values.box(text) == box


@given(st.text(max_size=60))
@settings(max_examples=30, deadline=None)
def test_any_text_has_a_value_or_none(text: str) -> None:
    for read in (values.box, values.day, values.licence, values.frequency, values.theme,
                 values.audience, values.format_code, values.web_address,
                 values.email):  # fmt: skip
        read(text)
    assert "<" not in values.text(f"<b>{text}</b>", 60) or "<" in text or "&" in text


@given(st.binary(max_size=300))
@settings(max_examples=30, deadline=None)
def test_any_bytes_are_a_page_or_are_explained(content: bytes) -> None:
    try:
        read_page(content, "https://r.example/c")
    except CatalogueError as error:
        assert str(error)
