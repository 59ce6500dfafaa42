"""``jalons federation`` as two towns use it, from the first key to the sheet in the safe."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from federation.towns import action
from jalons.federation.cli import commands
from jalons.kernel import JalonsError


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words, typed="", fails=0):
        done = CliRunner().invoke(commands, words, input=typed)
        if isinstance(done.exception, JalonsError):
            return str(done.exception)
        assert done.exit_code == fails, done.output
        return done.output

    return run


def new(run, name="valmore", siren="200 066 009"):
    return run("keys", "new", "--repository", name, "--secrets", f"{name}-keys", "--siren", siren,
               "--name", name.title())  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "shared"
    (place / "action").mkdir(parents=True)
    (place / "action" / "cantine.json").write_bytes(action())
    (place / ".DS_Store").write_bytes(b"x")
    (place / "sharing.toml").write_text('licence = "etalab-2.0"\n')
    return place


def publish(run, name="valmore", *more):
    return run("publish", "shared", "--repository", name, "--secrets", f"{name}-keys", *more)


def test_two_towns_from_the_first_key_to_the_files_of_the_other(run, folder, tmp_path):
    digits = re.search(r"((?:[0-9a-f]{4} ){5}[0-9a-f]{4})", new(run))[1]
    assert "1 fichier publié" in publish(run)
    assert "Rien n’a changé" in publish(run)
    assert digits in run("verify", "valmore")

    refused = run("harvest", "valmore", "--into", "read", fails=1)
    assert f'--fingerprint "{digits}"' in refused
    assert "rien n’a été lu" in run("harvest", "valmore", "--into", "read", "--fingerprint", "12")
    said = run("harvest", "valmore", "--into", "read", "--fingerprint", digits, "--out", "files")
    assert "Valmore\u202f: lu." in said
    assert (tmp_path / "files/200066009/action/cantine.json").read_bytes() == action()
    assert "rien de nouveau" in run("harvest", "valmore", "--into", "read")
    assert "1 fichier intact" in run("verify", "read")
    shutil.copytree(tmp_path / "valmore", tmp_path / "stick")
    assert "rien de nouveau" in run("harvest", "stick", "--into", "read"), "known by its first root"

    new(run, "kerlann", "213500010")
    assert "2 fichiers publiés" in publish(run, "kerlann", "--relay", "read")
    said = run("harvest", "kerlann", "--into", "back", "--own", "valmore", "--fingerprint",
               digits_of(run, "kerlann"))  # fmt: skip
    assert "c’est l’un de vos fichiers" in said

    (folder / "action" / "cantine.json").unlink()
    assert "retiré" in publish(run)
    assert "retiré par son territoire" in run("harvest", "valmore", "--into", "read")
    (tmp_path / "valmore/metadata/timestamp.json").write_bytes(b"{}")
    assert "refusé" in run("harvest", "valmore", "--into", "read", fails=1)
    assert "sont intacts" in run("harvest", "valmore", "--into", "read", fails=1)


def digits_of(run, name):
    return re.search(r"((?:[0-9a-f]{4} ){5}[0-9a-f]{4})", run("verify", name))[1]


@pytest.mark.extras
def test_the_sheet_is_printed_typed_back_and_used_after_a_fire(run, folder, tmp_path):
    pytest.importorskip("qrcode", reason="qrcode draws the code of the sheet")
    new(run)
    publish(run)
    where = ("--repository", "valmore", "--secrets", "valmore-keys")
    run("keys", "print", *where, fails=2)
    run("keys", "print", *where, "--out", "sheet.html")
    sheet = tmp_path / "sheet.html"
    page = sheet.read_text()
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert "<svg" in page
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]+"', "", page), "nothing is fetched"
    words = re.sub(r"<svg.*?</svg>|<style.*?</style>", "", page, flags=re.S)
    key = " ".join(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{5}\b", words))
    assert len(key.split()) == 13
    assert "mal recopié" in run("keys", "print", *where, "--typed", typed=key.replace(key[0], "Z"))
    assert "au coffre" in run("keys", "print", *where, "--typed", typed=key)
    assert "n’est plus sur cette machine" in run("keys", "print", *where, "--out", "again.html")
    again = ("--repository", "valmore", "--secrets", "new-keys")
    assert "Toutes les clés sont neuves" in run("keys", "recover", *again, typed=key)
    assert "Remplacé" in run("keys", "rotate", "timestamp", *again)
    (folder / "action" / "cantine.json").write_bytes(action("Après"))
    assert "n’est pas celle du dépôt" in publish(run), "the keys before sign nothing any more"
    assert "intact" in run("verify", "valmore")


def test_what_is_missing_is_said_with_what_to_do(run, folder):
    new(run)
    (folder / "notes.txt").write_text("x")
    assert "doit être dans un dossier qui dit sa sorte" in publish(run)
    (folder / "notes.txt").unlink()
    (folder / "charter").mkdir()
    (folder / "charter" / "c.md").write_text("Écrire à Mme Kerautret, 06 12 34 56 78\n")
    found = publish(run)
    assert "Mme Kerautret" in found
    line = re.search(r'"charter/c.md" = "[0-9a-f]{8}"', found)[0]
    (folder / "sharing.toml").write_text(f'licence = "etalab-2.0"\n[read]\n{line}\n')
    assert "2 fichiers publiés" in publish(run)
    (folder / "charter" / "c.md").write_text("Écrire à M. Le Goff\n")
    assert "M. Le Goff" in publish(run), "a yes is for one text"
    (folder / "charter" / "c.md").unlink()
    (folder / "charter" / "c.md").symlink_to(folder / "sharing.toml")
    assert "est un lien" in publish(run)
    (folder / "charter" / "c.md").unlink()
    (folder / "sharing.toml").write_text('licence = "etalab-2.0"\ncolour = "red"\n')
    assert "ne se lit pas" in publish(run)
    (folder / "sharing.toml").write_text('licence = "x"\n[titles]\n"action/gone.json" = "G"\n')
    assert "action/gone.json" in publish(run)
    (folder / "sharing.toml").unlink()
    assert "etalab-2.0" in publish(run)
    assert "n’existe pas" in run("publish", "nothing", "--repository", "valmore", "--secrets", "k")
    assert "n’est pas un dépôt" in run("verify", "shared")
    assert "déjà un dépôt" in new(run)


LOADED = """
import json, sys
from jalons.federation.cli import commands
heavy = ("tuf", "securesystemslib", "cryptography", "django", "qrcode", "jsonschema")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""


def test_the_group_is_listed_without_loading_what_signs():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
