"""Reading a GLPI over its REST API, as it answers and as it misbehaves."""

import shutil
import socket
import ssl
import subprocess
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner

from footprint.capture.fake_glpi import FakeGlpi, options_of, serving
from footprint.reading.files import TODAY, codes
from jalons.footprint.capture.glpi import read_glpi, resolve
from jalons.footprint.capture.glpi_session import GlpiAccess, GlpiSession
from jalons.footprint.cli import commands
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.reading import read_inventory

LAPTOP = {
    "Nom": "PC-1", "Type": "Notebook", "Modèle": "Latitude 5420", "Fabricant": "Dell Inc.",
    "Processeur - fabricant": "Intel", "Numéro de série": "ABC1234", "Statut": "En service",
    "Numéro d'inventaire": None, "Entité": "Ville &#62; DSI &gt; Parc", "Lieu": "Mairie",
    "Date d'achat": "2021-01-05", "Date de mise en service": "2021-02-01 00:00:00",
}  # fmt: skip


def fleet(computers=3):
    return {
        "Computer": [LAPTOP | {"Nom": f"PC-{at}", "Numéro de série": f"SN{at:05}"}
                     for at in range(computers)],
        "Monitor": [{"Nom": "E1", "Type": "LCD 22", "Modèle": "P2219H", "Statut": "En service"}],
        "Printer": [{"Nom": "I1", "Type": "Réseau", "Modèle": "LaserJet M402"}],
        "NetworkEquipment": [{"Nom": "S1", "Type": "Switch", "Modèle": "2930F",
                              "Statut": ["Réformé", "x"]}],
        "Phone": [],
    }  # fmt: skip


def access(glpi, **more):
    return GlpiAccess(glpi.url, glpi.user_token, glpi.app_token, **more)


def inventory_of(glpi):
    return read_inventory(read_glpi(access(glpi)), today=TODAY)


def devices(inventory):
    counted = inventory.lines.filter(pl.col("reason").is_null())
    return dict(counted.group_by("device").len().sort("device").iter_rows())


@pytest.mark.parametrize("shift", [0, 4000])
def test_the_assets_of_a_glpi_are_an_inventory_however_it_numbers_its_fields(shift):
    with serving(FakeGlpi(fleet(), shift=shift)) as glpi:
        found = inventory_of(glpi)
    assert devices(found) == {"laptop": 3, "monitor": 1, "printer": 1}
    row = found.lines.row(0, named=True)
    assert (row["manufacturer"], row["serial"], row["label"]) == ("Dell Inc.", "SN00000", "PC-0")
    assert row["entity"] == "Ville > DSI > Parc"
    assert row["purchased"] == date(2021, 2, 1)
    assert found.lines.filter(pl.col("label") == "S1")["reason"].to_list() == ["retired"]
    assert "read_from_glpi" in codes(found)
    assert glpi.alive == set()


@pytest.mark.parametrize(("computers", "page_limit"), [(1203, 1000), (40, 7), (500, 500), (1, 1)])
def test_pages_are_read_to_the_last_one_whatever_the_server_allows(computers, page_limit):
    with serving(FakeGlpi(fleet(computers), page_limit=page_limit)) as glpi:
        found = inventory_of(glpi)
    serials = found.lines.filter(pl.col("device") == "laptop")["serial"]
    assert serials.n_unique() == len(serials) == computers


def test_a_session_that_expires_between_two_pages_is_opened_again():
    with serving(FakeGlpi(fleet(40), page_limit=10, lose_session_at=frozenset({3}))) as glpi:
        assert devices(inventory_of(glpi))["laptop"] == 40
    assert len(glpi.sessions) == 2


def test_a_session_lost_twice_is_explained():
    with serving(FakeGlpi(fleet(40), lose_session_at=frozenset({1, 2}))) as glpi:
        assert refusal(glpi).code == "glpi_session_lost"


