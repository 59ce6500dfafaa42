"""Workers in processes of their own, on the database of the tests."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from foundation.tasks import sample_jobs
from jalons.foundation.tasks import actions, processes
from jalons.foundation.tasks.models import Job, WorkerLease
from jalons.foundation.tasks.processes import Child, WorkerProcesses

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def start(authority, kind, **arguments):
    return actions.start_job(
        authority=authority, kind=kind, label="Essai", user=None, arguments=arguments
    )


def until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert condition()


@pytest.fixture
def watch(transactional_db, monkeypatch):
    """Worker processes, ended with the test whatever happens."""
    monkeypatch.setattr(processes, "LOOKS", 0.2)
    path = os.pathsep.join([str(Path(sample_jobs.__file__).parents[2]), *sys.path])
    monkeypatch.setenv("PYTHONPATH", path)
    started = []

    def make(*, most=1, ends_after="inf"):
        name = str(connection.settings_dict["NAME"])
        command = [sys.executable, "-m", "foundation.tasks.sample_jobs", name, ends_after]
        started.append(WorkerProcesses(command, most=most))
        started[-1].start()
        return started[-1]

    yield make
    for each in started:
        each.stop(grace_seconds=12)


def done(job):
    return actions.wait(job=job, seconds=60).state == Job.State.DONE


def test_a_worker_starts_when_there_is_work_and_ends_when_there_is_none(authority, watch):
    workers = watch(ends_after="0.5")
    time.sleep(0.5)
    assert workers.pids == []
    assert done(start(authority, "sample.count", steps=2))
    until(lambda: workers.pids == [])
    assert done(start(authority, "sample.count", steps=2))


def test_a_killed_worker_is_replaced_and_its_job_found_again(authority, watch, tmp_path):
    workers = watch()
    started = start(authority, "sample.again", touch=str(tmp_path / "running"))
    until((tmp_path / "running").exists)
    first = workers.pids[0]
    os.kill(first, signal.SIGKILL)
    until(lambda: workers.pids == [])
    WorkerLease.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert done(started)
    assert workers.pids
    assert first not in workers.pids


def test_a_stop_gives_the_job_back_for_the_next_start(authority, watch, tmp_path):
    workers = watch()
    started = start(authority, "sample.again", touch=str(tmp_path / "running"))
    until((tmp_path / "running").exists)
    workers.stop(grace_seconds=12)
    started.refresh_from_db()
    assert (started.state, workers.pids) == (Job.State.QUEUED, [])
    watch()
    assert done(started)


def test_there_are_never_more_workers_than_wanted(authority, watch, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "BACKED_UP", 0.0)
    workers = watch(most=2)
    for number in range(4):
        start(authority, "sample.endless", touch=str(tmp_path / str(number)))
    until(lambda: len(list(tmp_path.iterdir())) == 2)
    time.sleep(1)
    assert len(workers.pids) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_one_worker_at_a_time_leaves_the_others_waiting(authority, watch, tmp_path):
    workers = watch(most=1)
    for number in range(3):
        start(authority, "sample.endless", touch=str(tmp_path / str(number)))
    until(lambda: list(tmp_path.iterdir()))
    time.sleep(1)
    assert (len(workers.pids), len(list(tmp_path.iterdir()))) == (1, 1)


def test_no_worker_starts_where_none_is_wanted(authority, watch):
    workers = watch(most=0)
    started = start(authority, "sample.count", steps=1)
    assert actions.wait(job=started, seconds=1).state == Job.State.QUEUED
    assert workers.pids == []


def test_a_process_ends_with_the_one_that_started_it(tmp_path):
    code = (
        "import subprocess, sys, time\n"
        "from jalons.foundation.tasks.processes import Child\n"
        "child = Child([sys.executable, '-c', 'import os,sys; os.read(0, 1)'])\n"
        "child.start(); print(child.pid, flush=True); time.sleep(60)\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "instance_settings"}
    setup = "import django; django.setup()\n"
    parent = subprocess.Popen(
        [sys.executable, "-c", setup + code], stdout=subprocess.PIPE, env=environment,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not _runs(child))


def _runs(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_process_that_dies_again_and_again_is_left_to_rest():
    child = Child([sys.executable, "-c", "raise SystemExit(3)"])
    for _ in range(2):
        assert child.start()
        until(lambda: child.pid is None)
    assert not child.start()
    child.stop(grace_seconds=1)
