"""The stylesheet is light, and its colours are told apart by everybody."""

import re
from pathlib import Path

import pytest

from jalons.foundation import design

CSS = (Path(design.__file__).parent / "static/design/jalons.css").read_text(encoding="utf-8")
MODES = {
    "light": CSS[: CSS.index("@media")],
    "dark": CSS[CSS.index("@media") : CSS.index("\n} }")],
}
SURFACES = ("paper", "card")
WORDS = ("ink", "soft", "equality", "environment", "territory", "action", "bad", "good", "warn")
PAIRS = [
    *((word, surface) for word in WORDS for surface in SURFACES),
    *(("ink", f"{kind}-wash") for kind in ("info", "warn", "bad", "good")),
    *((word, "wash") for word in ("ink", "soft")),
    ("soft", "good-wash"),
    ("action-ink", "action"),
    ("card", "bad"),
    ("bad", "bad-wash"),
    *(("card", ink) for ink in ("equality", "environment", "territory")),
]
SHAPES = [(shape, surface) for shape in ("edge", "focus") for surface in SURFACES]


def tokens(mode):
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", MODES[mode]))


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_modes_define_the_same_colours():
    assert set(tokens("light")) == set(tokens("dark"))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("word", "surface"), PAIRS)
def test_words_can_be_read_on_their_surface(mode, word, surface):
    colours = tokens(mode)
    assert contrast(colours[word], colours[surface]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("shape", "surface"), SHAPES)
def test_edges_of_controls_can_be_seen(mode, shape, surface):
    colours = tokens(mode)
    assert contrast(colours[shape], colours[surface]) >= 3


def test_the_stylesheet_weighs_at_most_16_kb():
    assert len(CSS.encode()) <= 16_000


def test_the_stylesheet_calls_nothing():
    assert "url(" not in CSS
    assert "@import" not in CSS
