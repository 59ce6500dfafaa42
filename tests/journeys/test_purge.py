"""An old trial goes whole: what each room keeps for it, in the database and on the disk."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.digests import actions as digests
from jalons.foundation.imports import actions as imports
from jalons.site import demo, server
from jalons.strategy.web.calendar import calendar_feed
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.strategy.web.roadmap.models import Axis
from jalons.strategy.web.roadmap.plan_exchange import plan_import
from jalons.strategy.web.statutory.models import WordTemplate

FILE = "Action;Échéance;Tâches\nCompter;2027;Recenser\n".encode()
FULL = {
    "InventoryFile", "StoredObservation", "Profile", "GivenAnswer", "Snapshot", "Axis", "Action",
    "ActionTask", "BudgetLine", "Funding", "LinkedPlan", "ImportFile", "CalendarLink",
    "DigestChoice", "StatutoryDocument", "WordTemplate", "PublicPage", "Published", "Entry",
}  # fmt: skip


def held(pk):
    """How many rows of each model belong to the authority of this key."""
    scoped = [model for model in apps.get_models() if issubclass(model, AuthorityScoped)]
    rows = {each.__name__: each._base_manager.filter(authority_id=pk).count() for each in scoped}
    return {name: count for name, count in rows.items() if count}


def files(pk):
    return [path for path in Path(settings.DATA_DIR).glob(f"files/*/{pk}/**/*")
            if path.is_file()]  # fmt: skip


@pytest.mark.slow
def test_an_old_trial_with_a_full_room_of_everything_leaves_nothing_behind(territories):
    trial = demo.load(step=lambda: None)
    user = User.objects.get(memberships__authority=trial, memberships__role="contributor")
    below = Axis.objects.create(authority=trial, name="Sous-axe",
                                parent=Axis.objects.of(trial).first())  # fmt: skip
    Axis.objects.create(authority=trial, name="Sous-sous-axe", parent=below)
    for applied in (True, False):
        file = imports.drop(plan_import.plan_file, trial, user, name="plan.csv", content=FILE)
        if applied:
            imports.store(plan_import.plan_file, file, user)
    calendar_feed.make_link(authority=trial, user=user)
    digests.choose(REMINDERS, authority=trial, user=user, rhythm="never")
    template = WordTemplate(authority=trial, name="modele.docx")
    template.file.save("modele.docx", ContentFile(b"PK"))
    now = timezone.now()
    Authority.objects.filter(pk=trial.pk).update(
        kind=Authority.Kind.TRIAL, created_at=now - timedelta(days=900)
    )
    assert held(trial.pk).keys() >= FULL
    assert len(files(trial.pk)) > 2

    server.tidy(now=now)

    assert not Authority.objects.filter(pk=trial.pk).exists()
    assert held(trial.pk) == {}
    assert not Membership.objects.filter(authority_id=trial.pk).exists()
    assert files(trial.pk) == []
    assert User.objects.filter(pk=user.pk).exists()
