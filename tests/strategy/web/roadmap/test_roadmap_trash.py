"""The roadmap on its registers: nothing is overwritten, what is deleted comes back whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.models import Entry
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.publishing.output.public_snapshot import chosen
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError, StaleError
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.web.calendar import calendar_feed, reminders
from jalons.strategy.web.observations import queries as measured
from jalons.strategy.web.roadmap import actions, queries
from jalons.strategy.web.roadmap.forms import ActionForm
from jalons.strategy.web.roadmap.measures import SPENT
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
)
from jalons.strategy.web.roadmap.plan_exchange.plan_export import current_plan
from jalons.strategy.web.statutory.queries import material

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def made(model, authority, **values):
    record = model(authority=authority)
    writer.write(authority, None, [(record, values)])
    return record


def sheet(agglo, title="Compter", **values):
    return actions.create_action(authority=agglo, user=None, values={"title": title} | values)


def stored(record):
    return type(record).objects.of(record.authority).get(pk=record.pk)


def page(client, name, *args):
    response = client.get(reverse(name, args=["agglo", *args]))
    assert response.status_code == 200
    return response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


# Two people at once -------------------------------------------------------------------------------


def test_a_change_of_a_sheet_read_before_another_change_is_refused_not_stored_over_it(agglo):
    first = sheet(agglo)
    mine, theirs = stored(first), stored(first)
    actions.change_action(action=theirs, user=None, values={"title": "Compter mieux"})
    with pytest.raises(StaleError):
        actions.change_action(action=mine, user=None, values={"priority": "high"})
    kept = stored(first)
    assert (kept.title, kept.priority, kept.version) == ("Compter mieux", "medium", 2)


def test_what_is_stored_between_the_reading_and_the_writing_of_a_form_is_merged(
    agglo, lead, monkeypatch
):
    action = sheet(agglo)
    url = reverse("roadmap_action_edit", args=["agglo", action.pk])
    page(lead, "roadmap_action_edit", action.pk)
    plain, times = ActionForm.clean, []

    def meanwhile(self):
        cleaned = plain(self)
        if not times:
            times.append(1)
            actions.change_action(action=stored(action), user=None, values={"status": "planned"})
        return cleaned

    monkeypatch.setattr(ActionForm, "clean", meanwhile)
    sent = {"title": "Mesurer", "status": "proposed", "initial-status": "proposed",
            "priority": "medium", "participation": "none"}  # fmt: skip
    assert lead.post(url, sent).status_code == 302
    kept = stored(action)
    assert (kept.title, kept.status, kept.version) == ("Mesurer", "planned", 3)


# What is deleted is nowhere -----------------------------------------------------------------------


@pytest.fixture
def full(agglo):
    """A sheet with all that follows it, published."""
    above = made(Axis, agglo, name="Axe du dessus", rank=1)
    axis = made(Axis, agglo, name="Axe à perdre", parent=above, rank=1)
    plan = made(LinkedPlan, agglo, kind="pcaet", name="Plan à perdre")
    action = sheet(agglo, axis=axis.pk, linked_plans=[plan.pk], status="planned")
    soon = TODAY + timedelta(days=3)
    task = made(ActionTask, agglo, action=action, title="Tâche à perdre", due=soon)
    line = made(BudgetLine, agglo, action=action, year=TODAY.year, nature="running",
                planned=7000, actual=6543)  # fmt: skip
    money = made(Funding, agglo, action=action, funder="Financeur à perdre", state="to_file",
                 asked=4321, deadline=soon)  # fmt: skip
    public = PublicPage.objects.create(authority=agglo)
    Published.objects.create(authority=agglo, urn=str(action.urn))
    return {"axis": axis, "plan": plan, "task": task, "line": line, "money": money,
            "action": action, "page": public}  # fmt: skip


def everywhere(agglo, client, full):
    """All that is read of the roadmap, as one text."""
    request = RequestFactory().get("/")
    texts = [
        page(client, "roadmap"), page(client, "roadmap_action", full["action"].pk),
        page(client, "roadmap_axis_list"), page(client, "roadmap_plan_list"),
        page(client, "roadmap_budget"), page(client, "roadmap_funding"),
        page(client, "roadmap_calendar"), page(client, "roadmap_action_edit", full["action"].pk),
        page(client, "roadmap_axis_new"),
        str(current_plan(agglo, with_confidential=True)),
        str(material(agglo, TODAY.year, today=TODAY)),
        str(list(calendar_feed.events(agglo, request))),
        str(list(reminders.watched(agglo))),
        str(chosen(full["page"]).shelves["actions"]),
    ]  # fmt: skip
    return "\n".join(texts)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("axis", ["Axe à perdre"]),
        ("plan", ["Plan à perdre"]),
        ("task", ["Tâche à perdre"]),
        ("line", ["6543", "6 543"]),
        ("money", ["Financeur à perdre", "4321", "4 321"]),
    ],
)
def test_what_is_deleted_is_in_no_page_file_nor_document_and_comes_back(
    agglo, lead, full, kind, words
):
    before = everywhere(agglo, lead, full)
    assert all(word in before for word in words[:1])
    batch = writer.delete(agglo, None, [full[kind]])
    after = everywhere(agglo, lead, full)
    assert [word for word in words if word in after] == []
    again = writer.undo(agglo, None, batch)
    assert not again.changed_since
    assert not again.refused
    back = everywhere(agglo, lead, full)
    assert all(word in back for word in words[:1])


def spent(agglo):
    found = [each for each in measured.observations(agglo) if each.indicator == SPENT]
    return [each.value.mid for each in found]


def test_the_measures_follow_a_line_in_the_trash_and_back(agglo, full):
    assert spent(agglo) == [6543]
    batch = writer.delete(agglo, None, [full["line"]])
    assert spent(agglo) == []
    writer.undo(agglo, None, batch)
    assert spent(agglo) == [6543]


def test_the_public_page_counts_the_tasks_that_are_left(agglo, full):
    assert chosen(full["page"]).shelves["actions"].values[0].tasks == 1
    writer.delete(agglo, None, [full["task"]])
    assert chosen(full["page"]).shelves["actions"].values[0].tasks == 0


def test_a_deleted_line_of_budget_leaves_its_place_to_another(agglo, full):
    same = {"year": TODAY.year, "nature": "running"}
    with pytest.raises(ValidationError, match="Il existe déjà une ligne"):
        made(BudgetLine, agglo, action=full["action"], **same)
    batch = writer.delete(agglo, None, [full["line"]])
    made(BudgetLine, agglo, action=full["action"], **same)
    done = writer.undo(agglo, None, batch)
    assert done.restored == 0
    assert "Il existe déjà une ligne" in done.refused[0][1]


# Axes and plans -----------------------------------------------------------------------------------


def test_an_axis_that_holds_another_stays_and_its_actions_come_back_with_it(agglo, full):
    with pytest.raises(RegisterError, match="sert encore"):
        writer.delete(agglo, None, [full["axis"].parent])
    batch = writer.delete(agglo, None, [full["axis"]])
    assert stored(full["action"]).axis is None
    line = Entry.objects.of(agglo).filter(urn=str(full["action"].urn)).first()
    assert line.changes == [("axe", "Axe à perdre", "∅")]
    writer.delete(agglo, None, [stored(full["axis"].parent)])
    writer.undo(agglo, None, batch)
    back = stored(full["axis"])
    assert (back.deleted_at, back.parent) == (None, None)
    assert stored(full["action"]).axis == back


def test_an_action_given_another_axis_since_keeps_it(agglo, full):
    batch = writer.delete(agglo, None, [full["axis"]])
    other = made(Axis, agglo, name="Autre")
    actions.change_action(action=stored(full["action"]), user=None, values={"axis": other.pk})
    done = writer.undo(agglo, None, batch)
    assert done.changed_since == ("Compter",)
    assert stored(full["action"]).axis == other


def test_an_action_restored_after_its_plan_was_deleted_no_longer_serves_it(agglo, full):
    writer.delete(agglo, None, [full["action"]])
    writer.delete(agglo, None, [full["plan"]])
    actions.restore_action(action=stored(full["action"]), user=None)
    assert list(stored(full["action"]).linked_plans.all()) == []


def test_an_axis_is_never_put_under_itself_even_by_an_undo(agglo):
    one, two = made(Axis, agglo, name="Un"), made(Axis, agglo, name="Deux")
    batch = writer.write(agglo, None, [(one, {"parent": two})])
    with pytest.raises(ValidationError, match="ne peut pas être rangé"):
        writer.write(agglo, None, [(two, {"parent": one})])
    writer.undo(agglo, None, batch)
    writer.write(agglo, None, [(stored(two), {"parent": one})])
    assert stored(one).parent is None


def test_an_axis_moved_under_another_is_the_last_there(agglo, lead):
    top = made(Axis, agglo, name="Haut", rank=1)
    made(Axis, agglo, name="Premier", parent=top, rank=1)
    alone = made(Axis, agglo, name="Seul", rank=2)
    url = reverse("roadmap_axis_edit", args=["agglo", alone.pk])
    sent = {"name": "Seul", "description": "", "parent": str(top.pk)}
    assert lead.post(url, sent).status_code == 302
    assert (stored(alone).parent, stored(alone).rank) == (top, 2)
    foreign = make_authority("other", "Autre")
    theirs = made(Axis, foreign, name="Le leur")
    refused = lead.post(url, sent | {"parent": str(theirs.pk)})
    assert refused.status_code == 422


def test_an_axis_deleted_with_the_one_above_is_erased_with_it_after_thirty_days(agglo, full):
    writer.delete(agglo, None, [full["axis"]])
    writer.delete(agglo, None, [stored(full["axis"].parent)])
    writer.purge(now=timezone.now() + timedelta(days=31))
    assert not Axis.objects.of(agglo).exists()
    assert stored(full["action"]).axis is None


# Sheets -------------------------------------------------------------------------------------------


def test_a_sheet_comes_back_with_its_lines_and_the_sheet_above_it(agglo, full):
    child = sheet(agglo, "Sous-action", parent=full["action"].pk)
    writer.delete(agglo, None, [child])
    writer.delete(agglo, None, [stored(full["action"])])
    assert not living(ActionTask, agglo).exists()
    assert actions.restore_action(action=stored(child), user=None) == 2
    assert living(ActionTask, agglo).count() == 1
    assert stored(child).parent == full["action"]
    with pytest.raises(RegisterError, match="déjà été annulé"):
        writer.restore(agglo, None, stored(child))


def test_work_on_a_line_says_somebody_worked_on_the_sheet_without_a_new_version(agglo, full):
    action = full["action"]
    Action.objects.of(agglo).update(changed_at=timezone.now() - timedelta(days=400))
    assert queries.line_of(stored(action), ()).stale(TODAY)
    writer.write(agglo, None, [(full["task"], {"who": "Achats"})])
    assert not queries.line_of(stored(action), ()).stale(TODAY)
    assert stored(action).version == 1


def test_an_amount_typed_short_is_the_amount_stored(agglo, full):
    line = full["line"]
    assert writer.write(agglo, None, [(stored(line), {"planned": 7000})]) is None
    batch = writer.write(agglo, None, [(stored(line), {"planned": 7000.5})])
    assert writer.undo(agglo, None, batch).restored == 1
    assert stored(line).planned == 7000


def test_the_engine_refuses_a_sheet_in_the_same_words_whoever_writes_it(agglo):
    top = sheet(agglo, "Mère")
    child = sheet(agglo, "Fille", parent=top.pk)
    with pytest.raises(StrategyError, match="ne peut pas dépendre"):
        actions.change_action(action=top, user=None, values={"parent": child.pk})
    with pytest.raises(ValidationError, match="ne peut pas dépendre"):
        writer.write(agglo, None, [(stored(top), {"parent": child})])
    days = {"start": date(2027, 1, 2), "end": date(2027, 1, 1)}
    with pytest.raises(StrategyError, match="précède son début"):
        actions.change_action(action=top, user=None, values=days)
    assert stored(top).version == 1


def test_sheets_deleted_before_the_trash_come_back_with_their_sub_actions(former):
    old = former.at(("strategy", "0015_notes_to_foundation"))
    authority = old.get_model("accounts", "Authority").objects.create(slug="a", name="A")
    held = old.get_model("strategy", "Action")._base_manager
    gone = timezone.now() - timedelta(days=300)
    top = held.create(authority=authority, title="Mère", deleted_at=gone)
    held.create(authority=authority, title="Fille", parent=top, deleted_at=gone)
    held.create(authority=authority, title="Seule", deleted_at=gone - timedelta(days=1))
    old.get_model("strategy", "ActionTask")._base_manager.create(
        authority=authority, action=top, title="Tâche"
    )
    former.latest()
    agglo = Authority.objects.get(slug="a")
    writer.purge(now=timezone.now() + timedelta(days=29))
    sheets = Action.objects.of(agglo)
    assert actions.restore_action(action=sheets.get(title="Fille"), user=None) == 2
    assert sorted(living(Action, agglo).values_list("title", flat=True)) == ["Fille", "Mère"]
    assert queries.tasks(agglo).get().title == "Tâche"
    writer.purge(now=timezone.now() + timedelta(days=31))
    assert sheets.count() == 2
