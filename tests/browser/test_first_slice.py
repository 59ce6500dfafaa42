"""The first path of the product, by a person with a real browser."""

import json
import re
from pathlib import Path

import pytest

from serving import jalons, serve

PUBLIC_INVENTORY = Path(__file__).parents[3] / "shared" / "data" / "inventory_g4it_1971_rows.csv"


@pytest.fixture(scope="module")
def instance(tmp_path_factory, demonstration):
    with serve(demonstration(tmp_path_factory.mktemp("browser"))) as running:
        yield running


def sign_in(tab, instance, role):
    links = json.loads(jalons("demo", "links", "--json", data=instance.data).stdout)
    tab.open(instance.address + next(link["url"] for link in links if link["role"] == role))
    tab.click_and_wait("main form button")


@pytest.mark.skipif(not PUBLIC_INVENTORY.exists(), reason="the shared data are not here")
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_somebody_elses_inventory_becomes_a_result_in_five_minutes(chromium, instance, javascript):
    with chromium.tab(javascript=javascript, width=1280, height=900) as tab:
        sign_in(tab, instance, "contributor")
        tab.open(f"{instance.address}/collectivite/demonstration/empreinte/")
        tab.upload("input[type=file]", PUBLIC_INVENTORY)
        tab.click_and_wait("form[enctype] button")
        tab.wait_for(".steps", seconds=60)
        tab.click_and_wait("main form button")
        tab.wait_for("#voir", seconds=60)
        assert "Votre parc numérique émet environ" in tab.text("h1")
        tab.click_and_wait(".tabs li:nth-child(2) a")
        seen = re.sub(r"\s", " ", tab.text("main"))
        left_out = re.search(r"([\d ]+) lignes ne sont pas comptées", seen)
        reasons = tab.text('section[aria-labelledby="left-out"] ul')
        told = [
            int(re.sub(r"\D", "", each)) for each in re.findall(r"([\d\s]+) lignes?\s:", reasons)
        ]
        assert sum(told) == int(re.sub(r"\D", "", left_out[1]))


def test_the_path_is_walked_with_the_keyboard_alone(chromium, instance):
    with chromium.tab(width=1280, height=900) as tab:
        tab.open(instance.address)
        for _ in range(12):
            tab.press("Tab")
            if tab.evaluate("document.activeElement.id") == "q":
                break
        for letter in "angers":
            tab.press(letter)
        tab.press_and_wait("Enter")
        assert "Angers" in tab.text("main")
        order = tab.focus_order()
        assert order[0].startswith("a ")
        assert any("Angers" in each for each in order)


def test_a_phone_shows_everything_without_sideways_scroll(chromium, instance):
    with chromium.tab(width=360, height=740) as tab:
        sign_in(tab, instance, "administrator")
        for path in ("", "empreinte/", "membres/", "journal/", "reglages/"):
            tab.open(f"{instance.address}/collectivite/demonstration/{path}")
            wide = tab.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, path
