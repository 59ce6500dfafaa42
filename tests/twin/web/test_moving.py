"""What the twin stores for an authority follows it when its address changes."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from factories.authorities import trial_client
from jalons.broker.engine import operations
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.port import Step
from jalons.foundation.accounts import actions
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.sign_up import slugs, standing
from jalons.foundation.territories.models import Territory
from jalons.strategy.web.observations.models import StoredObservation
from jalons.twin.web import indicators
from jalons.twin.web.alerts import evaluation
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.files import uploaded_files
from samples import stored, twin_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_twin")]
KEY = "urn:ngsi-ld:Sensor:1"


@pytest.fixture
def territory() -> Territory:
    return Territory.objects.create(
        kind="epci", code="200000003", siren="200000003", name="CC de l’Essai", population=9000
    )


def fill(authority: Authority) -> None:
    tenant = twin_store.tenant_of(authority)
    twin_store.policies().keep(tenant, twin_sheet())
    level = {"type": "Property", "value": 3, "observedAt": "2026-11-24T10:00:00Z"}
    doc = {"id": KEY, "type": [twin_sheet().type], "attrs": {"https://example.org/level": [level]}}
    twin_store.store().write(tenant, [Step(KEY, operations.create(doc))], now=1_800_000_000_000_000)


def everything(authority: Authority) -> tuple[object, object, object]:
    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    past = store.history(tenant, HistoryQuery(entities=(KEY,)))
    return store.read(tenant, [KEY]), past, store.documents(tenant)


def test_entities_history_sheets_and_files_follow_a_trial_that_is_kept(
    territory: Territory,
) -> None:
    trial = actions.start_trial(territory=territory)
    fill(trial)
    made = uploaded_files.new(trial, name="relevés.csv", file=ContentFile(b"a;b\n1;2\n"), by=None)
    uploaded_files.save(trial, made)
    before, secret = everything(trial), trial.slug
    assert all(before)
    client = trial_client(trial)
    client.force_login(User.objects.create_user("new@example.org"))
    assert client.post("/essai/conserver/").status_code == 302
    kept = Authority.objects.get()
    assert kept.slug == "200000003" != secret
    assert everything(kept) == before
    assert [each.name for each in uploaded_files.every(kept)] == ["relevés.csv"]
    assert uploaded_files.content(kept, made) == b"a;b\n1;2\n"
    assert twin_store.authority_of(twin_store.tenant_of(kept)) == kept
    assert "relevés.csv" in client.get("/collectivite/200000003/jumeau/donnees/").content.decode()


def test_two_authorities_that_exchange_addresses_never_exchange_data(territory: Territory) -> None:
    users = [User.objects.create_user(f"{name}@example.org") for name in "ab"]
    one, two = (actions.create_authority(user=user, territory=territory) for user in users)
    fill(one)
    mine = everything(one)
    standing.approve(user=None, authority=two)
    for each in (one, two):
        each.refresh_from_db()
    assert two.slug == "200000003"
    assert everything(one) == mine
    assert everything(two) == ({}, [], [])
    slugs.move(two, "cc-deux")
    slugs.move(one, "200000003")
    assert everything(one) == mine
    assert one.tenant == ""
    assert everything(two) == ({}, [], [])


def test_its_figures_and_its_alerts_go_on_under_its_new_address(territory: Territory) -> None:
    user = User.objects.create_user("a@example.org")
    town = actions.create_authority(user=user, territory=territory)
    fill(town)
    values = {"name": "Bacs", "kind": "silence", "type": twin_sheet().type}
    stored(AlertRule, town, **values)
    indicators.publish(now=timezone.now())
    before = StoredObservation.objects.of(town).count()
    assert before
    slugs.move(town, "un-autre-nom")
    indicators.publish(now=timezone.now())
    assert StoredObservation.objects.of(town).count() == before, "no figure is there twice"
    assert evaluation.evaluate_all(now=timezone.now()).rules == 1


def test_a_closed_authority_is_judged_and_measured_no_more(territory: Territory) -> None:
    user = User.objects.create_user("a@example.org")
    town = actions.create_authority(user=user, territory=territory)
    fill(town)
    values = {"name": "Bacs", "kind": "silence", "type": twin_sheet().type}
    stored(AlertRule, town, **values)
    Authority.objects.filter(pk=town.pk).update(standing="closed")
    assert evaluation.evaluate_all(now=timezone.now()).rules == 0
    assert indicators.publish(now=timezone.now()) == 0
