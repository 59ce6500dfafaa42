"""A file somebody brings is described, stored within the quota, and erased with its row."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.files.brought import FilesOfModel, all_or_none
from jalons.foundation.accounts.models import Authority
from jalons.reuse.web.wiping.models import WipeFile

CONTENT = b"a log of a wiping"
FILES = FilesOfModel(WipeFile, page=lambda each: f"/{each.authority.slug}/")


@pytest.fixture
def file():
    return SimpleUploadedFile("x.log", CONTENT)


@pytest.fixture
def brought(authority, file):
    found = WipeFile(authority=authority)
    found.describe(file, "C:\\Effacements\\Poste 12.LOG")
    return found


def test_a_file_is_described_by_its_own_name_its_size_and_its_digest(brought, file):
    assert (brought.name, brought.size) == ("Poste 12.LOG", len(CONTENT))
    assert brought.sha256 == sha256(CONTENT).hexdigest()
    assert file.read() == CONTENT  # from its start


def test_a_file_without_a_name_is_called_after_its_digest(brought, file):
    brought.describe(file, "/")
    assert brought.name == brought.sha256[:12]


def test_a_stored_file_lies_under_its_authority_and_counts(brought, file, authority):
    with all_or_none([brought]):
        brought.store(file)
    assert brought.file.name == f"wiping/{authority.pk}/{brought.pk}.log"
    assert Path(brought.file.path).read_bytes() == CONTENT
    (counted,) = FILES.of(authority)
    assert (counted.name, counted.size, counted.url) == (
        "Poste 12.LOG", len(CONTENT), f"/{authority.slug}/",
    )  # fmt: skip


def test_a_file_whose_act_fails_leaves_the_disk(brought, file):
    def store_then_fail():
        brought.store(file)
        store_then_fail.path = Path(brought.file.path)
        assert store_then_fail.path.exists()
        raise KeyError("what follows the storing fails")

    with pytest.raises(KeyError), all_or_none([brought]):
        store_then_fail()
    assert not store_then_fail.path.exists()


def test_a_file_beyond_the_quota_is_not_stored(brought, file, authority):
    Authority.objects.filter(pk=authority.pk).update(quota_mb=0)
    with pytest.raises(AccountsError, match="n’est pas enregistré"), all_or_none([brought]):
        brought.store(file)
    assert FILES.of(authority) == []


def test_an_erased_file_leaves_its_row_and_counts_no_more(brought, file, authority):
    with all_or_none([brought]):
        brought.store(file)
    path = Path(brought.file.path)
    brought.erase_file()
    brought.save()
    assert not path.exists()
    assert FILES.of(authority) == []
    assert WipeFile.objects.of(authority).exists()


def test_a_discarded_file_leaves_the_disk_once_its_row_is_gone(
    brought, file, authority, django_capture_on_commit_callbacks
):
    with all_or_none([brought]):
        brought.store(file)
    path = Path(brought.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        brought.discard()
        assert path.exists()
    assert not path.exists()
    assert not WipeFile.objects.of(authority).exists()
