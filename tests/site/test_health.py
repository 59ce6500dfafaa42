"""What a supervisor reads: is the instance well, and its figures in Prometheus' text format."""

import json
import re
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from prometheus_client import generate_latest

from factories.authorities import make_authority
from jalons.foundation.tasks.actions import start_job
from jalons.site.serving import health, metrics
from jalons.site.serving.access_log import named_route
from serving import serve

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-operator"
SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+]+')


def read(address, **headers):
    """The status, the headers and the text of an answer, refused or not."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read().decode()


@pytest.mark.slow
def test_an_instance_tells_its_health_and_the_operator_its_figures(tmp_path):
    options = {"JALONS_METRICS_TOKEN": TOKEN, "JALONS_ACCESS_LOG": "1"}
    options["JALONS_METRICS_AUTHORITIES"] = "1"
    with serve(tmp_path, **options) as instance:
        status, headers, text = read(f"{instance.address}/sante")
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        every = dict.fromkeys(("database", "disk", "jobs", "twin"), True)
        assert json.loads(text) == {"status": "ok", "checks": every}
        # a balancer asks by the address of the machine
        assert read(f"{instance.address}/sante", Host="10.0.0.7")[0] == 200

        read(f"{instance.address}/nowhere/?email=hush@example.org")
        for refused in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
            assert read(f"{instance.address}/metrics", **refused)[0] == 404
        status, headers, text = read(f"{instance.address}/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200
        assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
        samples = [line for line in text.splitlines() if not line.startswith("#")]
        assert all(SAMPLE.fullmatch(line) for line in samples), samples
        values = dict(line.rsplit(" ", 1) for line in samples)
        assert float(values['jalons_requests_total{status="404"}']) == 4
        assert float(values["jalons_database_bytes"]) > 100_000
        assert float(values["jalons_jobs_waiting"]) == 0
        durations = 'jalons_request_seconds_count{group="other",status="404"}'
        assert float(values[durations]) == 1
        assert float(values['jalons_request_seconds_count{group="metrics",status="404"}']) == 3

        time.sleep(health.FRESH)
        with closing(sqlite3.connect(tmp_path / "jalons.sqlite3")) as base:
            base.execute("ALTER TABLE django_tasks_database_dbtaskresult RENAME TO lost")
        failed, _, known = read(f"{instance.address}/metrics", Authorization=f"Bearer {TOKEN}")
        status, _, text = read(f"{instance.address}/sante")
        said = instance.said.read_text()
    assert failed == 503
    assert 'jalons_requests_total{status="404"}' in known
    assert "jalons_uptime_seconds" in known
    assert "jalons_jobs_waiting" not in known
    assert "the figures of the database cannot be read" in said
    assert status == 503
    assert json.loads(text) == {"status": "unwell", "checks": every | {"jobs": False}}
    assert "lost" not in text
    line = r"INFO jalons.access \[[2-9A-Z]{4}-[2-9A-Z]{4}\] 404 GET /nowhere \d+ ms"
    assert re.search(line, said)
    assert "hush" not in said
    assert TOKEN not in said


@pytest.mark.slow
def test_without_a_token_nobody_reads_the_figures(tmp_path):
    with serve(tmp_path) as instance:
        assert read(f"{instance.address}/metrics")[0] == 404
        assert read(f"{instance.address}/metrics", Authorization="Bearer ")[0] == 404
        assert "jalons.access" not in instance.said.read_text()


def test_a_full_disk_and_a_queue_nobody_serves_are_unwell(monkeypatch):
    assert health.disk_is_well()
    monkeypatch.setattr(health, "FREE_SPACE_MB", 10**12)
    assert not health.disk_is_well()
    start_job(authority=make_authority("town", "Town"), kind="administration.export", label="x",
              user=None, arguments={})  # fmt: skip
    now = timezone.now()
    for later, is_well in ((-60, True), (60, False)):
        with time_machine.travel(now + timedelta(seconds=health.OLDEST_JOB + later), tick=False):
            assert health.jobs_are_well() is is_well


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/collectivite/essai-hush/journal/", "/collectivite/<slug:slug>/journal/"),
        ("/ngsi-ld/v1/entities/urn:ngsi-ld:Person:hush", "/ngsi-ld/v1/entities/…"),
        ("/jumeau/244900015/ngsi-ld/v1/entities/hush", "/jumeau/244900015/ngsi-ld/…"),
        ("/wp-admin/setup.php", "/wp-admin/setup.php"),
        ("/ada@hush.org/", "/<address>"),
    ],
)
def test_the_access_log_names_a_request_by_its_route(path, shown):
    assert named_route(path) == shown


def test_groups_of_routes_are_few_whatever_visitors_type():
    paths = {"/": "home", "/collectivite/a/journal/": "collectivite", "/api/v1/": "api",
             "/wp-admin/": "other", "/mes-mots/": "other", "/apiary": "other"}  # fmt: skip
    assert {path: metrics.group_of(path) for path in paths} == paths


def test_the_figures_of_the_base_have_each_authority_where_wanted(settings):
    town = make_authority("vitre", "Vitré")
    queued = start_job(authority=town, kind="administration.export", label="a", user=None,
                       arguments={"authority": town.pk})  # fmt: skip
    plain = generate_latest(metrics.Metrics()._base).decode()
    assert "vitre" not in plain
    assert "jalons_jobs_waiting 1.0" in plain
    assert "jalons_errors 0.0" in plain
    settings.OPTIONS = settings.OPTIONS | {"METRICS_AUTHORITIES": True}
    whole = generate_latest(metrics.Metrics()._base).decode()
    assert 'jalons_authority_jobs{authority="vitre",state="queued"} 1.0' in whole
    assert 'jalons_authority_quota_bytes{authority="vitre"} 2e+09' in whole
    assert queued.pk


def test_the_alerts_name_figures_that_exist(tmp_path):
    file = Path(__file__).parents[2] / "deploy" / "prometheus-alerts.yml"
    text = file.read_text()
    known = metrics.Metrics()
    known.count("/", 200, 0.1)
    shown = generate_latest(known._own).decode() + generate_latest(known._base).decode()
    shown += "jalons_authority_files_bytes jalons_authority_quota_bytes"
    expressions = re.sub(
        r"(?m)^ *(description|summary|credentials).*|^ *#.*|job.?[=:].*?jalons.?", "", text
    )
    used = set(re.findall(r"\bjalons_\w+", expressions))
    assert used, "it uses some"
    assert {name for name in used if name not in shown} == set()
    if promtool := shutil.which("promtool"):
        done = subprocess.run([promtool, "check", "rules", str(file)], check=False)
        assert done.returncode == 0
