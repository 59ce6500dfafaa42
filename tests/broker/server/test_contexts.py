"""The contexts the broker keeps, serves and, when it may, fetches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from jalons.broker.server import context_fetching as fetching
from jalons.broker.store.contexts import CORE_ADDRESS
from living_broker import JSON_LD, Host, Living, hosting, living

TERMS = {"@context": {"pm10": "https://example.org/pm10"}}
REL = 'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path, open_test_mode=True) as one:
        yield one


@pytest.fixture
def host() -> Iterator[Host]:
    with hosting() as one:
        yield one


def kept(broker: Living, **headers: str) -> str:
    answer = broker.ask("POST", "/jsonldContexts", TERMS, headers)
    assert answer.status == 201
    return answer.headers["Location"].rpartition("/")[2]


def create(broker: Living, context: object, number: int = 1) -> int:
    entity = {"id": f"urn:x:{number}", "type": "T", "pm10": 4, "@context": context}
    return broker.ask("POST", "/entities", entity, JSON_LD).status


def kinds(broker: Living, query: str = "") -> list[tuple[str, str]]:
    found = broker.ask("GET", f"/jsonldContexts?details=true{query}").body
    return [
        (item["URL"].removeprefix(f"http://127.0.0.1:{broker.port}"), item["kind"])
        for item in found
    ]


def test_a_context_given_is_served_and_names_the_attributes_of_an_entity(broker: Living) -> None:
    name = kept(broker)
    assert broker.ask("GET", f"/jsonldContexts/{name}").body == TERMS
    details = broker.ask("GET", f"/jsonldContexts/{name}?details=true").body
    assert details["kind"] == "Hosted"
    assert details["localId"] == name
    link = {"Link": f"<{details['URL']}>; {REL}"}
    entity = {"id": "urn:x:1", "type": "T", "pm10": {"type": "Property", "value": 4}}
    assert broker.ask("POST", "/entities", entity, link).status == 201
    assert "https://example.org/pm10" in broker.ask("GET", "/entities/urn:x:1").body


def test_a_context_is_private_to_its_tenant(broker: Living) -> None:
    name = kept(broker, **{"NGSILD-Tenant": "one"})
    other = {"NGSILD-Tenant": "two"}
    kept(broker, **other)
    assert broker.ask("GET", f"/jsonldContexts/{name}", headers=other).status == 404
    assert broker.ask("DELETE", f"/jsonldContexts/{name}", headers=other).status == 404
    assert name not in broker.ask("GET", "/jsonldContexts", headers=other).raw.decode()
    link = {"Link": f"<http://127.0.0.1/ngsi-ld/v1/jsonldContexts/{name}>; {REL}"}
    assert broker.ask("GET", "/entities?type=T", headers=other | link).status == 504
    own = {"NGSILD-Tenant": "one"}
    assert broker.ask("DELETE", f"/jsonldContexts/{name}", headers=own).status == 204


def test_a_context_deleted_is_no_longer_used(broker: Living) -> None:
    name = kept(broker)
    address = f"http://127.0.0.1:{broker.port}/ngsi-ld/v1/jsonldContexts/{name}"
    assert create(broker, address) == 201
    assert broker.ask("DELETE", f"/jsonldContexts/{name}").status == 204
    assert broker.ask("GET", f"/jsonldContexts/{name}").status == 404
    assert create(broker, address, 2) == 504


def test_contexts_are_listed_by_kind_and_by_page(broker: Living, host: Host) -> None:
    name = kept(broker)
    address = host.context("/a", TERMS["@context"])
    create(broker, address)
    place = f"/ngsi-ld/v1/jsonldContexts/{name}"
    core = (CORE_ADDRESS, "Cached")
    assert kinds(broker) == [core, (address, "Cached"), (place, "Hosted")]
    assert kinds(broker, "&kind=Hosted") == [(place, "Hosted")]
    assert kinds(broker, "&kind=ImplicitlyCreated") == []
    page = broker.ask("GET", "/jsonldContexts?limit=1&offset=1&count=true")
    assert page.body == [address]
    assert page.headers["NGSILD-Results-Count"] == "3"


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("GET", "/jsonldContexts?kind=other", None, (400, "BadRequestData")),
        ("GET", "/jsonldContexts?details=maybe", None, (400, "BadRequestData")),
        ("GET", "/jsonldContexts/nothing", None, (404, "ResourceNotFound")),
        ("DELETE", "/jsonldContexts/nothing", None, (404, "ResourceNotFound")),
        ("DELETE", "/jsonldContexts/nothing?reload=true", None, (400, "BadRequestData")),
        ("DELETE", "/jsonldContexts/nothing?reload=maybe", None, (400, "BadRequestData")),
        (
            "DELETE",
            f"/jsonldContexts/{quote(CORE_ADDRESS, safe='')}",
            None,
            (400, "BadRequestData"),
        ),
        ("POST", "/jsonldContexts", {"a": "x:y"}, (400, "InvalidRequest")),
        ("POST", "/jsonldContexts", b"{", (400, "InvalidRequest")),
        ("POST", "/jsonldContexts", {"@context": 12}, (400, "BadRequestData")),
        ("POST", "/jsonldContexts", {"@context": None}, (400, "BadRequestData")),
        ("POST", "/jsonldContexts", {"@context": ["x:y", 12]}, (400, "BadRequestData")),
        (
            "POST",
            "/jsonldContexts",
            {"@context": {"a": "b:x", "b": "a:x"}},
            (400, "BadRequestData"),
        ),
        (
            "POST",
            "/jsonldContexts",
            {"@context": {"a": "x:" + "y" * (1 << 20)}},
            (413, "RequestEntityTooLarge"),
        ),
    ],
)
def test_what_is_wrong_is_told(
    broker: Living, method: str, path: str, body: object, told: tuple[int, str]
) -> None:
    answer = broker.ask(method, path, body)
    assert (answer.status, answer.body["title"]) == told


def test_the_core_context_needs_no_network_to_be_had_anew(broker: Living) -> None:
    path = f"/jsonldContexts/{quote(CORE_ADDRESS, safe='')}"
    assert broker.ask("DELETE", f"{path}?reload=true").status == 204
    assert broker.ask("GET", f"{path}?details=true").body["kind"] == "Cached"


def test_a_context_is_fetched_once_whatever_its_media_type(broker: Living, host: Host) -> None:
    address = host.context("/a", TERMS["@context"], "text/plain")
    assert [create(broker, address, n) for n in range(3)] == [201] * 3
    assert host.asked == ["/a"]
    assert "https://example.org/pm10" in broker.ask("GET", "/entities/urn:x:1").body
    served = broker.ask("GET", f"/jsonldContexts/{quote(address, safe='')}")
    assert (served.status, served.body["title"]) == (422, "OperationNotSupported")


def test_a_context_fetched_outlives_its_host_and_the_broker(tmp_path: Path) -> None:
    with hosting() as host, living(tmp_path, open_test_mode=True) as broker:
        address = host.context("/a", [host.context("/b", TERMS["@context"])])
        assert create(broker, address) == 201
        assert host.asked == ["/a", "/b"]
    with living(tmp_path) as broker:
        assert create(broker, address, 2) == 201
        again = broker.ask("DELETE", f"/jsonldContexts/{quote(address, safe='')}?reload=true")
        assert (again.status, again.body["title"]) == (504, "LdContextNotAvailable")
        assert (address, "Cached") in kinds(broker)


def test_a_context_had_anew_replaces_the_old_one(broker: Living, host: Host) -> None:
    address = host.context("/a", TERMS["@context"])
    create(broker, address)
    host.context("/a", {"pm10": "https://example.org/PM10"})
    path = f"/jsonldContexts/{quote(address, safe='')}"
    assert broker.ask("DELETE", f"{path}?reload=true").status == 204
    create(broker, address, 2)
    assert "https://example.org/PM10" in broker.ask("GET", "/entities/urn:x:2").body
    assert broker.ask("DELETE", path).status == 204
    assert (address, "Cached") not in kinds(broker)


def test_contexts_that_include_each_other_are_refused(broker: Living, host: Host) -> None:
    address = host.context("/a", host.address + "/b")
    host.context("/b", [address])
    assert create(broker, address) == 400
    assert create(broker, address) == 400


def test_what_is_no_context_is_not_available_and_not_asked_for_again(
    broker: Living, host: Host
) -> None:
    host.pages["/html"] = (200, {"Content-Type": "text/html"}, b"<p>Bonjour</p>")
    host.pages["/list"] = (200, {}, b"[1]")
    host.pages["/long"] = (200, {}, b" " * (fetching.MOST_BYTES + 1))
    host.pages["/wrong"] = (200, {}, b'{"@context": {"a": 1}}')
    for path in ("/html", "/list", "/long", "/wrong", "/absent"):
        assert create(broker, host.address + path) == 504, path
        assert create(broker, host.address + path) == 504, path
    assert sorted(host.asked) == ["/absent", "/html", "/list", "/long", "/wrong"]


def test_a_host_that_hangs_is_left(
    broker: Living, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.2)
    assert create(broker, host.address + "/hangs") == 504


def test_nothing_is_fetched_from_a_host_nobody_allowed(tmp_path: Path, host: Host) -> None:
    address = host.context("/a", TERMS["@context"])
    with living(tmp_path) as broker:
        assert create(broker, address) == 504
    assert host.asked == []
    with living(tmp_path, fetch_contexts_from=frozenset({"127.0.0.1"})) as broker:
        assert create(broker, address) == 201


def test_a_redirection_to_a_host_nobody_allowed_is_not_followed(tmp_path: Path, host: Host) -> None:
    target = host.context("/a", TERMS["@context"]).replace("127.0.0.1", "localhost")
    host.pages["/moved"] = (302, {"Location": target}, b"")
    host.pages["/near"] = (302, {"Location": "/a"}, b"")
    host.pages["/round"] = (302, {"Location": "/round"}, b"")
    with living(tmp_path, fetch_contexts_from=frozenset({"127.0.0.1"})) as broker:
        assert create(broker, host.address + "/moved") == 504
        assert host.asked == ["/moved"]
        assert create(broker, host.address + "/near") == 201
        assert create(broker, host.address + "/round", 2) == 504


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://a@127.0.0.1/", "http://[", "ftp://x"]
)
def test_no_other_scheme_is_asked(broker: Living, url: str) -> None:
    assert create(broker, url) == 504


def test_each_entity_of_a_batch_has_its_own_context(broker: Living, host: Host) -> None:
    good = {"id": "urn:x:1", "type": "T", "@context": host.context("/a", TERMS["@context"])}
    lost = {"id": "urn:x:2", "type": "T", "@context": host.address + "/absent"}
    answer = broker.ask("POST", "/entityOperations/create", [good, lost], JSON_LD)
    assert answer.status == 207
    assert answer.body["success"] == ["urn:x:1"]
    assert answer.body["errors"][0]["error"]["title"] == "LdContextNotAvailable"


def test_the_contexts_of_a_subscription_get_one_address_for_its_notifications(
    broker: Living, host: Host
) -> None:
    both = [host.context("/a", TERMS["@context"]), host.context("/b", {"b": "x:b"})]
    subscription = {
        "type": "Subscription",
        "entities": [{"type": "T"}],
        "notification": {"endpoint": {"uri": "http://127.0.0.1:9/"}},
    }
    for context in (both, both, both[:1]):
        body = subscription | {"@context": context}
        assert broker.ask("POST", "/subscriptions", body, JSON_LD).status == 201
    implicit = broker.ask("GET", "/jsonldContexts?kind=ImplicitlyCreated").body
    assert len(implicit) == 1
    told = [found.get("jsonldContext") for found in broker.ask("GET", "/subscriptions").body]
    assert told == [implicit[0], implicit[0], None]
    path = implicit[0].partition("/ngsi-ld/v1")[2]
    assert broker.ask("GET", path).body == {"@context": both}
    assert broker.ask("DELETE", f"{path}?reload=true").status == 400
    assert create(broker, implicit[0]) == 201
    assert "https://example.org/pm10" in broker.ask("GET", "/entities/urn:x:1").body
