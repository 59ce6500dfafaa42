"""An act on many records does what it does on one, and asks the base no more for it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.authorities import make_authority
from jalons.foundation.journal.models import Entry
from jalons.foundation.register import writer
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch, Change
from jalons.strategy.web.roadmap.models import Action, ActionTask, Axis, BudgetLine, LinkedPlan
from jalons.twin.web.cases.models import CaseResult, TwinCase

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def each(authority, records, values):
    pairs = [(one, values(rank)) for rank, one in enumerate(records)]
    return writer.write_each(authority, None, pairs)


def cases(authority, count):
    new = [TwinCase(authority=authority) for _rank in range(count)]
    each(authority, new, lambda rank: {"name": f"Cas {rank}", "purpose": "Choisir."})
    return new


def plan(authority, count):
    """Actions under an axis, each linked to a plan, with a task."""
    axis, linked = Axis(authority=authority), LinkedPlan(authority=authority)
    pairs = [(axis, {"name": "Axe"}), (linked, {"name": "PCAET", "kind": "pcaet"})]
    writer.write(authority, None, pairs)
    new = [Action(authority=authority) for _rank in range(count)]
    values = {"axis": axis, "linked_plans": [linked]}
    batch = each(authority, new, lambda rank: {"title": f"Action {rank}", **values}).batch
    tasks = [ActionTask(authority=authority, action=one) for one in new]
    each(authority, tasks, lambda rank: {"title": f"Tâche {rank}"})
    return new, tasks, batch


def fresh(authority, model):
    return list(model.objects.of(authority).order_by("created_at"))


def queries(act):
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def test_the_queries_of_an_act_do_not_grow_with_its_records(authority):
    counts = {}
    for few in (3, 30):
        owner = make_authority(f"v{few}", "V")
        found = counts.setdefault(few, {})
        found["bring in"] = queries(lambda o=owner, n=few: cases(o, n))
        batch = Batch.objects.of(owner).get()
        found["undo"] = queries(lambda o=owner, b=batch: writer.undo(o, None, b))
        batch = Batch.objects.of(owner).first()
        found["undo an undo"] = queries(lambda o=owner, b=batch: writer.undo(o, None, b))
        found["bulk"] = queries(
            lambda o=owner: each(o, fresh(o, TwinCase), lambda _rank: {"department": "A"})
        )
        found["each its own"] = queries(
            lambda o=owner: each(o, fresh(o, TwinCase), lambda rank: {"department": f"{rank}"})
        )
        plan(owner, few)
        found["delete"] = queries(
            lambda o=owner: writer.delete(o, None, fresh(o, Action)),
        )
        batch = Batch.objects.of(owner).first()
        found["restore"] = queries(lambda o=owner, b=batch: writer.undo(o, None, b))
    assert counts[3] == counts[30]


def test_deleting_many_takes_their_lines_and_cuts_what_leads_to_them(authority):
    actions, tasks, _batch = plan(authority, 3)
    under = Action(authority=authority)
    writer.write(authority, None, [(under, {"title": "Dessous", "parent": actions[0]})])
    batch = writer.delete(authority, None, [*actions[1:], under])
    assert {each.title for each in Action.objects.of(authority).filter(deleted_at=None)} == {
        "Action 0"
    }
    assert ActionTask.objects.of(authority).filter(deleted_at=None).count() == 1
    done = writer.undo(authority, None, batch)
    assert done.restored == len(actions[1:]) + len(tasks[1:]) + 1
    assert not Action.objects.of(authority).exclude(deleted_at=None).exists()
    first = fresh(authority, Action)[1]
    assert [each.name for each in first.linked_plans.all()] == ["PCAET"]


def test_what_refuses_to_lose_a_record_may_go_with_it(authority):
    above, under = Axis(authority=authority), Axis(authority=authority)
    pairs = [(above, {"name": "Axe"}), (under, {"name": "Sous-axe", "parent": above})]
    writer.write(authority, None, pairs)
    with pytest.raises(RegisterError, match="sert encore"):
        writer.delete(authority, None, [above])
    batch = writer.delete(authority, None, [above, under])
    assert not Axis.objects.of(authority).filter(deleted_at=None).exists()
    assert writer.undo(authority, None, batch).restored == len(pairs)


def test_two_records_of_one_set_of_links_are_both_taken_out_of_it(authority):
    first, second = LinkedPlan(authority=authority), LinkedPlan(authority=authority)
    sheet = Action(authority=authority)
    plans = [(one, {"name": name, "kind": "pcaet"}) for one, name in ((first, "A"), (second, "B"))]
    writer.write(
        authority, None, [*plans, (sheet, {"title": "T", "linked_plans": [first, second]})]
    )
    batch = writer.delete(authority, None, [first, second])
    assert not Action.objects.of(authority).get().linked_plans.exists()
    writer.undo(authority, None, batch)
    assert Action.objects.of(authority).get().linked_plans.count() == len(plans)


def test_what_is_unique_counts_the_records_of_the_same_act(authority):
    sheet = Action(authority=authority)
    writer.write(authority, None, [(sheet, {"title": "Une"})])
    lines = [BudgetLine(authority=authority, action=sheet) for _rank in range(3)]
    values = {"nature": "running", "planned": 5}
    done = each(authority, lines, lambda rank: {"year": 2026 + rank // 2, **values})
    assert len(done.changed) == 2
    assert ["déjà une ligne" in why for _name, why in done.refused] == [True]
    first, second = BudgetLine.objects.of(authority).order_by("year")
    # one leaves its place to the other, and both are stored, in that order only
    swap = [(first, {"year": 2030}), (second, {"year": 2026})]
    assert writer.write(authority, None, swap)
    assert [each.year for each in BudgetLine.objects.of(authority).order_by("year")] == [2026, 2030]
    refused = writer.write_each(
        authority, None, [(second, {"year": 2030}), (first, {"year": 2040})]
    ).refused
    assert len(refused) == 1


def test_a_rule_that_reads_the_base_sees_the_records_of_the_same_act(authority):
    (made,) = cases(authority, 1)
    row = {"saved_kwh": 1.0, "how": "declared", "case": made}
    new = [CaseResult(authority=authority) for _rank in range(4)]
    day = lambda rank: DAY + timedelta(days=rank // 2)  # noqa: E731
    done = each(authority, new, lambda rank: {**row, "starts_on": day(rank), "ends_on": day(rank)})
    assert (len(done.changed), len(done.refused)) == (2, 2)
    assert CaseResult.objects.of(authority).count() == 2


def test_a_new_record_and_what_leads_to_it_are_stored_and_undone_as_one_act(authority):
    above, under = Axis(authority=authority), Axis(authority=authority)
    sheet, task = Action(authority=authority), ActionTask(authority=authority)
    batch = writer.write(
        authority,
        None,
        [
            (above, {"name": "Axe"}),
            (under, {"name": "Sous-axe", "parent": above}),
            (sheet, {"title": "Une", "axis": under}),
            (task, {"title": "Tâche", "action": sheet}),
            (sheet, {"title": "Une autre"}),
        ],
    )
    assert Change.objects.of(authority).filter(batch=batch).count() == 5
    assert Action.objects.of(authority).get().title == "Une autre"
    assert Entry.objects.of(authority).filter(urn=str(sheet.urn)).count() == 3
    done = writer.undo(authority, None, batch)
    assert not done.refused
    for model in (Axis, Action, ActionTask):
        assert not model.objects.of(authority).filter(deleted_at=None).exists()


def test_what_refuses_to_come_back_leaves_the_others_alone(authority):
    sheet = Action(authority=authority)
    writer.write(authority, None, [(sheet, {"title": "Une"})])
    lines = [BudgetLine(authority=authority, action=sheet) for _rank in range(3)]
    each(authority, lines, lambda rank: {"year": 2026 + rank, "nature": "running", "planned": 5})
    batch = writer.delete(authority, None, lines)
    again = BudgetLine(authority=authority, action=sheet)
    writer.write(authority, None, [(again, {"year": 2027, "nature": "running", "planned": 9})])
    done = writer.undo(authority, None, batch)
    assert (done.restored, len(done.refused)) == (2, 1)
    assert "déjà une ligne" in done.refused[0][1]


def test_what_was_in_the_way_of_a_record_that_comes_back_goes_first(authority):
    sheet = Action(authority=authority)
    writer.write(authority, None, [(sheet, {"title": "Une"})])
    former, latter = (BudgetLine(authority=authority, action=sheet) for _rank in range(2))
    values = {"year": 2026, "nature": "running", "planned": 5}
    writer.write(authority, None, [(former, values)])
    pairs = [(former, {"deleted_at": timezone.now()}), (latter, values)]
    batch = writer.write(authority, None, pairs)
    done = writer.undo(authority, None, batch)
    assert (done.restored, done.refused) == (2, ())
    assert BudgetLine.objects.of(authority).get(deleted_at=None).pk == former.pk


def test_a_record_erased_since_stops_no_undo(authority):
    made = cases(authority, 2)
    batch = Batch.objects.of(authority).get()
    TwinCase.unscoped.filter(pk=made[0].pk).delete()
    assert writer.undo(authority, None, batch).restored == 1
    assert TwinCase.objects.of(authority).get().deleted_at


def test_a_line_written_twice_by_an_act_says_its_record_was_worked_on(authority):
    actions, tasks, _batch = plan(authority, 2)
    Action.objects.of(authority).update(changed_at=timezone.now() - timedelta(days=1))
    before = [each.version for each in fresh(authority, Action)]
    pairs = [(tasks[0], {"title": "A"}), (tasks[0], {"title": "B"})]
    writer.write(authority, None, pairs)
    assert ActionTask.objects.of(authority).get(pk=tasks[0].pk).title == "B"
    first, second = fresh(authority, Action)
    assert first.changed_at > second.changed_at
    assert [first.version, second.version] == before
    assert len(actions) == len(before)
