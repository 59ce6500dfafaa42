"""Matching rooms and needs from two files, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jalons.twin.cli import commands

ROOMS = """Nom;puissance_totale_kw;pue;refroidissement;latitude;longitude
Mairie;62,5;;air;48.000;2,0
Local;;;;;
"""
NEEDS = """nom;usage;besoin_mwh;temperature_c;latitude;longitude
Piscine;piscine;900;28;48.001;2,0
Serre;serre;;;48,0;2,0
"""


def run(folder: Path, rooms: str = ROOMS, needs: str = NEEDS) -> Result:
    for name, text in (("rooms.csv", rooms), ("needs.csv", needs)):
        (folder / name).write_text(text, encoding="utf-8")
    told = ["heat", "--rooms", str(folder / "rooms.csv"), "--needs", str(folder / "needs.csv")]
    return CliRunner().invoke(commands, told)


def shown(result: Result) -> str:
    return result.output.replace("\u202f", " ").replace("\xa0", " ")


def test_the_match_of_two_files_is_printed_with_its_intervals(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0
    said = shown(result)
    assert "Les salles de serveurs pourraient donner environ" in said
    assert "Mairie → Piscine" in said
    assert "110 m" in said
    line = next(each for each in said.splitlines() if each.startswith("Mairie → Serre"))
    assert "besoin inconnu" in line
    line = next(each for each in said.splitlines() if each.startswith("Local → Piscine"))
    assert "puissance inconnue" in line
    assert "source vérifiée" in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (ROOMS.replace("62,5", "beaucoup"), "Ligne 2, colonne « puissance_totale_kw »"),
        (ROOMS.replace("62,5", "-3"), "« -3 » ne se comprend pas"),
        (ROOMS.replace("62,5;;", "62,5;0;"), "colonne « pue »"),
        (ROOMS.replace("air", "neige"), "colonne « refroidissement »"),
        (ROOMS.replace("48.000", "948"), "colonne « latitude »"),
        (ROOMS.replace("Nom", "Salle"), "La colonne « nom » manque"),
        (ROOMS.replace("Mairie", " "), "colonne « nom »"),
        ("", "this file is empty"),
    ],
)
def test_a_file_that_is_not_understood_says_where(tmp_path: Path, wrong: str, words: str) -> None:
    result = run(tmp_path, rooms=wrong)
    assert result.exit_code == 1
    assert words in shown(result)
