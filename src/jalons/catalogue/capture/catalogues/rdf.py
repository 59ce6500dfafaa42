"""A catalogue in RDF: its datasets, and the address of its next page."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urljoin, urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from jalons.catalogue.capture.catalogues import values
from jalons.catalogue.engine.dcat.records import Agent, Contact, Dataset, Distribution, Period
from jalons.catalogue.engine.errors import CatalogueError

DCAT, DCT = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
FOAF, VCARD = "http://xmlns.com/foaf/0.1/", "http://www.w3.org/2006/vcard/ns#"
ADMS, HYDRA = "http://www.w3.org/ns/adms#", "http://www.w3.org/ns/hydra/core#"
SKOS, OWL = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2002/07/owl#"
DCATAP, SCHEMA = "http://data.europa.eu/r5r/", "http://schema.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PAGING = (("PartialCollectionView", "next"), ("PagedCollection", "nextPage"))
LANGUAGES = ("fr", "", "en")
_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*(["'])([\w.-]+)\1""")
# GeoNetwork writes a text beside an address, which RDF/XML does not allow: the address is enough.
_LABELLED = re.compile(
    rb"""(<([\w:.-]+)\s[^<>]{0,500}?rdf:resource\s*=\s*"[^"<>]{0,2000}"[^<>/]{0,200})>[^<>]+</\2\s*>"""
)
ACCEPT = ("text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.9, "
          "application/n-triples;q=0.8, */*;q=0.1")  # fmt: skip
type Node = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """A page of a catalogue: its datasets, the next page, how many datasets there are in all."""

    datasets: tuple[Dataset, ...]
    after: str = ""
    total: int | None = None


def read_page(content: bytes, url: str, content_type: str = "") -> CataloguePage:
    """The datasets of a page of RDF.

    Raises ``CatalogueError``: ``harvest_html``, ``harvest_sparql``, ``harvest_context``,
    ``harvest_truncated``, ``harvest_unreadable``.
    """
    graph = Triples(_utf8(content, url), url, content_type)
    subjects = dict.fromkeys([*graph.typed(f"{DCAT}Dataset"), *graph.typed(f"{DCAT}DatasetSeries")])
    served = graph.objects_of(f"{DCAT}servesDataset", f"{DCT}hasPart")
    shown = [node for node in subjects if graph.one(node, f"{DCT}title") or node not in served]
    after = next((urljoin(url, found) for kind, name in PAGING
                  for view in graph.typed(HYDRA + kind)
                  if (found := graph.one(view, HYDRA + name))), "")  # fmt: skip
    return CataloguePage(tuple(_dataset(graph, node) for node in shown), after)


class Triples:
    """What a page of RDF says, by subject."""

    def __init__(self, content: bytes, url: str, content_type: str) -> None:
        self.found: dict[Any, dict[str, list[Any]]] = {}
        self._about: dict[str, list[Any]] = defaultdict(list)
        kind = _format(content, url, content_type)
        whole = content
        if kind is RdfFormat.JSON_LD:
            whole = _without_remote_context(content)
        elif kind is RdfFormat.RDF_XML:
            whole = _LABELLED.sub(rb"\1/>", content)
        try:
            self._read(whole, kind, url)
        except (SyntaxError, ValueError) as error:
            cut = not content.rstrip().endswith((b">", b"}", b"]", b"."))
            code = "harvest_truncated" if cut else "harvest_unreadable"
            line = getattr(error, "lineno", None) or ""
            raise CatalogueError(code, url=url, line=line) from error

    def _read(self, content: bytes, kind: RdfFormat, url: str) -> None:
        for quad in parse(content, format=kind, base_iri=url, lenient=True):
            said = self.found.setdefault(quad.subject, {})
            said.setdefault(quad.predicate.value, []).append(quad.object)
            if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
                self._about[quad.object.value].append(quad.subject)

    def typed(self, kind: str) -> Sequence[Any]:
        """The subjects of a class."""
        return self._about.get(kind, ())

    def objects_of(self, *predicates: str) -> set[Any]:
        """What subjects lead to by some predicates."""
        return {each for said in self.found.values() for name in predicates
                for each in said.get(name, ())}  # fmt: skip

    def all(self, node: Any, *predicates: str) -> list[Any]:
        """The objects of a node by some predicates."""
        said = self.found.get(node, {})
        return [each for name in predicates for each in said.get(name, ())]

    def one(self, node: Any, *predicates: str) -> str:
        """The first value of a node, in French where there is a choice."""
        found = self.all(node, *predicates)
        for lang in LANGUAGES:
            for each in found:
                if isinstance(each, Literal) and (each.language or "")[:2] == lang:
                    return str(each.value)
        return str(found[0].value) if found and not isinstance(found[0], BlankNode) else ""

    def words(self, node: Any, predicate: str, *inside: str) -> list[str]:
        """The values of a node; for a node without address, those of ``inside`` in it."""
        found: list[str] = []
        for each in self.all(node, predicate):
            found += [self.one(each, *inside)] if isinstance(each, BlankNode) else [each.value]
            if isinstance(each, NamedNode) and (label := self.one(each, *inside)):
                found.append(label)
        return [word for word in found if word]


