"""Opening hours in French: what is read, what is dropped, what is sure."""

from __future__ import annotations

import csv
import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.inclusion.cli import commands
from jalons.inclusion.engine.hours import Span, of_days, of_town_hall, read, week_hours
from jalons.inclusion.store.areas import town_hall_hours
from jalons.inclusion.words.hours import hours_words, total_words
from public_files import shared

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
# the settings of tests clear every JALONS_ variable
MONDAY = date(2026, 11, 16)
WORDS = [
    "lundi",
    "mardi",
    "au",
    "mercredi",
    "ven.",
    "L",
    "M",
    "LMMJV",
    "week-end",
    "tous les jours",
    "9h",
    "9h30-12h",
    "14h-17h30",
    "8:30",
    "9-12",
    "midi",
    "minuit",
    "24h/24",
    "matin",
    "après-midi",
    "sauf",
    "hors",
    "fermé",
    "sur rdv",
    "sans rdv",
    "1er",
    "3e",
    "dernier",
    "du mois",
    "semaine paire",
    "semaines impaires",
    "une semaine sur deux",
    "vacances scolaires",
    "période scolaire",
    "été",
    "juillet-août",
    "du 1er au 15 août",
    "jours fériés",
    "depuis",
    "14/04/2022",
    "Mandela",
    "rue",
    "5",
    "&nbsp;",
    "<br>",
    "Mo-Fr",
    "09:00-12:00",
    "Tu[1,3]",
    "PH off",
    "SH",
    "off",
    ";",
    ",",
    "/",
    "-",
    "(",
    ")",
    ":",
    "\n",
]
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join),
)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_a_text_is_read_as_a_person_would(case):
    week = read(case["text"])
    assert week.osm == case["osm"]
    assert (week.low, week.high) == (
        pytest.approx(case["low"]) if "low" in case else None,
        pytest.approx(case["high"]) if "high" in case else None,
    )
    assert [piece.text for piece in week.dropped] == case.get("dropped", [])
    assert list(week.notes) == case.get("notes", [])
    assert week.by_appointment == case.get("by_appointment", False)


def test_the_table_has_at_least_120_texts():
    assert len(CASES) >= 120


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["osm"]], ids=lambda c: c["text"][:40]
)
def test_what_is_written_for_openstreetmap_is_valid_and_read_again_alike(case):
    week = read(case["text"])
    assert week_hours(week.osm, MONDAY) is not None
    again = read(week.osm)
    assert (again.osm, again.spans) == (week.osm, week.spans)


def test_the_hours_of_ordinary_weeks_are_between_low_and_high():
    for case in CASES:
        week = read(case["text"])
        if (
            week.low is None
            or "no_day" in week.notes
            or "letter_open" in week.notes
            or not week.osm
            or "SH Tu" in week.osm  # opening_hours reads it as school holidays or Tuesday
        ):
            continue
        for number in range(53):
            hours = week_hours(week.osm, MONDAY + timedelta(days=7 * number))
            assert hours is not None
            assert hours <= week.high + 1e-9, (case["text"], number)
            assert week.low - 1e-9 <= hours or "unknown" in week.osm, (case["text"], number)


def test_the_mean_of_two_tuesdays_a_month_is_what_a_calendar_counts():
    week = read("1er et 3e mardi du mois 14h-16h")
    start = date(2001, 1, 1)  # a Monday; 400 years are 20,871 weeks
    counted = [week_hours(week.osm, start + timedelta(days=7 * n)) or 0 for n in range(5218)]
    assert week.average == pytest.approx(2 * 24 / (365.2425 / 7))
    assert sum(counted) / len(counted) == pytest.approx(week.average, rel=1e-3)
    assert (week.low, week.high) == (0, 2)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_week_without_a_crash(text):
    week = read(text)
    assert (week.low is None) == (week.high is None)
    if week.low is not None and week.high is not None:
        assert 0 <= week.low <= week.high <= 168
    assert week.average is None or 0 <= week.average <= 168
    if week.osm:
        assert week_hours(week.osm, MONDAY) is not None
        assert read(week.osm).osm == week.osm
    for language in ("fr", "en"):
        assert all(hours_words(week, language))


