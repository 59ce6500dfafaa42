"""What a day that passes changes: lateness."""

from datetime import timedelta

import pytest
from django.db.models import JSONNull
from django.utils import timezone

from factories.authorities import make_authority
from jalons.strategy.web import daily
from jalons.strategy.web.observations import queries
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.measures import ON_SCHEDULE
from jalons.strategy.web.roadmap.models import Action

pytestmark = pytest.mark.django_db


def share(agglo):
    return queries.latest(agglo)[ON_SCHEDULE].value.mid


def test_an_action_becomes_late_without_anybody_touching_it(agglo):
    create_action(
        authority=agglo,
        user=None,
        values={"title": "Une", "status": "planned", "end": timezone.localdate()},
    )
    assert share(agglo) == 100
    Action.objects.of(agglo).update(end=timezone.localdate() - timedelta(days=1))
    daily.daily_round(now=timezone.now())
    assert share(agglo) == 0


def test_what_fails_for_one_authority_is_logged_and_the_others_go_on(agglo, caplog):
    create_action(
        authority=agglo,
        user=None,
        values={"title": "Une", "status": "planned", "end": timezone.localdate()},
    )
    broken = make_authority("broken", "A")  # read first, by its name
    create_action(authority=broken, user=None, values={"title": "Une"})
    Action.objects.of(broken).update(departments=JSONNull())  # as a damaged row would be
    Action.objects.of(agglo).update(end=timezone.localdate() - timedelta(days=1))
    daily.daily_round(now=timezone.now())
    assert f"the round strategy.measures of {broken.pk} did not end" in caplog.text
    assert share(agglo) == 0
