"""The files of a document, and where its checklist leads."""

import re
import shutil

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register import writer
from jalons.foundation.rendering.actions import KIND
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.statutory import actions, document_building, pages
from jalons.strategy.web.statutory.models import StatutoryDocument

pytestmark = pytest.mark.django_db

WORDS = " ".join(["mot"] * 40)


@pytest.fixture(autouse=True)
def _nothing_made():
    """The rows of another test are gone, and their numbers come again: so must its files."""
    shutil.rmtree((settings.DATA_DIR / "rendered"), ignore_errors=True)


@pytest.fixture
def demo():
    return make_authority("demo", "Démo", kind="demo")


@pytest.fixture
def document(demo):
    """A document of the demonstration."""
    return actions.start(authority=demo, user=None, kind=DocumentKind.STRATEGY, year=2026)


@pytest.fixture
def visitor():
    return Client()


def url(name, document, *args):
    return reverse(name, args=[document.authority.slug, document.pk, *args])


def jobs():
    return Job.objects.of(Authority.objects.get(slug="demo")).filter(kind=KIND)


def test_a_document_is_prepared_by_the_worker_then_given(visitor, document):
    asked = visitor.get(url("document_download", document, "odt"))
    assert asked.status_code == 202
    Worker().run_pending()
    given = visitor.get(url("document_download", document, "odt"))
    assert (given.status_code, given.content[:2]) == (200, b"PK")
    assert given["Content-Disposition"].endswith('.odt"')


def test_a_document_that_changed_is_another_file(visitor, document):
    visitor.get(url("document_download", document, "odt"))
    Worker().run_pending()
    Action.objects.create(authority=document.authority, title="Réparer", status="under_way")
    assert visitor.get(url("document_download", document, "odt")).status_code == 202
    assert jobs().count() == 2


def test_strangers_ask_nothing_and_no_format_is_invented(document):
    Authority.objects.filter(pk=document.authority_id).update(kind=Authority.Kind.REAL)
    assert Client().get(url("document_download", document, "odt")).status_code == 302
    assert not jobs().exists()
    assert Client().get(url("document_download", document, "exe")).status_code == 302


def test_a_format_nobody_writes_has_no_page(visitor, document):
    assert visitor.get(url("document_download", document, "exe")).status_code == 404


def test_a_page_for_the_screen_is_written_at_once(visitor, document):
    given = visitor.get(url("document_download", document, "html"))
    assert given["Content-Disposition"].endswith('.html"')
    assert not jobs().exists()


# Where the checklist leads ------------------------------------------------------------------------


def linked(visitor, page):
    """Each link to a part, and whether the page it leads to holds it."""
    for address, place in re.findall(r'href="([^"#]*/lire/\?page=\d+)#(part-\w+)"', page):
        yield f'id="{place}"' in visitor.get(address).content.decode()


def filled(document):
    """A document long enough to be read in several pages."""
    for rank in range(60):
        Action.objects.create(
            authority=document.authority, title=f"Action {rank}", status="under_way"
        )
    texts = {"governance": f"{WORDS}.\n\n" * 30, "means": f"{WORDS}.\n\n" * 120}
    writer.write(document.authority, None, [(document, document.with_texts(texts))])
    return document


def test_the_checklist_leads_to_the_part_that_answers_each_item(visitor, document):
    filled(document)
    page = visitor.get(url("document", document)).content.decode()
    found = list(linked(visitor, page))
    assert len(found) == 11
    assert all(found)


def test_the_checklist_read_on_screen_leads_across_the_pages_of_the_document(visitor, document):
    held = filled(document)
    tree = document_building.tree_of(held, today=held.changed_at.date(), lang="fr")
    count = len(pages.preview_pages(tree))
    assert count > 3
    found = []
    for rank in range(1, count + 1):
        page = visitor.get(url("document_preview", document), {"page": rank}).content.decode()
        marks = re.findall(r' id="(part-\w+)"', page)
        assert len(marks) == len(set(marks))
        local = re.findall(r'href="#(part-\w+)"', page)
        assert set(local) <= set(marks)
        found += [*linked(visitor, page), *(True for _ in local)]
    assert len(found) == 11
    assert all(found)


def test_a_document_signed_before_parts_had_names_still_leads_to_their_page(visitor, document):
    writer.move(None, document, "review")
    held = actions.sign(
        document=document,
        user=None,
        today=document.changed_at.date(),
        lang="fr",
        version=document.version,
    )
    for block in held.frozen["blocks"]:
        block.pop("anchor", None)
    annex = next(each for each in held.frozen["blocks"] if "décret, point" in each.get("title", ""))
    table = next(each for each in annex["blocks"] if each["type"] == "Table")
    table["rows"] = [[*row[:-1], row[-1][0]["text"]] for row in table["rows"]]
    StatutoryDocument.objects.of(held.authority).filter(pk=held.pk).update(frozen=held.frozen)
    page = visitor.get(url("document", document)).content.decode()
    addresses = re.findall(r'href="([^"#]*/lire/\?page=\d+)"', page)
    assert len(addresses) == 11
    assert all("2. Les objectifs" in visitor.get(a).content.decode() for a in addresses[:1])
