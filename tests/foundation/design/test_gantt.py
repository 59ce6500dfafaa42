"""A calendar of things that last: whatever the days, drawn inside, told in words."""

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.design.drawings.charts import render
from jalons.foundation.design.drawings.gantt import Gantt, Span

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def calendar(*spans, today=None):
    return Gantt("Calendrier", spans, FIRST, LAST, today=today, today_label="aujourd’hui")


def drawn(chart):
    return ElementTree.fromstring(render(chart))


def percent(text):
    return float(text.removesuffix("%"))


def test_a_bar_goes_from_the_morning_of_its_start_to_the_evening_of_its_end():
    bar = drawn(calendar(Span("Toute l’année", FIRST, LAST))).find(".//rect")
    assert (bar.get("x"), bar.get("width")) == ("0%", "100%")


def test_what_has_one_day_only_is_a_point():
    figure = drawn(calendar(Span("Fin connue", None, date(2026, 7, 2))))
    assert figure.find(".//rect") is None
    assert figure.find(".//circle").get("cx") == "49.9%"


def test_what_is_late_is_in_the_strongest_ink_and_said():
    late, other = Span("Retard", FIRST, LAST, "en retard", late=True), Span("Autre", FIRST, LAST)
    figure = drawn(calendar(late, other))
    inks = [float(rect.get("fill-opacity")) for rect in figure.iter("rect")]
    assert inks[0] > inks[1]
    assert "en retard · Retard" in [text.text for text in figure.iter("text")]


def test_a_label_and_its_bar_lead_to_what_they_show():
    figure = drawn(calendar(Span("Fiche", FIRST, LAST, url="/fiche/")))
    (link,) = figure.iter("a")
    assert link.get("href") == "/fiche/"
    assert [part.tag for part in link] == ["text", "rect"]
    assert not list(drawn(calendar(Span("Fiche", FIRST, LAST))).iter("a"))


def test_today_is_marked_only_when_it_is_on_the_scale():
    assert "aujourd’hui" in render(calendar(Span("x", FIRST, LAST), today=date(2026, 11, 24)))
    assert "aujourd’hui" not in render(calendar(Span("x", FIRST, LAST), today=date(2030, 1, 1)))


def test_months_are_named_in_the_language_of_the_page():
    assert "avr." in render(calendar(), "fr")
    assert "Apr" in render(calendar(), "en")


@given(st.dates(), st.dates())
def test_every_bar_stays_on_the_drawing(one, other):
    start, end = sorted((one, other))
    bar = drawn(calendar(Span("<b>", start, end))).find(".//rect")
    left, width = percent(bar.get("x")), percent(bar.get("width"))
    assert 0 <= left <= 100
    assert left + width <= 100.6


def test_a_span_without_a_day_or_backwards_is_refused():
    with pytest.raises(ValueError, match="needs a day"):
        Span("x", None, None)
    with pytest.raises(ValueError, match="before it starts"):
        Span("x", LAST, FIRST)
    with pytest.raises(ValueError, match="a year later"):
        Gantt("x", (), FIRST, date(2029, 1, 1))
