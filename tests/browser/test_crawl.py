"""Each page of the demonstration, found by the links, on a phone of 360 px.

None scrolls sideways, none speaks of the workshop, no link leads to nothing. An address of the
product is visited once for each of its views, or for each of its parts where the parts differ. The
pages of a trial and of every role are read by the walk.
"""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.urls import Resolver404, resolve

from jalons.webaudit.engine.errors import WebAuditError
from plain_words import found_in_page, words_of
from serving import jalons, serve

WIDTH = 360
VIEW = "voir"  # the parameter that chooses a tab of a page
MEASURE = """JSON.stringify({
  width: document.documentElement.scrollWidth,
  menu: (e => e ? e.scrollWidth - e.clientWidth : 0)(document.querySelector(".bar nav")),
  boxes: [...document.querySelectorAll("td > input[type=checkbox]")].filter(
    e => e.getBoundingClientRect().width > 32).length,
  wide: [...document.querySelectorAll(".scroll.pairs")].filter(
    e => e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute("aria-label")),
  links: [...document.links].map(e => e.href),
  status: performance.getEntriesByType("navigation")[0].responseStatus,
  html: document.documentElement.outerHTML,
})"""
# Each object or part of these has a page of its own shape.
PARTS = {"commitment_page", "document", "document_part", "public_part", "public_document"}
FILES = re.compile(r"\.(csv|json|xlsx|docx|odt|pdf|atom)$")
MADE = re.compile(r"(docx|odt|pdf)$")
DOWNLOAD = "ERR_ABORTED"  # what Chromium says of an address that gives a file to keep
START = (
    "/",
    "/sources/",
    "/facteurs/",
    "/territoires/",
    "/collectivite/demonstration/",
    "/collectivite/demonstration/journal/",
    "/collectivite/demonstration/jumeau/",
    "/collectivite/demonstration/indicateurs/tableau/",
    "/public/demonstration/",
)
FEWEST = 300  # pages: a walk that finds less is broken
# The interface for machines is documented with its ids; the gallery shows components to designers;
# the page of sources has doubts, and titles in their own language.
FOR_MAKERS = ("/api/", "/conception/", "/sources/")


@pytest.fixture(scope="module")
def instance(tmp_path_factory, demonstration):
    with serve(demonstration(tmp_path_factory.mktemp("narrow"))) as running:
        yield running


@pytest.fixture(scope="module")
def tab(chromium, instance):
    with chromium.tab(width=WIDTH, height=740) as tab:
        links = json.loads(jalons("demo", "links", "--json", data=instance.data).stdout)
        link = next(each["url"] for each in links if each["role"] == "administrator")
        tab.open(instance.address + link)
        tab.click_and_wait("main form button")
        yield tab


@pytest.fixture(scope="module")
def pages(tab, instance):
    return dict(walked(tab, instance.address))


def shape(path):
    """What makes a page different from the others: its URL name, its part, its view."""
    bare, _, query = path.partition("?")
    try:
        match = resolve(bare)
    except Resolver404:
        return bare
    parts = match.kwargs if match.url_name in PARTS else {}
    kind = match.kwargs.get("kind", "")
    if MADE.search(kind):
        return "a file that is made on request, in a process of its own"
    return match.url_name, str(kind), tuple(map(str, parts.values())), parse_qs(query).get(VIEW)


def walked(tab, address):
    """Each page once, with what is measured on it."""
    waiting, seen = list(START), []
    while waiting:
        path = waiting.pop(0).partition("#")[0]
        key = shape(path)
        if key in seen or FILES.search(path.partition("?")[0]):
            continue
        seen.append(key)
        try:
            tab.open(address + path)
        except WebAuditError as error:
            assert DOWNLOAD in str(error), path
            continue
        found = json.loads(tab.evaluate(MEASURE))
        waiting += [each[len(address) :] for each in found["links"] if each.startswith(address)]
        yield path, found


def test_no_page_scrolls_sideways_and_nothing_is_cut(pages):
    assert len(pages) > FEWEST
    for part in ("/ecrire/", "/lire/", "/public/demonstration/documents/", "/jumeau/carte/"):
        assert any(part in path for path in pages), part
    wrong = {
        path: {name: found[name] for name in ("width", "menu", "boxes", "wide")}
        for path, found in pages.items()
        if found["width"] > WIDTH or found["menu"] > 0 or found["boxes"] or found["wide"]
    }
    assert wrong == {}


def test_no_page_speaks_of_the_workshop(pages):
    for part in ("/empreinte/", "/indicateurs/", "/donnees/"):
        assert any(part in path for path in pages), part
    wrong = {
        path: words
        for path, found in pages.items()
        if not path.startswith(FOR_MAKERS) and (words := found_in_page(words_of(found["html"])))
    }
    assert wrong == {}


def test_no_link_leads_to_nothing(pages):
    wrong = {
        path: found["status"] for path, found in pages.items() if found["status"] not in (200, 202)
    }
    assert wrong == {}


def test_a_page_to_read_of_every_document_fits_its_second_page_included(tab, instance):
    address = f"{instance.address}/collectivite/demonstration/documents/"
    tab.open(address)
    documents = set(re.findall(r"documents/([0-9a-f-]{36})/", " ".join(links_of(tab))))
    read = 0
    for document in documents:
        tab.open(f"{address}{document}/lire/")
        number = 1
        while True:
            read += 1
            assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTH, tab.url
            number += 1
            if not any(each.endswith(f"/lire/?page={number}") for each in links_of(tab)):
                break
            tab.open(f"{address}{document}/lire/?page={number}")
    assert read > len(documents) >= 3


def test_files_to_download_fit_as_well(tab, instance, tmp_path):
    for found in ("rapport-html", "html", "texte.html"):  # the last has a digest in one word
        name = links_to(tab, instance, found)
        text = tab.evaluate(f"fetch({json.dumps(name)}).then(e => e.text())")
        file = Path(tmp_path / f"{found}.html")
        file.write_text(text, encoding="utf-8")
        tab.open(file.as_uri())
        assert len(tab.text("body")) > 500
        assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTH, name


def links_of(tab):
    return json.loads(tab.evaluate("JSON.stringify([...document.links].map(e => e.href))"))


def links_to(tab, instance, kind):
    """The address of a file of this kind, from the page that offers it; the page stays open."""
    rooms = {
        "rapport-html": "empreinte/", "html": "documents/",
        "texte.html": "participation/positions/",
    }  # fmt: skip
    tab.open(f"{instance.address}/collectivite/demonstration/{rooms[kind]}")
    for page in dict.fromkeys(each for each in links_of(tab) if re.search(r"[0-9a-f-]{36}/", each)):
        tab.open(page)
        for view in [page, *(each for each in links_of(tab) if "?voir=exporter" in each)]:
            tab.open(view)
            for link in links_of(tab):
                if f"/{kind}/" in link or link.endswith(f"/{kind}"):
                    return link
    raise AssertionError(f"no page offers {kind}")
