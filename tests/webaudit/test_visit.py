import os
import signal
from pathlib import Path

import pytest

from jalons.webaudit.capture import Chromium, Visit
from jalons.webaudit.capture.chromium import find_chromium
from jalons.webaudit.engine.budget import Check, judge
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.page import Scheme
from jalons.webaudit.store import ecoindex_method, house_budget

QUICK = Visit(without_script=False)


def visit(chromium, site, path, axe):
    return Visit(axe=axe).capture(chromium, site + path)


def test_a_sober_page_is_measured_whole_and_keeps_to_the_budget(chromium, site, axe):
    page = visit(chromium, site, "/sober", axe)
    assert judge(page, house_budget(), ecoindex_method()).passed
    assert (page.status, page.title, page.reading.h1) == (200, "Essai", "Un titre")
    assert page.dom_nodes == 11
    assert page.requests == 1  # the icon of the tab is not counted
    assert 0.3 < page.transferred_kb < 1
    assert page.links == (f"{site}/next",)
    assert page.server_ms == 12.5
    assert page.axe.version == "4.14.1"


def test_the_link_of_a_drawing_is_a_link_as_another(chromium, site, axe):
    assert visit(chromium, site, "/drawn", axe).links == (f"{site}/drawn?x=1",)


@pytest.mark.parametrize(
    ("path", "check"),
    [
        ("/third-party", Check.THIRD_PARTY),
        ("/console", Check.CONSOLE),
        ("/exception", Check.CONSOLE),
        ("/missing-file", Check.CONSOLE),
        ("/csp", Check.CSP),
        ("/axe", Check.AXE),
        ("/axe-dark", Check.AXE),
        ("/script-only", Check.WITHOUT_SCRIPT),
        ("/nowhere", Check.STATUS),
    ],
)
def test_a_faulty_page_fails_on_its_fault_and_on_it_alone(chromium, site, axe, path, check):
    verdict = judge(visit(chromium, site, path, axe), house_budget(), ecoindex_method())
    assert [breach.check for breach in verdict.breaches] == [check]
    assert verdict.breaches[0].details or check is Check.WITHOUT_SCRIPT


def test_a_page_of_seven_hundred_elements_breaks_both_ceilings(chromium, site, axe):
    verdict = judge(visit(chromium, site, "/heavy", axe), house_budget(), ecoindex_method())
    assert [breach.check for breach in verdict.breaches] == [Check.DOM_NODES, Check.ECOINDEX]


def test_a_defect_of_the_dark_page_is_told_as_such(chromium, site, axe):
    page = visit(chromium, site, "/axe-dark", axe)
    assert {finding.scheme for finding in page.axe.violations} == {Scheme.DARK}


def test_the_sentences_of_axe_are_in_french(chromium, site, axe):
    (finding,) = {f.help for f in visit(chromium, site, "/axe", axe).axe.violations}
    assert "alternative" in finding.lower()


def test_what_stands_inside_an_svg_is_not_counted(chromium, site):
    assert QUICK.capture(chromium, site + "/svg").dom_nodes == 10


def test_the_page_is_scrolled_and_late_requests_are_waited_for(chromium, site):
    assert QUICK.capture(chromium, site + "/lazy").requests == 2
    assert QUICK.capture(chromium, site + "/fetching").requests == 2


def test_a_redirection_is_one_more_request(chromium, site):
    page = QUICK.capture(chromium, site + "/moved")
    assert (page.final_url, page.requests, page.status) == (site + "/sober", 2, 200)


def test_the_same_page_measures_the_same_twice_even_for_the_same_visitor(chromium, site):
    with chromium.identity() as visitor:
        first, second = (QUICK.capture(chromium, site + "/axe", visitor) for _ in range(2))
    assert (first.dom_nodes, first.requests, first.transferred_kb) == (
        second.dom_nodes,
        second.requests,
        second.transferred_kb,
    )


def test_what_was_not_asked_for_is_none(chromium, site):
    page = QUICK.capture(chromium, site + "/sober")
    assert page.axe is None
    assert page.without_script is None
    assert page.screenshots == ()


def test_pictures_are_taken_at_the_widths_asked_for(chromium, site):
    visit = Visit(without_script=False, screenshot_widths=(1280, 360))
    pictures = visit.capture(chromium, site + "/sober").screenshots
    assert [(p.width, int.from_bytes(p.png[16:20])) for p in pictures] == [(1280, 1280), (360, 360)]


def test_a_closed_port_is_explained(chromium):
    with pytest.raises(WebAuditError) as caught:
        QUICK.capture(chromium, "http://127.0.0.1:1/")
    assert caught.value.code == "page_unreachable"


def test_the_browser_leaves_neither_process_nor_profile_behind(chromium):
    with Chromium() as own:
        process, profile = own._process, Path(own._profile.name)
        assert profile.is_dir()
    assert process.poll() is not None
    assert not profile.exists()


def test_a_browser_that_dies_is_explained(chromium, site):
    with Chromium() as own:
        os.killpg(own._process.pid, signal.SIGKILL)
        with pytest.raises(WebAuditError) as caught:
            QUICK.capture(own, site + "/sober")
    assert caught.value.code == "browser_gone"


def test_a_missing_browser_is_explained(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(WebAuditError, match="introuvable"):
        find_chromium()