def _dataset(graph: Triples, node: Any) -> Dataset:
    own = graph.all(node, f"{DCAT}distribution", f"{DCAT}distributions")
    rights = [*graph.words(node, f"{DCT}license", f"{DCT}title"),
              *graph.words(node, f"{DCT}rights", f"{DCT}title")]  # fmt: skip
    for each in own:
        rights += [*graph.words(each, f"{DCT}license", f"{DCT}title"),
                   *graph.words(each, f"{DCT}rights", f"{DCT}title")]  # fmt: skip
    distributions = {found.url: found for found in (_distribution(graph, each) for each in own)
                     if found is not None}  # fmt: skip
    keywords = (values.text(each.value, 60) for each in graph.all(node, f"{DCAT}keyword")
                if isinstance(each, Literal))  # fmt: skip
    return Dataset(
        identifier=values.text(graph.one(node, f"{DCT}identifier"), 200),
        title=values.text(graph.one(node, f"{DCT}title"), 200),
        description=values.text(graph.one(node, f"{DCT}description", f"{DCT}abstract"), 5_000),
        uri=values.web_address(node.value) if isinstance(node, NamedNode) else "",
        keywords=tuple(dict.fromkeys(filter(None, keywords))),
        theme=_first(values.theme(each) for each in graph.words(node, f"{DCAT}theme")),
        hvd=_first(values.category(each) for each in graph.words(node, f"{DCATAP}hvdCategory")),
        publisher=_publisher(graph, node),
        contact=_contact(graph, node),
        audience=_first(values.audience(e) for e in graph.words(node, f"{DCT}accessRights")),
        licence=values.licence(*rights),
        frequency=values.frequency(graph.one(node, f"{DCT}accrualPeriodicity")),
        issued=values.day(graph.one(node, f"{DCT}issued")),
        modified=values.day(graph.one(node, f"{DCT}modified")),
        period=_period(graph, node),
        area=_area(graph, node),
        landing_page=values.web_address(graph.one(node, f"{DCAT}landingPage"), 500),
        distributions=tuple(distributions.values()),
        names=_names(graph, node),
    )


def _distribution(graph: Triples, node: Any) -> Distribution | None:
    download = values.web_address(graph.one(node, f"{DCAT}downloadURL"))
    url = download or values.web_address(graph.one(node, f"{DCAT}accessURL"))
    if not url:
        return None
    ending = urlsplit(url).path.rpartition(".")[2][:10]
    kinds = (graph.words(node, f"{DCT}format", "http://www.w3.org/2000/01/rdf-schema#label",
                         f"{SKOS}prefLabel") + graph.words(node, f"{DCAT}mediaType"))  # fmt: skip
    size = graph.one(node, f"{DCAT}byteSize").partition(".")[0]
    return Distribution(
        url=url,
        title=values.text(graph.one(node, f"{DCT}title"), 200),
        format=values.format_code(*kinds, ending),
        is_file=bool(download),
        size=int(size) if size.isascii() and size.isdecimal() and len(size) < 16 else None,
        modified=values.day(graph.one(node, f"{DCT}modified")),
    )


def _publisher(graph: Triples, node: Any) -> Agent | None:
    for each in graph.all(node, f"{DCT}publisher"):
        written = each.value if isinstance(each, Literal) else graph.one(each, f"{FOAF}name")
        if name := values.role(written):
            uri = values.web_address(each.value) if isinstance(each, NamedNode) else ""
            return Agent(name, uri)
    return None


