"""The figures for machines: kept from the version that was read, refused with a reason."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from jalons.foundation.register.writer import move
from jalons.strategy.web.indicators import actions
from jalons.strategy.web.indicators.models import DeclaredValue, Objective
from samples import api_token

pytestmark = pytest.mark.django_db
NAME = "twin.heat_recovered"  # MWh/year
VALUE = {"indicator": NAME, "start": "2025-01-01", "end": "2025-12-31", "value": 12.0}
AIM = {
    "baseline": {"on": "2024-12-31", "value": 10.0},
    "points": [{"on": "2030-12-31", "value": 40.0}],
    "decided_by": "Délibération 12",
}


@pytest.fixture
def machine(agglo):
    cache.clear()
    _, secret = api_token(agglo, scopes=["strategy:read", "strategy:write"])
    client = Client(enforce_csrf_checks=True)

    def call(method, path, asked=None, status=200):
        response = client.generic(
            method,
            f"/api/v1/authorities/agglo/{path}",
            json.dumps(asked) if asked else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert response.status_code == status, response.content
        return response.json()

    return call


def test_a_value_is_kept_read_and_changed_from_the_version_that_was_read(machine):
    made = machine("PUT", "declared-values", VALUE)
    assert (made["version"], made["state"], made["unit"]) == (1, "draft", "MWh/year")
    assert machine("GET", f"declared-values?indicator={NAME}")["items"] == [made]
    changed = machine("PUT", "declared-values", VALUE | {"value": 13.0, "version": 1})
    assert (changed["value"], changed["version"]) == (13.0, 2)


@pytest.mark.parametrize("version", [1, None])
def test_a_value_from_an_older_version_is_refused_and_changes_nothing(machine, agglo, version):
    machine("PUT", "declared-values", VALUE)
    machine("PUT", "declared-values", VALUE | {"value": 13.0, "version": 1})
    late = VALUE | {"value": 99.0, "version": version}
    refused = machine("PUT", "declared-values", late, status=409)
    assert refused["code"] == "version_old"
    row = DeclaredValue.objects.of(agglo).get()
    assert (row.value, row.version) == (13.0, 2)


def test_a_unit_of_the_same_kind_is_converted_and_another_is_refused_with_its_reason(
    machine, agglo
):
    assert machine("PUT", "declared-values", VALUE | {"unit": "kWh"})["value"] == 0.012
    other = VALUE | {"start": "2024-01-01", "end": "2024-12-31", "unit": "t"}
    refused = machine("PUT", "declared-values", other, status=422)
    assert refused["code"] == "value_unit"
    told = json.dumps(refused, ensure_ascii=False)
    assert "MWh" in told
    assert DeclaredValue.objects.of(agglo).count() == 1


def test_a_locked_value_is_refused(machine, agglo):
    machine("PUT", "declared-values", VALUE)
    row = DeclaredValue.objects.of(agglo).get()
    actions.approve(rows=[row], user=None)
    move(None, row, "lock")
    asked = VALUE | {"value": 99.0, "version": row.version}
    assert machine("PUT", "declared-values", asked, status=422)["code"] == "value_locked"
    row.refresh_from_db()
    assert row.value == 12.0


def test_an_objective_is_kept_and_an_older_version_is_refused(machine, agglo):
    made = machine("PUT", f"objectives/{NAME}", AIM)
    assert (made["version"], made["unit"]) == (1, "MWh/year")
    moved = AIM | {"decided_by": "Délibération 13", "version": 1}
    assert machine("PUT", f"objectives/{NAME}", moved)["version"] == 2
    refused = machine("PUT", f"objectives/{NAME}", AIM | {"version": 1}, status=409)
    assert refused["code"] == "version_old"
    assert Objective.objects.of(agglo).get().decided_by == "Délibération 13"


def test_an_objective_before_its_baseline_is_refused_and_not_kept(machine, agglo):
    before = AIM | {"points": [{"on": "2020-12-31", "value": 40.0}]}
    refused = machine("PUT", f"objectives/{NAME}", before, status=422)
    assert refused["code"] == "course_order"
    assert not Objective.objects.of(agglo).exists()
