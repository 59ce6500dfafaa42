from dataclasses import replace

import pytest

from jalons.webaudit.engine.budget import Check, judge, shared_text
from jalons.webaudit.engine.page import (
    AxeReport,
    Finding,
    PageCapture,
    Reading,
    Scheme,
    is_third_party,
)
from jalons.webaudit.store import ecoindex_method, house_budget

READING = Reading("Un titre", "Un titre et vingt mots de texte")
LIGHT_PAGE = PageCapture(
    url="http://127.0.0.1/",
    final_url="http://127.0.0.1/",
    status=200,
    content_type="text/html",
    title="Un titre",
    reading=READING,
    dom_nodes=120,
    requests=3,
    transferred_kb=20,
    settled=True,
    axe=AxeReport("4.14.1", (), (), 0),
    without_script=READING,
)
DEFECT = Finding("image-alt", "critical", "…", Scheme.DARK, 1, ("img",))


def checks(page):
    return [breach.check for breach in judge(page, house_budget(), ecoindex_method()).breaches]


def test_a_light_page_keeps_to_the_budget():
    assert judge(LIGHT_PAGE, house_budget(), ecoindex_method()).passed


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"dom_nodes": 601}, Check.DOM_NODES),
        ({"requests": 21}, Check.REQUESTS),
        ({"transferred_kb": 100.1}, Check.TRANSFERRED),
        ({"console_errors": ("boom",)}, Check.CONSOLE),
        ({"csp_violations": ("script-src: inline",)}, Check.CSP),
        ({"third_party": ("http://127.0.0.2/",)}, Check.THIRD_PARTY),
        ({"settled": False}, Check.SETTLED),
        ({"axe": AxeReport("4.14.1", (DEFECT,), (), 0)}, Check.AXE),
        ({"without_script": Reading("", "")}, Check.WITHOUT_SCRIPT),
        ({"status": 404}, Check.STATUS),
        ({"content_type": "application/pdf"}, Check.STATUS),
    ],
)
def test_each_fault_is_named(change, check):
    assert check in checks(replace(LIGHT_PAGE, **change))


def test_a_score_of_exactly_80_is_not_enough():
    assert Check.ECOINDEX in checks(replace(LIGHT_PAGE, dom_nodes=900, requests=90))


def test_best_practices_are_told_apart_and_break_no_budget():
    assert checks(replace(LIGHT_PAGE, axe=AxeReport("4.14.1", (), (DEFECT,), 3))) == []


def test_what_was_not_measured_is_not_a_success():
    unknown = replace(LIGHT_PAGE, axe=None, without_script=None)
    verdict = judge(unknown, house_budget(), ecoindex_method())
    assert verdict.breaches == ()
    assert verdict.not_measured == (Check.AXE, Check.WITHOUT_SCRIPT)
    assert not verdict.passed


def test_a_page_that_is_not_found_has_no_score():
    assert checks(replace(LIGHT_PAGE, status=404, dom_nodes=10**6)) == [Check.STATUS]


def test_text_is_the_same_whatever_its_spacing_but_not_without_its_heading():
    assert shared_text(READING, Reading("Un  titre", "de texte Un titre et vingt\nmots")) == 1
    assert shared_text(READING, Reading("Un titre", "Un titre")) == pytest.approx(2 / 7)
    assert shared_text(READING, Reading("Autre", READING.main)) == 0
    assert shared_text(Reading("", "texte"), Reading("", "texte")) == 0


@pytest.mark.parametrize(
    ("page", "request_url", "third"),
    [
        ("https://www.ville.fr/", "https://www.ville.fr/a.css", False),
        ("https://www.ville.fr/", "https://static.ville.fr/a.css", False),
        ("https://www.ville.fr/", "https://autreville.fr/a.css", True),
        ("http://127.0.0.1:80/", "http://127.0.0.2:80/", True),
        ("http://127.0.0.1:80/", "http://127.0.0.1:81/", False),
        ("https://ville.fr/", "data:image/png;base64,AA", False),
    ],
)
def test_a_third_party_is_another_host(page, request_url, third):
    assert is_third_party(page, request_url) is third