def _contact(graph: Triples, node: Any) -> Contact | None:
    for each in graph.all(node, f"{DCAT}contactPoint"):
        found = Contact(
            values.role(graph.one(each, f"{VCARD}organization-name", f"{VCARD}fn")),
            values.email(graph.one(each, f"{VCARD}hasEmail", f"{VCARD}email")),
        )
        if found != Contact():
            return found
    return None


def _period(graph: Triples, node: Any) -> Period:
    for each in graph.all(node, f"{DCT}temporal"):
        start = graph.one(each, f"{DCAT}startDate", f"{SCHEMA}startDate")
        end = graph.one(each, f"{DCAT}endDate", f"{SCHEMA}endDate")
        found = Period(values.day(start), values.day(end))
        if found != Period() and (found.start or found.end) == min(
            filter(None, (found.start, found.end))
        ):
            return found
    return Period()


def _area(graph: Triples, node: Any) -> tuple[float, float, float, float] | None:
    for each in graph.all(node, f"{DCT}spatial"):
        inside = [] if isinstance(each, Literal) else [
            value for said in graph.found.get(each, {}).values() for value in said]  # fmt: skip
        for value in (each, *inside):
            if isinstance(value, Literal) and (found := values.box(value.value)):
                return found
    return None


def _names(graph: Triples, node: Any) -> frozenset[str]:
    """Its identifiers elsewhere: adms:identifier, owl:sameAs, where its record is from."""
    found = graph.words(node, f"{ADMS}identifier", f"{SKOS}notation")
    found += graph.words(node, f"{OWL}sameAs")
    for record in graph.all(node, f"{FOAF}isPrimaryTopicOf"):
        found += graph.words(record, f"{DCT}source")
    return frozenset(each[:500] for each in found)


def _first(found: Iterable[str]) -> str:
    return next(filter(None, found), "")


def _utf8(content: bytes, url: str) -> bytes:
    """A page in the one encoding the readers know, without its mark of order."""
    declared = _ENCODING.match(content)
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    if declared:
        encoding = declared[2].decode("ascii")
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise CatalogueError("harvest_unreadable", url=url, line="") from error
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    text = re.sub(r"^(<\?xml[^>]*?)\s+encoding\s*=\s*([\"'])[^\"']*\2", r"\1", text)
    return text.encode()


def _format(content: bytes, url: str, content_type: str) -> RdfFormat:
    """The format of a page: by its type, its ending, its first characters, in that order."""
    media = content_type.partition(";")[0].strip().lower()
    start = content[:2_000].lstrip().lower()
    if b"sparql-results" in start[:600] or "sparql-results" in media:
        raise CatalogueError("harvest_sparql", url=url)
    if start.startswith((b"<!doctype html", b"<html")) or media == "text/html":
        code = "harvest_sparql" if "sparql" in urlsplit(url).path.lower() else "harvest_html"
        raise CatalogueError(code, url=url)
    if not start:
        raise CatalogueError("harvest_truncated", url=url)
    if start.startswith((b"<?xml", b"<rdf:rdf")):
        return RdfFormat.RDF_XML
    if start.startswith((b"{", b"[")):
        return RdfFormat.TRIG if media == "application/trig" else RdfFormat.JSON_LD
    ending = urlsplit(url).path.rpartition(".")[2].lower()
    known = RdfFormat.from_media_type(media) or RdfFormat.from_extension(ending)
    return known or RdfFormat.TURTLE


@cache
def _contexts() -> dict[str, Any]:
    """The contexts that are known without reading them elsewhere, by address."""
    file = resources.files("jalons.catalogue") / "data" / "known_contexts.json"
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def _without_remote_context(content: bytes) -> bytes:
    """JSON-LD whose contexts are all inside; ``CatalogueError`` when one is elsewhere."""
    if b"@context" not in content:
        return content
    try:
        document = json.loads(content)
    except ValueError:
        return content  # the reader says what is wrong
    return json.dumps(_inside(document)).encode()


def _inside(value: Any, *, context: bool = False) -> Any:
    if isinstance(value, list):
        return [_inside(each, context=context) for each in value]
    if isinstance(value, dict):
        return {name: _inside(each, context=name in {"@context", "@import"})
                for name, each in value.items()}  # fmt: skip
    if context and isinstance(value, str):
        if value not in _contexts():
            raise CatalogueError("harvest_context", address=value)
        return _contexts()[value]
    return value
