"""What members chose before there was one table of choices is still their choice, both ways."""

from __future__ import annotations

import json

import pytest

from broker.store.conftest import clusters
from site_instances import python

pytestmark = pytest.mark.slow
MOVED = """
import json
from datetime import UTC, datetime
from jalons.site.cli import load_django
load_django()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

nodes = MigrationExecutor(connection).loader.graph.node_map
moving = [
    (key, parent.key)
    for key, node in nodes.items()
    if key[0] != "digests" and any(parent.key[0] == "digests" for parent in node.parents)
    for parent in node.parents
    if parent.key[0] == key[0]
]
after, before = zip(*moving)

def migrated(keys):
    for app, name in keys:
        call_command("migrate", app, name, verbosity=0)
    apps = MigrationExecutor(connection).loader.project_state(list(keys)).apps
    return lambda app, name: apps.get_model(app, name)._base_manager

rows = migrated(before)
town = rows("accounts", "Authority").create(slug="town", name="Town")
reader, lead = (
    rows("accounts", "User").create(email=f"{name}@example.org") for name in ("reader", "lead")
)
at = datetime(2026, 11, 24, 6, 0, 1, 5, tzinfo=UTC)
reminders, alerts = rows("strategy", "ReminderChoice"), rows("twin", "AlertMailChoice")
reminders.create(authority=town, user=reader, rhythm="monthly", sent_at=at)
reminders.create(authority=town, user=lead, rhythm="never")
alerts.create(authority=town, user=reader, stopped=True, told_at=at)
alerts.create(authority=town, user=lead, told_at=at)

choices = migrated(after)("digests", "DigestChoice").order_by("name", "rhythm")
print(json.dumps([
    [each.user.email, each.name, each.rhythm, each.sent_at and each.sent_at.isoformat()]
    for each in choices.all()
]))
former = {"strategy_reminderchoice", "twin_alertmailchoice"}
print(json.dumps(sorted(former.intersection(connection.introspection.table_names()))))

rows = migrated(before)
reminders, alerts = rows("strategy", "ReminderChoice"), rows("twin", "AlertMailChoice")
print(json.dumps([
    [[each.user.email, each.rhythm, each.sent_at == at] for each in reminders.order_by("rhythm")],
    [[each.user.email, each.stopped, each.told_at == at] for each in alerts.order_by("stopped")],
]))
"""
AT = "2026-11-24T06:00:01.000005+00:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def options(request):
    """Where the instance has its base."""
    if request.param == "sqlite":
        yield {}
        return
    with clusters() as cluster:
        yield {"JALONS_DATABASE_URL": cluster.made()}


def test_every_choice_moves_to_the_new_table_and_back(tmp_path, options):
    done = python(MOVED, data=tmp_path, **options)
    assert done.returncode == 0, done.stderr
    moved, tables, back = map(json.loads, done.stdout.splitlines())
    assert moved == [
        ["reader@example.org", "strategy.reminders", "monthly", AT],
        ["lead@example.org", "strategy.reminders", "never", None],
        ["lead@example.org", "twin.alerts", "at_once", AT],
        ["reader@example.org", "twin.alerts", "never", AT],
    ]
    assert tables == []
    assert back == [
        [["reader@example.org", "monthly", True], ["lead@example.org", "never", False]],
        [["lead@example.org", False, True], ["reader@example.org", True, True]],
    ]
