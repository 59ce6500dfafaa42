"""A cell is read as its column asks, says nothing, or is refused with a code."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.kernel import Messages
from jalons.tabular.amounts import EUROS, GIGABYTES
from jalons.tabular.columns import (
    CellFault,
    ChoiceKind,
    DayKind,
    NumberKind,
    PointKind,
    SpanKind,
    TextKind,
    TruthKind,
)
from jalons.tabular.days import DaySpan
from jalons.tabular.places import read_place

STATES = ChoiceKind({"draft": ("brouillon",), "offered": ("proposé", "à donner"), "given": ()})
KINDS = (TextKind(9), NumberKind(), NumberKind(whole=True), NumberKind(units=EUROS), SpanKind(),
         DayKind(), STATES, TruthKind(), PointKind())  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "value"), [
    (TextKind(), " Banc ", "Banc"), (TextKind(), "-", "-"), (TextKind(4), "Banc", "Banc"),
    (NumberKind(), "1 234,5", Decimal("1234.5")), (NumberKind(), "1.200", Decimal("1.2")),
    (NumberKind(whole=True), "1.200", Decimal(1200)), (NumberKind(whole=True), "3,0", Decimal(3)),
    (NumberKind(units=EUROS), "12 k€", Decimal(12_000)),
    (NumberKind(units=GIGABYTES), "1,5 To", Decimal(1500)),
    (DayKind(), "08/07/2026", date(2026, 7, 8)),
    (SpanKind(), "T3 2026", DaySpan(date(2026, 7, 1), date(2026, 9, 30))),
    (STATES, "Brouillons", "draft"), (STATES, "A DONNER", "offered"), (STATES, "given", "given"),
    (TruthKind(), "Oui", True), (TruthKind(), "0", False),
    (PointKind(), "48.8566, 2.3522", (2.3522, 48.8566)),
])  # fmt: skip
def test_what_people_write_is_read_in_the_type_of_the_column(kind, text, value):
    assert kind.read(text) == value


@pytest.mark.parametrize(("kind", "text", "code"), [
    (TextKind(3), "Banc", "cell_long"), (NumberKind(), "12 %", "cell_number"),
    (NumberKind(units=EUROS), "12 %", "cell_amount"),
    (NumberKind(units=GIGABYTES), "12 %", "cell_number"),
    (NumberKind(whole=True), "2,5", "cell_whole"),
    (NumberKind(least=Decimal(0)), "-1", "cell_small"),
    (NumberKind(most=Decimal(10)), "11", "cell_large"),
    (DayKind(), "2026", "cell_several_days"), (DayKind(), "juillet 2026", "cell_several_days"),
    (DayKind(), "bientôt", "cell_day"), (SpanKind(), "bientôt", "cell_day"),
    (STATES, "perdu", "cell_choice"), (TruthKind(), "peut-être", "cell_truth"),
    (PointKind(), "48,12", "cell_place"), (PointKind(), "Paris", "cell_place"),
    (PointKind(), "95.0, 2.0", "cell_place"),
])  # fmt: skip
def test_what_cannot_be_read_has_a_code_and_a_sentence(kind, text, code):
    fault = kind.read(text)
    assert isinstance(fault, CellFault)
    assert fault.code == code
    for lang in ("fr", "en"):
        sentence = Messages.of("jalons.tabular").text(code, lang, text=text, **fault.facts)
        assert text[:3] in sentence
        assert Messages.of("jalons.tabular").text(f"{code}.hint", lang, text=text, **fault.facts)


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_cell_says_nothing(kind):
    assert kind.read("") is None
    assert kind.read(" \u00a0") is None
    if not isinstance(kind, TextKind):
        assert kind.read("N.C.") is None


def test_a_column_tells_whether_months_come_first():
    cells = ["07/08/2026", "12/25/2026", ""]
    assert DayKind().fitted(cells).read("07/08/2026") == date(2026, 7, 8)
    assert DayKind().fitted([*cells, "25/12/2026"]).read("07/08/2026") == date(2026, 8, 7)
    assert DayKind().fitted(["07/08/2026"]) == DayKind()


@given(some.sampled_from(KINDS), some.text(max_size=30))
def test_any_cell_is_read_refused_or_blank(kind, text):
    found = kind.fitted([text]).read(text)
    if isinstance(found, CellFault):
        assert text.strip()
        assert found.code in Messages.of("jalons.tabular").codes()


@given(
    some.dates(date(1970, 1, 1), date(2068, 12, 31)), some.sampled_from(["%d/%m/%Y", "%Y-%m-%d"])
)
def test_any_day_is_read_back(day, writing):
    assert DayKind().read(day.strftime(writing)) == day


@given(some.floats(-90, 90), some.floats(-180, 180), some.sampled_from([", ", " ; ", ";", " "]))
def test_any_point_is_read_back(north, east, between):
    found = read_place(f"{north:.5f}{between}{east:.5f}")
    assert found == (round(east, 5), round(north, 5))
