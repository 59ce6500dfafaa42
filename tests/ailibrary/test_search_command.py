"""``jalons ai search``: a folder of documents, without Django."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from factories.texts import make_pdf
from jalons.ailibrary.cli.search import search

pytest.importorskip("pypdf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "actes"
    (found / "2024").mkdir(parents=True)
    (found / "2024" / "cantine.pdf").write_bytes(make_pdf(["Rien.", "Le repas de la cantine."]))
    (found / "velo.txt").write_text("Objet : Plan vélo\n\nQuatorze kilomètres de pistes.")
    (found / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01\x02\x03\x04\x05\x06\x07\x08")
    return found


def run(*arguments):
    return CliRunner().invoke(search, [str(each) for each in arguments])


def test_a_folder_is_read_and_quoted_and_what_is_not_read_is_said(folder):
    answer = run(folder, "repas a la cantien")
    assert answer.exit_code == 0
    assert "→ 2024/cantine.pdf · page 2" in answer.output
    assert "cherché comme cantine" in answer.output
    assert "« image.png » n’est pas un document" in answer.output.replace("\u202f", " ")
    nothing = run(folder, "gymnase")
    assert (nothing.exit_code, "Aucun passage" in nothing.output) == (4, True)


def test_an_index_is_stored_and_follows_the_folder(folder, tmp_path):
    index = tmp_path / "index"
    assert run(folder, "vélo", "--index", index).exit_code == 0
    (folder / "velo.txt").unlink()
    assert run(folder, "vélo", "--index", index).exit_code == 4
    found = json.loads(run(folder, "cantine", "--index", index, "--json").output)
    assert [each["page"] for each in found["quotes"]] == [2]


def test_neither_django_nor_numpy_is_loaded(folder):
    code = ("import sys; from jalons.ailibrary.cli.search import search;"
            f"search([{str(folder / '2024')!r}, 'cantine'], standalone_mode=False);"
            "print({'django', 'numpy', 'sklearn'} & set(sys.modules))")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("set()")
