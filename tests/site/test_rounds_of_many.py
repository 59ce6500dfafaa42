"""Four processes do the daily round at once: each mail leaves once, and none of them dies."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import psycopg
import pytest

from broker.store.conftest import clusters
from mail_server import mail_server
from serving import environment
from site_instances import MADE, python

pytestmark = pytest.mark.slow
TOWNS, PROCESSES = 10, 4
FILLED = """
from jalons.site.cli import load_django
load_django()
from datetime import date
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.strategy.web.roadmap.actions import create_action
for number in range(int(__import__("sys").argv[1])):
    town = Authority.objects.create(slug=f"town-{number}", name=f"Town {number}", kind="real")
    user = User.objects.create_user(f"lead-{number}@example.org", "long-enough-password")
    Membership.objects.create(user=user, authority=town, role=Role.CONTRIBUTOR)
    create_action(authority=town, user=None, values={
        "title": "Compter", "end": date(2026, 11, 1), "lead_user": user.pk, "status": "under_way"})
"""
ROUND = """
import sys
from datetime import datetime
from jalons.site.cli import load_django
load_django()
from django.db import connections
from jalons.site import server
print("ready", flush=True)
sys.stdin.readline()
server.tidy(now=datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def cluster():
    with clusters() as made:
        yield made


@pytest.fixture
def instance(tmp_path, cluster):
    """An instance on PostgreSQL with ten towns, where one mail a town is due."""
    address = cluster.made()
    with mail_server() as letters:
        options = {
            "JALONS_DATABASE_URL": address,
            "JALONS_TWIN_STORE": address,
            "JALONS_MAIL_URL": f"smtp://127.0.0.1:{letters.port}",
        }
        for script, argument in ((MADE, "first@example.org"), (FILLED, str(TOWNS))):
            done = python(script, argument, data=tmp_path, **options)
            assert done.returncode == 0, done.stderr
        yield options, letters


def rounds(tmp_path, options, at):
    """The daily round by four processes that begin together; what each wrote on its errors."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ROUND, at],
            env=environment(tmp_path, **options), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES, said
    return said


def test_each_reminder_leaves_once_and_what_fails_for_a_town_stops_no_other(tmp_path, instance):
    options, letters = instance
    with psycopg.connect(options["JALONS_DATABASE_URL"]) as link:
        link.execute(
            "UPDATE strategy_action SET departments = 'null' WHERE authority_id ="
            " (SELECT id FROM accounts_authority WHERE slug = 'town-0')"
        )
    said = "".join(rounds(tmp_path, options, "2026-11-24T06:00:00+00:00"))
    assert "IntegrityError" not in said
    assert "the round strategy.measures of" in said
    assert Counter(letters.to) == Counter(f"lead-{number}@example.org" for number in range(TOWNS))
    rounds(tmp_path, options, "2026-11-24T20:00:00+00:00")
    assert len(letters.to) == TOWNS, "the same day brought more"
    with psycopg.connect(options["JALONS_DATABASE_URL"]) as link:
        found = link.execute(
            "SELECT count(*), count(DISTINCT (name, owner)), count(done_at) FROM tasks_roundclaim"
            " WHERE name = 'strategy.reminders'"
        ).fetchone()
    assert found == (TOWNS, TOWNS, TOWNS)


def test_a_mail_that_was_refused_leaves_the_next_day_and_only_that_one(tmp_path, instance):
    options, letters = instance
    letters.refusing = 3
    said = "".join(rounds(tmp_path, options, "2026-11-24T06:00:00+00:00"))
    assert "a mail of strategy.reminders did not leave" in said
    assert len(letters.to) == TOWNS - 3
    rounds(tmp_path, options, "2026-11-25T06:00:00+00:00")
    assert Counter(letters.to) == Counter(f"lead-{number}@example.org" for number in range(TOWNS))
