"""Dated notes: written, deleted, put back and purged in the same way on every kind of object."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import member_of, signed_in
from jalons.foundation.accounts.models import Role
from jalons.foundation.administration.archive import authority_archive, personal_data
from jalons.foundation.administration.erasure import account_deletion, authority_erasure
from jalons.foundation.journal.models import Entry
from jalons.foundation.notes import actions, queries
from jalons.foundation.notes.models import Note
from jalons.kernel import Urn
from jalons.site.server import tidy
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.plan_exchange.plan_export import current_plan

TEXT = "Compteur changé en mars"
INDICATOR = Urn("indicator", "footprint.total")


@pytest.fixture
def town(db):
    return make_authority("town", "Ville", staff=60)


def member(authority, role=Role.CONTRIBUTOR, email="ada@example.org"):
    return member_of(authority, role, email, name=email[:3].title())


def browser(user):
    return signed_in(user, headers={"accept-language": "fr"})


@pytest.fixture
def ada(town):
    return member(town)


@pytest.fixture(params=["action", "indicator"])
def noted(request, town):
    """The page of an object with notes: the name of its page, its parameters, its URN, its name."""
    if request.param == "indicator":
        return "indicator_page", {"indicator": INDICATOR.id}, INDICATOR, None
    sheet = create_action(authority=town, user=None, values={"title": "Compter"})
    return "roadmap_action", {"pk": sheet.pk}, sheet.urn, "Compter"


def address(noted, act="", slug="town", **more):
    page, key, _urn, _label = noted
    name = f"{page}_note{act}" if act is not None else page
    return reverse(name, kwargs={"slug": slug, **key, **more})


def write(town, noted, user=None, text=TEXT):
    return actions.add(authority=town, user=user, about=noted[2], label="Compter", text=text)


def page(client, noted):
    return client.get(address(noted, None)).content.decode()


# What members do ----------------------------------------------------------------------------------


def test_a_note_is_shown_with_its_day_and_its_author(town, ada, noted):
    answer = browser(ada).post(address(noted), {"text": TEXT}, follow=True)
    assert answer.redirect_chain == [(address(noted, None), 302)]
    shown = answer.content.decode()
    assert TEXT in shown
    assert "Ada" in shown
    assert "La note est gardée." in shown


def test_a_note_without_text_is_refused_and_a_long_one_comes_back(town, ada, noted):
    empty = browser(ada).post(address(noted), {"text": "  "})
    assert empty.status_code == 422
    long = "Très long. " * 500
    answer = browser(ada).post(address(noted), {"text": long})
    assert answer.status_code == 422
    assert long.strip()[:4000] in answer.content.decode()
    assert not Note.objects.of(town).exists()


def test_a_deleted_note_is_hidden_and_offered_at_once(town, ada, noted):
    note, client = write(town, noted, ada), browser(ada)
    answer = client.post(address(noted, "_delete", note=note.pk), follow=True)
    shown = answer.content.decode()
    assert TEXT not in shown
    assert "La note est supprimée." in shown
    assert shown.count(address(noted, "_restore", note=note.pk)) == 2  # at once, and in the list
    client.post(address(noted, "_restore", note=note.pk))
    back = Note.objects.of(town).get()
    assert (back.text, back.written_at, back.written_by) == (TEXT, note.written_at, ada)
    assert TEXT in page(client, noted)


def test_another_person_puts_it_back_on_another_day(town, ada, noted):
    note = write(town, noted, ada)
    browser(ada).post(address(noted, "_delete", note=note.pk))
    Note.unscoped.update(deleted_at=timezone.now() - timedelta(days=29))
    tidy(now=timezone.now())
    other = browser(member(town, email="eva@example.org"))
    shown = page(other, noted)
    assert TEXT not in shown
    assert "La note est supprimée." not in shown
    assert "1 note supprimée peut être remise" in shown
    answer = other.post(address(noted, "_restore", note=note.pk), follow=True)
    assert TEXT in answer.content.decode()


def test_what_two_people_do_at_once_is_done_once(town, ada, noted):
    note, first, second = (
        write(town, noted, ada),
        browser(ada),
        browser(member(town, email="e@e.fr")),
    )
    for client in (first, second):
        assert client.post(address(noted, "_delete", note=note.pk)).status_code == 302
    for client in (first, second):
        client.post(address(noted, "_restore", note=note.pk))
    assert Note.objects.of(town).get() == note
    lines = Entry.objects.of(town).filter(urn=str(noted[2]), verb="changed").order_by("pk")
    assert [[*each.after.values()] for each in lines] == [["ajoutée"], ["supprimée"], ["ajoutée"]]


def test_the_journal_has_the_day_and_never_the_text(town, ada, noted):
    note = write(town, noted, ada)
    actions.delete(note=note, user=ada, label="Compter", now=timezone.now())
    note.refresh_from_db(from_queryset=Note.unscoped.all())
    actions.restore(note=note, user=ada, label="Compter")
    lines = list(Entry.objects.of(town).filter(urn=str(noted[2]), verb="changed").order_by("pk"))
    day = f"note du {timezone.localdate().day}"
    for line, (before, after) in zip(
        lines,
        [("", "ajoutée"), ("ajoutée", "supprimée"), ("supprimée", "ajoutée")],
        strict=True,
    ):
        [(name, old)], [new] = line.before.items(), line.after.values()
        assert name.startswith(day)
        assert (old, new, line.label) == (before, after, "Compter")
        assert TEXT not in str((line.before, line.after))


def test_a_reader_reads_and_changes_nothing(town, ada, noted):
    note = write(town, noted, ada)
    reader = browser(member(town, Role.READER, "lu@example.org"))
    shown = page(reader, noted)
    assert TEXT in shown
    assert "Garder la note" not in shown
    for act, more in (("", {}), ("_delete", {"note": note.pk}), ("_restore", {"note": note.pk})):
        assert reader.post(address(noted, act, **more), {"text": "x"}).status_code == 403
    actions.delete(note=note, user=ada, label="", now=timezone.now())
    shown = page(reader, noted)
    assert "remise" not in shown
    assert "Aucune note." in shown


def test_a_note_of_another_object_or_authority_does_not_open_here(town, ada, noted):
    elsewhere = actions.add(
        authority=town, user=ada, about=Urn("axis", "1"), label="Axe", text="Ailleurs"
    )
    other = make_authority("other", "Autre")
    stranger = write(other, noted)
    client = browser(ada)
    for note in (elsewhere, stranger):
        for act in ("_delete", "_restore"):
            assert client.post(address(noted, act, note=note.pk)).status_code == 404
    assert Note.unscoped.filter(deleted_at=None).count() == 2
    assert "Ailleurs" not in page(client, noted)
    assert TEXT not in page(client, noted)


def test_the_twenty_first_note_is_still_found(town, ada, noted):
    for rank in range(23):
        write(town, noted, ada, f"Relevé numéro {rank:02}")
    shown = page(browser(ada), noted)
    assert all(f"Relevé numéro {rank:02}" in shown for rank in range(23))
    assert "3 notes plus anciennes" in shown
    assert (
        shown.index("Relevé numéro 22") < shown.index("plus anciennes") < shown.index("numéro 02")
    )


# What leaves, and what goes -----------------------------------------------------------------------


def test_after_thirty_days_the_daily_round_erases_it(town, ada, noted):
    gone, recent, alive = (write(town, noted, ada, text) for text in ("a", "b", "c"))
    now = timezone.now()
    actions.delete(note=gone, user=ada, label="", now=now - timedelta(days=31))
    actions.delete(note=recent, user=ada, label="", now=now - timedelta(days=29))
    tidy(now=now)
    assert set(Note.unscoped.all()) == {recent, alive}
    assert browser(ada).post(address(noted, "_restore", note=gone.pk)).status_code == 404


def archive(town, folder):
    authority_archive.write(town, folder / "all.zip")
    with zipfile.ZipFile(folder / "all.zip") as held:
        return {name: held.read(name) for name in held.namelist()}


def test_the_archive_of_an_authority_has_its_notes_but_not_its_trash(town, ada, noted, tmp_path):
    alive, deleted = write(town, noted, ada, "À garder"), write(town, noted, ada, "À oublier")
    actions.delete(note=deleted, user=ada, label="", now=timezone.now())
    held = archive(town, tmp_path)
    [line] = held["donnees/notes.note.jsonl"].splitlines()
    row = json.loads(line)
    assert (row["id"], row["text"], row["about"]) == (alive.pk, "À garder", str(noted[2]))
    assert "À oublier".encode() not in b"".join(held.values())


def test_a_plan_leaves_without_the_trash(town, ada):
    sheet = create_action(authority=town, user=None, values={"title": "Compter"})
    alive, deleted = (
        actions.add(authority=town, user=ada, about=sheet.urn, label="", text=text)
        for text in ("À garder", "À oublier")
    )
    actions.delete(note=deleted, user=ada, label="", now=timezone.now())
    [action] = current_plan(town, with_confidential=True).actions
    assert [note.text for note in action.notes] == [alive.text]
    assert list(queries.by_object(town, "action")) == [str(sheet.urn)]


def test_an_erased_authority_leaves_no_note_nor_trash(town, ada, noted):
    write(town, noted, ada)
    actions.delete(note=write(town, noted, ada), user=ada, label="", now=timezone.now())
    authority_erasure.erase(authority=town)
    assert not Note.unscoped.exists()


def test_a_person_who_leaves_is_no_longer_the_author_of_any_note(town, ada, noted):
    member(town, Role.ADMINISTRATOR, "boss@example.org")
    alive, deleted = write(town, noted, ada), write(town, noted, ada, "Autre")
    actions.delete(note=deleted, user=ada, label="", now=timezone.now())
    part = [each for each in personal_data.data_of(ada)["took_part_in"] if "note" in each["what"]]
    assert {(each["what"], each["as"]) for each in part} == {("notes.note", "written_by")}
    assert {each["id"] for each in part} == {str(alive.pk), str(deleted.pk)}
    account_deletion.delete_account(user=ada, person=ada, typed=ada.email)
    assert list(Note.unscoped.values_list("written_by", flat=True)) == [None, None]
    assert Note.objects.of(town).get().text == TEXT


# The notes of before ------------------------------------------------------------------------------


def test_the_notes_of_before_are_all_here_with_their_keys_and_go_back(former):
    before = (("notes", None), ("strategy", "0013_actors_and_funding"))
    after = ("strategy", "0015_notes_to_foundation")
    old = former.at(*before)
    town = old.get_model("accounts", "Authority").objects.create(slug="a", name="A")
    person = old.get_model("accounts", "User").objects.create(email="ada@example.org")
    held = old.get_model("strategy", "Remark")._base_manager
    for rank in range(1, 1201):
        held.create(
            id=rank * 3, authority=town, about=str(INDICATOR), text=f"« {rank} »\n'x'",
            made_by=person if rank % 2 else None,
        )  # fmt: skip
    columns = ("id", "authority_id", "about", "text", "made_at", "made_by_id")
    rows = list(held.order_by("id").values_list(*columns))

    new = former.to(after).get_model("notes", "Note")._base_manager
    names = [name.replace("made_", "written_") for name in columns]
    assert list(new.order_by("id").values_list(*names)) == rows
    assert not new.exclude(deleted_at=None).exists()
    assert "strategy_remark" not in connection.introspection.table_names()
    values = {"about": str(INDICATOR), "written_at": timezone.now()}
    fresh = new.create(authority_id=town.pk, text="Après", deleted_at=timezone.now(), **values)
    assert fresh.pk > 3600

    back = former.to(*before).get_model("strategy", "Remark")._base_manager
    assert list(back.order_by("id").values_list(*columns))[:1200] == rows
    assert back.count() == 1201  # the one of the trash has nowhere else to be
    assert former.to(after).get_model("notes", "Note")._base_manager.count() == 1201


def test_no_model_of_a_room_holds_notes_of_its_own():
    assert {each._meta.label for each in apps.get_models() if "note" in each.__name__.lower()} == {
        "notes.Note"
    }
