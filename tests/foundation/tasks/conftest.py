import pytest

from foundation.tasks import sample_jobs
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.tasks.worker import Worker


@pytest.fixture
def authority(db):
    return Authority.objects.create(slug="anse-aux-pins", name="Anse-aux-Pins")


@pytest.fixture
def user(authority):
    user = User.objects.create_user("dsi@example.org", name="Dominique")
    Membership.objects.create(user=user, authority=authority, role=Role.CONTRIBUTOR)
    return user


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
