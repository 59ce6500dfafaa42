"""Documents asked by pages and made by the worker: once, within bounds, and with a way out."""

import os
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import User
from jalons.foundation.documents.tree import Document, Paragraph
from jalons.foundation.rendering import actions, store
from jalons.foundation.rendering.answers import answer
from jalons.foundation.tasks.actions import cancel_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_made():
    """The rows of another test are gone, and their numbers come again: so must its files."""
    shutil.rmtree((settings.DATA_DIR / "rendered"), ignore_errors=True)


@pytest.fixture
def town():
    return make_authority("ville", "Ville", kind="demo")


def tree(words="Bonjour"):
    return Document("Rapport", "Ville", date(2026, 11, 27), (Paragraph(words),))


class Reader:
    """A visitor who asks documents of a town and follows the page that prepares them."""

    def __init__(self, town, user=None):
        self.town, self.user, self.trees = town, user or AnonymousUser(), 0

    def ask(self, words="Bonjour", kind="odt", query=""):
        request = RequestFactory().get(f"/document/{query}")
        request.user = self.user

        def counted():
            self.trees += 1
            return tree(words)

        return answer(
            request, authority=self.town, kind=kind, name="Rapport", tree=counted, back="/retour/"
        )

    def follow(self, page, **what):
        address = page["Refresh"].partition("url=")[2]
        return self.ask(query="?" + address.partition("?")[2], **what)


@pytest.fixture
def reader(town):
    return Reader(town)


def jobs(town):
    return Job.objects.of(town).filter(kind=actions.KIND)


def text(page):
    return re.sub(r"\s+", " ", page.content.decode())


def test_a_document_nobody_made_is_a_page_that_comes_back_until_it_is_the_file(reader):
    page = reader.ask()
    assert (page.status_code, page["Cache-Control"]) == (202, "no-store")
    assert "Le document se prépare" in text(page)
    assert 'href="/retour/"' in text(page)
    Worker().run_pending()
    file = reader.follow(page)
    assert (file.status_code, file.content[:2]) == (200, b"PK")
    assert file["Content-Disposition"] == 'attachment; filename="rapport.odt"'


def test_the_page_that_waits_does_not_compute_the_document_again(reader):
    page = reader.ask()
    for _ in range(3):
        page = reader.follow(page)
        assert page.status_code == 202
    assert reader.trees == 1


def test_two_who_ask_the_same_document_cause_one_job_and_the_third_none(town, reader):
    for _ in range(8):
        assert reader.ask().status_code == 202
    assert jobs(town).count() == 1
    assert Worker().run_pending() == 1
    assert Reader(town).ask().status_code == 200
    assert jobs(town).count() == 1


@pytest.mark.parametrize("change", ["words", "format", "version", "template"])
def test_another_document_is_another_file(town, change, monkeypatch):
    first = store.file_of(town.pk, tree(), "odt")
    monkeypatch.setattr(store, "__version__", "9" if change == "version" else store.__version__)
    second = store.file_of(
        town.pk,
        tree("Autre" if change == "words" else "Bonjour"),
        "pdf" if change == "format" else "odt",
        template="modele.docx" if change == "template" else "",
    )
    assert first != second
    assert first.name != second.name


def test_who_waits_reads_how_many_come_first(town, reader):
    reader.ask("un")
    reader.ask("deux")
    page = reader.ask("trois")
    assert "2 travaux passent avant" in text(page)
    assert "C’est le prochain" in text(reader.ask("un"))


def test_too_many_documents_of_a_town_are_refused_with_a_sentence(town, reader):
    for number in range(actions.MOST_OF_AUTHORITY):
        assert reader.ask(str(number)).status_code == 202
    page = reader.ask("un de trop")
    assert page.status_code == 429
    assert page["Retry-After"]
    assert "Trop de documents attendent" in text(page)
    assert jobs(town).count() == actions.MOST_OF_AUTHORITY
    assert reader.ask("0").status_code == 202  # what waits already may be followed


