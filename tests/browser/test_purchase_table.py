"""The quotes of a purchase are seen whole, on a usual screen and on paper: no column is cut."""

import json

import pytest

from serving import jalons, serve

PURCHASES = "/collectivite/demonstration/achats/petits-achats/"
LINKS = (
    """[...document.links].map(e => e.href).filter(e => /petits-achats.[0-9a-f-]{36}.$/.test(e))"""
)
HIDDEN = """(e => e.scrollWidth - e.clientWidth)(document.querySelector(".scroll"))"""
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
