"""The files of a document: reading a page starts nothing, and asking twice makes one job."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.tasks.actions import cancel_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker
from jalons.strategy.engine.statutory import DocumentKind
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.statutory import actions, making, pages, queries
from jalons.strategy.web.statutory.models import StatutoryDocument

pytestmark = pytest.mark.django_db

WORDS = " ".join(["mot"] * 40)


@pytest.fixture
def demo():
    return Authority.objects.create(slug="demo", name="Démo", kind=Authority.Kind.DEMO)


@pytest.fixture
def document(demo, monkeypatch):
    """A document of the demonstration, long in every format."""
    monkeypatch.setattr(making, "LONG", {})
    monkeypatch.setattr(making, "LONG_OTHERS", 1)
    return actions.start(authority=demo, user=None, kind=DocumentKind.STRATEGY, year=2026)


@pytest.fixture
def visitor():
    return Client()


def url(name, document, *args):
    return reverse(name, args=[document.authority.slug, document.pk, *args])


def jobs():
    return Job.objects.of(Authority.objects.get(slug="demo")).filter(kind=queries.FILE_JOB)


def test_looking_at_a_file_nobody_made_starts_nothing_and_offers_to_make_it(visitor, document):
    answer = visitor.get(url("document_download", document, "odt"))
    assert answer.url == url("document_file", document, "odt")
    for method in (visitor.get, visitor.head):
        assert method(url("document_download", document, "odt")).status_code == 302
        assert method(url("document_file", document, "odt")).status_code == 200
    page = visitor.get(answer.url).content.decode()
    assert "n’est pas encore prêt" in page
    assert f'<form method="post" action="{answer.url}">' in page
    assert "Préparer le fichier OpenDocument" in page
    assert (
        url("document_file", document, "odt")
        in visitor.get(url("document", document)).content.decode()
    )
    assert not jobs().exists()


def test_a_file_is_never_started_by_its_own_address(visitor, document):
    assert visitor.post(url("document_download", document, "odt")).status_code == 405
    assert not jobs().exists()


def test_who_asks_a_file_waits_on_a_page_that_leads_to_where_it_is_offered(visitor, document):
    asked = visitor.post(url("document_file", document, "odt"))
    waiting = visitor.get(asked.url)
    assert waiting["Refresh"]
    Worker().run_pending()
    offered = visitor.get(asked.url)
    assert offered.url.startswith(url("document_file", document, "odt"))
    page = visitor.get(offered.url).content.decode()
    assert "Il est prêt" in page
    address = re.search(r'href="([^"]+\?fichier=[0-9a-f]{20})"', page)[1]
    assert visitor.get(address).content[:2] == b"PK"
    assert visitor.get(url("document_download", document, "odt")).content[:2] == b"PK"


def test_the_same_file_asked_by_many_is_one_job(visitor, document):
    asked = {visitor.post(url("document_file", document, "odt")).url for _ in range(5)}
    other = Client().post(url("document_file", document, "odt")).url
    assert asked == {other}
    assert jobs().count() == 1
    page = visitor.get(url("document_file", document, "odt")).content.decode()
    assert other in page
    assert '<form method="post" action="' + url("document_file", document, "odt") not in page


def test_a_file_that_is_there_is_not_made_again(visitor, document):
    visitor.post(url("document_file", document, "odt"))
    Worker().run_pending()
    assert visitor.post(url("document_file", document, "odt")).url == url(
        "document_file", document, "odt"
    )
    assert jobs().count() == 1


def test_each_format_has_its_own_job_and_one_that_was_stopped_is_asked_again(visitor, document):
    visitor.post(url("document_file", document, "odt"))
    visitor.post(url("document_file", document, "docx"))
    assert jobs().count() == 2
    cancel_job(job=jobs().get(arguments__kind="odt"))
    visitor.post(url("document_file", document, "odt"))
    assert jobs().count() == 3


def test_a_document_that_changed_says_so_and_offers_both_the_old_file_and_a_new_one(
    visitor, document
):
    asked = visitor.post(url("document_file", document, "odt"))
    Worker().run_pending()
    offered = visitor.get(asked.url).url
    Action.objects.create(authority=document.authority, title="Réparer", status="under_way")
    page = visitor.get(offered).content.decode()
    assert "a changé depuis" in page
    assert "Télécharger le fichier précédent" in page
    assert "Préparer le fichier OpenDocument" in page


def test_the_jobs_of_the_demonstration_name_nobody(document):
    signed_in = Client()
    signed_in.force_login(User.objects.create_user("ana@example.net", "long-enough-password"))
    signed_in.post(url("document_file", document, "odt"))
    assert jobs().get().user is None


def test_strangers_ask_nothing_and_no_format_is_invented(document):
    Authority.objects.filter(pk=document.authority_id).update(kind=Authority.Kind.REAL)
    answer = Client().post(url("document_file", document, "odt"))
    assert answer.status_code == 302
    assert "/travaux/" not in answer.url
    assert not jobs().exists()


def test_a_format_nobody_writes_has_no_page(visitor, document):
    assert visitor.get(url("document_file", document, "exe")).status_code == 404
    assert visitor.post(url("document_file", document, "exe")).status_code == 404


def test_a_short_file_is_offered_at_once(visitor, demo):
    short = actions.start(authority=demo, user=None, kind=DocumentKind.DELIBERATION, year=2026)
    page = visitor.get(url("document_file", short, "html")).content.decode()
    assert "Il est prêt" in page
    address = re.search(r'href="([^"]+\?fichier=[0-9a-f]{20})"', page)[1]
    assert visitor.get(address)["Content-Disposition"].endswith('.html"')


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
    return actions.write_texts(document=document, user=None, texts=texts)


def test_the_checklist_leads_to_the_part_that_answers_each_item(visitor, document):
    filled(document)
    page = visitor.get(url("document", document)).content.decode()
    found = list(linked(visitor, page))
    assert len(found) == 11
    assert all(found)


def test_the_checklist_read_on_screen_leads_across_the_pages_of_the_document(visitor, document):
    held = filled(document)
    tree = making.tree_of(held, today=held.changed_at.date(), lang="fr")
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
    held = actions.ask_review(document=document, user=None)
    held = actions.sign(
        document=held, user=None, today=held.changed_at.date(), lang="fr", version=held.version
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
