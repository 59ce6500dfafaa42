"""Exports of Matomo, French or English; what counts no month whole is left aside."""

from datetime import date

import pytest

from jalons.kernel import JalonsError
from jalons.webaudit.capture.traffic import read_traffic
from jalons.webaudit.engine.closing import MonthTraffic

TODAY = date(2026, 11, 28)


def read(text, encoding="utf-16"):
    return read_traffic(text.encode(encoding), "Export.csv", TODAY)


def test_an_english_export_in_utf_16_is_read():
    headings = "date,nb_uniq_visitors,nb_visits,nb_actions,nb_pageviews\n"
    found = read(headings + '2026-09,900,"1,234",9000,"5,678"\n')
    assert found == ([MonthTraffic(date(2026, 9, 1), 1234, 5678)], [])


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\u202f"])
def test_a_french_export_has_its_thousands_apart(gap):
    text = f"Date;Visiteurs uniques;Visites;Actions;Pages vues\n2026-09;900;1{gap}234;9;5{gap}678\n"
    found = read(text, "utf-8-sig")
    assert found == ([MonthTraffic(date(2026, 9, 1), 1234, 5678)], [])


def test_actions_and_unique_page_views_are_not_page_views():
    found = read("date,nb_visits,nb_actions,nb_uniq_pageviews\n2026-09,10,90,20\n")
    assert found == ([MonthTraffic(date(2026, 9, 1), 10, None)], [])


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("2026-09-01,4\n", "exactement un mois"),
        ("2026-11,4\n", "n’est pas terminé"),
        ("T3 2026,4\n", "exactement un mois"),
        ("2026-09,beaucoup\n", "n’est pas un nombre"),
        ("2026-09-07/2026-09-13,4\n", "n’est pas une date"),
        ("2026-09,\n", "Cette cellule est vide"),
    ],
)
def test_what_does_not_count_a_month_whole_is_left_aside_with_its_reason(rows, why):
    months, notices = read("date,nb_visits\n2026-08,7\n" + rows)
    assert months == [MonthTraffic(date(2026, 8, 1), 7)]
    assert why in " ".join(notices)


def test_no_visit_in_a_month_is_zero_when_it_is_written():
    assert read("date,nb_visits\n2026-09,0\n") == ([MonthTraffic(date(2026, 9, 1), 0)], [])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"No data available",
        b"nom;valeur\na;b\n",
        "date,nb_visits\n".encode("utf-16"),
        b"\x00" * 40,
    ],
)
def test_a_file_that_counts_no_month_is_refused_with_what_to_do(content):
    with pytest.raises(JalonsError) as refused:
        read_traffic(content, "Export.csv", TODAY)
    assert str(refused.value)


def test_a_month_counted_twice_is_for_a_person_to_decide():
    with pytest.raises(JalonsError, match="La ligne 3 compte un mois déjà compté"):
        read("date,nb_visits\n2026-09,4\n2026-09,5\n")