def test_a_busy_server_is_waited_for_and_not_for_ever():
    waits = []
    with serving(FakeGlpi(fleet(), busy_at=frozenset({1, 2}))) as glpi:
        with GlpiSession(access(glpi), wait=waits.append) as session:
            assert session.get("search/Computer", {"range": "0-1"}).value["count"] == 2
        assert waits == [3.0, 3.0]
        glpi.busy_at = frozenset(range(100))
        impatient = GlpiSession(access(glpi, patience=5), wait=waits.append)
        with impatient as session, pytest.raises(FootprintError) as caught:
            session.get("search/Computer", {"range": "0-1"})
    assert caught.value.code == "glpi_busy"


def test_rows_deleted_while_reading_end_the_reading():
    with serving(FakeGlpi(fleet(40), page_limit=10, deleted_after_first_page=True)) as glpi:
        assert devices(inventory_of(glpi))["laptop"] == 10


def test_what_the_profile_may_not_read_is_told_and_the_rest_is_read():
    with serving(FakeGlpi(fleet(), refused=frozenset({"Printer", "Phone"}))) as glpi:
        found = inventory_of(glpi)
        notice = next(each for each in found.notices if each.code == "glpi_items_refused")
        assert notice.params["items"] == "Printer, Phone"
        assert devices(found) == {"laptop": 3, "monitor": 1}
        glpi.refused = frozenset(fleet()) | {"Peripheral"}
        assert refusal(glpi).code == "glpi_right_missing"


def refusal(glpi, **changes):
    with pytest.raises(FootprintError) as caught:
        read_glpi(replace(access(glpi, timeout=2.0), **changes))
    assert glpi.user_token not in str(caught.value)
    return caught.value


def test_wrong_keys_are_explained():
    with serving(FakeGlpi(fleet())) as glpi:
        assert refusal(glpi, user_token="faux").code == "glpi_user_token"
        assert refusal(glpi, app_token="").code == "glpi_app_token"
        assert "faux" not in repr(GlpiAccess(glpi.url, "faux", "faux"))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("glpi_not_glpi", {"page": b"<html>Connexion</html>"}),
        ("glpi_not_glpi", {"page": b'{"session_token": null}'}),
        ("glpi_redirected", {"redirect": "https://ailleurs.example/apirest.php"}),
        ("glpi_empty", {"items": {}}),
    ],
)
def test_a_server_that_is_no_glpi_or_leads_elsewhere_is_explained(code, changes):
    with serving(replace(FakeGlpi(fleet()), **changes)) as glpi:
        assert refusal(glpi).code == code
        if code == "glpi_redirected":
            assert len(glpi.asked) == 1


@pytest.mark.parametrize(
    ("code", "url"),
    [
        ("glpi_plain_http", "http://glpi.ville.example"),
        ("glpi_url", "ftp://glpi.ville.example"),
        ("glpi_url", "https://"),
        ("glpi_url_secret", "https://a:b@glpi.ville.example"),
    ],
)
def test_an_address_that_would_leak_keys_is_refused_before_any_request(code, url):
    with pytest.raises(FootprintError) as caught:
        read_glpi(GlpiAccess(url, "jeton"))
    assert caught.value.code == code


def test_the_address_of_the_api_is_found_from_that_of_the_glpi():
    for given in ("glpi.ville.fr", "https://glpi.ville.fr/", "https://glpi.ville.fr/apirest.php/"):
        assert GlpiAccess(given, "x").endpoint() == "https://glpi.ville.fr/apirest.php"
    assert GlpiAccess("http://localhost/g", "x").endpoint() == "http://localhost/g/apirest.php"
    plain = GlpiAccess("http://glpi.local", "x", plain_http=True)
    assert plain.endpoint() == "http://glpi.local/apirest.php"


def test_a_silent_or_absent_server_is_explained():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        slow = GlpiAccess(f"http://127.0.0.1:{port}", "x", timeout=0.1)
        with pytest.raises(FootprintError) as caught:
            read_glpi(slow)
        assert caught.value.code == "glpi_slow"
        with pytest.raises(FootprintError) as caught:
            read_glpi(GlpiAccess(f"https://127.0.0.1:{port}", "x", timeout=0.1))
        assert caught.value.code in {"glpi_slow", "glpi_unreachable"}
    with pytest.raises(FootprintError) as caught:
        read_glpi(GlpiAccess(f"http://127.0.0.1:{port}", "x"))
    assert caught.value.code == "glpi_unreachable"


