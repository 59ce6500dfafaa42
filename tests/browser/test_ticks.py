"""What is ticked in a list survives its filter and its pages, in a browser without a script."""

import json

import pytest

from serving import jalons, serve

TICKED = "[...document.querySelectorAll('input[type=checkbox][form=filter]:checked')].length"
ASIDE = "document.querySelectorAll('input[type=hidden][form=filter]').length"
BOXES = "input[type=checkbox][form=filter]"
PLACE = "/collectivite/demonstration"


@pytest.fixture(scope="module")
def tab(chromium, tmp_path_factory, demonstration):
    with (
        serve(demonstration(tmp_path_factory.mktemp("ticks"))) as instance,
        chromium.tab(javascript=False, width=1280, height=900) as tab,
    ):
        links = json.loads(jalons("demo", "links", "--json", data=instance.data).stdout)
        link = next(each["url"] for each in links if each["role"] == "contributor")
        tab.open(instance.address + link)
        tab.click_and_wait("main form button")
        tab.place = instance.address + PLACE
        yield tab


def tick(tab, count):
    """Tick the first boxes of the list that are not, with the mouse."""
    for _ in range(count):
        tab.click(f"{BOXES}:not(:checked)")


def press(tab, name, value):
    tab.click_and_wait(f'button[name="{name}"][value="{value}"]')


def test_the_basket_keeps_what_is_ticked_while_another_commitment_is_shown(tab):
    tab.open(f"{tab.place}/diagnostic/actions/")
    tick(tab, 2)
    tab.fill("#engagement", "9")
    tab.click_and_wait("#filter button")
    assert tab.evaluate(TICKED) + tab.evaluate(ASIDE) == 2
    assert "cochée" in tab.text("main")
    tick(tab, 1)
    tab.fill("#engagement", "")
    tab.click_and_wait("#filter button")
    assert tab.evaluate(TICKED) + tab.evaluate(ASIDE) == 3
    assert "csrfmiddlewaretoken" not in tab.url
    tab.open(f"{tab.place}/feuille-de-route/colonnes/")
    before = int(tab.text("h1").split()[0])
    tab.open(f"{tab.place}/diagnostic/actions/")
    tick(tab, 2)
    tab.click_and_wait('button[name="csrfmiddlewaretoken"]')
    tab.open(f"{tab.place}/feuille-de-route/colonnes/")
    assert int(tab.text("h1").split()[0]) == before + 2


def test_the_roadmap_keeps_what_is_ticked_over_a_filter_a_page_and_the_whole_list(tab):
    tab.open(f"{tab.place}/feuille-de-route/?etat=late")
    tick(tab, 2)
    press(tab, "filtre", "aucun")
    assert "etat" not in tab.url
    assert (tab.evaluate(TICKED), tab.evaluate(ASIDE)) == (2, 0)
    press(tab, "page", "2")
    assert (tab.evaluate(TICKED), tab.evaluate(ASIDE)) == (0, 2)
    tick(tab, 1)
    press(tab, "page", "1")
    assert (tab.evaluate(TICKED), tab.evaluate(ASIDE)) == (2, 1)
    tab.open(f"{tab.url}&q=rien-ne-porte-ce-nom")
    assert (tab.evaluate(TICKED), tab.evaluate(ASIDE)) == (0, 3)
    tab.click_and_wait('button[name="csrfmiddlewaretoken"]')
    assert "3 actions" in tab.text("main")


def test_the_fleet_keeps_the_lines_that_are_ticked(tab):
    tab.open(f"{tab.place}/empreinte/")
    tab.click_and_wait("main table a")
    tab.open(f"{tab.url}parc/")
    tick(tab, 2)
    press(tab, "page", "2")
    tick(tab, 1)
    assert (tab.evaluate(TICKED), tab.evaluate(ASIDE)) == (1, 2)
    tab.click_and_wait("button[form=filter][formaction]")
    assert "3 lignes" in tab.text("main")