def test_strangers_leave_room_for_people_with_an_account(monkeypatch):
    monkeypatch.setattr(actions, "MOST_OF_STRANGERS", 3)
    towns = [make_authority(f"v{n}", "V") for n in range(4)]
    assert [Reader(each).ask().status_code for each in towns] == [202, 202, 202, 429]
    known = User.objects.create_user("ana@example.net", "long-enough-password")
    assert Reader(towns[3], known).ask().status_code == 202


def test_a_document_that_cannot_be_made_says_why_and_how_to_go_on(town, reader, monkeypatch):
    broken = Document("Rapport", "Ville", date(2026, 11, 27), (Paragraph("x"),))
    page = reader.ask()
    file = store.named(town.pk, page["Refresh"].partition("document=")[2], "odt")
    store.put_source(file, broken, template="templates/gone.docx")
    Worker().run_pending()
    failed = reader.follow(page)
    assert failed.status_code == 503
    assert "Refresh" not in failed
    assert "n’est pas prêt" in text(failed)
    assert 'href="/document/"' in text(failed)
    assert reader.ask().status_code == 202  # asked again


def test_a_cancelled_document_may_be_asked_again(town, reader):
    page = reader.ask()
    cancel_job(job=jobs(town).get())
    assert reader.follow(page).status_code == 503
    assert reader.ask().status_code == 202
    assert jobs(town).count() == 2


def test_a_file_erased_meanwhile_is_made_again(town, reader):
    reader.ask()
    Worker().run_pending()
    for each in (settings.DATA_DIR / "rendered").glob(f"{town.pk}/*"):
        each.unlink()
    assert reader.ask().status_code == 202
    Worker().run_pending()
    assert reader.ask().status_code == 200


@pytest.mark.parametrize("name", ["", "../../secret_key", "0" * 32, "f" * 31, "%00"])
def test_a_name_nobody_drew_gives_nothing(town, name):
    assert store.named(town.pk, name, "odt") is None


def test_a_document_of_another_town_is_not_found_by_its_name(reader):
    page = reader.ask()
    Worker().run_pending()
    other = make_authority("autre", "Autre")
    assert Reader(other).follow(page).status_code == 202  # asks its own document instead


def test_files_are_for_the_instance_only_and_leave_no_source(town, reader):
    reader.ask()
    Worker().run_pending()
    (found,) = (settings.DATA_DIR / "rendered").glob(f"{town.pk}/*")
    assert found.stat().st_mode & 0o077 == 0


def made(town, name, *, days=0, size=10):
    path = (settings.DATA_DIR / "rendered") / str(town.pk) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_what_nobody_asked_for_a_week_is_erased(town):
    old, recent = made(town, "old.pdf", days=8), made(town, "recent.pdf", days=6)
    store.tidy(now=timezone.now())
    assert [each.exists() for each in (old, recent)] == [False, True]


def test_a_town_that_fills_its_part_loses_what_was_asked_longest_ago(town, monkeypatch):
    monkeypatch.setattr(store, "MOST_BYTES", 25)
    files = [made(town, f"{days}.pdf", days=days) for days in (3, 1, 2)]
    store.tidy(now=timezone.now())
    assert [each.exists() for each in files] == [False, True, True]


def test_a_file_that_is_asked_is_used_today(town):
    reader = Reader(town)
    reader.ask()
    Worker().run_pending()
    (found,) = (settings.DATA_DIR / "rendered").glob(f"{town.pk}/*")
    made(town, found.name, days=6, size=1)
    reader.ask()
    store.tidy(now=timezone.now() + timedelta(days=3))
    assert Path(found).exists()


def test_an_authority_erased_takes_its_documents_with_it(town, reader):
    reader.ask()
    Worker().run_pending()
    folders.erase(town.pk)
    assert not list((settings.DATA_DIR / "rendered").glob(f"{town.pk}/*"))
