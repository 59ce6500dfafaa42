"""A plan comes in from a file and goes out to one, without a script and without a loss."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.imports import actions as imports
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.journal.models import Entry
from jalons.foundation.notes.actions import add as add_note
from jalons.foundation.notes.models import Note
from jalons.foundation.register import writer
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.worker import Worker
from jalons.strategy.engine.plan_files.plan import PlanFunding
from jalons.strategy.engine.plan_files.plan_writer import plan_csv, plan_workbook
from jalons.strategy.web.commands import plan as plan_command
from jalons.strategy.web.roadmap.actions import change_action, create_action
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
)
from jalons.strategy.web.roadmap.plan_exchange import plan_import
from jalons.strategy.web.roadmap.plan_exchange.plan_export import current_plan
from jalons.strategy.web.roadmap.plan_exchange.plan_matching import match_plan

pytestmark = pytest.mark.django_db

FILE = """Plan d’actions;;;;;
N°;Axe;Action;Échéance;Avancement;Couleur
1;Sobriété;Compter;T3 2026;au vert;bleu
2;;Réduire;2027;En cours;
""".encode()


@pytest.fixture
def editor(agglo):
    return client_of(agglo, Role.CONTRIBUTOR, "editor@example.org", name="Édith")


def drop(client, content=FILE, name="plan.csv"):
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse("roadmap_action_import", args=["agglo"]), {"file": file})
    assert response.status_code == 302, response.content.decode()
    return ImportFile._default_manager.latest("dropped_at")


def undo(kept, user=None):
    """How many records an import gives back, how many it leaves alone."""
    done = imports.take_back(plan_import.plan_file, kept, user)
    return done.restored, len(done.changed_since)


def sent(page):
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def bring(client, content=FILE, name="plan.csv", **choices):
    kept = drop(client, content, name)
    check = reverse("roadmap_action_import_check", args=["agglo", kept.pk])
    for _look in range(2 if choices else 1):  # once more when the choices change what was seen
        client.post(check, sent(client.get(check)) | choices | {"step": "apply"})
    Worker().run_pending()
    kept.refresh_from_db()
    return kept


def test_a_plan_is_seen_before_it_is_written_then_imported_and_taken_back(agglo, editor):
    kept = drop(editor)
    check = reverse("roadmap_action_import_check", args=["agglo", kept.pk])
    page = editor.get(check)
    html = page.content.decode()
    assert "Compter" in html
    assert "au vert" in html
    assert not Action.objects.of(agglo).exists()

    editor.post(check, sent(page) | {"status_0": "under_way", "step": "preview"})
    page = editor.get(check)
    assert not Action.objects.of(agglo).exists()
    editor.post(check, sent(page) | {"step": "apply"})
    Worker().run_pending()

    compter = Action.objects.of(agglo).get(title="Compter")
    assert (compter.number, compter.status, compter.end) == ("1", "under_way", date(2026, 9, 30))
    assert compter.description == ""
    assert (
        compter.confidential == "Colonnes reprises du fichier\nAvancement : au vert\nCouleur : bleu"
    )
    assert Entry.objects.of(agglo).filter(urn=str(compter.urn), verb="imported").exists()
    assert Axis.objects.of(agglo).get().name == "Sobriété"

    done = editor.get(reverse("roadmap_action_import_done", args=["agglo", kept.pk]))
    assert done.status_code == 200
    editor.post(reverse("roadmap_action_import_undo", args=["agglo", kept.pk]))
    assert not Action.objects.of(agglo).filter(deleted_at=None).exists()
    assert not living(Axis, agglo).exists()


def test_a_plan_that_needs_no_choice_is_imported_at_the_first_request(agglo, editor):
    kept = drop(editor, "Action;Début;Budget (€)\nCompter;01/03/2026;3 k€\n".encode())
    check = reverse("roadmap_action_import_check", args=["agglo", kept.pk])
    editor.post(check, sent(editor.get(check)) | {"step": "apply"})
    Worker().run_pending()
    assert Action.objects.of(agglo).get().title == "Compter"


def test_the_same_file_again_changes_nothing_and_a_newer_one_updates(agglo, editor):
    bring(editor)
    assert bring(editor).outcome["counts"] == {"new": 0, "changed": 0, "same": 2}
    newer = FILE.replace(b"T3 2026", b"T4 2026").replace("2;;Réduire".encode(),
                                                         "2;;Réduire vite".encode())  # fmt: skip
    assert bring(editor, newer).outcome["counts"] == {"new": 0, "changed": 2, "same": 0}
    assert Action.objects.of(agglo).count() == 2
    assert Action.objects.of(agglo).get(number="1").end == date(2026, 12, 31)
    assert Action.objects.of(agglo).get(number="2").title == "Réduire vite"


def test_an_equal_number_under_another_title_is_another_action(agglo, editor):
    create_action(authority=agglo, user=None, values={"number": "1", "title": "Ouvrir un guichet"})
    assert bring(editor).outcome["counts"]["new"] == 2
    assert Action.objects.of(agglo).get(title="Ouvrir un guichet").version == 1


def test_undoing_leaves_alone_what_somebody_changed_since(agglo, editor):
    kept = bring(editor)
    compter = Action.objects.of(agglo).get(title="Compter")
    change_action(action=compter, user=None, values={"priority": "high"})
    assert undo(kept) == (1, 2)  # the axis of what stays, stays
    assert [a.title for a in Action.objects.of(agglo).filter(deleted_at=None)] == ["Compter"]
    assert Axis.objects.of(agglo).exists()


def test_undoing_an_update_gives_the_sheets_their_values_back(agglo, editor):
    bring(editor)
    before = current_plan(agglo, with_confidential=True)
    kept = bring(editor, FILE.replace(b"T3 2026", b"T4 2026").replace(b"bleu", b"rouge"))
    assert current_plan(agglo, with_confidential=True) != before
    undo(kept)
    assert current_plan(agglo, with_confidential=True) == before


TASKS = "Action;Tâches;Financeurs;Budget investissement 2026\nCompter;Recenser;ADEME;{}\n"


def test_parts_alone_are_imported_told_in_the_journal_and_taken_back(agglo, editor):
    sheet = create_action(authority=agglo, user=None, values={"title": "Compter"})
    line = BudgetLine.objects.create(authority=agglo, action=sheet, year=2026,
                                     nature="investment", planned=Decimal(500))  # fmt: skip
    kept = bring(editor, TASKS.format(1200).encode())
    assert kept.outcome["counts"] == {"new": 0, "changed": 1, "same": 0}
    assert ActionTask.objects.of(agglo).get().title == "Recenser"
    told = Entry.objects.of(agglo).filter(urn=str(sheet.urn), verb="changed")
    assert {each.label: (each.before, each.after) for each in told}.items() >= {
        "Compter · 2026 · investissement": ({"planned": "500.00"}, {"planned": "1200.00"}),
        "Compter · Recenser": (None, {"title": "Recenser", "rank": 1}),
        "Compter · ADEME": (None, {"funder": "ADEME"}),
    }.items()
    undo(kept)
    line.refresh_from_db()
    assert line.planned == 500
    assert not living(ActionTask, agglo).exists()
    assert not living(Funding, agglo).exists()
    assert current_plan(agglo, with_confidential=True).actions[0].tasks == ()


def test_undoing_leaves_alone_a_task_somebody_touched_since_and_takes_back_the_rest(agglo, editor):
    create_action(authority=agglo, user=None, values={"title": "Compter"})
    kept = bring(editor, TASKS.format(1200).encode())
    task = ActionTask.objects.of(agglo).get()
    write(agglo, None, [(task, {"done_at": date(2026, 11, 1)})])
    assert undo(kept) == (2, 1)
    task.refresh_from_db()
    assert (task.done_at, task.deleted_at) == (date(2026, 11, 1), None)
    assert not living(BudgetLine, agglo).exists()


def test_undoing_keeps_a_sheet_under_which_somebody_put_an_action_since(agglo, editor):
    kept = bring(editor)
    above = Action.objects.of(agglo).get(title="Compter")
    create_action(authority=agglo, user=None, values={"title": "Trier", "parent": above.pk})
    assert undo(kept) == (1, 2)  # with its axis
    titles = Action.objects.of(agglo).filter(deleted_at=None).values_list("title", flat=True)
    assert set(titles) == {"Compter", "Trier"}


def test_an_undone_import_comes_back_whole_when_the_undoing_is_undone(agglo, editor):
    other = make_authority("other", "Autre")
    top = Axis.objects.create(authority=other, name="Haut", rank=1)
    axis = Axis.objects.create(authority=other, name="Bas", rank=1, parent=top)
    above = create_action(authority=other, user=None, values={"title": "Piloter", "axis": axis.pk})
    below = create_action(authority=other, user=None, values={"title": "Trier", "parent": above.pk})
    below.linked_plans.add(LinkedPlan.objects.create(authority=other, kind="scot", name="SCoT"))
    for each in (above, below):
        write(other, None, [(ActionTask(authority=other, action=each), {"title": "Faire"})])
        write(other, None, [(Funding(authority=other, action=each), {"funder": "ADEME"})])
    whole = shape(other)
    kept = bring(editor, exported(other), "plan.xlsx")
    assert shape(agglo) == whole
    assert undo(kept)[1] == 0
    assert shape(agglo) == ([], [], [])
    kept.refresh_from_db()
    back = writer.undo(agglo, None, kept.batch.undone_by)
    assert (back.changed_since, back.refused) == ((), ())
    assert shape(agglo) == whole


def test_the_journal_tells_the_plans_an_import_links(agglo, editor):
    sheet = create_action(authority=agglo, user=None, values={"title": "Compter"})
    bring(editor, "Action;Plans liés\nCompter;PCAET 2030\n".encode())
    told = Entry.objects.of(agglo).filter(urn=str(sheet.urn), verb="imported").first()
    assert told.after == {"linked_plans": ["PCAET 2030"]}


# Dated notes --------------------------------------------------------------------------------------


def noted(agglo, user=None, text="Le comité valide.\r\n=2+2 postes"):
    sheet = create_action(authority=agglo, user=None, values={"title": "Compter"})
    add_note(authority=agglo, user=user, about=sheet.urn, label=sheet.title, text=text)
    return sheet


def exported(authority):
    return plan_workbook(current_plan(authority, with_confidential=True))


def notes_of(authority):
    return [note for action in current_plan(authority, with_confidential=True).actions
            for note in action.notes]  # fmt: skip


def test_a_note_leaves_with_the_role_of_its_author_and_never_a_name(agglo, editor):
    noted(agglo, agglo.members.get())
    content = editor.get(reverse("roadmap_export", args=["agglo"]),
                         {"format": "xlsx", "column": ["notes"]}).content  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(content))
    _head, (action, moment, role, text, title) = book["Notes"].values
    assert (action, title) == (str(Action.objects.of(agglo).get().pk), "Compter")
    assert (role, text) == ("contribution", "Le comité valide.\n=2+2 postes")
    written = timezone.localtime(Note.objects.of(agglo).get().written_at)
    assert moment == written.replace(tzinfo=None, microsecond=0)
    told = str([list(sheet.values) for sheet in book])
    assert "Édith" not in told
    assert "editor@" not in told


def test_notes_come_back_elsewhere_once_and_are_taken_back(agglo, editor):
    other = make_authority("other", "Autre")
    sheet = noted(other)
    long_ago = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the hour the clock tells twice
    Note.objects.create(authority=other, about=str(sheet.urn), text="Reporté", written_at=long_ago)
    there = create_action(authority=agglo, user=None, values={"title": "Compter"})
    content = exported(other)
    kept = drop(editor, content, "plan.xlsx")
    (row,) = editor.get(check_url(kept)).context["page"]
    assert (row["kind"], row["changes"]) == ("changed", "notes datées")
    kept = bring(editor, content, "plan.xlsx")
    assert notes_of(agglo) == notes_of(other)
    assert {note.written_by for note in Note.objects.of(agglo)} == {None}
    told = Entry.objects.of(agglo).filter(urn=str(there.urn), verb="changed").first()
    assert sorted(set(told.after.values())) == ["ajoutée"]
    assert "comité" not in str(told.after)

    assert bring(editor, content, "plan.xlsx").outcome["counts"] == {
        "new": 0,
        "changed": 0,
        "same": 1,
    }
    assert bring(editor, exported(agglo), "plan.xlsx").outcome["counts"]["same"] == 1
    assert Note.objects.of(agglo).count() == 2

    mine = add_note(authority=agglo, user=None, about=there.urn, label="", text="À moi")
    assert undo(kept) == (2, 0)
    assert list(Note.objects.of(agglo)) == [mine]
    assert Note.objects.of(other).count() == 2


def test_notes_go_alone_from_a_sheet_somebody_changed_since_their_import(agglo, editor):
    other = make_authority("other", "Autre")
    noted(other)
    there = create_action(authority=agglo, user=None, values={"title": "Compter"})
    kept = bring(editor, exported(other), "plan.xlsx")
    there.refresh_from_db()
    change_action(action=there, user=None, values={"priority": "high"})
    assert undo(kept) == (1, 0)
    assert notes_of(agglo) == []
    assert Action.objects.of(agglo).get().priority == "high"


def test_the_sheets_an_import_made_keep_their_notes_among_the_deleted_ones(agglo, editor):
    other = make_authority("other", "Autre")
    noted(other)
    kept = bring(editor, exported(other), "plan.xlsx")
    made = Action.objects.of(agglo).get()
    undo(kept)
    assert notes_of(agglo) == []
    Action.objects.of(agglo).filter(pk=made.pk).update(deleted_at=None)
    assert notes_of(agglo) == notes_of(other)


def test_two_notes_written_in_one_second_with_the_same_words_stay_two(agglo):
    sheet = noted(agglo)
    first = Note.objects.of(agglo).get()
    Note.objects.create(authority=agglo, about=str(sheet.urn), text=first.text,
                          written_at=first.written_at + timedelta(microseconds=1))  # fmt: skip
    other = make_authority("other", "Autre")
    for _again in range(2):
        plan = plan_import.read(exported(agglo), "plan.xlsx")
        plan_import.write(authority=other, user=None, plan=plan)
        assert len(notes_of(other)) == 2


def test_the_commands_take_the_notes_away_and_bring_them_back(agglo, tmp_path):
    noted(agglo)
    other = make_authority("other", "Autre")
    out = tmp_path / "plan.xlsx"

    def run(*words):
        told = CliRunner().invoke(plan_command, words, catch_exceptions=False)
        assert told.exit_code == 0
        return told.output

    run("export", "--authority", "200066009", "--out", str(out))
    asked = ("import", str(out), "--authority", other.slug, "--json")
    run(*asked)
    assert notes_of(other) == notes_of(agglo)
    assert json.loads(run(*asked))["actions"] == {"new": 0, "changed": 0, "same": 1}
    assert Note.objects.of(other).count() == 1


# Preview ------------------------------------------------------------------------------------------


def check_url(kept):
    return reverse("roadmap_action_import_check", args=["agglo", kept.pk])


def elements(page):
    return len(re.findall(r"<[a-zA-Z]", page.content.decode()))


def test_a_preview_is_kept_and_read_again_without_its_file(agglo, editor):
    rows = "".join(f"{n};Action numéro {n};Service {n % 7};bleu\n" for n in range(60))
    kept = drop(editor, f"N°;Action;Pilote;Couleur\n{rows}".encode())
    assert "Action numéro 14" in editor.get(check_url(kept)).content.decode()
    ImportFile.objects.of(agglo).update(content=b"no longer a plan")
    second = editor.get(check_url(kept), {"page": 2})
    assert "Action numéro 29" in second.content.decode()
    assert elements(second) <= 415


def test_a_preview_follows_the_roadmap_and_the_language(agglo, editor):
    kept = drop(editor)
    assert editor.get(check_url(kept)).context["preview"]["counts"]["new"] == 2
    sheet = create_action(authority=agglo, user=None, values={"title": "Compter", "number": "1"})
    counts = editor.get(check_url(kept)).context["preview"]["counts"]
    assert (counts["new"], counts["changed"]) == (1, 1)
    change_action(action=sheet, user=None, values={"title": "Autre chose"})
    assert editor.get(check_url(kept)).context["preview"]["counts"]["new"] == 2
    english = editor.get(check_url(kept), headers={"accept-language": "en"})
    assert "proposed" in [row["status"] for row in english.context["page"]]


def test_asking_what_an_import_would_do_costs_no_query_per_sheet(
    agglo, editor, django_assert_max_num_queries
):
    rows = "".join(f"{n};Action numéro {n}\n" for n in range(40)).encode()
    bring(editor, b"N;Action\n" + rows)
    plan = plan_import.read(b"N;Action;Pilote\n" + rows.replace(b"\n", b";Moi\n"), "plan.csv")
    with django_assert_max_num_queries(12):
        assert match_plan(agglo, plan).counts()["changed"] == 40


def test_a_column_is_changed_one_at_a_time_and_titles_are_held_once(agglo, editor):
    kept = drop(editor, b"Intitul\xc3\xa9;Titre court;Couleur\nLong titre;Court;bleu\n")
    page = editor.get(check_url(kept))
    held = {each["heading"]: each["field"] for each in page.context["preview"]["columns"]}
    place = list(held).index("Couleur") + 1
    moved = editor.post(check_url(kept), {"change": str(place)})
    assert moved["Location"].endswith(f"?column={place}")
    one = editor.get(moved["Location"])
    assert one.content.decode().count("<select") == 1
    back = editor.post(moved["Location"], {"column": "title", "step": "preview"})
    preview = editor.get(back["Location"]).context["preview"]
    fields = {each["heading"]: each["field"] for each in preview["columns"]}
    assert fields["Couleur"] == "title"
    assert list(fields.values()).count("title") == 1
    assert [row["title"] for row in preview["rows"]] == ["bleu"]


def test_a_file_of_eighty_columns_and_twenty_unknown_words_stays_a_light_page(agglo, editor):
    head = ";".join(["Action", "Statut", *(f"Champ {n}" for n in range(80))])
    rows = "".join(f"Action {n};mot {n};" + ";".join(["x"] * 80) + "\n" for n in range(20))
    kept = drop(editor, f"{head}\n{rows}".encode())
    page = editor.get(check_url(kept))
    assert elements(page) <= 415
    words = page.context["words"]
    assert (len(words), words.paginator.count) == (5, 20)
    sent_here = {"status_0": "done", "step": "words=4"}
    following = editor.post(check_url(kept), sent_here)["Location"]
    assert following.endswith("?words=4")
    editor.post(following, {"status_19": "planned", "step": "preview"})
    kept.refresh_from_db()
    assert kept.columns["statuses"] == {"mot 0": "done", "mot 19": "planned"}


def test_one_kind_of_doubt_never_hides_the_others(agglo, editor):
    rows = "".join(f"Action {n};au vert;{'bientôt' if n == 39 else 2030}\n" for n in range(40))
    kept = drop(editor, f"Action;Statut;Échéance\n{rows}".encode())
    preview = editor.get(check_url(kept)).context["preview"]
    told = [(each["count"], each["rows"]) for each in preview["problems"]]
    many = ", ".join(map(str, range(2, 22))) + " …"
    assert told == [(40, many), (1, "41")]


def test_an_inferred_status_is_proposed_and_said_in_the_preview(agglo, editor):
    kept = drop(editor, b"Action;Statut\nCompter;En retard\nFormer;50 %\n")
    page = editor.get(check_url(kept))
    assert page.context["form"]["status_0"].value() == "under_way"
    assert [each["count"] for each in page.context["preview"]["problems"]] == [2]
    assert "ne dit pas un statut" in page.content.decode()


def test_an_amount_without_a_nature_is_imported_as_such(agglo, editor):
    bring(editor, "Action;Coût 2026\nFormer;3000\n".encode())
    assert BudgetLine.objects.of(agglo).get().nature == "unknown"
    budget = editor.get(reverse("roadmap_budget", args=["agglo"])).content.decode()
    assert budget
    (told,) = current_plan(agglo, with_confidential=True).actions
    assert told.budget[0].nature == "unknown"


@pytest.mark.parametrize("asked", ["column=0", "column=99", "column=x", "column=²", "page=zz",
                                   "words=-1", "columns=1e9"])  # fmt: skip
def test_an_address_typed_wrong_shows_the_preview(agglo, editor, asked):
    kept = drop(editor)
    assert editor.get(f"{check_url(kept)}?{asked}").status_code == 200


def test_a_file_that_is_no_plan_is_explained_on_its_page(editor):
    file = SimpleUploadedFile("plan.xlsx", b"PK\x03\x04 damaged")
    response = editor.post(reverse("roadmap_action_import", args=["agglo"]), {"file": file})
    assert response.status_code == 422
    assert "proposera de le réparer" in response.content.decode()


def test_a_reader_exports_without_the_confidential_notes_and_imports_nothing(agglo, reader):
    create_action(authority=agglo, user=None, values={"title": "Compter", "confidential": "secret"})
    address = reverse("roadmap_export", args=["agglo"])
    assert reader.get(address).status_code == 200
    file = reader.get(address, {"format": "xlsx", "column": ["status"]})
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert [cell.value for cell in book["Actions"][1]] == ["Identifiant", "Titre", "Statut"]
    every = reader.get(address, {"format": "csv", "column": ["number", "description"]}).content
    assert b"secret" not in every
    assert reader.get(reverse("roadmap_action_import", args=["agglo"])).status_code == 403


def test_a_title_that_looks_like_a_formula_is_inert_in_csv_and_comes_back(agglo):
    create_action(authority=agglo, user=None, values={"title": "=1+1"})
    content = plan_csv(current_plan(agglo, with_confidential=True))
    assert b";'=1+1" in content
    assert plan_import.read(content, "plan.csv").actions[0].title == "=1+1"


def test_the_commands_say_first_what_they_would_do(agglo, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_bytes(FILE)
    asked = ["import", str(file), "--authority", "200066009", "--json"]
    told = json.loads(CliRunner().invoke(plan_command, [*asked, "--dry-run"]).output)
    assert told["actions"] == {"new": 2, "changed": 0, "same": 0}
    assert told["unknown_statuses"] == ["au vert"]
    assert not Action.objects.of(agglo).exists()
    CliRunner().invoke(plan_command, asked, catch_exceptions=False)
    out = tmp_path / "plan.xlsx"
    CliRunner().invoke(plan_command, ["export", "--authority", "200066009", "--out", str(out)],
                       catch_exceptions=False)  # fmt: skip
    again = json.loads(
        CliRunner().invoke(plan_command, ["import", str(out), *asked[2:], "--dry-run"]).output
    )
    assert again["actions"] == {"new": 0, "changed": 0, "same": 2}


# Round trip ---------------------------------------------------------------------------------------

LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])


def words(most=30, least=0):
    text = st.text(LETTERS, min_size=least, max_size=most).map(lambda told: " ".join(told.split()))
    return text.filter(lambda told: len(told) >= least)


MONEY = st.none() | st.decimals(0, 10**9, places=2)
DAYS = st.none() | st.dates(date(1995, 1, 1), date(2090, 1, 1))
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds)
UNIQUE = st.lists(words(20, 1), max_size=3, unique_by=str)


@st.composite
def roadmaps(draw):
    """How to make a roadmap: axes in a tree, plans, actions with all that follows them."""
    sheet = st.fixed_dictionaries({
        "number": words(8), "title": words(40, 1), "description": words(60),
        "commitments": st.lists(st.integers(1, 9), max_size=3, unique=True),
        "status": st.sampled_from(Action.Status.values),
        "priority": st.sampled_from(Action.Priority.values),
        "participation": st.sampled_from(Action.Participation.values),
        "days": st.tuples(DAYS, DAYS), "lead_name": words(20), "elected_referent": words(20),
        "departments": UNIQUE, "partners": UNIQUE, "confidential": words(20),
        "documents": st.lists(words(12, 1), max_size=2, unique=True),
        "ready_action": st.sampled_from(["", "4-01"]),
        "axis": st.none() | st.integers(0, 5), "parent": st.none() | st.integers(0, 5),
        "plans": st.sets(st.integers(0, 2)),
        "tasks": st.lists(st.tuples(words(20, 1), DAYS, DAYS, words(10)), max_size=3),
        "budget": st.dictionaries(
            st.tuples(st.integers(2020, 2035), st.sampled_from(BudgetLine.Nature.values),
                      st.sampled_from(BudgetLine.Measure.values)),
            st.tuples(MONEY, MONEY), max_size=3),
        "fundings": st.lists(
            st.fixed_dictionaries({
                "funder": words(20, 1), "state": st.sampled_from(Funding.State.values),
                "asked": MONEY, "granted": MONEY, "scheme": words(20), "eligible": MONEY,
                "deadline": DAYS, "follower": words(20),
                "link": st.sampled_from(["", "https://example.org/aide?id=1"]),
            }),
            max_size=3),
        "notes": st.lists(st.tuples(MOMENTS, st.lists(words(30, 1), min_size=1, max_size=3)),
                          max_size=3),
    })  # fmt: skip
    axes = st.lists(st.tuples(words(20, 1), words(20), st.none() | st.integers(0, 5)), max_size=4)
    plans = st.lists(
        st.tuples(st.sampled_from(LinkedPlan.Kind.values), words(20, 1), DAYS, DAYS), max_size=3
    )
    return draw(axes), draw(plans), draw(st.lists(sheet, max_size=5))


def make(authority, drawn):
    told_axes, told_plans, told_sheets = drawn
    axes, plans, sheets = [], [], []
    for rank, (name, description, parent) in enumerate(told_axes):
        above = axes[parent] if parent is not None and parent < len(axes) else None
        axes.append(Axis.objects.create(authority=authority, name=name, description=description,
                                        parent=above, rank=rank))  # fmt: skip
    for kind, name, *days in told_plans:
        start, end = sorted(days) if None not in days else days
        plans.append(LinkedPlan.objects.create(authority=authority, kind=kind, name=name,
                                               start=start, end=end))  # fmt: skip
    for told in told_sheets:
        apart = (
            "days",
            "axis",
            "parent",
            "plans",
            "tasks",
            "budget",
            "fundings",
            "documents",
            "notes",
        )
        values = {name: value for name, value in told.items() if name not in apart}
        start, end = told["days"]
        if start and end and end < start:
            start, end = end, start
        action = Action(authority=authority, start=start, end=end, **values)
        action.documents = [{"name": name, "link": "https://example.org/a"}
                            for name in told["documents"]]  # fmt: skip
        if told["axis"] is not None and told["axis"] < len(axes):
            action.axis = axes[told["axis"]]
        if told["parent"] is not None and told["parent"] < len(sheets):
            action.parent = sheets[told["parent"]]
        action.save()
        action.linked_plans.set([plans[place] for place in told["plans"] if place < len(plans)])
        for rank, (title, due, done_at, who) in enumerate(told["tasks"], start=1):
            ActionTask.objects.create(authority=authority, action=action, title=title, due=due,
                                      done_at=done_at, who=who, rank=rank)  # fmt: skip
        for (year, nature, measure), (planned, actual) in told["budget"].items():
            BudgetLine.objects.create(authority=authority, action=action, year=year, nature=nature,
                                      measure=measure, planned=planned, actual=actual)  # fmt: skip
        for funding in told["fundings"]:
            Funding.objects.create(authority=authority, action=action, **funding)
        make_notes(action, told["notes"])
        sheets.append(action)


def make_notes(action, told):
    for made_at, lines in told:
        Note.objects.create(authority=action.authority, about=str(action.urn), written_at=made_at,
                              text="\r\n".join(lines))  # fmt: skip


def shape(authority):
    """All a roadmap says, its keys replaced by what they name."""
    plan = current_plan(authority, with_confidential=True)
    titles = {action.key: action.title for action in plan.actions}

    def cents(value):
        return None if value is None else Decimal(value).quantize(Decimal("0.01"))

    return (
        [(axis.key, axis.name, axis.description, axis.parent) for axis in plan.axes],
        sorted((p.kind, p.name, str(p.start), str(p.end)) for p in plan.plans),
        sorted(
            repr((
                sorted(action.values.items()), action.axis, titles.get(action.parent),
                sorted(action.plans), action.tasks, action.notes,
                [(m.year, m.nature, m.measure, cents(m.planned), cents(m.actual))
                 for m in action.budget],
                sorted((f.funder, f.state, str(cents(f.asked)), str(cents(f.granted)), f.scheme,
                        str(cents(f.eligible)), str(f.deadline), f.link, f.follower)
                       for f in action.fundings),
            ))
            for action in plan.actions
        ),
    )  # fmt: skip


def assert_comes_back(drawn):
    """The roadmap written, read and written again is the same; then nothing is new."""
    first = make_authority("rt-first", "Première")
    second = make_authority("rt-second", "Seconde")
    make(first, drawn)
    content = plan_workbook(current_plan(first, with_confidential=True))
    plan_import.write(authority=second, user=None, plan=plan_import.read(content, "plan.xlsx"))
    assert shape(second) == shape(first)
    same = plan_import.read(plan_workbook(current_plan(second, with_confidential=True)), "p.xlsx")
    counts = match_plan(second, same).counts()
    assert (counts["new"], counts["changed"]) == (0, 0)


def test_two_numbered_axes_of_one_name_come_back_as_two(agglo):
    assert_comes_back(([("1", "", None), ("1", "", None), ("2 1", "", None)], [], []))


def test_a_note_of_the_hour_said_twice_comes_back_with_its_clock(agglo):
    sheet = {
        "number": "", "title": "Note", "description": "", "commitments": [], "status": "proposed",
        "priority": "high", "participation": "none", "days": (None, None), "lead_name": "",
        "elected_referent": "", "departments": [], "partners": [], "confidential": "",
        "documents": [], "ready_action": "", "axis": None, "parent": None, "plans": set(),
        "tasks": [], "budget": {}, "fundings": [],
        "notes": [(datetime(2000, 10, 29, 1, 0, tzinfo=UTC), ["Seconde fois"])],
    }  # fmt: skip
    assert_comes_back(([], [], [sheet]))


FUNDING = {
    "funder": "Région", "state": "to_file", "asked": Decimal(15000), "granted": None,
    "scheme": "Numérique sobre 2027", "eligible": Decimal("30000.50"), "link": "",
    "deadline": date(2027, 2, 15), "follower": "Direction des finances",
}  # fmt: skip
SHEET = {
    "number": "", "title": "Réparer", "description": "", "commitments": [], "status": "planned",
    "priority": "high", "participation": "none", "days": (None, None), "lead_name": "",
    "elected_referent": "", "departments": [], "partners": [], "confidential": "",
    "documents": [], "ready_action": "", "axis": None, "parent": None, "plans": set(),
    "tasks": [], "budget": {}, "notes": [],
}  # fmt: skip


def test_two_schemes_of_one_funder_come_back_as_two(agglo):
    other = FUNDING | {"scheme": "Fonds vert", "state": "granted", "granted": Decimal(900)}
    bare = FUNDING | {"scheme": "", "state": "refused", "deadline": None}
    assert_comes_back(([], [], [SHEET | {"fundings": [bare, FUNDING, other]}]))


def test_a_funding_is_found_again_by_its_scheme_whatever_the_order(agglo):
    sheet = create_action(authority=agglo, user=None, values={"title": "Réparer"})
    for asked, scheme in ((10, "Fonds vert"), (20, "Numérique sobre"), (30, "")):
        Funding.objects.create(authority=agglo, action=sheet, funder="Région", scheme=scheme,
                               state="asked", asked=asked)  # fmt: skip
    told = current_plan(agglo, with_confidential=True)
    turned = replace(told.actions[0], fundings=tuple(reversed(told.actions[0].fundings)))
    (found,) = match_plan(agglo, replace(told, actions=(turned,))).matched
    assert found.kind == "same"


def test_a_scheme_told_by_a_file_completes_the_funding_of_its_funder(agglo, editor):
    sheet = create_action(authority=agglo, user=None, values={"title": "Réparer"})
    held = Funding.objects.create(authority=agglo, action=sheet, funder="Région", state="asked")
    told = current_plan(agglo, with_confidential=True)
    action = replace(told.actions[0], fundings=(PlanFunding("Région", scheme="Numérique sobre",
                     deadline=date(2027, 2, 15)),))  # fmt: skip
    content = plan_workbook(replace(told, actions=(action,)))
    kept = bring(editor, content, "plan.xlsx")
    held.refresh_from_db()
    assert (held.scheme, held.deadline, held.state) == (
        "Numérique sobre", date(2027, 2, 15), "asked"
    )  # fmt: skip
    assert Funding.objects.of(agglo).count() == 1
    undo(kept)
    held.refresh_from_db()
    assert (held.scheme, held.deadline) == ("", None)


def test_a_file_written_before_fundings_had_schemes_is_still_read(agglo):
    book = openpyxl.Workbook()
    book.active.title = "Actions"
    for row in (["Identifiant", "Titre"], ["a1", "Réparer"]):
        book.active.append(row)
    old = book.create_sheet("Financements")
    for row in (["Action", "Financeur", "État", "Demandé", "Accordé", "Titre de l’action"],
                ["a1", "ADEME", "accordé", 5000, 4000, "Réparer"],
                ["a1", "Région", "à demander", None, None, "Réparer"],
                ["a1", "Europe", "au fil de l’eau", None, None, "Réparer"]):  # fmt: skip
        old.append(row)
    stream = io.BytesIO()
    book.save(stream)
    plan = plan_import.read(stream.getvalue(), "plan.xlsx")
    assert [(f.funder, f.state, f.granted) for f in plan.actions[0].fundings] == [
        ("ADEME", "granted", 4000), ("Région", "idea", None)
    ]  # fmt: skip
    assert [each.code for each in plan.problems] == ["line_unreadable"]  # never guessed


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=roadmaps())
def test_any_roadmap_comes_back_equal_from_its_spreadsheet(agglo, drawn):
    with transaction.atomic():
        assert_comes_back(drawn)
        transaction.set_rollback(True)