@pytest.fixture
def certificate(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is absent: no certificate can be made")
    made = tmp_path / "cle-et-certificat.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", made, "-out",
         tmp_path / "certificat.pem", "-days", "2", "-subj", "/CN=glpi", "-addext",
         "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_bytes(made.read_bytes() + (tmp_path / "certificat.pem").read_bytes())
    return made


def test_an_unknown_certificate_is_refused_and_the_authority_s_own_can_be_given(
    certificate, monkeypatch
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(FakeGlpi(fleet()), tls=context) as glpi:
        assert refusal(glpi).code == "glpi_certificate"
        assert glpi.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert devices(inventory_of(glpi))["laptop"] == 3


def test_search_options_are_resolved_by_table_and_field():
    found = resolve(options_of("Computer", shift=700), "Computer")
    assert (found["manufacturer"], found["serial"], found["buy_date"]) == (723, 705, 37)
    assert "order_date" not in found
    with pytest.raises(FootprintError):
        resolve(["?"], "Computer")


@pytest.fixture
def keys(monkeypatch):
    monkeypatch.setenv("GLPI_USER_TOKEN", "jeton-personnel")
    monkeypatch.setenv("GLPI_APP_TOKEN", "jeton-application")


def test_the_command_writes_the_inventory_and_runs_it(keys, tmp_path):
    out = tmp_path / "parc.csv"
    with serving(FakeGlpi(fleet())) as glpi:
        done = CliRunner().invoke(commands, ["glpi", glpi.url, "--csv", str(out), "--run"])
    assert done.exit_code == 0, done.output
    assert "Ce parc émet environ" in done.output
    assert "6 appareils" in done.output
    assert out.read_text(encoding="utf-8-sig").startswith("Nom;")
    again = CliRunner().invoke(commands, ["run", str(out), "--json", "-"])
    assert again.exit_code == 0, again.output


def test_the_command_computes_with_the_factors_one_brings(keys, tmp_path):
    factors = tmp_path / "facteurs.csv"
    factors.write_text(
        "nom;etapeacv;critere;description;categorie;consoElecMoyenne;localisation;valeur;unite;source\n"
        "ref;FABRICATION;Climate change;Laptop;;;France;900;kg CO2 eq;Essai\n",
        encoding="utf-8",
    )
    with serving(FakeGlpi(fleet())) as glpi:
        asked = ["glpi", glpi.url, "--run"]
        ours = CliRunner().invoke(commands, asked).output
        theirs = CliRunner().invoke(commands, [*asked, "--factors", str(factors)]).output
    emitted = [next(line for line in told.splitlines() if "Ce parc émet" in line)
               for told in (ours, theirs)]  # fmt: skip
    assert "1 prise" in theirs
    assert emitted[0] != emitted[1]


def test_the_command_computes_at_the_home_asked_for(keys):
    with serving(FakeGlpi(fleet())) as glpi:
        asked = ["glpi", glpi.url, "--run"]
        here = CliRunner().invoke(commands, asked).output
        there = CliRunner().invoke(commands, [*asked, "--home", "Martinique"]).output
    emitted = [next(line for line in told.splitlines() if "Ce parc émet" in line)
               for told in (here, there)]  # fmt: skip
    assert emitted[0] != emitted[1]
    assert "de ce territoire\u202f: Martinique" in there


def test_the_command_explains_a_missing_key_and_a_refusal(keys, monkeypatch):
    with serving(FakeGlpi(fleet(), user_token="autre")) as glpi:
        done = CliRunner().invoke(commands, ["glpi", glpi.url, "--run"])
    assert done.exit_code == 3
    assert "jeton personnel" in done.output
    monkeypatch.delenv("GLPI_USER_TOKEN")
    done = CliRunner().invoke(commands, ["glpi", "https://glpi.example", "--run"], input="")
    assert done.exit_code == 2
