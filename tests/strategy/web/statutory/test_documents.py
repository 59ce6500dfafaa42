"""Draft, review, sign off: nothing typed is lost, and what is signed never changes."""

import io
import re
from datetime import date, timedelta
from html import unescape

import docx
import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Role, User
from jalons.foundation.documents import codec
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.models import Batch
from jalons.foundation.territories.models import Territory
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.store import decree
from jalons.strategy.web.diagnosis.actions import answer
from jalons.strategy.web.indicators.models import Objective
from jalons.strategy.web.roadmap.models import Action, Axis
from jalons.strategy.web.statutory import (
    actions,
    document_building,
    pages,
    queries,
    template_files,
)
from jalons.strategy.web.statutory.models import StatutoryDocument, WordTemplate
from made import made
from plain_words import found_in
from strategy.web.test_observation_store import TOTAL

pytestmark = pytest.mark.django_db

LIGHT = 415  # elements of a page, for an EcoIndex of A
DAY = date(2026, 11, 24)
STRATEGY = DocumentKind.STRATEGY


@pytest.fixture
def draft(agglo):
    return actions.start(authority=agglo, user=None, kind=STRATEGY, year=2026)


def url(name, document=None, *args):
    return reverse(name, args=["agglo", *([document.pk] if document else []), *args])


def send(client, name, document=None, *args, **data):
    return client.post(url(name, document, *args), data)


def signed(document, *, today=DAY):
    writer.move(None, document, "review")
    version = document.version
    return actions.sign(document=document, user=None, today=today, lang="fr", version=version)


def write_texts(document, **texts):
    writer.write(document.authority, None, [(document, document.with_texts(texts))])


def leave_out(document, reasons):
    writer.write(document.authority, None, [(document, {"left": reasons})])


def test_the_list_tells_where_each_document_stands_and_starts_one(agglo, contributor):
    page = contributor.get(url("documents")).content.decode()
    assert page.count("pas commencé") == 5
    year = str(timezone.localdate().year)
    sent = send(contributor, "document_new", kind="strategie", year=year)
    made = StatutoryDocument.objects.of(agglo).get()
    assert sent.url == url("document", made)
    assert url("document", made) in contributor.get(url("documents")).content.decode()
    send(contributor, "document_new", kind="strategie", year=year)
    assert StatutoryDocument.objects.of(agglo).count() == 1


def test_the_list_opens_with_what_is_late_and_the_one_document_to_work_on(agglo, contributor):
    page = contributor.get(url("documents")).content.decode()
    assert "0 document sur 5 est validé pour" in page
    answer(authority=agglo, user=None, said={"8.2.1": "not_done"}, evidence={})
    page = contributor.get(url("documents")).content.decode()
    assert "<h1>En retard\u202f: Stratégie.</h1>" in page
    assert '<button class="button">Commencer\u202f: Stratégie</button>' in page
    assert '<span class="status late">En retard depuis le 1er janvier 2025.</span>' in page
    send(contributor, "document_new", kind="strategie", year=str(timezone.localdate().year))
    made = StatutoryDocument.objects.of(agglo).get()
    page = contributor.get(url("documents")).content.decode()
    assert f'<a class="button" href="{url("document", made)}">Ouvrir\u202f: Stratégie</a>' in page


def test_a_village_reads_that_the_law_asks_for_no_document_and_none_is_proposed(db):
    place = Territory.objects.create(kind="commune", code="35305", name="Bourg", population=900)
    village = make_authority("bourg", "Bourg", territory=place)
    client = client_of(village, Role.CONTRIBUTOR)
    address = reverse("documents", args=["bourg"])
    page = client.get(address).content.decode()
    assert "<h1>La loi ne vous demande aucun de ces documents" in page
    assert page.count("La loi ne vous le demande pas.") == 3
    assert 'class="button">' not in page
    start = reverse("document_new", args=["bourg"])
    client.post(start, {"kind": "bilan", "year": str(timezone.localdate().year)})
    page = client.get(address).content.decode()
    assert "<h1>0 document sur 5 est validé" in page
    assert re.search('class="button" href="[^"]+">Ouvrir\u202f: Bilan annuel<', page)


