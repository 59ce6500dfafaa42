"""``jalons webaudit statement``: from a file to a document, and what is left to fill."""

import pytest
from click.testing import CliRunner

from jalons.webaudit.cli_statement import statement
from jalons.webaudit.engine.errors import WebAuditError

TOML = """organisation = "Ville de Montval"
service = "Portail"
audited_on = 2020-01-01
made_on = 2026-09-15
in_house = true
rate = {share = 0.5, conforming = 30, applicable = 60}
contact_email = "a@b.example"
[[pages]]
name = "Accueil"
"""


@pytest.fixture
def run(tmp_path):
    def run(content, *options, name="site.toml"):
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        return CliRunner().invoke(statement, [str(file), *options])

    return run


def test_a_statement_is_written_beside_its_file(run, tmp_path):
    answer = run(TOML)
    assert answer.exit_code == 0, answer.exception
    lines = answer.output.splitlines()
    assert lines[1] == "Accessibilité\u202f: non conforme"  # the audit is too old
    assert lines[2] == "Valable jusqu’au 15 septembre 2029\u202f: trois ans."
    assert "À compléter\u202f: le lien vers le schéma pluriannuel" in lines
    assert "Déclaration d’accessibilité" in (tmp_path / "site.html").read_text("utf-8")


def test_json_is_read_and_office_formats_are_written(run, tmp_path):
    content = '{"organisation": "Ville", "service": "Site", "made_on": "2026-09-15"}'
    out = tmp_path / "declaration.odt"
    assert run(content, "--out", str(out), name="site.json").exit_code == 0
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("organisation = ", "site.toml", "statement_file"),
        ('organisation = "Ville"', "site.toml", "statement_file"),
        (TOML.replace("2026-09-15", '"hier"'), "site.toml", "statement_file"),
        ("[]", "site.json", "statement_file"),
        (TOML + 'color = "red"', "site.toml", "statement_unknown"),
        (TOML.replace("0.5", "0.9"), "site.toml", "rgaa_rate_incoherent"),
        ('colour = "red"\n' + TOML, "site.toml", "statement_unknown"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(run, content, name, code):
    refused = run(content, name=name)
    assert isinstance(refused.exception, WebAuditError)
    assert refused.exception.code == code


def test_an_unknown_format_is_refused_before_anything_is_written(run, tmp_path):
    refused = run(TOML, "--out", str(tmp_path / "site.txt"))
    assert refused.exception.code == "statement_format"
    assert not (tmp_path / "site.txt").exists()
