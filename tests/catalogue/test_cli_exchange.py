"""``jalons catalogue harvest`` and ``dcat``."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from jalons.catalogue.capture.catalogues.rdf import read_page
from jalons.catalogue.cli import commands
from remote_site import remote_site

TEXT = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://r.example/1> a dcat:Dataset ; dct:identifier "1" ; dct:title "Arbres" ;
  dcat:distribution [ dcat:downloadURL <https://r.example/a.csv> ] .
<https://r.example/2> a dcat:Dataset ; dct:title "Sans identifiant" .
"""


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, words)
    return done.exit_code, done.output


def test_a_catalogue_is_read_and_reported() -> None:
    with remote_site() as site:
        site.put("/c.ttl", TEXT)
        status, text = run("harvest", site.url("/c.ttl"), "--private")
        assert (status, "2 jeux" in text, "Arbres (1)" in text) == (0, True, True)
        assert "Laissé de côté" in text
        _status, document = run("harvest", site.url("/c.ttl"), "--private", "--json")
        assert json.loads(document)["datasets"][0]["identifier"] == "1"
        status, text = run("harvest", site.url("/c.ttl"))
        assert (status, "réseau interne" in text) == (1, True)


def test_a_file_is_written_again_in_another_format(tmp_path: Path) -> None:
    (tmp_path / "c.ttl").write_text(TEXT)
    out = tmp_path / "c.rdf"
    assert run("dcat", str(tmp_path / "c.ttl"), "--to", "rdf", "--out", str(out)) == (0, "")
    (found,) = read_page(out.read_bytes(), "http://t/c.rdf").datasets
    assert (found.title, found.distributions[0].format) == ("Arbres", "csv")
    (tmp_path / "p.ttl").write_text("<html></html>")
    status, text = run("dcat", str(tmp_path / "p.ttl"))
    assert (status, "navigateur" in text) == (1, True)