def test_the_next_document_is_late_then_begun_then_asked_for_by_law():
    late, asked, free = (pages.Due("", late=True, required=True), pages.Due("", required=True),
                         pages.Due("non"))  # fmt: skip

    def row(name, due, state=None):
        document = StatutoryDocument(state=state) if state else None
        return pages.Row(name, name, document, "", "", "", (), due)

    others = [row("free", free), row("asked", asked)]
    draft, review = row("draft", free, "draft"), row("review", asked, "review")
    assert pages.next_row(others).name == "asked"
    assert pages.next_row([*others, draft]).name == "draft"
    assert pages.next_row([*others, draft, review]).name == "review"
    assert pages.next_row([*others, draft, review, row("late", late)]).name == "late"
    signed = row("signed", late, "signed")
    assert pages.next_row([signed]) is None
    assert pages.next_row([row("one", free), row("other", pages.Due())]) is None
    assert pages.next_row([row("unknown", pages.Due())]).name == "unknown"


def test_a_document_is_read_page_by_page_then_signed_off(agglo, lead, contributor, draft):
    first = lead.get(url("document_preview", draft)).content.decode()
    count = int(re.search(r"Page 1 sur (\d+)", first)[1])
    assert 'class="button" href="?page=2"' in first
    last = f"{url('document_preview', draft)}?page={'9' * 9}"
    assert f"Page {count} sur {count}" in lead.get(last).content.decode()
    assert 'class="button">Revenir au document' in lead.get(last).content.decode()
    send(lead, "document_move", draft, move="review")
    assert 'class="button">Le valider' in lead.get(last).content.decode()
    assert "Le valider" not in contributor.get(last).content.decode()
    assert lead.get(f"{url('document_preview', draft)}?page={'9' * 5000}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "year"),
    [("roman", "2026"), ("strategie", "x"), ("", ""), ("strategie", "9" * 5000), ("bilan", "²")],
)
def test_a_document_nobody_knows_is_not_started(agglo, contributor, kind, year):
    assert send(contributor, "document_new", kind=kind, year=year).status_code == 404


def test_an_unlikely_year_is_explained(agglo, contributor):
    page = contributor.post(
        url("document_new"), {"kind": "strategie", "year": "1789"}, follow=True
    ).content.decode()
    assert "1789" in page
    assert not StatutoryDocument.objects.of(agglo).exists()


def test_what_people_write_joins_the_document_and_the_journal(agglo, contributor, draft):
    sent = send(
        contributor, "document_part", draft, "governance", text="Un comité.", **{"initial-text": ""}
    )
    assert sent.status_code == 302
    held = queries.document(agglo, draft.pk)
    assert held.texts == {"governance": "Un comité."}
    assert "Un comité." in contributor.get(url("document_download", draft, "html")).content.decode()
    assert Entry.objects.of(agglo).filter(urn=str(draft.urn), verb="changed").exists()


