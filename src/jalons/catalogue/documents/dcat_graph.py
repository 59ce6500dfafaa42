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
from jalons.catalogue.words.vocabularies import Format, Term, formats, vocabulary

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
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
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

    def add(self, node: Node, name: str, value: Node | Literal | None) -> None:
        """Say one thing of a node; nothing when there is no value."""
        if value is not None:
            self.found[Triple(node, expanded(name), value)] = None

    def says[N: (NamedNode, BlankNode)](
        self, node: N, kind: str, *pairs: tuple[str, Node | Literal | None]
    ) -> N:
        """Say the class of a node and what it is; the node."""
        for name, value in (("rdf:type", expanded(kind)), *pairs):
            self.add(node, name, value)
        return node

    def typed(self, address: str, kind: str) -> NamedNode | None:
        """An address, said to be of a class; None when it is empty or RDF forbids it."""
        try:
            return self.says(NamedNode(safe(address)), kind) if address else None
        except ValueError:
            return None

    def term(self, name: str, code: str, kind: str = "skos:Concept") -> NamedNode | None:
        """A code of a vocabulary, with its label; None when it is unknown."""
        found: Term | None = vocabulary(name).get(code)
        if found is None:
            return None
        label = Literal(found.fr, language="fr") if kind == "skos:Concept" else None
        return self.says(NamedNode(found.uri), kind, ("skos:prefLabel", label))

    def catalog(self, catalog: Catalog, page: PageOf | None) -> None:
        """Add a catalogue and its datasets; where the neighbours of the page are."""
        node = self.says(
            NamedNode(safe(catalog.uri)), "dcat:Catalog",
            ("dct:title", _french(catalog.title)),
            ("dct:description", _french(catalog.description)),
            ("dct:language", self.typed(FRENCH, "dct:LinguisticSystem")),
            ("dct:publisher", self.agent(catalog.publisher)),
            ("foaf:homepage", self.typed(catalog.homepage, "foaf:Document")),
        )  # fmt: skip
        for dataset in catalog.datasets:
            self.add(node, "dcat:dataset", self.dataset(catalog, dataset))
        if page is not None:
            places = (("first", page.first), ("last", page.last), ("previous", page.before),
                      ("next", page.after))  # fmt: skip
            view = self.says(
                NamedNode(safe(page.url)), "hydra:PartialCollectionView",
                *((f"hydra:{name}", NamedNode(safe(url))) for name, url in places if url),
            )  # fmt: skip
            self.says(node, "hydra:Collection", ("hydra:view", view),
                      ("hydra:totalItems", _literal(page.total, "xsd:integer")))  # fmt: skip

    def dataset(self, catalog: Catalog, dataset: Dataset) -> NamedNode:
        """Add a dataset; its node."""
        node, contact = NamedNode(safe(dataset.uri)), self.contact(dataset.contact or Contact())
        others = sorted(dataset.names - {dataset.identifier, dataset.uri})
        return self.says(
            node, "dcat:Dataset",
            ("dct:identifier", Literal(dataset.identifier)),
            ("dct:title", _french(dataset.title)),
            ("dct:description", _french(dataset.description or dataset.title)),
            *(("dcat:keyword", _french(word)) for word in dataset.keywords),
            ("dcat:theme", self.term("theme", dataset.theme)),
            ("dct:publisher", self.agent(dataset.publisher or catalog.publisher)),
            ("dcat:contactPoint", contact),
            ("dct:accessRights", self.term("audience", dataset.audience, "dct:RightsStatement")),
            ("dct:accrualPeriodicity",
             self.term("frequency", dataset.frequency, "dct:Frequency")),
            ("dct:issued", _day(dataset.issued)),
            ("dct:modified", _day(dataset.modified)),
            ("dct:temporal", self.period(node, dataset.period)),
            ("dct:spatial", self.area(node, dataset.area)),
            ("dcat:landingPage", self.typed(dataset.landing_page, "foaf:Document")),
            *self.legislation(dataset),
            *(("adms:identifier", self.says(_blank(node.value, name), "adms:Identifier",
                                            ("skos:notation", Literal(name)))) for name in others),
            *(("dcat:distribution", self.distribution(catalog, dataset, each, contact))
              for each in dataset.distributions),
        )  # fmt: skip

    def legislation(self, dataset: Dataset) -> list[tuple[str, Node | None]]:
        """What makes a dataset one of high value: the regulation and its category."""
        category = self.term("hvd", dataset.hvd)
        if category is None:
            return []
        law = self.typed(HVD_LAW, "eli:LegalResource")
        return [("dcatap:applicableLegislation", law), ("dcatap:hvdCategory", category)]

    def distribution(
        self, catalog: Catalog, dataset: Dataset, found: Distribution, contact: Node | None
    ) -> NamedNode | None:
        """Add where the data are; its node, None when their address is not sound."""
        place = self.typed(found.url, "rdfs:Resource")
        if place is None:
            return None
        mark = hashlib.sha256(found.url.encode()).hexdigest()[:12]
        node = NamedNode(safe(f"{dataset.uri}#{mark}"))
        known, service = formats().get(found.format) or Format(""), None
        if found.service is not None:
            service = self.service(catalog, dataset, found.service, contact)
        schema = found.schema if found.schema.startswith("http") else ""
        return self.says(
            node, "dcat:Distribution",
            ("dcat:accessURL", place),
            ("dcat:downloadURL", place if found.is_file else None),
            ("dct:title", _french(found.title) if found.title else None),
            ("dct:license", self.term("licence", dataset.licence, "dct:LicenseDocument")),
            ("dct:modified", _day(found.modified)),
            ("dcat:byteSize", None if found.size is None
             else _literal(found.size, "xsd:nonNegativeInteger")),
            ("dct:format", self.typed(known.file_type and FILE_TYPE + known.file_type,
                                      "dct:MediaTypeOrExtent")),
            ("dcat:mediaType", self.typed(known.media and MEDIA_TYPE + known.media,
                                          "dct:MediaType")),
            ("spdx:checksum", self.checksum(node, found.sha256) if found.sha256 else None),
            ("dct:conformsTo", self.typed(schema, "dct:Standard")),
            *self.legislation(dataset)[:1],
            ("dcat:accessService", service),
        )  # fmt: skip

    def service(
        self, catalog: Catalog, dataset: Dataset, found: DataService, contact: Node | None
    ) -> NamedNode:
        """Add a service that gives the data of a dataset; its node."""
        page = dataset.landing_page or catalog.homepage or catalog.uri
        return self.says(
            NamedNode(safe(f"{found.url}#service")), "dcat:DataService",
            ("dct:title", _french(found.title)),
            ("dcat:endpointURL", self.typed(found.url, "rdfs:Resource")),
            ("dcat:servesDataset", NamedNode(safe(dataset.uri))),
            ("dct:conformsTo", self.typed(found.standard, "dct:Standard")),
            ("dcat:contactPoint", contact),
            ("dct:license", self.term("licence", dataset.licence, "dct:LicenseDocument")),
            ("foaf:page", self.typed(page, "foaf:Document")),
            *self.legislation(dataset),
        )  # fmt: skip

    def checksum(self, owner: NamedNode, digest: str) -> Node:
        """Add the digest of a file."""
        method = self.typed(f"{PREFIXES['spdx']}checksumAlgorithm_sha256",
                            "spdx:ChecksumAlgorithm")  # fmt: skip
        return self.says(_blank(owner.value, digest), "spdx:Checksum", ("spdx:algorithm", method),
                         ("spdx:checksumValue", _literal(digest, "xsd:hexBinary")))  # fmt: skip

    def agent(self, agent: Agent) -> Node:
        """Add an organisation."""
        name = ("foaf:name", _french(agent.name))
        if agent.uri:
            return self.says(NamedNode(safe(agent.uri)), "foaf:Agent", name)
        return self.says(_blank("agent", agent.name), "foaf:Agent", name)

    def contact(self, found: Contact) -> Node | None:
        """Add whom to write to, if somebody may be written to."""
        if found == Contact():
            return None
        email = self.typed(found.email and f"mailto:{found.email}", "rdfs:Resource")
        return self.says(
            _blank("contact", found.name, found.email, found.page), "vcard:Kind",
            ("rdf:type", expanded("vcard:Organization")),
            ("vcard:fn", _french(found.name) if found.name else None),
            ("vcard:hasEmail", email),
            ("vcard:hasURL", self.typed(found.page, "rdfs:Resource")),
        )  # fmt: skip

    def period(self, owner: NamedNode, period: Period) -> Node | None:
        """Add the days the data are about."""
        if period == Period():
            return None
        return self.says(_blank(owner.value, "period"), "dct:PeriodOfTime",
                         ("dcat:startDate", _day(period.start)),
                         ("dcat:endDate", _day(period.end)))  # fmt: skip

    def area(self, owner: NamedNode, area: Box | None) -> Node | None:
        """Add the box the data are in, as the WKT polygon that data.gouv.fr reads."""
        if area is None:
            return None
        west, south, east, north = area
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        corners = ",".join(f"{x!r} {y!r}" for x, y in ring)
        box = Literal(f"POLYGON(({corners}))", datatype=NamedNode(WKT))
        return self.says(_blank(owner.value, "area"), "dct:Location", ("dcat:bbox", box))


def safe(address: str) -> str:
    """An address without what RDF does not allow in one."""
    return quote(address.strip(), safe="/%:=&?~#+!$,;'@()*")


def _blank(*parts: str) -> BlankNode:
    """A node without address, its name that of its content: the same files for the same data."""
    return BlankNode("b" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16])


def _french(text: str) -> Literal:
    return Literal(text, language="fr")


def _literal(value: object, kind: str) -> Literal:
    return Literal(str(value), datatype=expanded(kind))


def _day(day: date | None) -> Literal | None:
    return _literal(day.isoformat(), "xsd:date") if day else None


def sorted_triples(found: Iterable[Triple]) -> list[Triple]:
    """Triples by subject, which the writers group."""
    order: dict[object, list[Triple]] = {}
    for each in found:
        order.setdefault(each.subject, []).append(each)
    return [triple for group in order.values() for triple in group]
