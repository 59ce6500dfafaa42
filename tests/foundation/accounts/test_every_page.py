"""Every address of the product, as everybody: who is answered, and who is refused.

The walk reads the addresses from the resolver, so a new page is checked the day it is written. All
pages are asked by the same people, in the same sessions; what a request writes is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import screen_rules
from factories.authorities import make_authority, make_trial, trial_client
from factories.people import client_of, signed_in, stranger_client
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.digests.views import leave
from plain_words import found_in_page, words_of
from samples import COMMON, OTHERS_ACTS, SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

# Addresses that are not ours: allauth guards its own pages.
NOT_OURS = ("compte/",)
AUTHORITY_PREFIX = "collectivite/<slug:slug>/"

# Public by a secret in their address, which nobody else may store.
SECRET = {"accept_invitation", "sign_in_link", "first_administrator"}
# Pages that document the interface for machines or show components to designers, and the page of
# sources: the place of doubts, and of titles in their own language.
FOR_MAKERS = {"api_reference", "api_room_reference", "gallery", "sources"}
# What an authority shows to everybody, the same for all.
PUBLISHED = {"public_data", "public_dataset", "public_dataset_file", "public_part"}

METHODS = ("get", "post")
# To write the screens down, and to run all the SQL of PostgreSQL, an administrator is enough.
ONE_ROLE = bool(screen_rules.FOLDER) or connection.vendor == "postgresql"
LOOKS = ("get",) if screen_rules.FOLDER else METHODS
SHOWN = {200, 302}
SIGN_IN = "/compte/login/?next="
DONE_OR_EXPLAINED = {200, 302, 303, 400, 404, 409, 422}
PUBLISHED |= {"public_dcat_dataset", "public_dcat_dataset_file", "public_dcat_file"}
PUBLISHED |= {"shared_file", "shared_page_file"}
PUBLISHED |= {"public_results"}


@dataclass(frozen=True)
class Page:
    """One address: its pattern, its URL name, its view and the parameters it takes."""

    route: str
    name: str
    view: Any
    parameters: frozenset[str]

    @property
    def access(self) -> Any:
        return getattr(self.view, "access", None)

    @property
    def of_authority(self) -> bool:
        return self.route.startswith(AUTHORITY_PREFIX)

    @property
    def of_an_object(self) -> bool:
        """Whether its address has the number of an object of one authority."""
        return bool(self.parameters - {"slug"}) and self.name not in COMMON

    def values(self, authority: Authority) -> dict[str, Any]:
        """What its address takes, for a new object of ``authority``."""
        values: dict[str, Any] = {"slug": authority.slug} if "slug" in self.parameters else {}
        if self.parameters - {"slug"}:
            assert self.name in SAMPLES, f"tests/samples.py lacks “{self.name}” ({self.route})"
            values |= SAMPLES[self.name](authority)
        return values

    def address(self, authority: Authority) -> str:
        """Where it is, for an object of ``authority``."""
        return reverse(self.name, kwargs=self.values(authority))


@dataclass(frozen=True)
class People:
    """The browsers of everybody, for one authority and its neighbour."""

    authority: Authority
    other: Authority
    members: dict[Role, Client]
    neighbour: Client
    stranger: Client
    own_trial: Client
    other_trial: Client
    without_token: Client


@pytest.fixture(scope="module")
def people(kept_rows: None) -> People:
    authority, other = make_authority(), make_authority("200000002", "Agglomération B")
    members = {role: client_of(authority, role) for role in Role}
    administrator = authority.members.get(email__startswith=Role.ADMINISTRATOR)
    return People(
        authority=authority,
        other=other,
        members=members,
        neighbour=client_of(other, Role.ADMINISTRATOR),
        stranger=stranger_client(),
        own_trial=trial_client(authority),  # once it is a trial
        other_trial=trial_client(make_trial()),
        without_token=signed_in(administrator, enforce_csrf_checks=True),
    )


@pytest.fixture
def authority(db: None, people: People) -> Authority:
    return Authority.objects.get(pk=people.authority.pk)


@pytest.fixture
def other(db: None, people: People) -> Authority:
    return people.other


def walk(
    resolver: URLResolver, prefix: str = "", names: frozenset[str] = frozenset()
) -> Iterator[Page]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(NOT_OURS):
            continue
        taken = names | set(entry.pattern.converters) | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield Page(route, entry.name or "", entry.callback, taken)
        else:
            yield from walk(entry, route, taken)


ADDRESSES = list(walk(get_resolver()))
# The API answers otherwise: tests/foundation/api/test_every_endpoint.py walks it.
API = [page for page in ADDRESSES if page.access == "api"]
PAGES = [page for page in ADDRESSES if page not in API and page.name != "api_nothing"]
OURS = [page for page in PAGES if page.of_authority]
OTHERS = [page for page in PAGES if not page.of_authority]
OF_INSTANCE = [page for page in OTHERS if page.access == "instance"]


def named(page: Page) -> str:
    return page.name or page.route


def ask(client: Client, method: str, address: str) -> Any:
    """The answer to a request whose writes are taken back, so that many start from the same."""
    cookies = dict(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(address, secure=False)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie()
    client.cookies.update(cookies)
    return response


def answered(page: Page, response: Any, who: str, *, is_let_in: bool) -> None:
    """Check the answer to a member who may open the page, or may not."""
    assert is_private(response), who
    if response.status_code == 405:
        return
    if is_let_in:
        is_read = response.request["REQUEST_METHOD"] == "GET"
        assert response.status_code in (SHOWN if is_read else DONE_OR_EXPLAINED), who
        assert not response.get("Location", "").startswith(SIGN_IN), who
        assert workshop_words(page, response) == [], who
    else:
        assert response.status_code == 403, who


def is_private(response: Any) -> bool:
    """Whether nobody but the visitor may store the answer; a subscriber's calendar may be."""
    said = response.get("Cache-Control", "")
    return "no-store" in said or said == "private, max-age=3600"


