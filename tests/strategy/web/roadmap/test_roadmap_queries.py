"""What a page reads of a roadmap is of its authority, in each table of the query."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.authorities import make_authority
from jalons.kernel import contracts
from jalons.strategy.web.calendar import calendar_feed
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Action, ActionTask, BudgetLine

ACTIONS = Action._meta.db_table
READ = {
    "lines": lambda agglo, _: queries.lines(agglo),
    "amounts": lambda agglo, _: queries.amounts(agglo),
    "events": lambda agglo, request: list(calendar_feed.events(agglo, request)),
}


@pytest.fixture
def filled(agglo):
    """A sheet of the authority, one it deleted, and one of another, each with a task and money."""
    other = make_authority("other", "Une autre")
    for owner, title in ((agglo, "Une"), (agglo, "Effacée"), (other, "Ailleurs")):
        sheet = create_action(authority=owner, user=None, values={"title": title})
        ActionTask.objects.create(
            authority=owner, action=sheet, title=f"Tâche de {title}", due=date(2027, 1, 4)
        )
        BudgetLine.objects.create(authority=owner, action=sheet, year=2027, planned=10)
        if title == "Effacée":
            Action.objects.of(owner).filter(pk=sheet.pk).update(deleted_at=timezone.now())
    return agglo


@pytest.mark.parametrize("name", READ)
def test_a_query_that_joins_actions_reads_those_of_the_authority_only(filled, name, rf):
    with CaptureQueriesContext(connection) as seen:
        READ[name](filled, rf.get("/"))
    joined = [each["sql"] for each in seen if f'JOIN "{ACTIONS}"' in each["sql"]]
    assert joined
    assert all(f'"{ACTIONS}"."authority_id" = {filled.pk}' in sql for sql in joined), joined


def test_what_is_read_leaves_out_deleted_sheets_and_those_of_others(filled, rf):
    assert [len(line.steps) for line in queries.lines(filled)] == [1]
    assert len(queries.amounts(filled)) == 1
    found = [each.summary for each in calendar_feed.events(filled, rf.get("/"))]
    assert "Tâche de Une" in found
    assert not {"Tâche de Effacée", "Tâche de Ailleurs"} & set(found)


def test_other_rooms_may_link_to_the_actions_of_the_roadmap_with_their_state(filled):
    (found,) = contracts.roadmap()(filled.urn)
    assert (found.title, found.state, found.done) == ("Une", "proposée", False)
    assert found.path.endswith(f"/{Action.objects.of(filled).get(title='Une').pk}/")
