"""Every method of every address of the API, as everybody: who is answered, and who is refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from factories.authorities import make_authority, make_trial, trial_client
from factories.people import client_of, stranger_client
from foundation.accounts.test_every_page import walk
from foundation.api.conftest import Machine, machine_of
from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import ANY_SCOPE, all_endpoints, all_scopes
from samples import ASKED, SAMPLES, api_token

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

ADDRESSES = [page for page in walk(get_resolver()) if page.access == "api"]
CALLS = [(page, endpoint) for page in ADDRESSES for endpoint in page.view.endpoints.values()]
WITHIN = [call for call in CALLS if call[1].scope]
PUBLIC = [call for call in CALLS if not call[1].scope]


def named(value):
    return f"{value.method}-{value.path}" if hasattr(value, "method") else ""


def asked_of(page, endpoint, authority):
    make = ASKED.get((endpoint.method, page.name))
    return make(authority) if make else None


def code(response):
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["title"]
    assert problem["hint"]
    return problem["code"]


def test_the_walk_sees_every_endpoint_that_rooms_declare():
    assert {each.operation for _, each in CALLS} == {each.operation for each in all_endpoints()}
    assert {each.room for _, each in CALLS} >= {"foundation", "footprint", "strategy"}


# Scopes of the broker of the twin, which has routes of its own: tests/site/test_twin_auth.py.
ELSEWHERE = {"twin:internal", "twin:write"}


def test_every_scope_opens_something():
    here = {each.scope for _, each in WITHIN} - {ANY_SCOPE}
    assert set(all_scopes()) == here | ELSEWHERE


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_a_token_with_the_scope_is_answered(page, endpoint, authority):
    scopes = [] if endpoint.scope == ANY_SCOPE else [endpoint.scope]
    response = machine_of(authority, scopes)(
        endpoint.method, page.address(authority), asked_of(page, endpoint, authority)
    )
    assert response.status_code == endpoint.status, response.content


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_a_token_without_the_scope_is_refused(page, endpoint, authority):
    if endpoint.scope == ANY_SCOPE:
        return
    others = set(all_scopes()) - {endpoint.scope}
    response = machine_of(authority, others)(endpoint.method, page.address(authority))
    assert response.status_code == 403
    assert code(response) == "scope_missing"


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_strangers_get_nothing(page, endpoint, authority, other):
    address = page.address(authority)
    assert code(Machine("")(endpoint.method, address)) == "token_missing"
    assert code(Machine("jalons_forged")(endpoint.method, address)) == "token_unknown"
    assert code(machine_of(other)(endpoint.method, address)) == "not_found"
    basic = Machine("")(endpoint.method, address, Authorization="Basic abc")
    assert code(basic) == "token_unknown"


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_a_closed_token_opens_nothing(page, endpoint, authority):
    address = page.address(authority)
    token, secret = api_token(authority, scopes=all_scopes())
    token.revoked_at = timezone.now()
    token.save()
    assert code(Machine(secret)(endpoint.method, address)) == "token_revoked"
    token, secret = api_token(authority, scopes=all_scopes())
    token.expires_at = timezone.now() - timedelta(seconds=1)
    token.save()
    response = Machine(secret)(endpoint.method, address)
    assert code(response) == "token_expired"
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_an_object_of_one_authority_does_not_open_through_another(page, endpoint, authority, other):
    """The slug of one's own authority with the number of somebody else's object."""
    if not page.of_an_object:
        return
    values = SAMPLES[page.name](authority)
    address = reverse(page.name, kwargs={"slug": other.slug, **values})
    asked = asked_of(page, endpoint, other)
    response = machine_of(other)(endpoint.method, address, asked)
    assert code(response) == "not_found"


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_a_session_reads_according_to_the_role_and_never_writes(page, endpoint, authority):
    address, asked = page.address(authority), asked_of(page, endpoint, authority)
    for role in Role:
        client = client_of(authority, role)
        if endpoint.method != "GET":
            response = client.generic(
                endpoint.method, address, b"{}", content_type="application/json"
            )
            assert code(response) == "session_only_reads", role
        elif role.allows(endpoint.role):
            assert client.get(address, asked or {}).status_code == 200, role
        else:
            assert code(client.get(address, asked or {})) == "forbidden", role


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_the_session_of_a_stranger_or_of_a_trial_opens_nothing_else(
    page, endpoint, authority, other
):
    address = page.address(authority)
    trial = make_trial()
    for client in (client_of(other, Role.ADMINISTRATOR), stranger_client()):
        assert code(client.generic(endpoint.method, address)) == "not_found"
    assert code(trial_client(trial).generic(endpoint.method, address)) == "token_missing"


@pytest.mark.parametrize(("page", "endpoint"), WITHIN, ids=named)
def test_anybody_reads_the_demonstration_and_nobody_writes_it(page, endpoint):
    demo = make_authority("demo", "Démonstration", kind="demo")
    address = page.address(demo)
    response = Machine("")(endpoint.method, address, asked_of(page, endpoint, demo))
    if endpoint.method == "GET":
        assert response.status_code == 200, response.content
    else:
        assert code(response) == "session_only_reads"


@pytest.mark.parametrize(("page", "endpoint"), PUBLIC, ids=named)
def test_public_data_need_nothing(page, endpoint, authority):
    response = Client().get(page.address(authority))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("page", ADDRESSES, ids=lambda page: page.name)
def test_an_unknown_method_or_parameter_is_explained(page, authority):
    client = machine_of(authority).client
    address = page.address(authority)
    response = client.generic("TRACE", address)
    assert response.status_code == 405
    assert "OPTIONS" in response["Allow"]
    assert code(response) == "method_unknown"
    if "GET" in page.view.endpoints:
        response = machine_of(authority)("GET", address, {"no_such_parameter": "1"})
        assert code(response) == "query_unknown"


def test_an_address_that_does_not_exist_is_a_problem_too(db):
    response = Client().get("/api/v1/nothing/here")
    assert response.status_code == 404
    assert code(response) == "not_found"
