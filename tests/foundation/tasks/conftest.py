import pytest

from factories.people import member_of
from foundation.tasks import sample_jobs
from jalons.foundation.accounts.models import Role
from jalons.foundation.tasks.worker import Worker


@pytest.fixture
def user(authority):
    return member_of(authority, Role.CONTRIBUTOR, "dsi@example.org", name="Dominique")


@pytest.fixture
def make_worker(transactional_db):
    """Real workers, stopped at the end whatever happens."""
    workers = []

    def make(**options):
        worker = Worker(**{"idle_seconds": 0.05, **options})
        worker.start()
        workers.append(worker)
        return worker

    yield make
    sample_jobs.gate.set()
    for worker in workers:
        worker.stop(grace_seconds=4)
    sample_jobs.gate.clear()
