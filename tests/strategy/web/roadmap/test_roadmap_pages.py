"""The roadmap without a script: write, find, change, move, delete, take back."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from factories.people import client_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.journal.models import Entry
from jalons.foundation.notes.models import Note
from jalons.foundation.register.writer import delete
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.roadmap import actions
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    LinkedPlan,
)

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """What a browser sends of the biggest form of a page, without a script."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.select, self.area = [], None, None
        self.feed(html)
        self.sent = max(self.forms, key=len)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append({})
        if not self.forms or "disabled" in found:
            return
        held = self.forms[-1]
        if tag == "select":
            self.select = found["name"]
            held.setdefault(self.select, [""])
        elif tag == "option" and "selected" in found and self.select:
            held[self.select] = [found.get("value", "")]
        elif tag == "textarea":
            self.area = found["name"]
            held[self.area] = [""]
        elif tag == "input" and "name" in found:
            if found.get("type") in {"radio", "checkbox"} and "checked" not in found:
                return
            held.setdefault(found["name"], []).append(found.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.forms[-1][self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            typed = self.forms[-1][self.area]
            typed[0] = typed[0].removeprefix("\r").removeprefix("\n")
            self.area = None
        if tag == "select":
            self.select = None


@pytest.fixture
def contributor(agglo):
    return client_of(agglo, Role.CONTRIBUTOR, name="contributor X")


def make(agglo, title, **values):
    return actions.create_action(authority=agglo, user=None, values={"title": title, **values})


def read(client, name, /, *args, **query):
    response = client.get(reverse(name, args=["agglo", *args], query=query))
    assert response.status_code == 200
    return response.content.decode()


def send(client, name, /, *args, follow=False, **data):
    return client.post(reverse(name, args=["agglo", *args]), data, follow=follow)


def undo(client, response, name="roadmap_action"):
    """Press the button of the page an act leads to."""
    batch = response["Location"].partition("fait=")[2]
    page = client.get(response["Location"]).content.decode()
    url = reverse(f"{name}_undo", args=["agglo", batch])
    assert url in page
    return client.post(url, follow=True).content.decode()


def fill(client, name, /, *args, **typed):
    """Open a page, change some fields of its form, send it."""
    form = Form(read(client, name, *args)).sent
    return send(client, name, *args, **(form | typed))


def test_an_empty_roadmap_says_how_to_start(contributor):
    html = read(contributor, "roadmap")
    assert "La feuille de route est encore vide." in html
    assert reverse("diagnosis_basket", args=["agglo"]) in html
    assert reverse("roadmap_new", args=["agglo"]) in html


def test_a_title_is_enough_and_the_sheet_is_in_the_journal(contributor, agglo):
    sent = fill(contributor, "roadmap_new", title="Garder les ordinateurs sept ans")
    action = Action.objects.of(agglo).get()
    assert sent["Location"].startswith(reverse("roadmap_action", args=["agglo", action.pk]))
    assert "fait=" in sent["Location"]  # the page offers to undo it
    assert action.changed_by == agglo.members.get()
    entry = Entry.objects.of(agglo).get(urn=str(action.urn))
    assert (entry.verb, entry.label) == ("created", "Garder les ordinateurs sept ans")
    assert "Garder les ordinateurs sept ans" in read(contributor, "roadmap_action", action.pk)


def test_every_field_of_a_sheet_is_kept(contributor, agglo):
    axis = Axis.objects.create(authority=agglo, name="Sobriété")
    plan = LinkedPlan.objects.create(authority=agglo, kind="pcaet", name="PCAET 2024")
    action = make(agglo, "Mesurer", commitments=[4])
    typed = {
        "number": "1.2", "description": "Une ligne\r\nune autre", "status": "under_way",
        "priority": "high", "start": "2026-01-01", "end": "2027-06-30",
        "lead_user": str(agglo.members.get().pk), "elected_referent": "Mme Exemple",
        "departments": "Informatique\nAchats, marchés\n\nInformatique", "partners": "Syndicat",
        "participation": "consultation", "axis": str(axis.pk), "main": "5",
        "commitments": ["4", "8"], "linked_plans": [str(plan.pk)],
        "indicators": ["footprint.total"],
        "documents": "Le plan https://example.org/plan.pdf\nhttps://example.org/x",
        "confidential": "Départ prévu",
    }  # fmt: skip
    assert fill(contributor, "roadmap_action_edit", action.pk, **typed).status_code == 302
    action.refresh_from_db()
    assert action.description == "Une ligne\nune autre"
    assert action.commitments == [5, 4, 8]
    assert action.departments == ["Informatique", "Achats, marchés"]
    assert action.documents == [
        {"name": "Le plan", "link": "https://example.org/plan.pdf"},
        {"name": "https://example.org/x", "link": "https://example.org/x"},
    ]
    assert (action.axis, action.lead_user) == (axis, agglo.members.get())
    assert list(action.linked_plans.all()) == [plan]
    assert action.indicators == ["footprint.total"]
    assert action.version == 2
    again = fill(contributor, "roadmap_action_edit", action.pk)
    assert again.status_code == 302
    action.refresh_from_db()
    assert action.version == 2, "a form sent back as it was read changes nothing"


def test_what_two_people_change_at_once_is_never_lost(contributor, agglo):
    action = make(agglo, "Avant", description="Ancien")
    form = Form(read(contributor, "roadmap_action_edit", action.pk)).sent
    actions.change_action(
        action=action, user=None, values={"title": "Autre titre", "priority": "high"}
    )
    met = send(contributor, "roadmap_action_edit", action.pk, **(form | {"title": "Mon titre"}))
    html = met.content.decode()
    assert met.status_code == 422
    assert "Autre titre" in html
    assert "Mon titre" in html
    kept = send(contributor, "roadmap_action_edit", action.pk, **Form(html).sent)
    assert kept.status_code == 302
    action.refresh_from_db()
    assert (action.title, action.priority) == ("Mon titre", "high")


def test_bad_input_is_told_where_it_is_and_nothing_typed_is_lost(contributor, agglo):
    sent = fill(
        contributor, "roadmap_new", title="Ma fiche", start="2027-01-01", end="2026-01-01",
        documents="Sans adresse", description="Un long texte",
    )  # fmt: skip
    html = sent.content.decode()
    assert sent.status_code == 422
    assert "La fin précède le début" in html
    assert "Sans adresse" in html
    assert "n’a pas d’adresse" in html
    assert "Un long texte" in html
    assert not Action.objects.of(agglo).exists()


def test_a_script_address_is_no_document(contributor, agglo):
    sent = fill(contributor, "roadmap_new", title="x", documents="Ruse javascript:alert(1)")
    assert sent.status_code == 422
    with pytest.raises(StrategyError):
        make(agglo, "x", documents=[{"name": "Ruse", "link": "javascript:alert(1)"}])


def test_confidential_notes_are_for_contributors_and_never_in_the_journal(
    contributor, reader, agglo
):
    action = make(agglo, "Mesurer")
    fill(contributor, "roadmap_action_edit", action.pk, confidential="Secret de bureau")
    assert "Secret de bureau" in read(contributor, "roadmap_action", action.pk)
    assert "Secret de bureau" not in read(reader, "roadmap_action", action.pk)
    assert "Secret de bureau" not in read(reader, "roadmap_action_history", action.pk)
    held = [str((e.before, e.after)) for e in Entry.objects.of(agglo)]
    assert not any("Secret de bureau" in text for text in held)
    assert "(non affiché)" in read(contributor, "roadmap_action_history", action.pk)


def test_the_history_tells_from_what_to_what(contributor, agglo):
    action = make(agglo, "Mesurer")
    fill(contributor, "roadmap_action_edit", action.pk, status="done")
    html = read(contributor, "roadmap_action_history", action.pk)
    assert "statut : proposée → terminée" in html.replace("\u202f", " ")
    assert "contributor X" in html


def test_the_address_filters_sorts_and_pages(reader, agglo):
    today = timezone.localdate()
    axis = Axis.objects.create(authority=agglo, name="Achats")
    under = Axis.objects.create(authority=agglo, name="Reconditionné", parent=axis)
    make(agglo, "Été sobre", status="under_way", end=today - timedelta(days=1), commitments=[4])
    make(agglo, "Acheter moins", axis=under.pk, lead_name="Zoé Martin", departments=["Achats"])
    for rank in range(25):
        make(agglo, f"Action {rank:02}", number=str(rank + 1), priority="low")
    html = read(reader, "roadmap")
    assert "27 actions" in html
    assert "1 en retard" in html
    for query, found in (
        ({"q": "ETE SOBRE"}, "Été sobre"),
        ({"etat": "late"}, "Été sobre"),
        ({"engagement": "4"}, "Été sobre"),
        ({"statut": "under_way"}, "Été sobre"),
        ({"axe": str(axis.pk)}, "Acheter moins"),
        ({"pilote": "zoe"}, "Acheter moins"),
        ({"service": "achats"}, "Acheter moins"),
    ):
        page = read(reader, "roadmap", **query)
        assert found in page, query
        assert "Action 01" not in page, query
    assert "Action 24" not in read(reader, "roadmap", sort="number")
    assert "Action 24" in read(reader, "roadmap", sort="number", page="2")
    assert "Aucune action ne répond" in read(reader, "roadmap", q="introuvable")
    assert read(reader, "roadmap", axe="999", etat="x", page="900", sort="nothing")


def test_several_sheets_are_changed_told_before_and_undone(contributor, agglo):
    ids = [str(make(agglo, f"Action {n}", end=date(2026, 3, n + 1)).pk) for n in range(3)]
    done = make(agglo, "Déjà", status="done")
    asked = send(contributor, "roadmap_bulk", action=[*ids, str(done.pk)])
    assert "dans 4 actions" in asked.content.decode()
    chosen = ",".join([*ids, str(done.pk)])
    told = send(contributor, "roadmap_bulk", ids=chosen, step="preview", status="done",
                start="2026-03-02").content.decode()  # fmt: skip
    assert "3 actions vont changer" in told
    assert "Action 0 — " in told
    assert Action.objects.of(agglo).filter(status="done").count() == 1
    after = send(contributor, "roadmap_bulk", ids=chosen, step="apply",
                 status="done", departments="Informatique")  # fmt: skip
    assert Action.objects.of(agglo).filter(status="done").count() == 4
    assert "4 éléments sont modifiés" in contributor.get(after["Location"]).content.decode()
    touched = Action.objects.of(agglo).get(pk=ids[0])
    actions.change_action(action=touched, user=None, values={"title": "Repris par une collègue"})
    actions.change_action(action=touched, user=None, values={"status": "paused"})
    back = undo(contributor, after)
    assert "3 éléments sont comme avant" in back
    assert "a été modifié depuis" in back
    assert "Repris par une collègue" in back
    assert Action.objects.of(agglo).filter(status="done").count() == 1
    assert Action.objects.of(agglo).get(pk=ids[0]).status == "paused"
    assert Action.objects.of(agglo).get(pk=ids[1]).departments == []
    url = reverse("roadmap_action_undo", args=["agglo", after["Location"].partition("fait=")[2]])
    assert "déjà été annulé" in contributor.post(url, follow=True).content.decode()


def test_changing_nothing_or_nobody_is_explained(contributor, agglo):
    action = make(agglo, "Une")
    none = send(contributor, "roadmap_bulk")
    assert none.status_code == 422
    assert "Cochez d’abord" in none.content.decode()
    idle = send(contributor, "roadmap_bulk", ids=str(action.pk), step="preview")
    assert "Choisissez au moins une chose" in idle.content.decode()
    assert send(contributor, "roadmap_bulk", action="not-a-key").status_code == 422


def test_an_action_of_another_authority_is_not_changed_by_its_key(contributor):
    other = make_authority("other", "Autre")
    theirs = actions.create_action(authority=other, user=None, values={"title": "La leur"})
    sent = send(contributor, "roadmap_bulk", ids=str(theirs.pk), step="apply", status="done")
    assert sent.status_code == 422
    theirs.refresh_from_db()
    assert theirs.status == "proposed"


def test_an_action_cannot_belong_to_its_own_sub_action(contributor, agglo):
    top = make(agglo, "Mère")
    child = make(agglo, "Fille", parent=top.pk)
    sent = fill(contributor, "roadmap_attach", top.pk, parent=str(child.pk))
    assert sent.status_code == 422
    assert "ne peut pas dépendre" in sent.content.decode()
    top.refresh_from_db()
    assert top.parent is None


def test_a_sub_action_starts_from_its_parent(contributor, agglo):
    top = make(agglo, "Mère", commitments=[5])
    page = contributor.get(reverse("roadmap_new", args=["agglo"], query={"parente": str(top.pk)}))
    form = Form(page.content.decode()).sent | {"title": "Fille"}
    assert send(contributor, "roadmap_new", **form).status_code == 302
    child = Action.objects.of(agglo).get(title="Fille")
    assert (child.parent, child.commitments) == (top, [5])
    assert "Fille" in read(contributor, "roadmap_action", top.pk)


def test_a_deleted_sheet_comes_back_with_its_sub_actions(lead, agglo):
    top = make(agglo, "Mère")
    make(agglo, "Fille", parent=top.pk)
    page = send(lead, "roadmap_action_delete", top.pk, follow=True).content.decode()
    assert "« Mère » est supprimé" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert lead.get(reverse("roadmap_action", args=["agglo", top.pk])).status_code == 404
    assert "Mère" in read(lead, "roadmap_deleted")
    send(lead, "roadmap_action_restore", top.pk)
    assert Action.objects.of(agglo).filter(deleted_at=None).count() == 2


def test_a_contributor_does_not_delete_but_a_trial_does(contributor, agglo):
    action = make(agglo, "Une")
    assert send(contributor, "roadmap_action_delete", action.pk).status_code == 403
    assert "Supprimer la fiche" not in read(contributor, "roadmap_action", action.pk)
    agglo.kind = Authority.Kind.TRIAL
    agglo.save()
    assert "Supprimer la fiche" in read(contributor, "roadmap_action", action.pk)
    assert send(contributor, "roadmap_action_delete", action.pk).status_code == 302


def test_a_task_is_done_in_one_click_and_undone_in_another(contributor, agglo):
    action = make(agglo, "Une")
    fill(contributor, "roadmap_action_taches_new", action.pk, title="Compter", due="2020-01-01")
    task = ActionTask.objects.of(agglo).get()
    assert "en retard" in read(contributor, "roadmap_action", action.pk)
    send(contributor, "roadmap_task_done", action.pk, task.pk)
    task.refresh_from_db()
    assert task.done_at == timezone.localdate()
    assert "1 tâche faite sur 1" in read(contributor, "roadmap_action", action.pk)
    send(contributor, "roadmap_task_done", action.pk, task.pk)
    task.refresh_from_db()
    assert task.done_at is None


def test_what_follows_a_sheet_is_deleted_and_taken_back(contributor, agglo):
    action = make(agglo, "Une")
    fill(contributor, "roadmap_action_budget_new", action.pk, year="2026", planned="1500,50")
    fill(contributor, "roadmap_action_financements_new", action.pk, funder="L’État", asked="10")
    twice = fill(contributor, "roadmap_action_budget_new", action.pk, year="2026", planned="2")
    assert twice.status_code == 422
    assert "Il existe déjà une ligne" in twice.content.decode()
    line = BudgetLine.objects.of(agglo).get()
    told = Entry.objects.of(agglo).get(label="Une · 2026 · fonctionnement")
    assert told.urn == str(action.urn)
    assert told.changes == [
        ("année", "∅", "2026"), ("nature", "∅", "fonctionnement"), ("mesure", "∅", "euros"),
        ("prévu", "∅", "1500.50"),
    ]  # fmt: skip
    assert str(line.planned) == "1500.50"
    assert line.actual is None
    gone = send(contributor, "roadmap_action_budget_delete", action.pk, line.pk)
    assert "1 500,50 €" not in read(contributor, "roadmap_action", action.pk).replace("\u202f", " ")
    assert "est supprimé" in contributor.get(gone["Location"]).content.decode()
    assert "comme avant" in undo(contributor, gone)
    back = BudgetLine.objects.of(agglo).get()
    assert (str(back.planned), back.deleted_at) == ("1500.50", None)
    send(contributor, "roadmap_action_note", action.pk, text="Vu en comité")
    note = Note.objects.of(agglo).get()
    told = Entry.objects.of(agglo).first()
    assert (told.urn, told.label) == (str(action.urn), action.title)
    assert list(told.after.values()) == ["ajoutée"]
    assert "Vu en comité" not in str(told.after)
    send(contributor, "roadmap_action_note_delete", action.pk, note.pk)
    assert list(Entry.objects.of(agglo).first().after.values()) == ["supprimée"]
    send(contributor, "roadmap_action_note_restore", action.pk, note.pk)
    assert list(Entry.objects.of(agglo).first().after.values()) == ["ajoutée"]
    assert Note.objects.of(agglo).get().written_at == note.written_at
    url = reverse("roadmap_action_taches_new", args=["agglo", action.pk])
    assert contributor.get(url.replace("taches", "rien")).status_code == 404


def test_the_tree_of_axes_counts_what_is_done_with_the_axes_below(lead, agglo):
    whole = Axis.objects.create(authority=agglo, name="Sobriété", rank=1)
    under = Axis.objects.create(authority=agglo, name="Parc", rank=1, parent=whole)
    Axis.objects.create(authority=agglo, name="Vide", rank=2)
    make(agglo, "Faite", axis=under.pk, status="done")
    make(agglo, "En retard", axis=whole.pk, status="under_way", end=date(2020, 1, 1))
    make(agglo, "Laissée", axis=whole.pk, status="abandoned")
    make(agglo, "Ailleurs", status="planned")
    html = read(lead, "roadmap_axis_list")
    assert "1 action sur 3 est faite, 1 est en retard." in html
    parts = html.split('<section class="card apart">')[1:]
    assert len(parts) == 4
    assert "1 faite sur 2" in parts[0]
    assert "1 en retard" in parts[0]
    assert "1 faite sur 1" in parts[1]
    assert "1 en retard" not in parts[1]
    assert "Aucune action" in parts[2]
    assert "Sans axe" in parts[3]
    assert "Ailleurs" in parts[3]
    assert parts[0].index("En retard") < parts[0].index("Laissée")


def test_axes_are_ordered_nested_and_taken_back(lead, agglo):
    for name in ("Un", "Deux", "Trois"):
        fill(lead, "roadmap_axis_new", name=name)
    one, two, three = Axis.objects.of(agglo)
    send(lead, "roadmap_axis_move", three.pk, up="1")
    assert [axis.name for axis in Axis.objects.of(agglo)] == ["Un", "Trois", "Deux"]
    fill(lead, "roadmap_axis_edit", two.pk, parent=str(one.pk))
    assert "1.1 · " in read(lead, "roadmap_axis_list")
    cycle = fill(lead, "roadmap_axis_edit", one.pk, parent=str(two.pk))
    assert cycle.status_code == 422
    assert "ne peut pas être rangé" in cycle.content.decode()
    held = send(lead, "roadmap_axis_delete", one.pk, follow=True).content.decode()
    assert "sert encore à « Deux »" in held.replace("\u202f", " ")
    action = make(agglo, "Une", axis=two.pk)
    gone = send(lead, "roadmap_axis_delete", two.pk)
    action.refresh_from_db()
    assert action.axis is None
    assert "Deux" not in read(lead, "roadmap_axis_list")
    undo(lead, gone, "roadmap_axis")
    action.refresh_from_db()
    assert (action.axis.name, action.axis.parent) == ("Deux", one)


def test_linked_plans_tell_which_actions_serve_them(lead, agglo):
    fill(lead, "roadmap_plan_new", kind="pcaet", name="Plan climat", start="2024-01-01")
    plan = LinkedPlan.objects.of(agglo).get()
    make(agglo, "Chaleur récupérée", linked_plans=[plan.pk])
    make(agglo, "Autre")
    html = read(lead, "roadmap_plan_list")
    assert "1 action sur 2 sert aussi un autre plan" in html
    assert "Chaleur récupérée" in html
    undo(lead, send(lead, "roadmap_plan_delete", plan.pk), "roadmap_plan")
    assert LinkedPlan.objects.of(agglo).get().actions.get().title == "Chaleur récupérée"


def test_the_board_moves_a_card_by_a_button(contributor, reader, agglo):
    action = make(agglo, "Une")
    html = read(contributor, "roadmap_board")
    button = re.search(r'name="move" value="([^"]+)"', html)
    send(contributor, "roadmap_move", move=button[1])
    action.refresh_from_db()
    assert action.status == "planned"
    assert 'name="move"' not in read(reader, "roadmap_board")
    assert send(contributor, "roadmap_move", move=f"{action.pk}:nowhere").status_code == 404
    assert send(contributor, "roadmap_move", move="x:done").status_code == 404


def test_the_calendar_draws_a_year_and_says_the_same_in_a_table(reader, agglo):
    make(agglo, "Longue", start=date(2025, 6, 1), end=date(2027, 6, 1))
    make(agglo, "Un jour", end=date(2026, 5, 1))
    make(agglo, "Sans date")
    html = read(reader, "roadmap_calendar", annee="2026")
    assert "2 actions en 2026" in html
    assert "1 action n’a pas de date" in html
    assert "<svg" in html
    assert "Aucune action" in read(reader, "roadmap_calendar", annee="2030")
    assert read(reader, "roadmap_calendar", annee="abc")


def test_the_budget_adds_up_what_is_told_and_says_what_is_not(contributor, reader, agglo):
    axis = Axis.objects.create(authority=agglo, name="Achats")
    action = make(agglo, "Une", axis=axis.pk)
    for year, planned, actual in ((2025, "1000", "800"), (2026, "500", "")):
        fill(contributor, "roadmap_action_budget_new", action.pk, year=str(year),
             planned=planned, actual=actual)  # fmt: skip
    html = read(reader, "roadmap_budget").replace("\u202f", " ").replace("\u00a0", " ")
    assert "800 € dépensés sur 1 500 € prévus" in html
    assert "Achats" in html
    assert "500\u00a0€" in read(reader, "roadmap_budget", annee="2026")


def test_a_list_of_150_actions_takes_few_queries(reader, agglo, django_assert_max_num_queries):
    Action.objects.of(agglo).bulk_create(
        Action(authority=agglo, title=f"Action {n}", end=date(2026, 1, 1)) for n in range(150)
    )
    for action in Action.objects.of(agglo)[:100]:
        ActionTask.objects.create(authority=agglo, action=action, title="x", due=date(2026, 1, 1))
    for name in ("roadmap", "roadmap_board", "roadmap_calendar", "roadmap_budget",
                 "roadmap_plan_list", "roadmap_axis_list"):  # fmt: skip
        with django_assert_max_num_queries(13):
            read(reader, name)


def test_a_demonstration_is_read_by_anybody_and_changed_by_nobody(agglo):
    agglo.kind = Authority.Kind.DEMO
    agglo.save()
    action = make(agglo, "Une")
    assert "Une" in read(Client(), "roadmap_action", action.pk)
    assert send(Client(), "roadmap_move", move=f"{action.pk}:done").status_code == 403
    assert (
        Client().get(reverse("roadmap_action_edit", args=["agglo", action.pk])).status_code == 403
    )


def test_a_lost_task_does_not_come_back_to_a_deleted_sheet(lead, agglo):
    action = make(agglo, "Une")
    task = ActionTask.objects.create(authority=agglo, action=action, title="Compter")
    gone = send(lead, "roadmap_action_taches_delete", action.pk, task.pk)
    delete(agglo, None, [action])
    url = reverse("roadmap_action_undo", args=["agglo", gone["Location"].partition("fait=")[2]])
    assert "a été supprimé" in lead.post(url, follow=True).content.decode()
    assert ActionTask.objects.of(agglo).get().deleted_at is not None
