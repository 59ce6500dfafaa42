"""The field of the header, with the keyboard alone and without JavaScript, on a phone too."""

import pytest

from serving import serve

HOME = "/collectivite/demonstration/"
FIELD = ".bar input[type=search]"


@pytest.fixture(scope="module")
def instance(tmp_path_factory, demonstration):
    with serve(demonstration(tmp_path_factory.mktemp("search"))) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_words_typed_in_the_header_lead_to_what_has_them(chromium, instance, width):
    with chromium.tab(javascript=False, width=width, height=800) as tab:
        tab.open(instance.address + HOME)
        assert any("Mots à chercher" in each for each in tab.focus_order(limit=12))
        tab.fill(FIELD, "accessibilite SCHEMA")
        tab.press_and_wait("Enter")
        assert tab.text("h1").endswith("«\u202faccessibilite SCHEMA\u202f»")
        assert "Schéma d’accessibilité" in tab.text("main")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate(f"document.querySelector('{FIELD}').value") == "accessibilite SCHEMA"
