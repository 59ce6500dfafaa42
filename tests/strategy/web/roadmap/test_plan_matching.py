"""A plan of a file beside the roadmap: which sheet each action is, what moves, what never does."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from factories.people import member_of
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.imports import actions as imports
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.journal.models import Entry
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import (
    Action,
    ActionTask,
    Axis,
    BudgetLine,
    Funding,
    LinkedPlan,
)
from jalons.strategy.web.roadmap.plan_exchange import plan_import
from jalons.strategy.web.roadmap.plan_exchange.plan_matching import match_plan

pytestmark = pytest.mark.django_db


def sheet(authority, **values):
    return create_action(authority=authority, user=None, values=values)


def beside(authority, text):
    """What a table of text would do, action by action."""
    return match_plan(authority, plan_import.read(text.encode(), "plan.csv")).matched


def write(authority, text):
    return plan_import.write(
        authority=authority, user=None, plan=plan_import.read(text.encode(), "plan.csv")
    )


def bring(authority, text):
    file = imports.drop(
        plan_import.plan_file, authority, None, name="plan.csv", content=text.encode()
    )
    imports.store(plan_import.plan_file, file, None)
    return file


def undo(file):
    """How many records an import gives back, how many it leaves alone."""
    done = imports.take_back(plan_import.plan_file, file, None)
    return done.restored, len(done.changed_since)


# Which sheet --------------------------------------------------------------------------------------


def test_an_identifier_says_the_sheet_whatever_its_title(agglo):
    held = [sheet(agglo, title="Former"), sheet(agglo, title="Former")]
    (found,) = beside(agglo, f"Identifiant;Titre\n{held[1].pk};Former les agents\n")
    assert (found.sheet.pk, found.kind) == (held[1].pk, "changed")


def test_number_and_title_together_come_before_either(agglo):
    sheet(agglo, number="1", title="Former")
    second = sheet(agglo, number="2", title="Former")
    found = beside(agglo, "N°;Action\n2;Former\n")
    assert [each.sheet.pk for each in found] == [second.pk]


def test_a_title_under_another_number_is_another_action(agglo):
    sheet(agglo, number="1", title="Former")
    assert [each.kind for each in beside(agglo, "N°;Action\n7;Former\n")] == ["new"]


def test_a_number_says_the_sheet_when_half_of_the_words_are_there(agglo):
    sheet(agglo, number="1", title="Former tous les agents")
    told = "N°;Action\n1;{}\n"
    assert beside(agglo, told.format("Former les agents"))[0].kind == "changed"
    assert beside(agglo, told.format("Former des élus au climat"))[0].kind == "new"


def test_an_axis_is_that_of_its_name_under_the_same_parent_only(agglo):
    top = Axis.objects.create(authority=agglo, name="Haut", rank=1)
    Axis.objects.create(authority=agglo, name="Sobriété", parent=top, rank=1)
    write(agglo, "Action;Axe\nCompter;Sobriété\n")
    assert Action.objects.of(agglo).get().axis.parent is None
    assert Axis.objects.of(agglo).filter(name="Sobriété").count() == 2


def test_a_linked_plan_already_there_is_not_made_again(agglo):
    LinkedPlan.objects.create(authority=agglo, kind="pcaet", name="PCAET 2030")
    write(agglo, "Action;Plans liés\nCompter;PCAET 2030\n")
    assert LinkedPlan.objects.of(agglo).count() == 1
    assert Action.objects.of(agglo).get().linked_plans.count() == 1


# What moves ---------------------------------------------------------------------------------------


def test_a_member_is_known_by_email_and_another_address_is_kept(agglo):
    user = member_of(agglo, Role.CONTRIBUTOR, "lea@example.org", name="Léa")
    write(
        agglo,
        "Action;Courriel du pilote;Pilote\nCompter;LEA@example.org;\n"
        "Former;ailleurs@example.org;\nTrier;ailleurs@example.org;M. Roy\n",
    )
    held = {each.title: each for each in Action.objects.of(agglo)}
    assert held["Compter"].lead_user == user
    assert (held["Former"].lead_user, held["Former"].lead_name) == (None, "ailleurs@example.org")
    assert held["Trier"].lead_name == "M. Roy"
    assert "Pilote (membre) : ailleurs@example.org" in held["Trier"].confidential


def test_a_blank_cell_empties_nothing_and_a_description_stays(agglo):
    sheet(agglo, number="1", title="Compter", lead_name="Léa", description="Tout compter.")
    (found,) = beside(agglo, "N°;Action;Pilote;Description\n1;Compter;;\n")
    assert found.kind == "same"
    (found,) = beside(agglo, "N°;Action;Couleur\n1;Compter;vert\n")
    assert list(found.changes) == ["confidential"]
    assert found.changes["confidential"].endswith("Couleur : vert")


def test_an_end_before_the_start_of_the_sheet_leaves_both_days(agglo):
    sheet(agglo, number="1", title="Compter", start=date(2027, 1, 1), end=date(2028, 1, 1))
    (found,) = beside(agglo, "N°;Action;Fin\n1;Compter;2025\n")
    assert (found.dates_left, found.changes) == (True, {})


def test_a_task_already_there_is_not_made_again_and_a_new_one_comes_last(agglo):
    action = sheet(agglo, title="Compter")
    for rank in (1, 2):
        ActionTask.objects.create(authority=agglo, action=action, title="Relire", rank=rank)
    write(agglo, 'Action;Tâches\nCompter;"Relire\nPoser"\n')
    held = ActionTask.objects.of(agglo).order_by("rank").values_list("title", "rank")
    assert [title for title, _rank in held] == ["Relire", "Relire", "Poser"]
    assert len({rank for _title, rank in held}) == 3


def test_a_funding_only_thought_of_does_not_take_back_one_obtained(agglo):
    action = sheet(agglo, title="Compter")
    Funding.objects.create(authority=agglo, action=action, funder="ADEME", state="granted")
    assert beside(agglo, "Action;Financeurs\nCompter;ADEME\n")[0].kind == "same"


# Writing and taking back --------------------------------------------------------------------------


def test_what_cannot_be_stored_is_left_aside_with_its_reason_and_the_rest_is_stored(agglo):
    plan = plan_import.read("Action;Axe;Plans liés\nCompter;A;PCAET\n".encode(), "plan.csv")
    days = {"start": date(2027, 1, 1), "end": date(2026, 1, 1)}
    told = replace(plan, plans=(replace(plan.plans[0], **days),))
    long = replace(told.actions[0], key="long", values={"title": "x" * 301})
    told = replace(told, actions=(*told.actions, long))
    seen = plan_import.rehearse(authority=agglo, plan=told)
    assert not Axis.objects.of(agglo).exists()
    came = plan_import.write(authority=agglo, user=None, plan=told)
    assert [name for _row, name, _why in came["refused"]] == ["PCAET", "x" * 301]
    assert came["counts"] == {"new": 1, "changed": 0, "same": 0}
    assert {name: seen[name] for name in came} == came
    assert not LinkedPlan.objects.of(agglo).exists()
    assert [each.title for each in Action.objects.of(agglo)] == ["Compter"]


def test_the_measures_of_the_roadmap_follow_an_import(agglo):
    write(agglo, "Action;Avancement;Échéance\nCompter;En cours;2090\n")
    assert StoredObservation.objects.of(agglo).exists()


def test_a_parent_that_would_turn_in_circles_is_left(agglo):
    above = sheet(agglo, number="1", title="Compter")
    sheet(agglo, number="2", title="Former", parent=above.pk)
    write(agglo, "N°;Action;Action parente;Pilote\n1;Compter;Former;DSI\n2;Former;;\n")
    above.refresh_from_db()
    assert (above.parent, above.lead_name) == (None, "DSI")


def test_a_confidential_note_is_told_as_changed_and_never_shown(agglo):
    held = sheet(agglo, title="Compter", confidential="ancien secret")
    write(agglo, f"Identifiant;Titre;Notes confidentielles\n{held.pk};Compter;nouveau secret\n")
    write(agglo, "Identifiant;Titre;Notes confidentielles\n;Former;autre secret\n")
    assert set(Action.objects.of(agglo).values_list("confidential", flat=True)) == {
        "nouveau secret",
        "autre secret",
    }
    assert "secret" not in repr([(e.before, e.after) for e in Entry.objects.of(agglo)])


def test_a_plan_told_twice_is_linked_once(agglo):
    write(agglo, "Action;Plans liés\nCompter;PCAET\n")
    write(agglo, 'Action;Plans liés\nCompter;"PCAET\nSCoT"\n')
    names = Action.objects.of(agglo).get().linked_plans.values_list("name", flat=True)
    assert sorted(names) == ["PCAET", "SCoT"]


def test_running_the_job_of_an_import_again_does_nothing_more(agglo):
    kept = bring(agglo, "Action\nCompter\n")
    Action.objects.of(agglo).update(title="Autre")
    imports.apply(lambda *_: None, authority=agglo.pk, file=str(kept.pk), user=None)
    assert [each.title for each in Action.objects.of(agglo)] == ["Autre"]


def test_taking_back_gives_the_axis_the_parent_and_the_plans_of_before(agglo):
    old = Axis.objects.create(authority=agglo, name="Ancien", rank=1)
    above = sheet(agglo, title="Piloter")
    held = sheet(agglo, number="1", title="Compter", axis=old.pk, parent=above.pk)
    scot = LinkedPlan.objects.create(authority=agglo, kind="scot", name="SCoT")
    held.linked_plans.add(scot)
    kept = bring(agglo, "N°;Action;Axe;Plans liés\n1;Compter;Neuf;PCAET\n")
    undo(kept)
    held.refresh_from_db()
    assert (held.axis, held.parent) == (old, above)
    assert list(held.linked_plans.all()) == [scot]
    assert [axis.name for axis in living(Axis, agglo)] == ["Ancien"]
    assert list(living(LinkedPlan, agglo)) == [scot]


def test_taking_back_does_without_an_axis_that_went_meanwhile(agglo):
    old = Axis.objects.create(authority=agglo, name="Ancien", rank=1)
    held = sheet(agglo, number="1", title="Compter", axis=old.pk)
    kept = bring(agglo, "N°;Action;Axe\n1;Compter;Neuf\n")
    old.delete()
    assert undo(kept) == (2, 0)
    held.refresh_from_db()
    assert held.axis is None


def test_an_axis_and_a_plan_somebody_uses_since_stay(agglo):
    kept = bring(agglo, "Action;Axe;Plans liés\nCompter;Neuf;PCAET\n")
    axis, plan = Axis.objects.of(agglo).get(), LinkedPlan.objects.of(agglo).get()
    sheet(agglo, title="Former", axis=axis.pk).linked_plans.add(plan)
    undo(kept)
    assert list(Axis.objects.of(agglo)) == [axis]
    assert list(LinkedPlan.objects.of(agglo)) == [plan]


def test_budget_lines_move_by_year_nature_and_measure(agglo):
    action = sheet(agglo, title="Compter")
    line = {"authority": agglo, "action": action, "nature": "investment", "measure": "euros"}
    for year in (2026, 2027):
        BudgetLine.objects.create(year=year, planned=5, **line)
    write(agglo, "Action;Budget investissement 2027\nCompter;9\n")
    amounts = BudgetLine.objects.of(agglo).order_by("year").values_list("year", "planned")
    assert list(amounts) == [(2026, 5), (2027, 9)]


# What was brought before -------------------------------------------------------------------------


def test_a_plan_that_waited_before_is_still_imported_as_decided_and_one_applied_is_still_listed(
    former,
):
    now = timezone.now()
    old = former.at(("imports", "0001_initial"), ("strategy", "0017_roadmap_trash"))
    authority = old.get_model("accounts", "Authority").objects.create(slug="a", name="A")
    imports_of_before = old.get_model("strategy", "PlanImport")._base_manager
    imports_of_before.create(
        authority=authority,
        name="waits.csv",
        content=b"Action;Statut\nCompter;au vert\n",
        statuses={"au vert": "done"},
        preview={"rows": []},
        preview_of="x",
    )
    imports_of_before.create(
        authority=authority,
        name="done.csv",
        content=b"Action\nFormer\n",
        counts={"new": 1, "changed": 0, "same": 0},
        outcome={"created": {}},
        applied_at=now,
        undone_at=now,
    )
    former.latest()
    agglo = Authority.objects.get(slug="a")
    done, waits = ImportFile.objects.of(agglo).order_by("name")
    assert (done.outcome["counts"]["new"], bytes(done.content), done.is_undone) == (1, b"", True)
    imports.apply(lambda *_: None, authority=agglo.pk, file=str(waits.pk), user=None)
    assert Action.objects.of(agglo).get().status == "done"
