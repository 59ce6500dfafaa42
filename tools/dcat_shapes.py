"""Validate a DCAT file with the shapes of SEMIC, DCAT-AP 3.0.1 included.

``python tools/dcat_shapes.py CLONE FILE…`` takes the folder of a clone of SEMICeu/DCAT-AP, bare or
not, and files in Turtle. 3.0.1 names two property shapes of dcat:DataServiceShape that it never
defines, which pyshacl refuses: these two references are dropped, the rest is used.
"""

from __future__ import annotations

import subprocess
import sys

import pyshacl
from rdflib import Graph, Namespace

COMMIT = "7c531da7f154794da620fd0e57a3e8afe0286c0f"
SHAPES = ("releases/3.0.0/shacl/dcat-ap-SHACL.ttl", "releases/3.0.1/shacl/dcat-ap-SHACL.ttl")
SH = Namespace("http://www.w3.org/ns/shacl#")


def shapes(clone: str, path: str) -> Graph:
    """The shapes of a release, without references to what it does not define."""
    content = subprocess.run(
        ["git", "-C", clone, "show", f"{COMMIT}:{path}"], check=True, capture_output=True
    ).stdout
    graph = Graph().parse(data=content, format="turtle")
    for shape, named in list(graph.subject_objects(SH.property)):
        if not list(graph.triples((named, SH.path, None))):
            print(f"{path}: dropped {named}")
            graph.remove((shape, SH.property, named))
            graph.remove((named, None, None))
    return graph


def main() -> int:
    """Validate each file with each release; how many are refused."""
    clone, *files = sys.argv[1:]
    refused = 0
    for path in SHAPES:
        used = shapes(clone, path)
        for file in files:
            sound, _graph, text = pyshacl.validate(Graph().parse(file), shacl_graph=used)
            refused += not sound
            print(f"{file}: {'no violation' if sound else text} ({path})")
    return refused


if __name__ == "__main__":
    sys.exit(main())
