"""A catalogue as RDF triples: DCAT-AP 3.0, with its annex on high-value datasets (HVD)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from jalons.catalogue.engine.dcat.records import (
    Agent,
    Box,
    Catalog,
    Contact,
    DataService,
    Dataset,
    Distribution,
    PageOf,
    Period,
)
from jalons.catalogue.store import Term, formats, vocabulary

PREFIXES: Mapping[str, str] = MappingProxyType({
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
})  # fmt: skip
HVD_LAW = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
type Node = NamedNode | BlankNode


def expanded(name: str) -> NamedNode:
    """The address of a term written with its prefix, such as dct:title."""
    prefix, _, word = name.partition(":")
    return NamedNode(PREFIXES[prefix] + word)


def triples(catalog: Catalog, page: PageOf | None = None) -> list[Triple]:
    """What a catalogue says; ``page`` says which part of it the datasets are."""
    graph = Graph()
    graph.catalog(catalog, page)
    return list(graph.found)


def dataset_triples(catalog: Catalog, dataset: Dataset) -> list[Triple]:
    """What one dataset says, without the catalogue it is in."""
    graph = Graph()
    graph.dataset(catalog, dataset)
    return list(graph.found)


class Graph:
    """Triples in the order they were added, each once."""

    def __init__(self) -> None:
        self.found: dict[Triple, None] = {}

    def add(self, subject: Node, name: str, value: Node | Literal | None) -> None:
        """Say one thing of a subject; nothing when there is no value."""
        if value is not None:
            self.found[Triple(subject, expanded(name), value)] = None

    def typed(self, address: str, kind: str) -> NamedNode | None:
        """An address, said to be of a class; None when it is empty or RDF forbids it."""
        if not address:
            return None
        try:
            node = NamedNode(safe(address))
        except ValueError:
            return None
        self.add(node, "rdf:type", expanded(kind))
        return node

    def term(self, name: str, code: str, kind: str) -> NamedNode | None:
        """A code of a vocabulary, with its label; None when it is unknown."""
        found: Term | None = vocabulary(name).get(code)
        if found is None:
            return None
        node = self.typed(found.uri, kind)
        assert node is not None  # noqa: S101  every term has its address
        if kind == "skos:Concept":
            self.add(node, "skos:prefLabel", Literal(found.fr, language="fr"))
        return node

    def catalog(self, catalog: Catalog, page: PageOf | None) -> None:
        """Add a catalogue and its datasets."""
        node = NamedNode(safe(catalog.uri))
        self.add(node, "rdf:type", expanded("dcat:Catalog"))
        self.add(node, "dct:title", _french(catalog.title))
        self.add(node, "dct:description", _french(catalog.description))
        self.add(node, "dct:language", self.typed(FRENCH, "dct:LinguisticSystem"))
        self.add(node, "dct:publisher", self.agent(catalog.publisher))
        self.add(node, "foaf:homepage", self.typed(catalog.homepage, "foaf:Document"))
        for dataset in catalog.datasets:
            self.add(node, "dcat:dataset", self.dataset(catalog, dataset))
        if page is not None:
            self.page(node, page)

    def page(self, catalog: NamedNode, page: PageOf) -> None:
        """Add where the neighbours of a page are, as harvesters follow them."""
        node = NamedNode(safe(page.url))
        self.add(catalog, "rdf:type", expanded("hydra:Collection"))
        self.add(catalog, "hydra:totalItems", _whole(page.total))
        self.add(catalog, "hydra:view", node)
        self.add(node, "rdf:type", expanded("hydra:PartialCollectionView"))
        places = {"first": page.first, "last": page.last, "previous": page.before,
                  "next": page.after}  # fmt: skip
        for name, address in places.items():
            self.add(node, f"hydra:{name}", NamedNode(safe(address)) if address else None)

    def dataset(self, catalog: Catalog, dataset: Dataset) -> NamedNode:
        """Add a dataset; its node."""
        node = NamedNode(safe(dataset.uri))
        self.add(node, "rdf:type", expanded("dcat:Dataset"))
        self.add(node, "dct:identifier", Literal(dataset.identifier))
        self.add(node, "dct:title", _french(dataset.title))
        self.add(node, "dct:description", _french(dataset.description or dataset.title))
        for word in dataset.keywords:
            self.add(node, "dcat:keyword", _french(word))
        self.add(node, "dcat:theme", self.term("theme", dataset.theme, "skos:Concept"))
        self.add(node, "dct:publisher", self.agent(dataset.publisher or catalog.publisher))
        contact = self.contact(dataset)
        self.add(node, "dcat:contactPoint", contact)
        rights = self.term("audience", dataset.audience, "dct:RightsStatement")
        self.add(node, "dct:accessRights", rights)
        self.add(node, "dct:accrualPeriodicity",
                 self.term("frequency", dataset.frequency, "dct:Frequency"))  # fmt: skip
        self.add(node, "dct:issued", _day(dataset.issued))
        self.add(node, "dct:modified", _day(dataset.modified))
        self.add(node, "dct:temporal", self.period(node, dataset.period))
        self.add(node, "dct:spatial", self.area(node, dataset.area))
        self.add(node, "dcat:landingPage", self.typed(dataset.landing_page, "foaf:Document"))
        self.legislation(node, dataset)
        for name in sorted(dataset.names - {dataset.identifier, dataset.uri}):
            self.add(node, "adms:identifier", self.identifier(node, name))
        for distribution in dataset.distributions:
            self.add(node, "dcat:distribution",
                     self.distribution(catalog, dataset, distribution, contact))  # fmt: skip
        return node

    def legislation(self, node: Node, dataset: Dataset) -> None:
        """Add what makes a dataset one of high value: its category and the regulation."""
        category = self.term("hvd", dataset.hvd, "skos:Concept")
        if category is not None:
            self.add(node, "dcatap:hvdCategory", category)
            self.add(node, "dcatap:applicableLegislation",
                     self.typed(HVD_LAW, "eli:LegalResource"))  # fmt: skip

    def identifier(self, owner: NamedNode, name: str) -> Node:
        """Add another identifier of a dataset."""
        node = BlankNode(_label(owner.value, name))
        self.add(node, "rdf:type", expanded("adms:Identifier"))
        self.add(node, "skos:notation", Literal(name))
        return node

    def distribution(
        self, catalog: Catalog, dataset: Dataset, found: Distribution, contact: Node | None
    ) -> NamedNode | None:
        """Add where the data are; its node, None when their address is not sound."""
        mark = hashlib.sha256(found.url.encode()).hexdigest()[:12]
        node = NamedNode(safe(f"{dataset.uri}#{mark}"))
        place = self.typed(found.url, "rdfs:Resource")
        if place is None:
            return None
        self.add(node, "rdf:type", expanded("dcat:Distribution"))
        self.add(node, "dcat:accessURL", place)
        if found.is_file:
            self.add(node, "dcat:downloadURL", place)
        if found.title:
            self.add(node, "dct:title", _french(found.title))
        self.add(node, "dct:license", self.term("licence", dataset.licence, "dct:LicenseDocument"))
        self.add(node, "dct:modified", _day(found.modified))
        self.add(node, "dcat:byteSize", None if found.size is None else _bytes(found.size))
        if known := formats().get(found.format):
            self.add(node, "dct:format",
                     self.typed(known.file_type and FILE_TYPE + known.file_type,
                                "dct:MediaTypeOrExtent"))  # fmt: skip
            self.add(node, "dcat:mediaType",
                     self.typed(known.media and MEDIA_TYPE + known.media,
                                "dct:MediaType"))  # fmt: skip
        if found.sha256:
            self.add(node, "spdx:checksum", self.checksum(node, found.sha256))
        if found.schema.startswith("http"):
            self.add(node, "dct:conformsTo", self.typed(found.schema, "dct:Standard"))
        if dataset.hvd:
            self.add(node, "dcatap:applicableLegislation",
                     self.typed(HVD_LAW, "eli:LegalResource"))  # fmt: skip
        if found.service is not None:
            service = self.service(catalog, dataset, found.service, contact)
            self.add(node, "dcat:accessService", service)
        return node

    def service(
        self, catalog: Catalog, dataset: Dataset, found: DataService, contact: Node | None
    ) -> NamedNode:
        """Add a service that gives the data of a dataset; its node."""
        node = NamedNode(safe(f"{found.url}#service"))
        self.add(node, "rdf:type", expanded("dcat:DataService"))
        self.add(node, "dct:title", _french(found.title))
        self.add(node, "dcat:endpointURL", self.typed(found.url, "rdfs:Resource"))
        self.add(node, "dcat:servesDataset", NamedNode(safe(dataset.uri)))
        self.add(node, "dct:conformsTo", self.typed(found.standard, "dct:Standard"))
        self.add(node, "dcat:contactPoint", contact)
        self.add(node, "dct:license", self.term("licence", dataset.licence, "dct:LicenseDocument"))
        place = dataset.landing_page or catalog.homepage or catalog.uri
        self.add(node, "foaf:page", self.typed(place, "foaf:Document"))
        self.legislation(node, dataset)
        return node

    def checksum(self, owner: NamedNode, digest: str) -> Node:
        """Add the digest of a file."""
        node = BlankNode(_label(owner.value, digest))
        self.add(node, "rdf:type", expanded("spdx:Checksum"))
        method = self.typed(f"{PREFIXES['spdx']}checksumAlgorithm_sha256",
                            "spdx:ChecksumAlgorithm")  # fmt: skip
        self.add(node, "spdx:algorithm", method)
        self.add(node, "spdx:checksumValue",
                 Literal(digest, datatype=expanded("xsd:hexBinary")))  # fmt: skip
        return node

    def agent(self, agent: Agent) -> Node:
        """Add an organisation."""
        node = NamedNode(safe(agent.uri)) if agent.uri else BlankNode(_label("agent", agent.name))
        self.add(node, "rdf:type", expanded("foaf:Agent"))
        self.add(node, "foaf:name", _french(agent.name))
        return node

    def contact(self, dataset: Dataset) -> Node | None:
        """Add whom to write to about a dataset, if somebody may be written to."""
        found = dataset.contact or Contact()
        if not (found.name or found.email or found.page):
            return None
        node = BlankNode(_label("contact", found.name, found.email, found.page))
        self.add(node, "rdf:type", expanded("vcard:Kind"))
        self.add(node, "rdf:type", expanded("vcard:Organization"))
        if found.name:
            self.add(node, "vcard:fn", _french(found.name))
        if found.email:
            self.add(node, "vcard:hasEmail", self.typed(f"mailto:{found.email}", "rdfs:Resource"))
        self.add(node, "vcard:hasURL", self.typed(found.page, "rdfs:Resource"))
        return node

    def period(self, owner: NamedNode, period: Period) -> Node | None:
        """Add the days the data are about."""
        if period == Period():
            return None
        node = BlankNode(_label(owner.value, "period"))
        self.add(node, "rdf:type", expanded("dct:PeriodOfTime"))
        self.add(node, "dcat:startDate", _day(period.start))
        self.add(node, "dcat:endDate", _day(period.end))
        return node

    def area(self, owner: NamedNode, area: Box | None) -> Node | None:
        """Add the box the data are in, as the WKT polygon that data.gouv.fr reads."""
        if area is None:
            return None
        west, south, east, north = area
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        node = BlankNode(_label(owner.value, "area"))
        self.add(node, "rdf:type", expanded("dct:Location"))
        corners = ",".join(f"{x!r} {y!r}" for x, y in ring)
        wkt = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
        self.add(node, "dcat:bbox", Literal(f"POLYGON(({corners}))", datatype=wkt))
        return node


def safe(address: str) -> str:
    """An address without what RDF does not allow in one."""
    return quote(address.strip(), safe="/%:=&?~#+!$,;'@()*")


def _label(*parts: str) -> str:
    """The name of a node without address: the same for the same content, so that files compare."""
    return "b" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _french(text: str) -> Literal:
    return Literal(text, language="fr")


def _day(day: date | None) -> Literal | None:
    return Literal(day.isoformat(), datatype=expanded("xsd:date")) if day else None


def _bytes(size: int) -> Literal:
    return Literal(str(size), datatype=expanded("xsd:nonNegativeInteger"))


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=expanded("xsd:integer"))


def sorted_triples(found: Iterable[Triple]) -> list[Triple]:
    """Triples by subject, which the writers group."""
    order: dict[object, list[Triple]] = {}
    for each in found:
        order.setdefault(each.subject, []).append(each)
    return [triple for group in order.values() for triple in group]
