"""The roadmap for machines: read, created, changed from the version that was read."""

import json
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from jalons.strategy.web.roadmap import actions
from jalons.strategy.web.roadmap.models import Action
from samples import api_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(agglo):
    cache.clear()
    _, secret = api_token(agglo, scopes=["strategy:read", "strategy:write"])
    client = Client(enforce_csrf_checks=True)

    def call(method, path, asked=None, status=200, **query):
        response = client.generic(
            method,
            f"/api/v1/authorities/agglo/{path}",
            json.dumps(asked or {}) if method != "GET" else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
            query_params=query,
        )
        assert response.status_code == status, response.content
        return response.json()

    return call


def test_an_action_is_created_read_and_found(machine, agglo):
    made = machine("POST", "actions", {"title": "Mesurer", "commitments": [4]}, status=201)
    assert made["version"] == 1
    assert made["pace"] == "proposed"
    assert machine("GET", f"actions/{made['id']}") == made
    actions.create_action(authority=agglo, user=None, values={"title": "Autre"})
    assert machine("GET", "actions")["total"] == 2
    assert machine("GET", "actions", commitment="4")["items"] == [made]
    assert machine("GET", "actions", text="introuvable")["items"] == []


def test_a_change_from_an_older_version_is_refused_and_changes_nothing(machine):
    made = machine("POST", "actions", {"title": "Mesurer"}, status=201)
    path = f"actions/{made['id']}"
    first = machine("PATCH", path, {"version": 1, "status": "done", "end": "2026-12-31"})
    assert (first["version"], first["status"], first["title"]) == (2, "done", "Mesurer")
    refused = machine("PATCH", path, {"version": 1, "title": "Trop tard"}, status=409)
    assert refused["code"] == "version_old"
    assert machine("GET", path)["title"] == "Mesurer"
    assert machine("PATCH", path, {"version": 2, "end": None})["end"] is None


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"title": "x", "status": "nowhere"}, "action_unknown_value"),
        ({"title": "x", "commitments": [12]}, "action_unknown_value"),
        ({"title": "x", "indicators": ["no.such"]}, "action_unknown_value"),
        ({"title": "x" * 301}, "action_text"),
        ({"title": "x", "start": "2027-01-01", "end": "2026-01-01"}, "dates_reversed"),
        ({"title": "x", "parent": "00000000-0000-4000-8000-000000000000"}, "not_of_authority"),
    ],
)
def test_what_a_form_refuses_a_machine_is_refused_too(machine, agglo, asked, code):
    assert machine("POST", "actions", asked, status=422)["code"] == code
    assert not Action.objects.of(agglo).exists()


def test_a_title_of_blanks_is_refused(machine):
    assert machine("POST", "actions", {"title": "  "}, status=400)["code"] == "body_invalid"


def test_confidential_notes_never_leave(machine, agglo):
    late = timezone.localdate() - timedelta(days=1)
    actions.create_action(
        authority=agglo,
        user=None,
        values={
            "title": "Mesurer",
            "confidential": "Secret",
            "status": "planned",
            "end": late,
            "start": date(2020, 1, 1),
        },
    )
    found = machine("GET", "actions", pace="late")
    assert len(found["items"]) == 1
    assert "Secret" not in json.dumps(found)


def test_a_list_of_actions_takes_few_queries(machine, agglo, django_assert_max_num_queries):
    Action.objects.of(agglo).bulk_create(
        Action(authority=agglo, title=f"Action {n}") for n in range(150)
    )
    with django_assert_max_num_queries(12):
        assert len(machine("GET", "actions", per_page="150")["items"]) == 150
