"""The page that explains the library does what it says, block by block."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import jalons.footprint
from jalons.footprint.cli import commands

PAGE = Path(__file__).parents[2] / "docs/howto/footprint.md"
PARC = "Type;Quantité\nPC portable;40\nÉcran;60\nServeur;3\n"
TEXT = PAGE.read_text(encoding="utf-8")
# A command may go on after a backslash.
LINES = re.findall(r"^jalons footprint ((?:.*\\\n)*.+)$", TEXT, re.MULTILINE)


def test_every_python_block_gives_what_the_page_shows():
    text = TEXT.replace("```python", "").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    done = doctest.DocTestRunner().run(test)
    assert done.attempted > 20
    assert done.failed == 0


def test_the_example_of_the_package_runs():
    assert doctest.testmod(jalons.footprint).failed == 0


@pytest.mark.parametrize("line", [line for line in LINES if ".pdf" not in line])
def test_every_command_of_the_page_runs(line, tmp_path, monkeypatch):
    run(line, tmp_path, monkeypatch)


@pytest.mark.extras
@pytest.mark.parametrize("line", [line for line in LINES if ".pdf" in line])
def test_every_command_that_writes_pdf_runs(line, tmp_path, monkeypatch):
    run(line, tmp_path, monkeypatch)


def run(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("parc.csv", "parc 2025.csv", "parc 2026.csv"):
        (tmp_path / name).write_text(PARC, encoding="utf-8")
    done = CliRunner().invoke(commands, shlex.split(line.replace("\\\n", " ")))
    assert done.exit_code == 0, done.output


def test_the_library_loads_without_django():
    code = (
        "import sys, jalons.footprint as f; "
        "assert all(hasattr(f, name) for name in f.__all__); "
        "assert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
