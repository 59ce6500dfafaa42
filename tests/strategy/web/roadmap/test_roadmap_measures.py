"""What the roadmap says of itself, as observations that follow it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jalons.foundation.register.writer import delete, write
from jalons.strategy.store import referential
from jalons.strategy.web.diagnosis.actions import fill_roadmap
from jalons.strategy.web.observations import queries
from jalons.strategy.web.roadmap import actions
from jalons.strategy.web.roadmap.measures import ON_SCHEDULE, SPENT, record_measures
from jalons.strategy.web.roadmap.models import Action, BudgetLine

pytestmark = pytest.mark.django_db


def make(agglo, **values):
    return actions.create_action(
        authority=agglo, user=None, values={"title": "Une", "status": "planned"} | values
    )


def value(agglo, indicator):
    found = queries.latest(agglo).get(indicator)
    return found.value.mid if found else None


def test_the_share_on_schedule_follows_the_roadmap(agglo):
    today = timezone.localdate()
    late = make(agglo, end=today - timedelta(days=3))
    make(agglo, end=today + timedelta(days=3))
    make(agglo)
    assert value(agglo, ON_SCHEDULE) == 50
    observation = queries.latest(agglo)[ON_SCHEDULE]
    assert "1 action(s) sans date" in observation.perimeter.excluded
    actions.change_action(action=late, user=None, values={"status": "done"})
    assert value(agglo, ON_SCHEDULE) == 100


def test_nothing_is_said_when_nothing_is_known(agglo):
    dated = make(agglo, end=timezone.localdate())
    assert value(agglo, ON_SCHEDULE) == 100
    actions.change_action(action=dated, user=None, values={"end": None})
    assert value(agglo, ON_SCHEDULE) is None


def test_spending_is_what_lines_tell_and_goes_with_them(agglo):
    action = make(agglo)
    line = BudgetLine(authority=agglo, action=action)
    told = {"year": 2025, "nature": "running", "measure": "euros", "planned": 9, "actual": None}
    write(agglo, None, [(line, told)])
    assert value(agglo, SPENT) is None
    write(agglo, None, [(line, {"actual": 1200})])
    assert value(agglo, SPENT) == 1200
    delete(action.authority, None, [action])
    assert value(agglo, SPENT) is None


def test_measuring_again_changes_nothing(agglo):
    make(agglo, end=timezone.localdate())
    before = queries.observations(agglo)
    record_measures(agglo)
    assert queries.observations(agglo) == before


def test_actions_taken_from_the_basket_count_once_accepted(agglo):
    ready = list(referential().actions)[:2]
    fill_roadmap(authority=agglo, user=None, chosen=ready, today=timezone.localdate(), lang="fr")
    assert value(agglo, ON_SCHEDULE) is None
    actions.change_action(
        action=Action.objects.of(agglo).first(), user=None, values={"status": "planned"}
    )
    assert value(agglo, ON_SCHEDULE) == 100
    excluded = queries.latest(agglo)[ON_SCHEDULE].perimeter.excluded
    assert "1 action(s) proposée(s)" in excluded
