"""What a day that passes changes: lateness, and the files of imports nobody needs any more."""

from datetime import timedelta

import pytest
from django.db.models import JSONNull
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.strategy.web import daily, queries
from jalons.strategy.web.roadmap import importing
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.measuring import ON_SCHEDULE
from jalons.strategy.web.roadmap.models import Action, PlanImport

pytestmark = pytest.mark.django_db

FILE = b"Action;N\xc2\xb0\nCompter;1\n"


def share(agglo):
    return queries.latest(agglo)[ON_SCHEDULE].value.mid


def drop(agglo, *, days, name="plan.csv"):
    kept = importing.drop(authority=agglo, user=None, name=name, content=FILE)
    kept.dropped_at = timezone.now() - timedelta(days=days)
    kept.save(update_fields=["dropped_at"])
    return kept


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
    broken = Authority.objects.create(slug="broken", name="A")  # read first, by its name
    create_action(authority=broken, user=None, values={"title": "Une"})
    Action.objects.of(broken).update(departments=JSONNull())  # as a damaged row would be
    Action.objects.of(agglo).update(end=timezone.localdate() - timedelta(days=1))
    daily.daily_round(now=timezone.now())
    assert f"the round strategy.measures of {broken.pk} did not end" in caplog.text
    assert share(agglo) == 0


def test_the_file_of_an_import_goes_after_thirty_days_and_can_still_be_undone(agglo):
    old, young = drop(agglo, days=31), drop(agglo, days=29)
    for kept in (old, young):
        importing.apply(kept=kept, user=None)
    daily.daily_round(now=timezone.now())
    old.refresh_from_db()
    young.refresh_from_db()
    assert (bytes(old.content), old.counts) == (b"", {"new": 1, "changed": 0, "same": 0})
    assert bytes(young.content) == FILE
    assert importing.undo(kept=old, user=None) == (1, 0)


def test_a_file_nobody_imported_goes_whole_after_thirty_days(agglo):
    drop(agglo, days=31, name="old.csv")
    drop(agglo, days=29, name="young.csv")
    daily.daily_round(now=timezone.now())
    assert [each.name for each in PlanImport.objects.of(agglo)] == ["young.csv"]
