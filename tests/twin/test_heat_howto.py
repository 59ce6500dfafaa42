"""What the how-to on heat shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from jalons.twin.cli import commands

HOWTO = (Path(__file__).parents[2] / "docs/howto/heat.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", HOWTO, re.DOTALL)


def test_the_python_of_the_howto_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    exec(blocks("python")[0], {})
    assert f"`{capsys.readouterr().out.strip()}`" in HOWTO


def test_the_files_of_the_howto_match(tmp_path: Path) -> None:
    for name, text in zip(("rooms.csv", "needs.csv"), blocks("csv"), strict=True):
        (tmp_path / name).write_text(text, "utf-8")
    told = ["heat", "--rooms", str(tmp_path / "rooms.csv"), "--needs", str(tmp_path / "needs.csv")]
    result = CliRunner().invoke(commands, told)
    assert result.exit_code == 0
    assert "Mairie → Piscine" in result.output
    assert "MWh" in result.output
