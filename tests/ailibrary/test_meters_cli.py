"""``jalons ai run meters``: files as suppliers and loggers write them, alerts, refusals."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from click.testing import CliRunner

from jalons.ailibrary.cli import commands

PARIS = ZoneInfo("Europe/Paris")


def hours(days, start=datetime(2026, 7, 1, tzinfo=PARIS)):
    """The instants of an office and its kWh, a night load on the last five nights."""
    random, found = np.random.default_rng(7), []
    for at in range(24 * days):
        when = (start.astimezone(UTC) + timedelta(hours=at)).astimezone(PARIS)
        load = 14.0 if 7 <= when.hour < 19 and when.weekday() < 5 else 2.0
        more = 5 if at >= 24 * (days - 5) and when.hour < 6 else 0
        found.append((when, max(0, load * (1 + 0.07 * random.standard_normal()) + more)))
    return found


def run(tmp_path, text, *options, name="releves.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return CliRunner().invoke(commands, ["run", "meters", str(path), *options])


def comma(value):
    return f"{value:.2f}".replace(".", ",")


FORMS = {
    "French dates, comma, hour apart": (
        "Date;Heure;Consommation (kWh)\n", lambda t, v: f"{t:%d/%m/%Y};{t:%Hh};{comma(v)}\n", ()),
    "a load curve of a supplier, watts at the end of half hours": (
        "Identifiant;Unite\n0123;W\nHorodate;Valeur\n",
        lambda t, v: "".join(f"{(t + timedelta(minutes=m)).isoformat()};{v * 1000:.0f}\n"
                             for m in (30, 60)), ("--end",)),
    "ISO in UTC, unit typed": (
        "time,value\n", lambda t, v: f"{t.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ},{v:.3f}\n",
        ("--unit", "kWh")),
    "two columns of values, one named": (
        "Horodatage;Energie active (kWh);Energie reactive\n",
        lambda t, v: f"{t:%d/%m/%Y %H:%M};{comma(v)};{comma(v / 4)}\n",
        ("--column", "Energie active (kWh)")),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_night_load_is_found_whatever_the_file(form, tmp_path):
    head, row, options = FORMS[form]
    text = head + "".join(row(when, value) for when, value in hours(125))
    done = run(tmp_path, text, *options)
    assert done.exit_code == 0, done.output
    assert "Niveau de nuit" in done.output.splitlines()[-2]
    assert "rien n’est coupé" in done.output
    assert "3000 heures lues, 0 inconnue" in done.output or "2999 heures lues" in done.output


def test_an_index_is_consumption_only_when_it_is_called_one(tmp_path):
    index = np.cumsum([value for _when, value in hours(125)]) + 99_000
    rows = "".join(f"{when.isoformat()};{each % 100_000:.2f}\n"
                   for (when, _value), each in zip(hours(125), index, strict=True))  # fmt: skip
    done = run(tmp_path, "Date;Index kWh\n" + rows, "--index")
    assert "L’index est repassé par zéro" in done.output
    assert "Niveau de nuit" in done.output
    growing = "".join(f"{when.isoformat()};{each:.2f}\n"
                      for (when, _value), each in zip(hours(125), index, strict=True))  # fmt: skip
    assert "ne font que croître" in run(tmp_path, "Date;Index kWh\n" + growing).output


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Date;Valeur\n" + "2026-01-01;3\n2026-01-02;4\n2026-01-03;4\n", "unité"),
        ("Date;kWh\n" + "2026-01-01;3\n2026-01-02;4\n2026-01-03;4\n", "1440 minutes"),
        ("Nom;kWh\nÉcole;3\nGymnase;4\n", "Aucune colonne"),
        ("Date;A kWh;B kWh\n2026-01-01 00:00;3;4\n2026-01-01 01:00;3;4\n", "Plusieurs colonnes"),
        ("Date;Volume (m3)\n2026-01-01 00:00;3\n2026-01-01 01:00;3\n", "ne convient pas"),
        ("", "vide"),
    ],
)
def test_what_cannot_be_read_is_explained(text, why, tmp_path):
    done = run(tmp_path, text)
    assert done.exit_code == 1
    assert why in done.output


def test_winter_time_all_year_is_read_as_such(tmp_path):
    rows = []
    for when, value in hours(100, datetime(2026, 2, 1, tzinfo=PARIS)):
        winter = (when.astimezone(UTC) + timedelta(hours=2)).replace(tzinfo=None)
        day = winter - timedelta(days=winter.hour == 0)
        rows.append(f"{day:%d/%m/%Y} {winter.hour or 24:02}:00;{comma(value)}\n")
    done = run(tmp_path, "Date et heure;kWh\n" + "".join(rows), "--end")
    assert "heure d’hiver toute l’année" in done.output
    assert "2400 heures lues, 0 inconnue" in done.output
