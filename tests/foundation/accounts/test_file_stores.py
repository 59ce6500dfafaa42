"""The stores of files do the same, in a folder and in a bucket."""

import os
from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.utils import timezone

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.stores import FolderStore
from jalons.foundation.accounts.models import Authority
from shared_services import KEYS, bucket_server, new_bucket

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
_numbers = count()


@pytest.fixture(scope="module")
def endpoint():
    with bucket_server() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def store(request, settings, tmp_path):
    """An empty store of each kind, that of the instance for the time of a test."""
    settings.DATA_DIR = tmp_path
    made = {
        "BACKEND": f"{FolderStore.__module__}.FolderStore",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    stores = {"default": made}
    if request.param == "bucket":
        bucket = new_bucket(request.getfixturevalue("endpoint"), f"ville-{next(_numbers)}")
        common = {
            "bucket_name": bucket.name, "endpoint_url": bucket.endpoint, "region_name": "fr",
            "access_key": KEYS["aws_access_key_id"], "secret_key": KEYS["aws_secret_access_key"],
        }  # fmt: skip
        backend = "jalons.foundation.accounts.files.buckets.BucketStore"
        stores = {
            name: {"BACKEND": backend, "OPTIONS": {**common, "location": f"in/{place}",
                                                   "sealed": name == "secrets"}}
            for name, place in (("default", "files"), ("rendered", "r"), ("secrets", "s"))
        }  # fmt: skip
    settings.STORAGES = {**settings.STORAGES, **stores}
    return folders.dropped()


def named(store, prefix=""):
    return [each.name for each in store.walk(prefix)]


def test_a_file_is_stored_found_read_and_erased(store):
    name = store.save("kind/7/été (1).csv", ContentFile(b"content"))
    other = store.save("kind/7/été (1).csv", ContentFile(b"more"))
    assert other != name  # nothing is replaced by chance
    found = store.find(name)
    assert (found.name, found.size) == (name, 7)
    assert abs(found.changed - timezone.now().timestamp()) < 30
    assert b"".join(store.pieces(name)) == store.near(name).read_bytes() == b"content"
    with store.copied(name) as path:
        assert path.read_bytes() == b"content"
        assert path.suffix == ".csv"
    assert sorted(named(store, "kind")) == sorted([name, other])
    assert (store.parts(""), store.parts("kind"), store.parts("kind/7")) == (["kind"], ["7"], [])
    assert (store.weight("kind/7"), store.weight("kind"), store.weight("kind/77")) == (11, 11, 0)
    store.delete(name)
    store.delete(name)
    assert named(store) == [other]
    store.erase("kind/7")
    store.erase("kind/7")
    assert named(store) == []


def test_what_is_not_there_is_said_the_same_way(store):
    assert store.find("kind/7/none") is None
    assert named(store, "kind/7") == store.parts("kind") == []
    for reading in (store.open, lambda n: store.near(n).stat(), lambda n: list(store.pieces(n))):
        with pytest.raises(FileNotFoundError):
            reading("kind/7/none")
    with pytest.raises(FileNotFoundError), store.copied("kind/7/none") as path:
        path.read_bytes()
    for name in ("../secret_key", "kind/../../../secret_key"):
        with pytest.raises(SuspiciousOperation):
            store.find(name)


def test_what_is_written_again_is_read_as_it_is_now(store):
    store.write("kind/7/list", b"one")
    before = store.find("kind/7/list").mark
    assert store.near("kind/7/list").read_bytes() == b"one"
    store.write("kind/7/list", b"two!")
    assert store.near("kind/7/list").read_bytes() == b"two!"
    assert store.find("kind/7/list").mark != before
    store.append("kind/7/list", b" three")
    store.append("kind/7/other", b"first")
    assert store.near("kind/7/list").read_bytes() == b"two! three"
    assert store.near("kind/7/other").read_bytes() == b"first"
    with folders.workshop() as folder:
        (folder / "made").write_bytes(b"made")
        store.put("kind/7/list", folder / "made")
        assert not (folder / "made").exists()
    assert not folder.exists()
    assert store.near("kind/7/list").read_bytes() == b"made"
    assert sorted(named(store)) == ["kind/7/list", "kind/7/other"]


def test_files_and_folders_get_another_name(store):
    for name in ("kind/7/a", "kind/7/b/c"):
        store.write(name, name.encode())
    store.move("kind/7/a", "kind/7/a.trash")
    store.move("kind/7", "kind/8")
    assert sorted(named(store)) == ["kind/8/a.trash", "kind/8/b/c"]
    assert store.near("kind/8/b/c").read_bytes() == b"kind/7/b/c"


def test_files_of_nobody_are_set_aside_then_erased(store, settings):
    town = Authority.objects.create(name="Vitré", slug="vitre", kind="real")
    for owner in (town.pk, 999_999):
        store.write(f"kind/{owner}/file", b"x")
    now = timezone.now()
    assert folders.set_aside_orphans("kind", "none", now=now) == 1
    store.write("kind/999999/file", b"again")
    assert folders.set_aside_orphans("kind", now=now) == 1
    day = f"aside/{now:%Y-%m-%d}/kind"
    assert sorted(named(store, "aside")) == [f"{day}/999999-2/file", f"{day}/999999/file"]
    assert folders.forget_set_aside(now=now + timedelta(days=29)) == 0
    assert folders.forget_set_aside(now=now + timedelta(days=31)) == 1
    folders.rendered().write(f"{town.pk}/a.pdf", b"x")
    folders.erase(town.pk)
    assert named(store) == named(folders.rendered()) == []


def test_a_folder_is_worked_on_here_and_what_changed_goes_back(store):
    secrets = folders.secrets()
    for name in ("root", "old", "same"):
        secrets.write(f"signing/7/{name}", name.encode())
    secrets.write("signing/70/root", b"of another")
    with suppress(ZeroDivisionError), folders.mirrored(secrets, "signing/7") as folder:
        assert sorted(each.name for each in folder.iterdir()) == ["old", "root", "same"]
        (folder / "old").unlink()
        (folder / "part").write_bytes(b"new root")
        (folder / "part").rename(folder / "root")
        (folder / "deep").mkdir()
        (folder / "deep" / "one").write_bytes(b"1")
        raise ZeroDivisionError
    found = {each.name: b"".join(secrets.pieces(each.name)) for each in secrets.walk("signing/7")}
    assert found == {
        "signing/7/root": b"new root", "signing/7/same": b"same", "signing/7/deep/one": b"1",
    }  # fmt: skip
    assert b"".join(secrets.pieces("signing/70/root")) == b"of another"


def test_secrets_are_unreadable_in_a_bucket_and_private_in_a_folder(store, tmp_path):
    secrets = folders.secrets()
    secrets.write("signing/7/root.key", b"a private key")
    if secrets.is_local:
        path = tmp_path / "secrets" / "signing" / "7" / "root.key"
        assert path.read_bytes() == b"a private key"
        assert path.stat().st_mode & 0o077 == 0
        return
    said = secrets.client.get_object(Bucket=secrets.bucket_name, Key="in/s/signing/7/root.key")
    assert b"private" not in said["Body"].read()


def test_copies_that_nobody_reads_leave_this_machine(store, tmp_path):
    if store.is_local:
        assert store.near("kind/7/a") == tmp_path / "files" / "kind" / "7" / "a"
        return
    from jalons.foundation.accounts.files import buckets

    for name in "abc":
        store.write(f"kind/7/{name}", name.encode() * 100)
    paths = [store.near(f"kind/7/{name}") for name in "abc"]
    for hours, path in enumerate(paths):
        os.utime(path, (timezone.now().timestamp() - 3_700 * hours,) * 2)
    buckets.forget_copies(most=200)
    assert [path.exists() for path in paths] == [True, True, False]
    buckets.forget_copies()
    assert [path.exists() for path in paths] == [True, False, False]
    assert store.near("kind/7/c").read_bytes() == b"c" * 100


def test_a_file_in_use_is_dated_of_today_in_a_bucket_once_a_day(store):
    store.write("kind/7/a", b"content")
    written = []
    if store.is_local:
        os.utime(store.near("kind/7/a"), (0, 0))
    else:
        said = "before-call.s3.CopyObject"
        store.client.meta.events.register(said, lambda **_: written.append(timezone.now()))
    for hours in (2, 23, 25):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
            store.use("kind/7/a")
    assert len(written) == (0 if store.is_local else 1)
    assert abs(store.find("kind/7/a").changed - timezone.now().timestamp()) < 60


def test_the_quota_counts_what_is_stored(store):
    from jalons.foundation.accounts.files import quotas

    town = Authority.objects.create(name="Vitré", slug="vitre", kind="real")
    store.save(f"kind/{town.pk}/a", ContentFile(b"x" * 100))
    store.save(f"exports/{town.pk}/all.zip", ContentFile(b"x" * 1_000))
    assert quotas._on_disk(town.pk) == 100
    name = store.save(f"other/{town.pk}/b", ContentFile(b"x" * 50))
    assert quotas._on_disk(town.pk) == 150  # at once: what is stored is counted again
    store.delete(name)
    assert quotas._on_disk(town.pk) == 100
    assert quotas.sizes() == {town.pk: 100}