@given(texts)
@settings(max_examples=200, deadline=None)
def test_a_text_of_which_nothing_is_read_is_dropped_whole(text):
    week = read(text)
    if not week.rules and any(character.isalnum() for character in text):
        assert week.dropped


def test_a_dropped_piece_is_verbatim_at_its_place():
    text = "Lundi 9h-12h (Salle Mandela) ; mardi&nbsp;14h-17h"
    (piece,) = read(text).dropped
    assert piece.text == "Salle Mandela"
    assert text[piece.start :].startswith(piece.text)


def test_days_of_a_table_make_a_week_and_an_empty_cell_is_noted():
    week = of_days({0: "09:00 - 12:00 / 13:30 - 17:00", 1: "", 2: "Fermé", 5: "1er samedi 9h-12h"})
    assert week.spans == (Span(0, 540, 720), Span(0, 810, 1020))
    assert week.osm == "Mo 09:00-12:00,13:30-17:00, Sa[1] 09:00-12:00"
    assert (week.low, week.high) == (6.5, 9.5)
    assert "empty_days" in week.notes


def test_a_table_of_empty_cells_is_unknown_and_one_of_closed_days_is_zero():
    assert of_days(dict.fromkeys(range(6), "")).low is None
    closed = of_days(dict.fromkeys(range(7), "Fermé"))
    assert (closed.low, closed.high, closed.osm) == (0, 0, "off")
    assert "closed" in closed.notes


def test_closed_days_alone_say_nothing_of_the_others():
    week = read("Fermé le lundi")
    assert (week.low, week.osm) == (None, "Mo off")


def test_a_town_hall_is_read_from_the_packaged_hours():
    week = of_town_hall("0-3 08:30-11:45;0-0 13:45-17:00;4-4 13:45-17:00")
    assert (week.low, week.high) == (19.5, 19.5)
    assert week.osm == "Mo 08:30-11:45,13:45-17:00; Tu-Th 08:30-11:45; Fr 13:45-17:00"
    assert of_town_hall("").low is None
    assert of_town_hall("8-9 nonsense").dropped


def test_packaged_town_halls_are_read_entirely():
    for spec in [spec for spec in town_hall_hours() if spec][::50]:
        week = of_town_hall(spec)
        assert not week.dropped
        assert week.low == week.high == week_hours(week.osm, MONDAY)


def test_france_services_are_read_entirely():
    days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
    with shared("france_services_2024-08-01.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))[::10]
    weeks = [of_days({i: row[f"h_{day}"] for i, day in enumerate(days)}) for row in rows]
    assert not [week.dropped for week in weeks if week.dropped]
    assert all(week.low == week_hours(week.osm, MONDAY) for week in weeks if week.low is not None)


def test_a_page_pasted_by_mistake_is_not_read():
    week = read("lundi 9h-12h " * 1_000)
    assert (week.low, week.high) == (None, None)
    assert "too_long" in week.notes
    assert week.dropped


def test_words_are_french_and_say_what_is_uncertain():
    week = read("du lundi au jeudi 8h30-12h, 1er et 3e mardi 14h-16h, samedi sur rdv (Mandela)")
    text = " ".join(hours_words(week, "fr")).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Lundi à jeudi 8 h 30–12 h." in text
    assert "14 h par semaine, 16 h avec ce qui dépend d’une condition, 14,92 h en moyenne" in text
    assert "Mardi 14 h–16 h (le 1er et 3e du mois)." in text
    assert "Non lu : « samedi sur rdv », au caractère " in text
    assert total_words(read("bonjour"), "en") == "Hours a week are not known."


def test_the_command_reads_a_text_and_a_file(tmp_path):
    shown = CliRunner().invoke(commands, ["hours", "lundi 9h-12h"])
    assert "Mo 09:00-12:00" in shown.output
    file = tmp_path / "hours.txt"
    file.write_text("lundi 9h-12h\nsur rdv\n", encoding="utf-8")
    lines = CliRunner().invoke(commands, ["hours", str(file), "--json"]).output.splitlines()
    first, second = map(json.loads, lines)
    assert (first["osm"], first["low"], first["spans"]) == ("Mo 09:00-12:00", 3.0, [[0, 540, 720]])
    assert (second["low"], second["by_appointment"]) == (None, True)
    assert second["dropped"] == [{"text": "sur rdv", "start": 0}]
