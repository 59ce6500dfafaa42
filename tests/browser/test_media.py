"""The gallery on paper, in forced colours, at 200 % and by keyboard: nothing is lost."""

from pathlib import Path

import pytest

from jalons.foundation import design

CSS = (Path(design.__file__).parent / "static/design/jalons.css").read_text(encoding="utf-8")
PAPER = 718  # pixels of A4 between its margins
BOARD = """<form method="post"><div class="card" id="board"><button>x</button></div></form>
<form method="post" id="note"><textarea></textarea></form>
<div class="scroll"><table id="wide"><tr>{}</tr></table></div>""".format("<td>mot</td>" * 60)
HIDDEN = "[...document.querySelectorAll({!r})].filter(e => e.checkVisibility()).length"
LOOKS = """[...document.querySelectorAll({!r})].map(e => {{
  const own = getComputedStyle(e), before = getComputedStyle(e, "::before");
  return [own.fontWeight, own.borderTopStyle, own.borderBottomWidth, own.borderLeftWidth,
          before.borderTopStyle, e.querySelector("svg") !== null, own.backgroundColor].join();
}})"""
SHAPES = """[...document.querySelectorAll(".chart svg rect, .inbar rect, .chart svg path")].filter(
  e => !e.closest("defs") && getComputedStyle(e).fill === "none"
    && getComputedStyle(e).stroke === "none").length"""


@pytest.fixture
def page(client, db, tmp_path):
    """The gallery as a file of its own, with a board, a note to write and a table too wide."""
    found = client.get("/conception/").content.decode()
    found = found.replace("</head>", f"<style>{CSS}</style></head>").replace(
        "</main>", f"{BOARD}</main>"
    )
    (tmp_path / "page.html").write_text(found, encoding="utf-8")
    return (tmp_path / "page.html").as_uri()


@pytest.fixture
def seen(chromium, page):
    """The page in a tab of a width, with features of the media."""

    def opened(tab, media="", **features):
        values = [
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()
        ]
        tab.send("Emulation.setEmulatedMedia", media=media, features=values)
        tab.open(page)
        return tab

    return opened


def test_paper_shows_charts_tables_and_folds_whole_on_white_without_menus(chromium, seen):
    with chromium.tab(width=PAPER, height=1000) as tab:
        seen(tab, "print", prefers_color_scheme="dark")
        for shown in ("figure.chart svg[role]", "table tbody td", "#board", ".chart .more",
                      "details > p, details pre"):  # fmt: skip
            total = tab.evaluate(f"document.querySelectorAll({shown!r}).length")
            assert total > 0, shown
            assert tab.evaluate(HIDDEN.format(shown)) == total, shown
        for gone in (".bar nav", ".foot", ".who", ".button", "button", "#note", ".chart .less"):
            assert tab.evaluate(HIDDEN.format(gone)) == 0, gone
        assert tab.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
            "rgb(255, 255, 255)"
        )
        assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(28, 35, 32)"
        assert tab.evaluate(
            "getComputedStyle(document.querySelector('#wide').parentElement).overflow"
        ) == ("visible")
        assert tab.evaluate("getComputedStyle(document.querySelector('thead')).display") == (
            "table-header-group"
        )


def test_forced_colours_lose_no_state_that_a_background_says(chromium, seen):
    with chromium.tab(width=1280, height=800) as tab:
        seen(tab, forced_colors="active", prefers_color_scheme="dark")
        assert tab.evaluate("matchMedia('(forced-colors: active)').matches")
        for one, other in (
            (".full .stake", ".unknown .stake"),
            (".step.walking .stake", ".unknown .stake"),
            (".tabs [aria-current]", ".tabs a:not([aria-current])"),
            (".steps [aria-current]", ".steps li:not([aria-current])"),
            (".steps .done", ".steps li:not(.done)"),
            (".status.idle", ".status.ok"),
        ):
            looks = [set(tab.evaluate(LOOKS.format(each))) for each in (one, other)]
            assert all(looks), (one, other)
            assert not looks[0] & looks[1], (one, other)
        assert tab.evaluate(SHAPES) == 0


def test_every_stop_of_the_keyboard_is_seen_and_the_first_skips_to_the_content(chromium, seen):
    with chromium.tab(width=640, height=400) as tab:
        seen(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 640
        skip = "getComputedStyle(document.querySelector('.skip')).clipPath === 'none'"
        assert not tab.evaluate(skip)
        tab.press("Tab")
        assert tab.evaluate(skip)
        assert tab.evaluate("document.activeElement.hash") == "#content"
        tab.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "content"
        for _stop in range(60):
            tab.press("Tab")
            assert tab.evaluate(
                "(e => e === document.body || (parseFloat(getComputedStyle(e).outlineWidth) >= 2"
                " && e.getBoundingClientRect().bottom > 0 && e.getBoundingClientRect().top < 400))"
                "(document.activeElement)"
            )
