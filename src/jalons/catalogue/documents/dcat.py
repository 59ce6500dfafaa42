"""A catalogue in a format of RDF: Turtle, RDF/XML, JSON-LD with its context inside, N-Triples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from jalons.catalogue.documents.dcat_graph import PREFIXES, sorted_triples

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_FORMATS = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "nt": RdfFormat.N_TRIPLES}


def written(found: Sequence[Triple], ending: str) -> bytes:
    """Triples in the format of a file ending: ttl, rdf, jsonld or nt."""
    grouped = sorted_triples(found)
    if ending == "jsonld":
        return json.dumps(_document(grouped), ensure_ascii=False, indent=1).encode()
    return bytes(serialize(grouped, format=_FORMATS[ending], prefixes=dict(PREFIXES)) or b"")


def _document(found: Sequence[Triple]) -> dict[str, Any]:
    nodes: dict[str, dict[str, Any]] = {}
    for triple in found:
        node = nodes.setdefault(_name(triple.subject), {"@id": _name(triple.subject)})
        predicate = _short(triple.predicate.value)
        if predicate == "rdf:type" and isinstance(triple.object, NamedNode):
            node.setdefault("@type", []).append(_short(triple.object.value))
        else:
            node.setdefault(predicate, []).append(_value(triple.object))
    return {"@context": dict(PREFIXES), "@graph": list(nodes.values())}


def _value(term: Any) -> Any:
    if not isinstance(term, Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD_STRING:
        return term.value
    return {"@value": term.value, "@type": _short(term.datatype.value)}


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, BlankNode) else str(term.value)


def _short(address: str) -> str:
    """A term with its prefix, where there is one."""
    for prefix, start in PREFIXES.items():
        if address.startswith(start):
            return f"{prefix}:{address[len(start) :]}"
    return address
