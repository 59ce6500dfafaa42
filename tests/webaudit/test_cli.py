import json
import os

import pytest
from click.testing import CliRunner

from jalons.webaudit.cli import commands
from jalons.webaudit.engine.errors import WebAuditError


def run(*arguments):
    return CliRunner().invoke(commands, arguments, catch_exceptions=False)


def test_a_page_is_told_in_a_table_with_the_reasons(chromium, site, axe):
    told = run("page", site + "/console")
    assert told.exit_code == 0
    assert "1 erreur(s) dans la console\u202f: panne" in told.output


def test_the_same_page_in_json_carries_every_measure(chromium, site, axe):
    record = json.loads(run("page", site + "/sober", "--json").stdout)
    assert record["kept"] is True
    assert record["ecoindex"]["grade"] == "A"
    assert record["text_without_javascript"] == 1
    assert record["swdm"]["french_grid_g"] < record["swdm"]["world_g"] < record["ecoindex"]["ghg_g"]


def test_a_header_reaches_the_site(chromium, site):
    record = json.loads(
        run("page", site + "/private", "--header", "Cookie: role=member", "--json").stdout
    )
    assert record["status"] == 200


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["page", "file:///etc/hostname"], "url_invalid"),
        (["page", "ville.fr"], "url_invalid"),
        (["page", "http://127.0.0.1/", "--header", "sans valeur"], "header_invalid"),
        (["page", "http://127.0.0.1/", "--axe", "absent.js"], "axe_missing"),
        (["self", "--axe", "absent.js"], "axe_missing"),
    ],
)
def test_what_cannot_be_audited_is_explained(arguments, code):
    with pytest.raises(WebAuditError) as caught:
        run(*arguments)
    assert caught.value.code == code
    assert os.linesep not in str(caught.value)
