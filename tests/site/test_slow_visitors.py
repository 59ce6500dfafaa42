"""Slow, silent and greedy visitors against the real server, with real sockets."""

import asyncio
import contextlib
import http.client
import resource
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

from jalons.site.serving import connections, request_bodies
from jalons.site.serving.connections import Bounded
from jalons.site.serving.request_bodies import Bodies
from serving import serve

pytestmark = pytest.mark.slow
THREADS = 8
PATIENCE = 30  # seconds a page may take on a busy machine; before, it took as long as the attack


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("slow"), JALONS_UPLOAD_MAX_MB="1") as instance:
        yield instance


def connect(server):
    place = urlsplit(server.address)
    return socket.create_connection((place.hostname, place.port), timeout=PATIENCE)


def home(server):
    with urllib.request.urlopen(server.address, timeout=PATIENCE) as answer:
        return answer.status


def head(length, path="/compte/login/"):
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
        f"Cookie: csrftoken={'a' * 32}\r\n"  # with it, Django reads the form for its own token
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    ).encode()


def test_bodies_that_never_end_take_no_thread(server):
    with contextlib.ExitStack() as opened:
        for _ in range(THREADS + 4):
            slow = opened.enter_context(connect(server))
            slow.sendall(head(100_000) + b"a=1")
        assert home(server) == 200


def test_connections_that_say_nothing_make_room_for_a_visitor(server):
    before = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (256, before[1]))
    try:
        with contextlib.ExitStack() as opened:
            for _ in range(260):
                opened.enter_context(connect(server)).sendall(b"GET / HTTP/1.1\r\nHost: l")
            assert home(server) == 200
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, before)


def test_headers_that_do_not_come_end_the_connection(server):
    with connect(server) as silent, connect(server) as dribbling:
        dribbling.sendall(b"GET / HTTP/1.1\r\n")
        for each in (silent, dribbling):
            each.settimeout(connections.HEADERS + PATIENCE)
            assert each.recv(1) == b""


def test_a_second_request_on_a_connection_has_its_time_too(server):
    with connect(server) as kept:
        kept.sendall(b"GET /sante HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = http.client.HTTPResponse(kept)
        answer.begin()
        answer.read()
        kept.sendall(b"GET /sante HTTP/1.1\r\nX: ")
        kept.settimeout(connections.HEADERS + PATIENCE)
        assert kept.recv(1) == b""


@pytest.mark.parametrize("path", ["/compte/login/", "/api/v1/devices"])
def test_a_body_past_the_bound_is_refused_with_a_sentence(server, path):
    request = urllib.request.Request(server.address + path, data=b"x" * 8_000_000)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=PATIENCE)
    said = caught.value.read().decode()
    caught.value.close()
    assert caught.value.code == 413
    assert "trop gros" in said
    assert ("json" in caught.value.headers["Content-Type"]) == path.startswith("/api/")


def test_a_body_sent_in_pieces_without_its_length_is_read(server):
    place = urlsplit(server.address)
    line = http.client.HTTPConnection(place.hostname, place.port, timeout=PATIENCE)
    said = {"Content-Type": "application/x-www-form-urlencoded"}
    parts = iter([b"login=a", b"%40b.test&password=c"])
    line.request("POST", "/compte/login/", parts, said, encode_chunked=True)
    assert line.getresponse().status in {200, 403}  # read: the form token is what lacks
    line.close()


def test_nothing_of_a_body_stays_on_the_disk(server):
    with connect(server) as leaving:
        leaving.sendall(head(3_000_000) + b"a" * 2_500_000)
        assert home(server) == 200
    assert home(server) == 200
    assert not [each.name for each in server.data.iterdir() if each.name.startswith("tmp")]


class Talk:
    """What an ASGI server says and hears, for one request."""

    def __init__(self, *parts, path="/"):
        self.scope = {"type": "http", "path": path, "headers": [], "method": "POST"}
        self.parts, self.heard = list(parts), []

    async def receive(self):
        if not self.parts:
            await _for_ever()
        return self.parts.pop(0)

    async def send(self, message):
        self.heard.append(message)

    @property
    def status(self):
        return self.heard[0]["status"]


async def _for_ever():
    await asyncio.Event().wait()


def part(body, *, more=False):
    return {"type": "http.request", "body": body, "more_body": more}


def run(app, talk):
    asyncio.run(app(talk.scope, talk.receive, talk.send))


async def echo(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope[request_bodies.BODY].read()})


def test_a_whole_body_reaches_the_page_in_its_order(tmp_path):
    talk = Talk(part(b"one ", more=True), part(b"two"))
    run(Bodies(echo, most=100, folder=tmp_path), talk)
    assert talk.heard[1]["body"] == b"one two"


def test_a_silent_body_is_answered_408(tmp_path, monkeypatch):
    monkeypatch.setattr(request_bodies, "SILENCE", 0.05)
    talk = Talk(part(b"one ", more=True))
    run(Bodies(echo, most=100, folder=tmp_path), talk)
    assert talk.status == 408


def test_a_body_below_the_pace_is_answered_408_although_it_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(request_bodies, "START", -1.0)
    talk = Talk(*[part(b"a", more=True)] * 100)
    run(Bodies(echo, most=1_000, folder=tmp_path), talk)
    assert talk.status == 408
    assert talk.parts


def test_a_visitor_who_leaves_is_passed_on_to_nobody(tmp_path):
    talk = Talk(part(b"one", more=True), {"type": "http.disconnect"})
    run(Bodies(echo, most=100, folder=tmp_path), talk)
    assert talk.heard == []


def test_one_request_too_many_is_asked_to_come_back():
    talk = Talk()
    run(Bounded(echo, most=0), talk)
    assert talk.status == 503
    assert (b"retry-after", b"5") in talk.heard[0]["headers"]
