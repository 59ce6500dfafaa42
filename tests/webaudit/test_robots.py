import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jalons.webaudit.capture.robots import Robots
from jalons.webaudit.capture.targets import check, is_private
from jalons.webaudit.engine.errors import WebAuditError

pytestmark = pytest.mark.extras

RULES = "User-agent: *\nCrawl-delay: 2\nDisallow: /admin\nAllow: /admin/help\n"


class _Handler(BaseHTTPRequestHandler):
    answer = (200, RULES, {})
    requests = 0

    def do_GET(self):
        type(self).requests += 1
        status, text, headers = self.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site():
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_rules_are_obeyed_and_read_once(site):
    address, handler = site
    robots = Robots(allow_private=True)
    assert not robots.allowed(f"{address}/admin/users")
    assert robots.allowed(f"{address}/admin/help")
    assert robots.allowed(f"{address}/")
    assert robots.delay(f"{address}/") == 2
    assert handler.requests == 1


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        ((404, "", {}), True),
        ((403, "", {}), True),
        ((503, "", {}), False),
        ((200, "\x00\xff<html>", {}), True),
        ((302, "", {"Location": "http://10.0.0.1/robots.txt"}), True),
    ],
)
def test_without_rules_all_is_allowed_but_not_while_the_server_fails(site, answer, allowed):
    address, handler = site
    handler.answer = answer
    assert Robots(allow_private=True).allowed(f"{address}/a") is allowed


def test_a_delay_past_all_patience_is_bounded(site):
    address, handler = site
    handler.answer = (200, "User-agent: *\nCrawl-delay: 86400\n", {})
    assert Robots(allow_private=True).delay(address) == 30


def test_a_redirection_to_a_private_address_is_not_followed(site):
    address, handler = site
    handler.answer = (302, "", {"Location": f"{address}/again"})
    robots = Robots()  # the first request is checked by whoever audits, redirections here
    assert robots.allowed(f"{address}/a")
    assert handler.requests == 1


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "[::ffff:10.0.0.1]"),
        *("100.64.0.1", "0.0.0.0", "224.0.0.1", "not an address"),
    ],
)
def test_what_is_not_public_is_private(address):
    assert is_private(address)


def test_a_public_address_is_not_private_and_a_name_without_address_is_left_to_the_browser():
    assert not is_private("193.252.19.3")
    assert not is_private("2a01:c9c0::1")
    check("https://absent.invalid/")
    with pytest.raises(WebAuditError):
        check("https://localhost/")
    check("https://localhost/", allow_private=True)
