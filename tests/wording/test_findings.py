"""What charts say is true of the values they draw."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Interval
from jalons.wording import (
    group_finding,
    order_finding,
    series_finding,
    share_finding,
    span_finding,
)

EXACT = Interval.exact


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("points", "unit", "said"),
    [
        ([("2023", 9), ("2026", 16)], "%", "En hausse de 7 points : de 9 % (2023) à 16 % (2026)"),
        ([("2023", 10), ("2026", 11)], "%", "En hausse de 1 point : de 10 % (2023) à 11 % (2026)"),
        ([("1", 99.6), ("2", 100)], "%", "En hausse de 0,4 point : de 99,6 % (1) à 100 % (2)"),
        ([("1", 200), ("2", 150)], "kWh", "En baisse de 25 % : de 200 kWh (1) à 150 kWh (2)"),
        ([("1", 0), ("2", 4)], "kWh", "En hausse : de 0 kWh (1) à 4 kWh (2)"),
        ([("1", -3), ("2", 4)], "°C", "En hausse : de −3 °C (1) à 4 °C (2)"),
        ([("1", 1), ("2", 900)], "kWh", "En hausse : de 1 kWh (1) à 900 kWh (2)"),
        ([("1", 48), ("2", 48)], "%", "Stable : 48 % (1 et 2)"),
        ([("1", 48), ("2", 60), ("3", 48)], "%", "Revenu au niveau du début : 48 % (1 et 3)"),
        ([("2026", 5)], "%", "Une seule valeur : 5 % (2026)"),
        ([("3 mars", 54), ("3 mars", 61)], "point",
         "En hausse de 7 points : de 54 points à 61 points (3 mars)"),
        ([("2025", None)], "%", "Aucune valeur pour l’instant"),
    ],
)  # fmt: skip
def test_a_series_says_how_it_moved(points, unit, said):
    known = [(name, EXACT(value) if value is not None else None) for name, value in points]
    assert plain(series_finding(known, unit, "fr")) == said


def test_ranges_that_overlap_are_not_certain_unless_the_difference_is():
    old, new = Interval(60, 100, 140), Interval(50, 90, 130)
    points = [("2025", old), ("2026", new)]
    assert "pas certain" in series_finding(points, "kg", "fr")
    sure = series_finding(points, "kg", "fr", difference=Interval(-12, -10, -8))
    assert plain(sure) == "En baisse de 10 % : de 100 kg (2025) à 90 kg (2026)"
    apart = [("2025", Interval(90, 100, 110)), ("2026", Interval(50, 60, 70))]
    assert "certain" not in series_finding(apart, "kg", "fr")


def test_what_is_written_alike_is_never_said_to_move():
    points = [("2025", Interval(3e6, 4.1e6, 5e6)), ("2026", Interval(3e6, 4.09e6, 5e6))]
    assert series_finding(points, "kg CO2 eq", "fr").startswith("Stable")


def test_a_period_that_is_not_over_is_not_compared():
    points = [("2024", EXACT(10)), ("2025", EXACT(12)), ("2026", EXACT(3))]
    said = plain(series_finding(points, "kg", "fr", under_way="2026"))
    assert said == "En hausse de 20 % : de 10 kg (2024) à 12 kg (2025) ; 2026 n’est pas fini"
    one = plain(series_finding(points[1:], "kg", "fr", under_way="2026"))
    assert one == "Une seule période finie : 12 kg (2025) ; 2026 n’est pas fini"
    alone = plain(series_finding(points[2:], "kg", "fr", under_way="2026"))
    assert alone == "Période en cours : 3 kg (2026)"


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_the_way_said_is_the_way_of_the_values(old, new):
    said = series_finding([("a", EXACT(old)), ("b", EXACT(new))], "kWh", "en")
    assert not said.startswith("Up") or new > old
    assert not said.startswith("Down") or new < old
    assert not said.startswith("Steady") or abs(new - old) <= 0.01 * max(abs(old), abs(new))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Aucune valeur pour l’instant"),
        ([("A", EXACT(2))], "A : 2 kg"),
        ([("A", EXACT(2)), ("B", EXACT(3))], "Le plus haut : B (3 kg)"),
        ([("A", EXACT(2)), ("B", EXACT(2))], "À égalité : « A » et « B », 2 kg chacun"),
        ([("A", EXACT(0)), ("B", EXACT(0))], "Toutes les valeurs sont nulles"),
        ([("A", Interval(1, 5, 9)), ("B", Interval(4, 4, 4)), ("C", Interval(0, 0.1, 0.5))],
         "« A » et « B » en tête, sans ordre certain : leurs intervalles se recoupent"),
        ([(each, Interval(1, 5, 9)) for each in "ABCDE"],
         "En tête, sans certitude : A (5 kg)"),
        ([("A", Interval(1, 5, 9)), ("B", Interval(1, 5, 9))],
         "« A » et « B » en tête, sans ordre certain : leurs intervalles se recoupent"),
        ([("A", Interval(4, 5, 9)), ("B", Interval(3, 3.5, 4)), ("C", Interval(1, 2, 3.9))],
         "« A » et « B » en tête, sans ordre certain : leurs intervalles se recoupent"),
        ([("A", EXACT(2.0004)), ("B", EXACT(2))], "À égalité : « A » et « B », 2 kg chacun"),
        ([("A", EXACT(0)), ("B", EXACT(0)), ("C", EXACT(-3))],
         "À égalité : « A » et « B », 0 kg chacun"),
        ([("A", Interval(-10, -5, 0)), ("B", Interval(-12, -6, 0))],
         "« A » et « B » en tête, sans ordre certain : leurs intervalles se recoupent"),
    ],
)  # fmt: skip
def test_the_highest_is_named_only_when_it_is_sure(rows, said):
    assert plain(order_finding(rows, "kg", "fr")) == said


def test_shares_parts_spans_and_groups_are_said():
    assert plain(share_finding([("Oui", 0.62), ("Non", 0.38)], "fr")) == "En tête : « Oui », 62 %"
    assert "égalité" in share_finding([("a", 0.501), ("b", 0.499)], "fr")
    assert "ne se détache" in share_finding([(each, 0.25) for each in "abcd"], "fr")
    said = plain(span_finding(4.2, 21.3, "µg/m³", "fr", when="12 nov."))
    assert said == "Entre 4 et 21 µg/m³ (le plus haut : 12 nov.)"
    assert plain(span_finding(7, 7, "°C", "fr")) == "Sans changement : 7 °C"
    assert plain(share_finding([("a", 0.996), ("b", 0.004)], "fr")) == "En tête : « a », > 99 %"


@pytest.mark.parametrize(
    ("low", "high", "unit", "said"),
    [
        (1012.1, 1012.9, "hPa", "Entre 1 012,1 et 1 012,9 hPa"),
        (1013.2, 1013.2, "hPa", "Sans changement : 1 013 hPa"),
        (999.6, 1000.4, "kWh", "Entre 0,9996 et 1,0004 MWh"),
        (-5, 3, "°C", "Entre −5 et 3 °C"),
        (0, 0, "%", "Sans changement : 0 %"),
    ],
)
def test_what_was_observed_is_never_rounded_into_one_value(low, high, unit, said):
    assert plain(span_finding(low, high, unit, "fr")) == said


def test_a_value_is_said_beside_the_middle_half_of_a_group():
    said = plain(group_finding(EXACT(160), Interval(120, 130, 150), "kg", "fr"))
    assert said == "Ici 160 kg ; la moitié du groupe : 120 – 150 kg"
