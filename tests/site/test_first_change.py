"""The page for newcomers is followed step by step, in a copy of the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/start/your-first-change.md"
SHEET = re.compile(r"`(src/jalons/strategy/data/indicators/\w+\.toml)`")


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands():
    return [line for block in blocks("sh") for line in block.splitlines()]


@pytest.fixture
def repository(tmp_path):
    """What a newcomer has: the files that are committed."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def run(repository, line):
    """A command of the page, in the copy, with the environment of these tests."""
    program, *rest = line.split()
    module = {".venv/bin/jalons": ["-m", "jalons.site.cli"], ".venv/bin/python": []}[program]
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JALONS_", "DJANGO_", "PYTEST_"))
        },
        "PYTHONPATH": str(repository / "src"),
        "JALONS_DATA_DIR": str(repository / ".data"),
    }
    return subprocess.run(
        [sys.executable, *module, *rest],
        cwd=repository, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_example_of_the_page_is_not_in_the_product():
    """It is not committed: whoever follows the page has it in their folder."""
    (sheet,) = SHEET.findall(PAGE.read_text("utf-8"))
    committed = subprocess.run(
        ["git", "ls-tree", "--name-only", "HEAD", "--", sheet],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not committed.stdout


def test_the_words_to_click_are_on_the_screens():
    catalogues = "".join(
        file.read_text("utf-8") for file in (ROOT / "src").rglob("locale/fr/**/*.po")
    )
    names = re.findall(r"\*([^*]+)\*", PAGE.read_text("utf-8").replace("**", ""))
    clicked = {name for name in names if " · " not in name}
    assert clicked >= {"Choisir les indicateurs", "Saisir une valeur"}
    for name in clicked:
        assert f'msgstr "{name}"' in catalogues, name


def test_every_make_command_of_the_page_exists():
    text = PAGE.read_text("utf-8")
    named = set(re.findall(r"\bmake ([a-z-]+)", text))
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= known


@pytest.mark.slow
def test_the_page_leads_to_a_new_indicator(repository):
    (name,) = SHEET.findall(PAGE.read_text("utf-8"))
    definition, source = blocks("toml")
    read, reference, tests = [line for line in commands() if not line.startswith("make ")]
    sheet = repository / name

    sheet.write_text(definition, "utf-8")
    refused = run(repository, read)
    assert refused.returncode == 1
    assert sheet.name in refused.stderr
    assert "source" in refused.stderr
    assert "Traceback" not in refused.stderr
    broken = run(repository, reference)
    assert broken.returncode == 1
    assert sheet.name in broken.stderr
    assert "Traceback" not in broken.stderr

    sheet.write_text(f"{definition}\n{source}", "utf-8")
    (item,) = re.findall(r"of the item `([\w.]+)`", PAGE.read_text("utf-8"))
    decree = repository / "src/jalons/strategy/data/decree.toml"
    before, start, rest = decree.read_text("utf-8").partition(f'id = "{item}"')
    listed = rest.replace("indicators = [", 'indicators = ["reuse.repair_workshops", ', 1)
    decree.write_text(before + start + listed, "utf-8")

    accepted = run(repository, read)
    assert accepted.returncode == 0, accepted.stderr
    assert "Ateliers de réparation ouverts aux habitants" in accepted.stdout
    assert run(repository, reference).returncode == 0
    assert "reuse.repair_workshops" in (repository / "docs/reference/indicators.md").read_text(
        "utf-8"
    )
    checked = run(repository, tests)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "glossary.toml"),
        (b"\x7fELF\x88\x00", "utf-8"),
        (b"[words", "end of document"),
        (b"[words]\n[domain]\n[extra]\n", "extra"),
        (b"[words]\nAction = 3\n[domain]\n", "words.Action"),
    ],
    ids=["a folder", "no text", "no TOML", "a table too many", "no French"],
)
def test_a_wrong_glossary_is_named_without_a_traceback(repository, content, said):
    glossary = repository / "docs/glossary.toml"
    glossary.unlink()
    glossary.mkdir() if content is None else glossary.write_bytes(content)
    done = run(repository, ".venv/bin/python tools/reference.py")
    assert done.returncode == 1
    assert "docs/glossary.toml" in done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