def workshop_words(page: Page, response: Any) -> list[str]:
    """What a page in French says that only its makers understand."""
    shown = response.status_code == 200 and "text/html" in response.get("Content-Type", "")
    if not shown or response.streaming or page.name in FOR_MAKERS or screen_rules.FOLDER:
        return []
    return found_in_page(words_of(response.content.decode()))


def one_next_step(page: Page, response: Any) -> list[str]:
    """What breaks the rule of one filled button."""
    is_page = response.status_code == 200 and "text/html" in response.get("Content-Type", "")
    if not is_page or response.streaming or page.name in FOR_MAKERS:
        return []
    html = response.content.decode()
    return screen_rules.faults(page.name, html) if "<main" in html else []


def test_the_walk_sees_the_pages():
    names = {page.name for page in PAGES}
    assert {"home", "members", "journal", "accept_invitation", "start_trial"} <= names


def test_the_pages_said_to_have_no_filled_button_exist():
    assert screen_rules.without_button() <= set(screen_rules.kinds().values())


def test_only_the_api_answers_as_the_api():
    assert API
    assert all(page.route.startswith("api/v1/") for page in API)


def test_every_page_has_a_name_and_says_who_may_open_it():
    for page in PAGES:
        assert page.name, f"{page.route} has no name"
        rule = page.access
        named_rules = {"public", "signed_in", "instance"}
        assert rule in named_rules or isinstance(rule, Role), f"{page.route} says nothing"
        assert (rule == "instance") == page.route.startswith("instance/"), f"{page.route}: {rule!r}"
        assert isinstance(rule, Role) == page.of_authority, f"{page.route} is guarded by {rule!r}"


@pytest.mark.postgresql
@pytest.mark.parametrize("page", OURS, ids=named)
def test_a_page_opens_to_members_by_their_role_to_its_trial_and_to_nobody_else(
    page, people, authority
):
    values = page.values(authority)
    address = reverse(page.name, kwargs=values)
    members_are_answered_by_their_role(page, people, address)
    if ONE_ROLE:
        return
    is_refused_without_its_token(page, people.without_token, address)
    strangers_get_nothing(people, address)
    if page.of_an_object:
        through = reverse(page.name, kwargs=values | {"slug": people.other.slug})
        for method in METHODS:
            does_not_open_through_another(ask(people.neighbour, method, through), method, authority)
    Authority.objects.filter(pk=authority.pk).update(kind=Authority.Kind.TRIAL)
    is_sent_to_sign_in(people.other_trial, "get", address)
    is_let_in = Role.CONTRIBUTOR.allows(page.view.access_in_trial)
    for method in METHODS:
        response = ask(people.own_trial, method, address)
        answered(page, response, f"{method} in the trial", is_let_in=is_let_in)


