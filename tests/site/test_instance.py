"""A base and a folder of files belong together, or the instance does not start on them."""

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from factories.authorities import make_authority
from jalons.footprint.web.models import InventoryFile
from jalons.foundation.accounts.files import folders
from jalons.site import server
from jalons.site.models import InstanceName
from jalons.site.storage import instance
from jalons.site.storage.folder_lock import using
from serving import environment, jalons

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "jalons.foundation.accounts.files.stores.FolderStore",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return tmp_path / "files"


def upload(slug="angers"):
    """A file of an inventory, its row in the base."""
    authority = make_authority(slug, slug)
    return InventoryFile.objects.create(
        authority=authority, name="parc.csv", size=4, file=ContentFile(b"a;b\n", name="parc.csv")
    )


def stray(files, kind="inventories", owner="99"):
    """A file whose authority is not in the base."""
    path = files / kind / owner / "parc.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a;b\n")
    return path


def test_a_first_start_names_the_base_and_the_folder_alike(files):
    instance.settle()
    assert (files / instance.MARK).read_text().strip() == str(InstanceName.objects.get().name)
    instance.settle()  # every start after
    assert InstanceName.objects.count() == 1


def test_an_instance_from_before_gets_a_name_and_is_not_refused(files):
    upload()
    instance.settle()
    assert (files / instance.MARK).exists()


def test_an_empty_base_on_a_folder_full_of_files_is_refused_and_nothing_is_touched(files):
    path = stray(files)
    with pytest.raises(instance.InstanceError, match="base") as refused:
        instance.settle()
    assert refused.value.code == "instance_files_unknown"
    assert path.exists()
    assert not InstanceName.objects.exists()
    assert not (files / instance.MARK).exists()


def test_a_base_of_another_instance_is_refused(files):
    upload()
    instance.settle()
    InstanceName.objects.all().delete()
    InstanceName.objects.create(name="7e0ac0de-0000-4000-8000-000000000001")
    for look in (instance.refuse_stranger, instance.settle):
        with pytest.raises(instance.InstanceError) as refused:
            look()
        assert refused.value.code == "instance_other"


def test_a_base_that_lost_its_name_with_rows_of_these_files_takes_that_of_the_folder(files):
    upload()
    instance.settle()
    name = (files / instance.MARK).read_text()
    InstanceName.objects.all().delete()
    instance.settle()
    assert str(InstanceName.objects.get().name) == name.strip()


def test_a_base_restored_without_its_files_names_the_empty_folder(files):
    InstanceName.objects.create(name="7e0ac0de-0000-4000-8000-000000000001")
    instance.settle()
    assert (files / instance.MARK).read_text().strip() == "7e0ac0de-0000-4000-8000-000000000001"


def test_a_damaged_mark_is_refused_with_a_sentence(files):
    files.mkdir()
    (files / instance.MARK).write_text("\x00")
    with pytest.raises(instance.InstanceError) as refused:
        instance.settle()
    assert refused.value.code == "instance_mark_damaged"


@pytest.mark.parametrize("kind", ["inventories", "factors", "templates"])
def test_the_daily_round_sets_orphan_files_aside_and_keeps_them_thirty_days(files, kind):
    kept = files / upload().file.name
    path = stray(files, kind)
    now = timezone.now()
    server.tidy(now=now)
    assert not path.exists()
    aside = files / folders.ASIDE / f"{now:%Y-%m-%d}" / kind / "99" / "parc.csv"
    assert aside.read_bytes() == b"a;b\n"
    server.tidy(now=now + timedelta(days=29))
    assert aside.exists()
    server.tidy(now=now + timedelta(days=31))
    assert not aside.exists()
    assert kept.exists()


def test_the_same_folder_set_aside_twice_in_a_day_loses_neither(files):
    now = timezone.now()
    for content in (b"first", b"second"):
        stray(files).write_bytes(content)
        folders.set_aside_orphans("inventories", now=now)
    found = (files / folders.ASIDE).rglob("parc.csv")
    assert sorted(each.read_bytes() for each in found) == [b"first", b"second"]


def test_what_a_person_put_beside_the_folders_of_authorities_stays(files):
    (files / "inventories").mkdir(parents=True)
    note = files / "inventories" / "LISEZMOI.txt"
    note.write_text("note")
    folders.set_aside_orphans("inventories", now=timezone.now())
    assert note.exists()


@pytest.mark.slow
def test_a_server_started_on_another_base_stops_with_a_sentence_and_erases_nothing(
    tmp_path, demonstration
):
    demonstration(tmp_path)
    before = {each for each in (tmp_path / "files").rglob("*") if each.is_file()}
    for each in tmp_path.glob("jalons.sqlite3*"):
        each.unlink()
    done = jalons("serve", "--port", "0", data=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "ne vont pas ensemble" in done.stderr
    assert {each for each in (tmp_path / "files").rglob("*") if each.is_file()} == before


@pytest.mark.slow
def test_a_server_that_is_stopped_while_it_prepares_gives_the_folder_back(tmp_path):
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "jalons.site.cli", "serve", "--port", "0"],
            env=environment(tmp_path, PYTHONUNBUFFERED="1"), stdout=said, stderr=said,
        )  # fmt: skip
        end = time.monotonic() + 120
        while "Chargement" not in (tmp_path / "said").read_text() and time.monotonic() < end:
            time.sleep(0.05)
        process.terminate()
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
    with using(tmp_path, alone=True, refusal="serve_in_use"):
        assert (tmp_path / "jalons.sqlite3").exists()
