import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from factories.authorities import make_trial
from foundation.tasks import sample_jobs
from jalons.foundation.journal.models import Entry
from jalons.foundation.tasks import actions, running
from jalons.foundation.tasks import worker as process_worker
from jalons.foundation.tasks.models import Job, WorkerLease
from jalons.foundation.tasks.registry import JobError, JobResult, job

pytestmark = pytest.mark.django_db(transaction=True)


def start(authority, kind, user=None, **arguments):
    return actions.start_job(
        authority=authority, kind=kind, label="Essai", user=user, arguments=arguments
    )


def until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def state_of(started):
    started.refresh_from_db()
    return started.state


def test_a_job_runs_beside_its_request_and_tells_where_its_result_is(authority, user, make_worker):
    make_worker()
    done = actions.wait(job=start(authority, "sample.count", user, steps=3), seconds=10)
    assert (done.state, done.result_url) == (Job.State.DONE, "/resultat/")
    assert done.result_urn == "urn:jalons:sample:3"
    assert (done.done_steps, done.total_steps, done.user) == (2, 3, user)
    assert done.created_at <= done.started_at <= done.finished_at


def test_the_journal_says_what_the_program_did_by_itself_and_not_in_a_trial(authority, make_worker):
    trial = make_trial()
    make_worker()
    for each in (authority, trial):
        actions.wait(job=start(each, "sample.writing", authority_id=each.pk), seconds=10)
    assert [entry.actor_label for entry in Entry.objects.of(authority)] == ["Jalons"]
    assert [entry.actor_label for entry in Entry.objects.of(trial)] == [""]


def test_an_enqueue_of_the_same_process_wakes_a_sleeping_worker(authority, make_worker):
    make_worker(idle_seconds=3600)
    time.sleep(0.2)
    started = start(authority, "sample.count", steps=1)
    assert actions.wait(job=started, seconds=10).state == Job.State.DONE


def test_a_job_is_seen_by_nobody_before_its_transaction_ends(authority, make_worker):
    make_worker()
    with transaction.atomic():
        started = start(authority, "sample.count", steps=1)
        assert actions.wait(job=started, seconds=10).state == Job.State.QUEUED
    assert actions.wait(job=started, seconds=10).state == Job.State.DONE


def test_waiting_gives_up_when_the_job_is_long(authority, make_worker):
    make_worker()
    started = start(authority, "sample.gated")
    assert actions.wait(job=started, seconds=0.3).is_active
    until(lambda: state_of(started) == Job.State.RUNNING and started.done_steps == 1)
    assert started.message == "waiting at the gate"
    sample_jobs.gate.set()
    assert actions.wait(job=started, seconds=10).done_steps == 2


def test_a_refused_job_keeps_the_error_its_place_and_its_values(authority, make_worker):
    make_worker()
    failed = actions.wait(job=start(authority, "sample.refused"), seconds=10)
    assert failed.state == Job.State.FAILED
    assert failed.done_steps == 3
    assert failed.failure.code == "unit_unknown"
    assert failed.failure.where.row == 7
    assert "watt" in failed.failure.message("fr")


def test_a_defect_fails_the_job_with_a_reference_and_keeps_the_trace(authority, make_worker):
    worker = make_worker()
    failed = actions.wait(job=start(authority, "sample.broken"), seconds=10)
    assert failed.failure.code == "job_defect"
    assert failed.failure.hint("fr")
    worker.stop()
    trace = DBTaskResult.objects.get()
    assert str(trace.id).startswith(failed.failure.params["reference"])
    assert "ZeroDivisionError" in trace.traceback


def test_a_worker_goes_on_after_a_defect(authority, make_worker):
    make_worker()
    start(authority, "sample.broken")
    started = start(authority, "sample.count", steps=1)
    assert actions.wait(job=started, seconds=10).state == Job.State.DONE


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(authority):
    started = start(authority, "sample.count", steps=1)
    assert actions.cancel_job(job=started).state == Job.State.CANCELLED
    assert process_worker.Worker().run_pending() == 1
    assert state_of(started) == Job.State.CANCELLED
    assert started.started_at is None


def test_a_running_job_is_cancelled_at_its_next_step(authority, make_worker, tmp_path):
    make_worker()
    started = start(authority, "sample.endless", touch=str(tmp_path / "running"))
    until((tmp_path / "running").exists)
    actions.cancel_job(job=started)
    assert actions.wait(job=started, seconds=10).state == Job.State.CANCELLED


def test_a_job_whose_authority_is_deleted_stops(authority, make_worker, tmp_path):
    worker = make_worker()
    start(authority, "sample.endless", touch=str(tmp_path / "running"))
    until((tmp_path / "running").exists)
    authority.delete()
    until(lambda: DBTaskResult.objects.finished().exists())
    worker.stop(grace_seconds=4)
    left = DBTaskResult.objects.get()
    assert left.status == TaskResultStatus.SUCCESSFUL, left.traceback


def test_stopping_the_server_lets_a_short_job_end(authority, make_worker):
    worker = make_worker()
    started = start(authority, "sample.count", steps=4, seconds=0.1)
    until(lambda: state_of(started) == Job.State.RUNNING)
    worker.stop(grace_seconds=10)
    assert state_of(started) == Job.State.DONE


def test_stopping_the_server_cuts_a_long_job_and_says_so(authority, make_worker, tmp_path):
    worker = make_worker()
    started = start(authority, "sample.endless", touch=str(tmp_path / "running"))
    until((tmp_path / "running").exists)
    worker.stop(grace_seconds=1)
    assert state_of(started) == Job.State.FAILED
    assert started.failure.code == "job_interrupted"
    assert not WorkerLease.objects.exists()


