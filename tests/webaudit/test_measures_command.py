import json

import click
import pytest
from click.testing import CliRunner

from jalons.webaudit.cli import commands
from jalons.webaudit.engine.errors import WebAuditError
from webaudit.engine.test_har import HTML, entry
from webaudit.engine.test_har import har as archive

SIGN_IN = """
name = "Connexion"
[[steps]]
open = "{site}/form"
[[steps]]
fill = "#name"
secret = "WORD"
[[steps]]
fill = "#kind"
value = "b"
[[steps]]
click = "button"
page = true
measure = "Réponse"
"""


def run(*arguments, **options):
    if arguments[:1] == ("run",):
        arguments = ("run", "--runs", "1", *arguments[1:])
    return CliRunner().invoke(commands, arguments, catch_exceptions=False, **options)


def test_pages_are_measured_in_a_table_and_the_one_that_fails_has_its_reason(chromium, site):
    done = run("run", site + "/heavy", site + "/nowhere", "--private", "--seconds", "5")
    assert done.exit_code == 1
    assert "avec 600 éléments" in done.output
    assert "La page répond par le code 404" in done.output


def test_the_same_in_json_has_scores_that_add_up(chromium, site, axe):
    done = run("run", site + "/axe", "--private", "--json", "--mobile")
    assert done.exit_code == 0
    desktop, mobile = json.loads(done.stdout)
    assert mobile["device"] == "mobile"
    lost = sum(desktop["points_lost"].values())
    assert lost + desktop["ecoindex"]["score"] == pytest.approx(100, abs=1e-3)
    assert desktop["swdm"]["french_grid_g"] < desktop["swdm"]["world_g"]
    assert [f["rule"] for f in desktop["findings"]] == ["image-alt"]
    assert "1.1.1" in desktop["findings"][0]["tests"]


def test_a_journey_measures_the_page_it_reaches_and_no_secret_is_printed(
    chromium, site, tmp_path, monkeypatch
):
    monkeypatch.setenv("WORD", "MotSecret")
    file = tmp_path / "journey.toml"
    file.write_text(SIGN_IN.replace("{site}", site), "utf-8")
    done = run("run", "--journey", str(file), "--private", "--json")
    assert done.exit_code == 0
    (page,) = json.loads(done.stdout)
    assert page["title"] == "Réponse"
    assert page["url"].endswith("/answer?name=*&kind=b")
    assert "MotSecret" not in done.output


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("steps = 1", "journey_invalid"),
        ("[[steps]]\nclick = '#a'", "journey_start"),
        ("steps = []", "journey_start"),
        ("[[steps]]\nopen = 'http://a/'\nclick = '#a'", "journey_step"),
        ("[[steps]]\nopen = 'http://a/'\nvalue = 'b'", "journey_step"),
        ("[[steps]]\nopen = 'http://a/'\nsleep = 3", "journey_invalid"),
        ("[[steps", "journey_invalid"),
    ],
)
def test_a_journey_that_cannot_be_followed_is_explained(tmp_path, text, code):
    file = tmp_path / "journey.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(WebAuditError) as caught:
        run("run", "http://127.0.0.1/", "--journey", str(file))
    assert caught.value.code == code


def test_an_element_that_never_comes_stops_the_journey_alone(chromium, site, tmp_path):
    file = tmp_path / "journey.toml"
    file.write_text(f"[[steps]]\nopen = '{site}/form'\n[[steps]]\nclick = '#absent'", "utf-8")
    done = run("run", site + "/sober", "--journey", str(file), "--private")
    assert done.exit_code == 1
    assert "Aucun élément « #absent »" in done.output.replace("\u202f", " ").replace("\u00a0", " ")


def test_something_must_be_measured():
    assert isinstance(run("run").exception, SystemExit | click.UsageError)


def test_an_archive_is_measured_without_a_browser(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    file = tmp_path / "page.har"
    file.write_bytes(archive(entry("https://ville.fr/", text=HTML)))
    done = run("har", str(file), "--json")
    assert done.exit_code == 0
    (page,) = json.loads(done.stdout)
    assert page["ecoindex"]["grade"] == "A"
    assert page["quick_wins"] == []
    file.write_bytes(archive(entry("https://ville.fr/")))
    assert "le fichier ne dit pas le nombre d’éléments" in run("har", str(file)).output
    file.write_bytes(file.read_bytes()[:-50])
    done = run("har", str(file))
    assert done.exit_code == 1
    assert "Le fichier HAR est coupé" in done.output
