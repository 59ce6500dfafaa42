"""The second wall, on PostgreSQL: the base refuses what a query forgot to filter."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse

from factories.authorities import make_authority
from factories.people import client_of
from foundation.accounts.test_every_page import OTHERS, OURS
from jalons.foundation.accounts.limits import row_security
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.scoping import AuthorityScoped, ScopedManager
from jalons.foundation.journal.models import Entry
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobKind
from jalons.foundation.tasks.running import run_job
from jalons.site.deployment import findings
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action

# The pages where two authorities meet, each with what they share.
CROSS = {
    "comparison",  # quartiles of those that chose to share
    "communes",  # communes that agreed to be read by their body
    "communes_propose",
    "communes_withdraw",
    "epci_answer",  # a proposal is in the journal of both
    "reuse_offer_list",  # offers shown to everybody, with their distance
}


@pytest.fixture
def two(db):
    if connection.vendor != "postgresql":
        pytest.skip("row security is of PostgreSQL: make test runs this there")
    assert not row_security.is_bypassed(), "the role of the tests must have no special right"
    towns = make_authority("ici", "Ici"), make_authority("ailleurs", "Ailleurs")
    for town in towns:
        create_action(authority=town, user=None, values={"title": f"Fiche de {town.name}"})
    return towns


def titles():
    return sorted(Action.unscoped.values_list("title", flat=True))


def test_within_an_authority_nothing_of_another_is_read_whatever_the_query(two):
    here, elsewhere = two
    with row_security.bound(here):
        assert titles() == ["Fiche de Ici"]
        assert not Action.unscoped.filter(authority=elsewhere).exists()
        assert Entry.unscoped.exclude(authority=here).count() == 0
    assert titles() == ["Fiche de Ailleurs", "Fiche de Ici"]


def test_nothing_of_another_is_written_changed_or_deleted(two):
    here, elsewhere = two
    with row_security.bound(here):
        assert Action.unscoped.filter(authority=elsewhere).update(title="Volée") == 0
        assert Action.unscoped.filter(authority=elsewhere).delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            create_action(authority=elsewhere, user=None, values={"title": "Glissée"})
    assert titles() == ["Fiche de Ailleurs", "Fiche de Ici"]


def test_what_authorities_share_is_read_for_the_time_of_a_block(two):
    here, _ = two
    with row_security.bound(here):
        with row_security.lifted():
            assert len(titles()) == 2
        assert titles() == ["Fiche de Ici"]


def test_the_authority_is_forgotten_after_an_error_too(two):
    here, _ = two
    with pytest.raises(ZeroDivisionError), row_security.bound(here):
        _ = 1 / 0
    with pytest.raises(DatabaseError), transaction.atomic(), row_security.bound(here):
        Action.unscoped.extra(where=["1 / 0 = 1"]).count()
    assert len(titles()) == 2


def test_a_page_that_lost_its_filter_shows_nothing_of_others(two, monkeypatch):
    """The filter by authority is removed from every query of the product."""
    here, _ = two
    client = client_of(here, Role.CONTRIBUTOR)
    monkeypatch.setattr(
        ScopedManager, "of", lambda self, _authority: models.Manager.get_queryset(self)
    )
    with row_security.lifted():
        assert len(Action.objects.of(here)) == 2, "without the wall, both would be read"
    page = client.get(reverse("roadmap", args=[here.slug])).content.decode()
    assert "Fiche de Ici" in page
    assert "Fiche de Ailleurs" not in page
    assert len(titles()) == 2, "nothing stays set after the page"


def test_a_job_reads_its_authority_only(two, monkeypatch):
    here, _ = two
    read = []
    kind = JobKind("test", lambda _progress: read.extend(titles()), idempotent=False)
    monkeypatch.setattr("jalons.foundation.tasks.registry.find", lambda _name: kind)
    job = Job.objects.create(authority=here, kind="test", label="Essai", arguments={})
    context = SimpleNamespace(task_result=SimpleNamespace(id="a-task-of-the-test"))
    run_job.func(context, here.pk, job.pk)
    assert read == ["Fiche de Ici"]


def test_every_table_of_an_authority_has_its_policy_and_the_check_says_so(two):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies WHERE policyname = %s", ["jalons_authority"]
        )
        walled = {name for (name,) in cursor.fetchall()}
    owned = {m._meta.db_table for m in AuthorityScoped.__subclasses__() if not m._meta.abstract}
    assert len(owned) > 50
    assert owned <= walled
    assert row_security.install() == 0, "nothing is made twice"
    assert "check_row_security" in {finding.code for finding in findings()}


def test_only_the_pages_where_authorities_meet_cross_the_wall():
    crossing = {page.name for page in [*OURS, *OTHERS] if getattr(page.view, "crosses", False)}
    assert crossing == CROSS
