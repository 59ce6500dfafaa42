"""Collections of documents on their pages: brought, read, searched, erased."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories.texts import make_docx, make_pdf, make_zip
from jalons.ailibrary.web import dropped
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.panels import panels
from jalons.ailibrary.web.recipes.usage import usage_of
from jalons.ailibrary.web.search import actions, demo, queries
from jalons.ailibrary.web.search.models import Corpus, CorpusArchive, CorpusDocument, PassageRemark
from jalons.ailibrary.web.search.register import documents
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration, Story
from jalons.foundation.register.writer import delete, restore, store_computed, write
from jalons.foundation.tasks.worker import Worker

HOME = "/collectivite/vitre/ia/recherche/"
CANTEEN = "Objet : Tarifs\n\nLe repas de la cantine coûte 3,20 €.".encode()
pytestmark = pytest.mark.django_db


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def corpus(authority):
    made = Corpus(authority=authority)
    write(authority, None, [(made, {"name": "Délibérations"})])
    return made


def filled(corpus, **files):
    sent = [ContentFile(content, name.replace("__", ".")) for name, content in files.items()]
    brought, _job = actions.bring(None, corpus, sent)
    Worker().run_pending()
    return brought


def test_an_empty_search_says_what_to_bring_and_documents_are_then_quoted(contributor, authority):
    assert "Déposez les documents" in text(contributor.get(HOME))
    assert contributor.post(f"{HOME}fonds/nouveau/", {"name": "Délibérations"}).status_code == 302
    found = Corpus.objects.of(authority).get()
    page = f"{HOME}fonds/{found.pk}/deposer/"
    assert "Dans quels documents chercher" in text(contributor.get(page))
    assert contributor.get(f"{HOME}documents/nouveau/").url == page
    pdf = make_pdf(["Rien.", "Le <b>repas</b> de la cantine est a 3 EUR."])
    sent = [SimpleUploadedFile("cantine.pdf", pdf), SimpleUploadedFile("vide.pdf", make_pdf([""]))]
    assert contributor.post(page, {"documents": sent}).status_code == 302
    Worker().run_pending()
    shown = text(contributor.get(f"{HOME}fonds/{found.pk}/"))
    assert "2 documents" in shown
    assert "La recherche n’est pas possible dans 1 document" in shown
    assert "est une image" in shown
    answer = text(contributor.get(HOME, {"q": "repas à la cantien"}))
    assert "1 passage pour « repas à la cantien »" in answer
    assert "page 2" in answer
    assert "<mark>cantine</mark>" in answer
    assert "&lt;b&gt;" in answer
    assert "<b>" not in answer
    assert "Aucun document n’a « cantien » : cherché comme cantine." in answer
    nothing = text(contributor.get(HOME, {"q": "gymnase <script>"}))
    assert "Aucun passage pour" in nothing
    assert "Essayez autrement" in nothing
    assert "<script>" not in nothing
    assert (
        queries.figure(authority).replace("\u202f", " ")
        == "2 documents, dont 1 sans recherche possible."
    )
    listed = text(contributor.get(f"{HOME}documents/?corpus={found.pk}"))
    assert "2 documents, dont 1 sans recherche possible" in listed


def test_a_document_is_downloaded_and_never_shown_by_the_browser(reader, corpus):
    filled(corpus, page__html=b"<!doctype html><script>alert(1)</script><p>La cantine.</p>")
    found = CorpusDocument.objects.of(corpus.authority).get()
    page = text(reader.get(f"{HOME}documents/{found.pk}/"))
    assert "page.html" in page
    assert "lu" in page
    answer = reader.get(reverse("corpus_document_file", args=["vitre", found.pk]))
    assert "attachment" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"alert" in b"".join(answer.streaming_content)
    Path(found.file.path).unlink()
    assert reader.get(reverse("corpus_document_file", args=["vitre", found.pk])).status_code == 404


def test_one_bad_file_never_stops_the_others_and_says_why(corpus):
    archive = make_zip(
        {
            "a/bon.txt": "La cantine.",
            "faux.pdf": "Le vélo, en texte.",
            "dedans.zip": make_zip({"c.txt": "trois"}),
            "vide.docx": b"",
            "macros.docm": make_docx("<w:p><w:r><w:t>Voirie</w:t></w:r></w:p>"),
        }
    )
    filled(corpus, actes__zip=archive, casse__pdf=b"%PDF-1.7", deux__txt=b"Le marche.")
    rows = {each.file_name: each for each in CorpusDocument.objects.of(corpus.authority)}
    assert {name for name, each in rows.items() if each.state == "read"} == {
        "bon.txt",
        "faux.pdf",
        "macros.docm",
        "deux.txt",
    }
    assert {name: each.why.code for name, each in rows.items() if each.problem} == {
        "dedans.zip": "document_archive",
        "vide.docx": "document_empty",
        "casse.pdf": "document_unreadable",
    }
    assert not CorpusArchive.objects.of(corpus.authority).exists()
    _answer, shown = queries.found(corpus.latest(), "voirie")
    assert [each.document.file_name for each in shown] == ["macros.docm"]
    filled(corpus, casse__zip=make_zip({"a.txt": "x" * 5000})[:-30])
    broken = CorpusDocument.objects.of(corpus.authority).filter(file_name="casse.zip").get()
    assert broken.state == "unread"


def test_the_same_file_is_stored_once_and_a_full_quota_refuses_all(corpus, settings):
    brought = filled(corpus, a__txt=CANTEEN, b__txt=CANTEEN)
    assert (len(brought.stored), brought.known) == (1, ["b.txt"])
    assert actions.bring(None, corpus, [ContentFile(CANTEEN, "c.txt")])[1] is None
    folder = Path(CorpusDocument.objects.of(corpus.authority).get().file.path).parent
    before = set(folder.iterdir())
    settings.OPTIONS = {**settings.OPTIONS, "QUOTA_MB": 0, "AUTHORITY_QUOTA_MB": 0}
    corpus.authority.quota_mb = 0
    with pytest.raises(AccountsError):
        actions.bring(None, corpus, [ContentFile(b"x" * 3_000_000, "gros.txt")] * 2)
    assert set(folder.iterdir()) == before


def test_a_deleted_document_is_found_no_more_and_its_words_are_erased(
    corpus, django_capture_on_commit_callbacks
):
    authority = corpus.authority
    filled(corpus, cantine__txt=CANTEEN, velo__txt="Le vélo.".encode())
    found = CorpusDocument.objects.of(authority).get(name="cantine")
    delete(authority, None, [found])
    assert queries.found(corpus.latest(), "cantine")[1] == []
    restore(authority, None, found.latest())
    assert len(queries.found(corpus.latest(), "cantine")[1]) == 1
    delete(authority, None, [found.latest()])
    path = Path(found.file.path)
    assert {each.name for each in dropped.of(authority)} == {"cantine.txt", "velo.txt"}
    with django_capture_on_commit_callbacks(execute=True):
        assert dropped.empty_trash(authority) == 1
    index = Path(corpus.latest().file.path)
    assert b"cantine" in index.read_bytes()
    actions.daily(now=timezone.now())
    assert not path.exists()
    assert b"cantine" not in index.read_bytes()
    assert "vélo".encode() in index.read_bytes()
    assert queries.found(corpus.latest(), "cantine")[0].quotes == ()
    delete(authority, None, [corpus.latest()])
    assert not queries.documents(authority).exists()
    with django_capture_on_commit_callbacks(execute=True):
        CorpusDocument.erase(CorpusDocument.objects.of(authority))
        Corpus.erase(Corpus.objects.of(authority))
    assert not index.exists()


def test_what_people_say_of_a_passage_is_counted_and_forgotten_after_a_year(
    contributor, reader, corpus
):
    filled(corpus, cantine__txt=CANTEEN)
    found, authority = CorpusDocument.objects.of(corpus.authority).get(), corpus.authority
    page = f"{HOME}documents/{found.pk}/avis/"
    sent = {"q": "cantine", "rang": "0", "page": ""}
    assert contributor.post(page, {**sent, "utile": "non"}).status_code == 302
    assert contributor.post(page, {**sent, "utile": "oui", "rang": "9" * 40}).status_code == 302
    assert contributor.post(page, {"q": " "}).status_code == 302
    assert reader.post(page, sent).status_code == 403
    used = usage_of(authority, "search", timezone.localdate())
    assert (used.decisions, used.set_aside, used.last) == (2, 1, timezone.localdate())
    actions.daily(now=timezone.now() + timedelta(days=366))
    assert not PassageRemark.objects.of(authority).exists()


def test_a_suspended_search_answers_nothing_and_the_rule_answers_as_typed(reader, corpus):
    filled(corpus, cantine__txt=CANTEEN)
    use = RecipeUse(authority=corpus.authority, key="search")
    RecipeUse.objects.create_all([use])
    ((_title, panel),) = [each for each in panels.of(use) if "recherche" in each[1].url]
    assert panel.sentence == "1 document où chercher."
    row = RecipeUse.objects.of(corpus.authority)
    store_computed(row, by_rule=True)
    assert "Aucun passage" in text(reader.get(HOME, {"q": "cantien"}))
    assert "1 passage" in text(reader.get(HOME, {"q": "repas cantine"}))
    row.update(state=RecipeUse.State.SUSPENDED)
    shown = text(reader.get(HOME, {"q": "cantine"}))
    assert "a suspendu cette recherche" in shown
    assert "3,20" not in shown


def test_a_lost_index_is_explained(reader, corpus):
    filled(corpus, cantine__txt=CANTEEN)
    Path(corpus.latest().file.path).unlink()
    assert "ne peuvent pas être lus" in text(reader.get(HOME, {"q": "cantine"}))


def test_a_collection_of_another_authority_is_not_searched(contributor, corpus):
    from factories.authorities import make_authority

    other = Corpus(authority=make_authority("rennes"))
    write(other.authority, None, [(other, {"name": "Secrets"})])
    filled(other, secret__txt=b"Le secret de la cantine.")
    filled(corpus, velo__txt="Le vélo.".encode())
    shown = text(contributor.get(HOME, {"q": "secret cantine", "dans": str(other.pk)}))
    assert "secret.txt" not in shown
    assert "Aucun passage" in shown
    theirs = CorpusDocument.objects.of(other.authority).get()
    assert contributor.get(f"{HOME}documents/{theirs.pk}/fichier/").status_code == 404
    assert contributor.post(f"{HOME}documents/{theirs.pk}/avis/", {"q": "x"}).status_code == 404


def test_the_demonstration_has_deliberations_to_search(authority, lead):
    people = {Role.LEAD: None}
    today = timezone.localdate()
    demo.fill(Demonstration(authority, people, Story.at(today), timezone.now(), today, is_new=True))
    assert queries.figure(authority) == "12 documents où chercher."
    found = Corpus.objects.of(authority).get()
    answer, shown = queries.found(found, "Peut-on éteindre la rue la nuit ?")
    assert shown[0].document.subject == "Extinction partielle de l’éclairage public", answer
    assert shown[0].document.read_on.year == 2025
    assert documents.headline(authority) == "12 documents."
    assert BytesIO(Path(found.file.path).read_bytes()).read(6) == b"SQLite"