def members_are_answered_by_their_role(page: Page, people: People, address: str) -> None:
    """Check the answers to the first role let in, to administrators, and to those refused."""
    needed = OTHERS_ACTS.get(page.name, page.access)
    first = next(role for role in Role if role.allows(needed))
    for role, client in people.members.items():
        is_let_in = role.allows(needed)
        if role != Role.ADMINISTRATOR and (ONE_ROLE or (is_let_in and role != first)):
            continue
        for method in LOOKS:
            response = ask(client, method, address)
            answered(page, response, f"{method} by {role}", is_let_in=is_let_in)
            if (role, method) == (Role.ADMINISTRATOR, "get"):
                assert one_next_step(page, response) == []


def strangers_get_nothing(people: People, address: str) -> None:
    """Check the answers to those who are in another authority, in none, or have no account."""
    signed_in_elsewhere = (
        ("get", people.stranger),
        *((each, people.neighbour) for each in METHODS),
    )
    for method, who in signed_in_elsewhere:
        assert ask(who, method, address).status_code in {404, 405}, method
    for method in METHODS:
        is_sent_to_sign_in(Client(), method, address)


def is_sent_to_sign_in(client: Client, method: str, address: str) -> None:
    response = ask(client, method, address)
    assert response.status_code in {302, 405}, method
    if response.status_code == 302:
        assert response["Location"].startswith(SIGN_IN), method


def does_not_open_through_another(response: Any, method: str, authority: Authority) -> None:
    """Check the answer to the slug of one's own authority with the number of another's object."""
    assert response.status_code in {302, 404, 405, 410}, method
    if method == "get":
        assert response.status_code != 302 or authority.slug not in response["Location"]


@pytest.mark.parametrize("page", OTHERS, ids=named)
def test_public_pages_answer_and_the_others_ask_to_sign_in(page, authority):
    address = page.address(authority)
    response = ask(Client(), "get", address)
    if page.access in {"signed_in", "instance"}:
        assert response.status_code in {302, 405}
        if response.status_code == 302:
            assert response["Location"].startswith(SIGN_IN)
    else:
        if page.name not in SECRET:
            assert "no-store" not in response.get("Cache-Control", "")
        # 404 and 410: a page about something that is not there, in words.
        assert response.status_code in {200, 302, 304, 404, 405, 410}
        assert workshop_words(page, response) == []
        assert one_next_step(page, response) == []


@pytest.mark.parametrize("page", OF_INSTANCE, ids=named)
def test_the_pages_of_the_instance_exist_for_its_administrators_only(page, people, authority):
    address = page.address(authority)
    staff = signed_in(User.objects.create_user("staff@example.org", is_staff=True))
    root = signed_in(User.objects.create_superuser("root@example.org", "x"))
    others = (people.stranger, people.members[Role.ADMINISTRATOR], staff)
    for method in METHODS:
        for client in others:
            assert ask(client, method, address).status_code in {404, 405}, method
        response = ask(root, method, address)
        assert is_private(response), method
        allowed = SHOWN if method == "get" else DONE_OR_EXPLAINED
        assert response.status_code in allowed | {405}, method


@pytest.mark.parametrize("page", OTHERS, ids=named)
def test_a_page_that_names_its_visitor_is_not_stored(page, people, authority):
    """On a shared computer, the pages of who signed out are not read from the browser's cache."""
    response = ask(people.members[Role.READER], "get", page.address(authority))
    assert is_private(response) or page.name in PUBLISHED


@pytest.mark.parametrize(
    "name", ["account_login", "account_email", "account_change_password", "mfa_index"]
)
def test_the_pages_of_an_account_are_not_stored(name, people):
    for client in (Client(), people.members[Role.READER]):
        assert is_private(ask(client, "get", reverse(name)))


@pytest.mark.parametrize("page", OTHERS, ids=named)
def test_a_form_without_its_token_is_refused(page, people, authority):
    is_refused_without_its_token(page, people.without_token, page.address(authority))


def is_refused_without_its_token(page: Page, client: Client, address: str) -> None:
    """Check that a form of another site is not obeyed."""
    # mail programs send no token: the signed address of the way out is the right (RFC 8058)
    expected = {200} if page.view is leave else {403, 405}
    assert ask(client, "post", address).status_code in expected
