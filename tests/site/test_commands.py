"""The command line, as a person types it: the real ``jalons`` in a process of its own."""

import json
import subprocess
import sys
import time

import pytest

from jalons.broker.engine import operations
from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.instants import written
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.contexts import core
from jalons.broker.store.factory import opened
from jalons.broker.store.policies.book import PolicyBook
from jalons.broker.store.port import Step
from serving import environment, jalons


def test_help_is_in_french_and_names_every_group(tmp_path):
    done = jalons("--help", data=tmp_path)
    assert done.returncode == 0
    assert "Usage :" in done.stdout
    for name in ("serve", "check", "backup", "restore", "settings", "demo", "footprint"):
        assert f"  {name} " in done.stdout


def test_an_unknown_command_is_told_in_french_with_exit_code_2(tmp_path):
    done = jalons("mesurer", data=tmp_path)
    assert done.returncode == 2
    assert "n’existe pas" in done.stderr


def test_settings_do_not_show_secrets(tmp_path):
    done = jalons("settings", "--json", data=tmp_path, JALONS_MAIL_URL="smtp://me:hush@mail:25")
    rows = {row["variable"]: row for row in json.loads(done.stdout)}
    assert rows["JALONS_MAIL_URL"]["value"] == "…"
    assert "hush" not in done.stdout


def test_a_wrong_setting_stops_the_command_with_an_explanation(tmp_path):
    done = jalons("settings", data=tmp_path, JALONS_THREADS="huit")
    assert done.returncode == 1
    assert "JALONS_THREADS" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "n’est pas une sauvegarde"),
        (b"not a backup", "n’est pas une sauvegarde"),
        (b"\x1f\x8b\x08\x00broken", "abîmée ou coupée"),
    ],
)
def test_what_is_not_a_backup_is_refused_and_nothing_is_touched(tmp_path, content, said):
    file = tmp_path / "holiday.tar.gz"
    file.write_bytes(content)
    data = tmp_path / "data"
    data.mkdir()
    done = jalons("restore", str(file), data=data)
    assert done.returncode == 1
    assert said in done.stderr
    assert not (data / "jalons.sqlite3").exists() or (data / "jalons.sqlite3").stat().st_size == 0


def test_check_says_what_to_mend_before_going_live(tmp_path):
    done = jalons("check", "--json", data=tmp_path, JALONS_DEBUG="1", JALONS_HOSTS="a.example.org")
    found = {finding["code"]: finding["level"] for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert found["check_debug"] == "error"
    assert found["check_https"] == "error"
    assert found["check_migrations"] == "error"


def test_an_empty_secret_key_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "secret_key").touch()
    done = jalons("check", data=tmp_path)
    assert done.returncode == 1
    assert "est vide" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_at_first_start_leaves_no_key_and_the_next_start_makes_one(tmp_path):
    limited = f"ulimit -f 0; exec {sys.executable} -m jalons.site.cli check"
    done = subprocess.run(
        ["bash", "-c", f"trap '' XFSZ; {limited}"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ne peut pas être écrite" in done.stderr
    assert not list(tmp_path.glob("secret_key*"))
    jalons("check", data=tmp_path)
    assert len((tmp_path / "secret_key").read_text()) > 60
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_command_that_needs_the_database_of_a_new_installation_says_how_to_start(tmp_path):
    done = jalons("strategy", "authorities", data=tmp_path)
    assert done.returncode == 1
    assert "jalons demo load" in done.stderr
    assert "Traceback" not in done.stderr
    assert str(tmp_path) in done.stderr
    assert "JALONS_DATA_DIR" in done.stderr


def test_the_retention_is_applied_to_the_twin_of_the_instance_by_default(tmp_path):
    now = time.time_ns() // 1000
    store = opened(f"sqlite:///{tmp_path}/twin.sqlite3")
    for operation, days in ((operations.create, 400), (operations.append, 0)):
        power = {"value": days, "observedAt": written(now - days * 86_400_000_000)}
        doc = expand_entity({"id": "urn:t:a", "type": "Lamp", "power": power}, core())
        store.write("vitre", [Step("urn:t:a", operation(doc))], now=now)
    PolicyBook(store).keep("vitre", TypePolicy(core().expand("Lamp"), retention_days=30))
    store.close()
    done = jalons("twin", "tidy", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "vitre" in done.stdout
    store = opened(f"sqlite:///{tmp_path}/twin.sqlite3")
    (series,) = store.history("vitre", HistoryQuery(("urn:t:a",)))
    assert [row.value for row in series.rows] == [0]
    store.close()
