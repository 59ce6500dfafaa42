"""A file, its row and its job: all or nothing."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection

from jalons.footprint.web.intake import actions
from jalons.footprint.web.models import InventoryFile, OwnFactorFile
from jalons.footprint.web.own_factors import actions as factor_actions
from jalons.foundation.journal.models import Entry
from jalons.foundation.tasks.models import Job


def drop_inventory(file, **who):
    return actions.drop_inventory(file=file, name=file.name, **who)


def add_factors(file, **who):
    made = factor_actions.add_factors(file=file, licence="", shown=False, **who)
    return factor_actions.check_of(made)


@pytest.fixture
def no_queue(db):
    """The table of jobs is away, as when the disk is full or the base is lost."""
    table = Job._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO away")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE away RENAME TO {table}")


def stored():
    return {each for each in Path(default_storage.location).glob("**/*") if each.is_file()}


CASES = ((InventoryFile, drop_inventory), (OwnFactorFile, add_factors))


@pytest.mark.parametrize(("model", "drop"), CASES)
def test_a_file_whose_job_cannot_be_made_leaves_nothing_behind(
    authority, contributor, no_queue, model, drop
):
    before = stored(), Entry.objects.of(authority).count()
    file = ContentFile(b"Type;N\nPC;1\n", name="parc.csv")
    with pytest.raises(DatabaseError):
        drop(file, authority=authority, user=contributor)
    assert not model.objects.of(authority).exists()
    assert (stored(), Entry.objects.of(authority).count()) == before


@pytest.mark.parametrize(("model", "drop"), CASES)
def test_a_dropped_file_has_its_row_and_its_job(authority, contributor, model, drop):
    file = ContentFile(b"Type;N\nPC;1\n", name="parc.csv")
    job = drop(file, authority=authority, user=contributor)
    kept = model.objects.of(authority).get()
    assert str(kept.pk) in job.arguments.values()
    assert Path(kept.file.path) in stored()
