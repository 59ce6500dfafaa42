"""The quotes of a purchase are seen whole, on a usual screen and on paper: no column is cut."""

import json

import pytest

from serving import jalons, serve

PURCHASES = "/collectivite/demonstration/achats/petits-achats/"
LINKS = (
    """[...document.links].map(e => e.href).filter(e => /petits-achats.[0-9a-f-]{36}.$/.test(e))"""
)
HIDDEN = """(e => e.scrollWidth - e.clientWidth)(document.querySelector(".scroll"))"""
PAGE = """document.documentElement.scrollWidth - document.documentElement.clientWidth"""
PRINTED = """[...document.querySelectorAll("main .button, main button")]
.filter(e => e.offsetParent !== null).length"""
PAPER = 680  # px between the margins of an A4 page


@pytest.fixture(scope="module")
def pages(chromium, tmp_path_factory, demonstration):
    with (
        serve(demonstration(tmp_path_factory.mktemp("quotes"))) as instance,
        chromium.tab(width=1280, height=900) as tab,
    ):
        links = json.loads(jalons("demo", "links", "--json", data=instance.data).stdout)
        tab.open(instance.address + next(e["url"] for e in links if e["role"] == "contributor"))
        tab.click_and_wait("main form button")
        tab.open(instance.address + PURCHASES)
        yield tab, sorted(set(json.loads(tab.evaluate(f"JSON.stringify({LINKS})"))))


@pytest.mark.parametrize(("width", "media"), [(1280, "screen"), (PAPER, "print")])
def test_the_quotes_of_each_purchase_are_seen_whole(pages, width, media):
    tab, addresses = pages
    assert len(addresses) == 2
    for address in addresses:
        tab.resize(width, 900)
        tab.send("Emulation.setEmulatedMedia", media=media)
        tab.open(address)
        assert tab.evaluate(HIDDEN) == 0, address


def test_the_page_of_a_purchase_does_not_scroll_on_a_small_screen(pages):
    tab, addresses = pages
    tab.resize(1024, 768)
    tab.send("Emulation.setEmulatedMedia", media="screen")
    for address in addresses:
        tab.open(address)
        assert tab.evaluate(PAGE) == 0, address


@pytest.mark.parametrize("part", ["petits-achats", "consultations"])
def test_no_button_is_printed_on_the_page_of_a_record(pages, part):
    tab, addresses = pages
    if part != "petits-achats":
        tab.open(addresses[0].split("petits-achats")[0] + f"{part}/")
        links = LINKS.replace("petits-achats", part)
        addresses = json.loads(tab.evaluate(f"JSON.stringify({links})"))
    assert addresses
    for address in addresses:
        tab.send("Emulation.setEmulatedMedia", media="screen")
        tab.open(address)
        assert tab.evaluate(PRINTED) > 0, address
        tab.send("Emulation.setEmulatedMedia", media="print")
        assert tab.evaluate(PRINTED) == 0, address