def test_two_people_on_one_part_see_both_texts_and_lose_neither(agglo, contributor, lead, draft):
    first = {"text": "Le mien.", "initial-text": ""}
    assert send(contributor, "document_part", draft, "governance", **first).status_code == 302
    answer = send(
        lead, "document_part", draft, "governance", text="Le tien.", **{"initial-text": ""}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Le mien." in page
    assert "Le tien." in page
    assert queries.document(agglo, draft.pk).texts == {"governance": "Le mien."}
    again = {"text": "Le tien.", "initial-text": "Le mien."}
    send(lead, "document_part", draft, "governance", **again)
    assert queries.document(agglo, draft.pk).texts == {"governance": "Le tien."}


def test_two_people_on_two_parts_keep_both(agglo, contributor, lead, draft):
    send(contributor, "document_part", draft, "governance", text="Un.", **{"initial-text": ""})
    send(lead, "document_part", draft, "means", text="Deux.", **{"initial-text": ""})
    assert queries.document(agglo, draft.pk).texts == {"governance": "Un.", "means": "Deux."}


def test_a_form_of_a_part_is_kept_as_one_types(contributor, draft):
    page = contributor.get(url("document_part", draft, "governance")).content.decode()
    assert "design/autosave.js" in page


def test_a_signed_document_does_not_change_when_data_do(agglo, draft):
    Action.objects.create(authority=agglo, title="Garder six ans", status="under_way")
    held = signed(draft)
    before = {
        kind: document_building.content(agglo, tree_of(held), kind)
        for kind in ("html", "odt", "docx")
    }
    Action.objects.of(agglo).update(title="Tout autre chose")
    observation_store().record([TOTAL])
    agglo.name = "Autre nom"
    agglo.save()
    again = queries.document(agglo, held.pk)
    assert "Garder six ans" in before["html"].decode()
    for kind, content in before.items():
        assert document_building.content(agglo, tree_of(again), kind) == content


def tree_of(document):
    return document_building.tree_of(document, today=date(2030, 1, 1), lang="en")


def test_the_frozen_tree_reads_without_the_data(draft):
    held = signed(draft)
    assert codec.from_json(held.frozen).title == "Stratégie numérique responsable 2026"


def test_nothing_signed_can_be_written_deleted_or_signed_again(agglo, lead, draft):
    held = signed(draft)
    for act in (
        lambda: write_texts(held, means="x"),
        lambda: writer.delete(agglo, None, [held]),
        lambda: writer.move(None, held, "draft"),
        lambda: actions.sign(document=held, user=None, today=DAY, lang="fr", version=held.version),
    ):
        with pytest.raises(StrategyError) as caught:
            act()
        assert caught.value.code == "document_signed"
    send(lead, "document_delete", held)
    assert queries.document(agglo, held.pk) is not None
    assert lead.get(url("document_part", held, "means")).status_code == 302


def test_a_draft_is_not_signed_before_it_was_read_over(draft):
    with pytest.raises(StrategyError) as caught:
        actions.sign(document=draft, user=None, today=DAY, lang="fr", version=draft.version)
    assert caught.value.code == "document_not_reviewed"


def test_what_moved_since_it_was_read_is_not_signed(agglo, lead, draft):
    writer.move(None, draft, "review")
    read = draft.version
    write_texts(draft, means="Ajouté ensuite.")
    page = lead.post(url("document_sign", draft), {"version": str(read)}, follow=True)
    assert "pendant que vous écriviez" in page.content.decode()
    assert not queries.document(agglo, draft.pk).is_signed


def test_from_draft_to_signed_through_the_pages(agglo, contributor, lead, draft):
    send(contributor, "document_move", draft, move="review")
    assert contributor.get(url("document_sign", draft)).status_code == 403
    page = lead.get(url("document_sign", draft)).content.decode()
    assert "Le décret demande aussi ceci" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    send(lead, "document_sign", draft, version=version)
    held = queries.document(agglo, draft.pk)
    assert held.is_signed
    assert held.signed_by is not None
    assert "Validé" in lead.get(url("document", draft)).content.decode()


def test_a_new_edition_starts_from_the_texts_of_the_signed_one(agglo, contributor, draft):
    write_texts(draft, means="Deux personnes.")
    signed(draft)
    send(contributor, "document_new", kind="strategie", year="2026")
    second = queries.latest(agglo, STRATEGY, 2026)
    assert (second.edition, second.texts) == (2, {"means": "Deux personnes."})
    assert "édition 2" in contributor.get(url("document", second)).content.decode()


def test_a_deleted_draft_comes_back(agglo, lead, draft):
    send(lead, "document_delete", draft)
    assert queries.document(agglo, draft.pk) is None
    assert url("document_restore", draft) in lead.get(url("document_trash")).content.decode()
    send(lead, "document_restore", draft)
    assert queries.document(agglo, draft.pk) is not None
    assert {e.verb for e in Entry.objects.of(agglo).filter(urn=str(draft.urn))} >= {
        "deleted",
        "restored",
    }


def test_a_signature_is_never_undone_nor_a_step_taken_after_it(agglo, draft):
    signed(draft)
    for batch in Batch.objects.of(agglo):
        done = writer.undo(agglo, None, batch)
        assert (done.restored, len(done.refused) + len(done.changed_since)) == (0, 1)
    held = queries.document(agglo, draft.pk)
    assert held.is_signed
    assert held.frozen == draft.frozen


def test_a_step_is_undone_from_the_page_that_follows(agglo, contributor, draft):
    page = send(contributor, "document_move", draft, move="review").url
    undo = url("document_undo", Batch.objects.of(agglo).first())
    assert undo in contributor.get(page).content.decode()
    contributor.post(undo)
    assert queries.document(agglo, draft.pk).state == "draft"


def test_the_history_names_the_parts_that_changed_and_no_other(agglo, contributor, draft):
    write_texts(draft, means="Deux personnes.", governance="Un comité.")
    write_texts(draft, means="Trois personnes.")
    page = contributor.get(url("document_history", draft)).content.decode()
    line = Entry.objects.of(agglo).filter(urn=str(draft.urn)).first()
    title = decree().part(STRATEGY, "means").title.to("fr")
    assert line.changes == [(title, "Deux personnes.", "Trois personnes.")]
    assert title in page


def test_a_document_is_not_said_signed_without_its_frozen_tree(agglo, draft):
    with pytest.raises(ValidationError, match="relecture"):
        writer.write(agglo, None, [(draft, {"state": "signed"})])


def test_what_two_people_write_at_the_same_moment_is_merged(agglo, contributor, draft):
    """The second form was read before the first was stored, and is written after it."""
    send(contributor, "document_part", draft, "means", text="Deux.", **{"initial-text": ""})
    with pytest.raises(StaleError):
        writer.write(agglo, None, [(draft, draft.with_texts({"governance": "Un."}))])
    send(contributor, "document_part", draft, "governance", text="Un.", **{"initial-text": ""})
    assert queries.document(agglo, draft.pk).texts == {"governance": "Un.", "means": "Deux."}


def test_the_review_compares_with_the_figures_of_the_signed_one(agglo, contributor):
    kept = Action.objects.create(authority=agglo, title="Réparer", status="under_way")
    earlier = actions.start(authority=agglo, user=None, kind=DocumentKind.REVIEW, year=2025)
    signed(earlier, today=date(2026, 1, 28))
    kept.status = "done"
    kept.save()
    Action.objects.create(authority=agglo, title="Mesurer", status="planned")
    now = actions.start(authority=agglo, user=None, kind=DocumentKind.REVIEW, year=2026)
    told = contributor.get(url("document_download", now, "html")).content.decode()
    assert "1 action est terminée" in told
    assert "1 action est nouvelle" in told
    page = contributor.get(url("document_compare", now)).content.decode()
    assert "Bilan annuel" in page
    assert "Dit maintenant, pas alors" in page


@pytest.mark.parametrize("kind", ["pdf", "docx", "odt", "html"])
def test_every_format_is_downloaded(contributor, draft, kind):
    answer = made(contributor, url("document_download", draft, kind))
    content = answer.content
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert content[:4] in {b"%PDF", b"PK\x03\x04", b"<!do"}


def test_an_unknown_format_does_not_exist(contributor, draft):
    assert contributor.get(url("document_download", draft, "exe")).status_code == 404


def test_word_goes_through_the_template_of_the_authority(agglo, lead, draft):
    file = docx.Document()
    file.add_paragraph("Entête de l’agglomération")
    file.add_paragraph("{{contenu}}")
    held = io.BytesIO()
    file.save(held)
    sent = lead.post(
        url("document_template_list"), {"file": SimpleUploadedFile("modele.docx", held.getvalue())}
    )
    assert sent.status_code == 302
    content = made(lead, url("document_download", draft, "docx")).content
    first = docx.Document(io.BytesIO(content)).paragraphs[0].text
    assert first == "Entête de l’agglomération"
    kept = WordTemplate.objects.of(agglo).get()
    send(lead, "document_template_delete", kept)
    assert queries.template(agglo) is None


def test_a_deleted_template_comes_back_and_its_file_is_erased_after_thirty_days(
    agglo, django_capture_on_commit_callbacks
):
    found = WordTemplate(authority=agglo, file=ContentFile(b"PK", "modele.docx"))
    writer.write(agglo, None, [(found, {"name": "modele.docx"})])
    writer.delete(agglo, None, [found])
    assert queries.template(agglo) is None
    (counted,) = template_files.of(agglo)
    assert counted.trashed_at == found.deleted_at
    writer.restore(agglo, None, WordTemplate.objects.of(agglo).get())
    with queries.template(agglo).file.open() as file:
        assert file.read() == b"PK"
    writer.delete(agglo, None, [WordTemplate.objects.of(agglo).get()])
    with django_capture_on_commit_callbacks(execute=True):
        writer.purge(now=timezone.now() + timedelta(days=31))
    assert not found.file.storage.exists(found.file.name)
    assert not WordTemplate.objects.of(agglo).exists()


def test_the_trash_of_templates_is_emptied_at_once(agglo, django_capture_on_commit_callbacks):
    found = [WordTemplate(authority=agglo, file=ContentFile(b"PK", "m.docx")) for _ in range(2)]
    writer.write(agglo, None, [(each, {"name": "m.docx"}) for each in found])
    writer.delete(agglo, None, found[:1])
    with django_capture_on_commit_callbacks(execute=True):
        assert template_files.empty_trash(agglo) == 1
    assert not found[0].file.storage.exists(found[0].file.name)
    assert found[1].file.storage.exists(found[1].file.name)


def test_a_template_with_an_unknown_field_is_refused_and_explained(agglo, lead):
    file = docx.Document()
    file.add_paragraph("{{maire}}")
    held = io.BytesIO()
    file.save(held)
    for content, told in ((held.getvalue(), "maire"), (b"not a file", "modèle")):
        answer = lead.post(
            url("document_template_list"), {"file": SimpleUploadedFile("modele.docx", content)}
        )
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert not WordTemplate.objects.of(agglo).exists()


def test_who_may_do_what(agglo, reader, contributor, draft):
    assert reader.get(url("document", draft)).status_code == 200
    assert reader.get(url("document_preview", draft)).status_code == 200
    assert reader.get(url("document_part", draft, "means")).status_code == 403
    assert send(reader, "document_new", kind="bilan", year="2026").status_code == 403
    assert send(contributor, "document_delete", draft).status_code == 403
    assert contributor.get(url("document_template_list")).status_code == 403


def test_a_document_of_another_authority_does_not_exist(lead, draft):
    other = make_authority("autre", "Autre")
    theirs = actions.start(authority=other, user=None, kind=STRATEGY, year=2026)
    assert lead.get(url("document", theirs)).status_code == 404


def test_a_part_nobody_knows_does_not_exist(contributor, draft):
    assert contributor.get(url("document_part", draft, "roman")).status_code == 404


def test_no_person_but_an_elected_member_is_named_in_a_document(agglo, contributor, draft):
    user = User.objects.create_user("secret@example.org", "x", name="Jeanne Secrète")
    Action.objects.create(
        authority=agglo,
        title="Réparer",
        status="planned",
        lead_user=user,
        lead_name="Marcel Caché",
        elected_referent="Léa Dite",
        confidential="À taire",
    )
    sheets = actions.start(authority=agglo, user=None, kind=DocumentKind.ACTIONS, year=2026)
    for document in (draft, sheets):
        told = contributor.get(url("document_download", document, "html")).content.decode()
        assert "Réparer" in told
        assert not re.search("Secrète|Caché|À taire|secret@", told)
        assert ("Léa Dite" in told) is (document == sheets)  # the elected member, on the sheet


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_pages_stay_light_with_many_actions(agglo, contributor, kind):
    for rank in range(150):
        Action.objects.create(
            authority=agglo, title=f"Action {rank}", status="under_way", commitments=[rank % 9 + 1]
        )
    made = actions.start(authority=agglo, user=None, kind=kind, year=2026)
    addresses = [url("documents"), url("document", made), url("document_preview", made)]
    addresses += [url("document_part", made, each.id) for each in decree().parts_of(kind)]
    for address in addresses:
        page = contributor.get(address).content.decode()
        assert len(re.findall(r"<[a-z]", page)) <= LIGHT, address


def test_the_list_asks_as_many_questions_of_the_base_whatever_the_actions(
    agglo, contributor, django_assert_max_num_queries
):
    for rank in range(30):
        Action.objects.create(authority=agglo, title=f"Action {rank}", status="under_way")
    with django_assert_max_num_queries(45):
        contributor.get(url("documents"))


# The command line ---------------------------------------------------------------------------------


def run(*arguments):
    from jalons.strategy.web.commands import document

    return CliRunner().invoke(document, [*arguments])


def test_the_command_writes_the_signed_document_as_it_was(agglo, draft, tmp_path):
    Action.objects.create(authority=agglo, title="Réparer", status="planned")
    signed(draft)
    Action.objects.of(agglo).update(title="Autre")
    out = tmp_path / "s.html"
    found = run(
        "strategie",
        "--authority",
        "200066009",
        "--format",
        "html",
        "--out",
        str(out),
        "--year",
        "2026",
    )
    assert found.exit_code == 0, found.output
    assert "Réparer" in out.read_text(encoding="utf-8")
    assert "Points du décret" in found.output


def test_the_command_says_that_nothing_is_known(agglo, tmp_path):
    out = tmp_path / "s.html"
    found = run("bilan", "--authority", "agglo", "--format", "html", "--out", str(out))
    assert found.exit_code == 4
    assert "Rien n’est encore connu" in found.output
    assert not out.exists()


def test_the_command_explains_an_unknown_siren_and_an_unwritable_file(agglo, tmp_path):
    Action.objects.create(authority=agglo, title="Réparer")
    unknown = run(
        "bilan", "--authority", "000000000", "--format", "html", "--out", str(tmp_path / "a")
    )
    assert unknown.exception.code == "authority_unknown"
    nowhere = str(tmp_path / "absent" / "s.html")
    refused = run("bilan", "--authority", "agglo", "--format", "html", "--out", nowhere)
    assert refused.exception.code == "file_unwritable"


# What people choose -------------------------------------------------------------------------------


def deliberation(agglo):
    return actions.start(authority=agglo, user=None, kind=DocumentKind.DELIBERATION, year=2026)


def an_aim(agglo):
    Objective.objects.create(
        authority=agglo, indicator="procurement.reused_share", baseline=5, baseline_on=DAY,
        target=30, target_on=date(2030, 12, 31),
    )  # fmt: skip


def test_people_choose_which_document_a_deliberation_is_about(agglo, contributor):
    act = deliberation(agglo)
    assert "Cette délibération porte sur" in contributor.get(url("document", act)).content.decode()
    assert send(contributor, "document_edit", act, about="programme").status_code == 302
    assert queries.document(agglo, act.pk).about == "programme"
    told = contributor.get(url("document_download", act, "html")).content.decode()
    assert "Approuve le programme de travail 2026" in told
    assert Entry.objects.of(agglo).filter(urn=str(act.urn), verb="changed").exists()


@pytest.mark.parametrize("about", ["roman", "", "actions", "deliberation"])
def test_a_deliberation_is_about_nothing_else(agglo, contributor, about):
    act = deliberation(agglo)
    send(contributor, "document_edit", act, about=about)
    assert queries.document(agglo, act.pk).about == ""


def test_a_reader_chooses_nothing(agglo):
    reader = client_of(agglo, Role.READER)
    act = deliberation(agglo)
    assert send(reader, "document_edit", act, about="programme").status_code == 403
    assert "Cette délibération porte sur" not in reader.get(url("document", act)).content.decode()


def test_a_strategy_without_objective_is_not_proposed_nor_signed_off(agglo, contributor, lead):
    Action.objects.create(authority=agglo, title="Réparer", status="planned")
    act = deliberation(agglo)
    page = contributor.get(url("document", act)).content.decode()
    assert "ne peut pas encore être soumis" in page
    assert "aucun objectif" in page
    with pytest.raises(StrategyError, match="ne peut pas être validée"):
        signed(act)
    an_aim(agglo)
    assert "ne peut pas encore" not in contributor.get(url("document", act)).content.decode()
    assert signed(queries.document(agglo, act.pk)).is_signed


def test_the_command_refuses_a_strategy_without_action(agglo, tmp_path):
    an_aim(agglo)
    out = tmp_path / "d.html"
    found = run("deliberation", "--authority", "agglo", "--format", "html", "--out", str(out),
                "--year", "2026")  # fmt: skip
    assert found.exit_code == 4
    assert "aucune action retenue" in found.output
    assert not out.exists()


def test_an_optional_item_is_left_out_with_its_reason_and_taken_back(agglo, contributor, draft):
    page = contributor.get(url("document_domains", draft)).content.decode()
    assert page.count("Non retenu, parce que…") == 6
    sent = {f"reason_{rank}": "" for rank in range(6)}
    sent |= {f"initial-{name}": "" for name in sent}
    sent["reason_2"] = "les sites sont mutualisés"
    assert send(contributor, "document_domains", draft, **sent).status_code == 302
    assert queries.document(agglo, draft.pk).left == {
        "strategy.ecodesign": "les sites sont mutualisés"
    }
    page = contributor.get(url("document", draft)).content.decode()
    assert "non retenu, parce que les sites sont mutualisés" in page
    sent["initial-reason_2"], sent["reason_2"] = "les sites sont mutualisés", ""
    send(contributor, "document_domains", draft, **sent)
    assert queries.document(agglo, draft.pk).left == {}


def test_a_mandatory_item_is_not_left_out(agglo, draft):
    with pytest.raises(ValidationError, match="strategy"):
        leave_out(draft, {"strategy.means": "plus tard"})


def test_a_signed_document_says_again_why_an_item_is_left_out(agglo, contributor, draft):
    leave_out(draft, {"strategy.territory": "aucun capteur"})
    frozen = signed(draft)
    actions.start(authority=agglo, user=None, kind=STRATEGY, year=2026)
    page = contributor.get(url("document", frozen)).content.decode()
    assert "aucun capteur" in page
    ticks = {tick.item.id: tick for tick in document_building.signed_ticks(frozen)}
    assert ticks["strategy.territory"].reason == "aucun capteur"


def test_actions_are_in_the_order_people_count(agglo):
    for number in ("1.10", "1.2", "1.1", "2", ""):
        Action.objects.create(authority=agglo, title=f"Action {number}", number=number)
    found = [each.number for each in queries.material(agglo, 2026, today=DAY).actions]
    assert found == ["1.1", "1.2", "1.10", "2", ""]


def test_an_axis_that_bears_its_number_is_not_numbered_twice(agglo):
    Axis.objects.create(authority=agglo, name="Axe 1 : Sobriété", rank=1)
    Axis.objects.create(authority=agglo, name="Un numérique pour tous", rank=2)
    labels = [label for label, _words in queries.material(agglo, 2026, today=DAY).axes]
    assert labels == ["Axe 1 : Sobriété", "2 Un numérique pour tous"]


PAGES = ("document", "document_preview", "document_domains", "document_sign")


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_no_page_of_a_document_speaks_of_the_workshop(agglo, lead, kind):
    Action.objects.create(authority=agglo, title="Réparer", status="under_way", end=DAY)
    an_aim(agglo)
    held = actions.start(authority=agglo, user=None, kind=kind, year=2026)
    writer.move(None, held, "review")
    addresses = [url("documents"), *(url(name, held) for name in PAGES)]
    addresses += [url("document_part", held, part.id) for part in decree().parts_of(kind)]
    for address in addresses:
        page = lead.get(address, follow=True).content.decode()
        body = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
        assert (address, found_in(unescape(body))) == (address, [])
