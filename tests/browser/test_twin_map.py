"""The map of the twin in a real browser: moved in place where scripts run, by links elsewhere."""

import pytest

from serving import serve

DRAG = """(() => {
  const drawing = document.querySelector(".town figure .sheet");
  const box = drawing.getBoundingClientRect();
  const at = (type, x) => drawing.dispatchEvent(new PointerEvent(type,
    {bubbles: true, button: 0, clientX: box.left + x, clientY: box.top + box.height / 2}));
  at("pointerdown", box.width / 2);
  at("pointerup", box.width / 4);
})()"""

# what stands on the map, in pixels: its size, the size of words, and the names that meet
SEEN = """(() => {
  const sheet = document.querySelector(".sheet"), whole = sheet.getBoundingClientRect();
  const names = [...sheet.querySelectorAll("g text")].filter((e) => e.getClientRects().length);
  const boxes = names.map((each) => each.getBoundingClientRect());
  const marks = [...sheet.querySelectorAll("circle, a path")].map((e) => e.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  return {
    wide: whole.width, high: whole.height, names: names.length,
    column: document.querySelector(".town").clientWidth,
    letters: Math.min(...names.map((each) => parseFloat(getComputedStyle(each).fontSize))),
    meet: boxes.filter((one, at) => boxes.slice(at + 1).some((other) => meet(one, other))
      || marks.some((mark) => meet(one, mark))).length,
    page: document.documentElement.scrollWidth,
  };
})()"""


@pytest.fixture(scope="module")
def instance(tmp_path_factory, demonstration):
    with serve(demonstration(tmp_path_factory.mktemp("browser"))) as running:
        yield running


def place(tab):
    return tab.evaluate("Object.assign({}, document.querySelector('.town figure').dataset)")


def test_links_and_drags_move_the_map_without_loading_the_page(chromium, instance):
    with chromium.tab(width=1280, height=900) as tab:
        tab.open(f"{instance.address}/collectivite/demonstration/jumeau/carte/")
        tab.evaluate("window.kept = true; 1")
        before = place(tab)
        tab.click(".town nav a")
        tab.wait_for(".town figure[data-zoom='1']")
        assert "z=1" in tab.url
        nearer = place(tab)
        assert float(nearer["high"]) == pytest.approx(float(before["high"]) / 2, rel=1e-3)
        tab.evaluate(DRAG)
        tab.wait_for(f".town figure:not([data-lon='{nearer['lon']}'])")
        moved = float(place(tab)["lon"]) - float(nearer["lon"])
        assert moved == pytest.approx(float(nearer["wide"]) / 4, rel=0.01)
        assert tab.evaluate("window.kept") is True


def test_without_a_script_the_same_links_load_the_map(chromium, instance):
    with chromium.tab(javascript=False, width=360, height=800) as tab:
        tab.open(f"{instance.address}/collectivite/demonstration/jumeau/carte/")
        tab.click_and_wait(".town nav a")
        assert place(tab)["zoom"] == "1"
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [360, 900, 1280])
def test_the_names_on_the_map_are_readable_and_meet_nothing(chromium, instance, width):
    with chromium.tab(width=width, height=800) as tab:
        tab.open(f"{instance.address}/collectivite/demonstration/jumeau/carte/")
        seen = tab.evaluate(SEEN)
    assert (seen["meet"], seen["page"]) == (0, width)
    assert seen["names"] >= (3 if width == 360 else 10)
    assert seen["letters"] >= 12
    assert seen["high"] == pytest.approx(seen["wide"], abs=1)
    if width > 896:
        assert seen["high"] >= 520
        assert seen["wide"] >= 0.6 * seen["column"]