def killed_in_the_middle(kind, authority, tmp_path):
    """A job whose server was killed, without a chance to say so."""
    started = start(authority, kind, touch=str(tmp_path / "running"))
    name = str(connection.settings_dict["NAME"])
    path = os.pathsep.join([str(Path(sample_jobs.__file__).parents[2]), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path}
    server = subprocess.Popen(
        [sys.executable, "-m", "foundation.tasks.sample_jobs", name],
        env=environment,
        stdin=subprocess.PIPE,
    )
    try:
        until((tmp_path / "running").exists, seconds=30)
    finally:
        server.kill()
        server.communicate()
    assert state_of(started) == Job.State.RUNNING
    WorkerLease.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    return started


def test_a_job_of_a_killed_server_is_found_at_the_next_start(authority, make_worker, tmp_path):
    started = killed_in_the_middle("sample.endless", authority, tmp_path)
    make_worker()
    assert actions.wait(job=started, seconds=10).failure.code == "job_interrupted"
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_an_idempotent_job_of_a_killed_server_runs_once_more(authority, make_worker, tmp_path):
    started = killed_in_the_middle("sample.again", authority, tmp_path)
    make_worker()
    again = actions.wait(job=started, seconds=10)
    assert (again.state, again.result_url, again.attempts) == (Job.State.DONE, "/repris/", 2)


def test_the_job_of_a_live_worker_is_left_alone(authority, make_worker, tmp_path):
    make_worker(lease_seconds=30)
    started = start(authority, "sample.endless", touch=str(tmp_path / "running"))
    until((tmp_path / "running").exists)
    assert running.recover(lease_seconds=30) == 0
    assert state_of(started) == Job.State.RUNNING


def test_a_worker_renews_its_lease_while_a_job_computes(authority, make_worker):
    make_worker(lease_seconds=0.6)
    start(authority, "sample.gated")
    until(WorkerLease.objects.exists)
    first = WorkerLease.objects.get().seen_at
    until(lambda: WorkerLease.objects.get().seen_at > first)


def test_a_run_that_lost_its_job_changes_nothing(authority):
    started = start(authority, "sample.count", steps=1)
    Job.objects.of(authority).update(state=Job.State.RUNNING, attempts=1)
    started.refresh_from_db()
    late = running._Run(started)
    Job.objects.of(authority).update(attempts=2)
    late.finish_done(None)
    assert state_of(started) == Job.State.RUNNING


def test_two_workers_share_the_queue_and_run_each_job_once(authority, make_worker):
    make_worker()
    make_worker()
    started = [start(authority, "sample.count", steps=2, seconds=0.01) for _ in range(20)]
    for one in started:
        assert actions.wait(job=one, seconds=20).state == Job.State.DONE, one.error
        assert one.attempts == 1


def test_a_worker_on_demand_ends_by_itself_once_it_has_nothing_to_do(authority, make_worker):
    started = start(authority, "sample.count", steps=1)
    worker = make_worker(ends_after=0.1)
    worker.join()
    assert state_of(started) == Job.State.DONE


def claimed_and_no_more(authority):
    """A job whose task was claimed by a worker that died before it began."""
    started = start(authority, "sample.count", steps=1)
    DBTaskResult.objects.get().claim(f"{running.WORKER_PREFIX}dead")
    return started


def test_a_job_claimed_and_not_begun_is_found_again(authority):
    started = claimed_and_no_more(authority)
    assert running.recover(lease_seconds=30) == 1
    process_worker.Worker().run_pending()
    assert (state_of(started), started.attempts) == (Job.State.DONE, 1)


def test_a_job_claimed_then_cancelled_does_not_come_back(authority):
    started = claimed_and_no_more(authority)
    actions.cancel_job(job=started)
    assert running.recover(lease_seconds=30) == 1
    assert process_worker.Worker().run_pending() == 0
    assert state_of(started) == Job.State.CANCELLED


def test_an_idle_worker_only_reads(authority, make_worker, django_assert_max_num_queries):
    worker = process_worker.Worker()
    with django_assert_max_num_queries(1) as seen:
        assert worker.run_pending() == 0
    assert seen.captured_queries[0]["sql"].startswith("SELECT")


def test_old_tasks_are_dropped_and_jobs_stay(authority):
    started = start(authority, "sample.count", steps=1)
    process_worker.Worker().run_pending()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    running.forget_old_tasks()
    assert not DBTaskResult.objects.exists()
    assert state_of(started) == Job.State.DONE


def test_an_unknown_kind_is_refused_when_asked(authority):
    with pytest.raises(JobError) as caught:
        start(authority, "sample.unheard")
    assert caught.value.code == "job_kind_unknown"
    assert not Job.objects.of(authority).exists()


def test_a_kind_that_vanished_with_an_update_fails_with_its_name(authority):
    started = start(authority, "sample.count", steps=1)
    Job.objects.of(authority).update(kind="sample.gone")
    process_worker.Worker().run_pending()
    assert state_of(started) == Job.State.FAILED
    assert "sample.gone" in started.failure.message()


def test_two_functions_cannot_take_the_same_name():
    with pytest.raises(ValueError, match="two functions"):

        @job("sample.count")
        def other(job_progress): ...


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "resultat"])
def test_a_result_leads_only_inside_the_site(url):
    with pytest.raises(ValueError, match="not a path"):
        JobResult(url=url)
