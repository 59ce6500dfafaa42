import subprocess
import sys
import time
from pathlib import Path

import pytest

from jalons.webaudit.engine.errors import WebAuditError


def test_a_form_is_filled_by_keyboard_and_sent(chromium, site):
    with chromium.tab() as tab:
        tab.open(site + "/form")
        tab.fill("#name", "Élodie d’Œuvre")
        tab.fill("#kind", "b")
        assert tab.evaluate("kind.value") == "b"
        tab.evaluate("document.querySelector('button').focus()")
        tab.press_and_wait("Enter")
        assert "/answer?name=%C3%89lodie" in tab.url


def test_a_click_leads_to_the_next_page(chromium, site):
    with chromium.tab() as tab:
        tab.open(site + "/sober")
        tab.click_and_wait("main a")
        assert tab.url == site + "/next"


def test_a_file_is_dropped_and_read_by_the_page(chromium, site, tmp_path):
    file = tmp_path / "parc.csv"
    file.write_text("type;quantité", "utf-8")
    with chromium.tab() as tab:
        tab.open(site + "/form")
        tab.upload("#file", file)
        tab.wait_for("#seen")
        assert tab.text("#seen") == "type;quantité"


def test_the_focus_order_names_what_tab_reaches(chromium, site):
    with chromium.tab() as tab:
        tab.open(site + "/form")
        assert tab.focus_order() == [
            "input#name Nom",
            "select#kind Type",
            "input#file Fichier",
            "button Envoyer",
        ]


def test_a_page_without_javascript_can_still_be_questioned(chromium, site):
    with chromium.tab(javascript=False) as tab:
        tab.open(site + "/script-only")
        assert tab.text("#app") == ""
        assert tab.text("h1") == "Un titre"


def test_an_identity_keeps_its_cookies_and_two_identities_do_not_meet(chromium, site):
    with chromium.identity(headers={"X-Role": "lectrice"}) as reader, chromium.identity() as other:
        with chromium.tab(reader) as tab:
            tab.open(site + "/agent")
            assert tab.text("#seen") == "fr-FR lectrice"
            tab.evaluate("document.cookie = 'role=reader'")
        with chromium.tab(reader) as again, chromium.tab(other) as stranger:
            again.open(site + "/next")
            stranger.open(site + "/next")
            assert again.evaluate("document.cookie") == "role=reader"
            assert stranger.evaluate("document.cookie") == ""


def test_a_missing_element_is_named_and_the_wait_is_bounded(chromium, site):
    with chromium.tab() as tab:
        tab.open(site + "/sober")
        with pytest.raises(WebAuditError, match="#absent"):
            tab.click("#absent")
        with pytest.raises(WebAuditError) as caught:
            tab.wait_for("#absent", seconds=0.2)
    assert caught.value.code == "element_missing"


KILLED = """
import sys, time
from jalons.webaudit.capture import Chromium
with Chromium() as browser:
    print(browser._process.pid, flush=True)
    time.sleep(60)
"""


def test_a_process_that_is_killed_leaves_no_browser_behind(chromium):
    del chromium  # skipped, or required, as for the others
    process = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        browser = Path(f"/proc/{int(process.stdout.readline())}")
        assert browser.exists()
    finally:
        process.kill()
        process.communicate()
    for _ in range(100):
        if not browser.exists() or "Z (zombie)" in (browser / "status").read_text():
            return
        time.sleep(0.1)
    raise AssertionError("the browser is still there")
