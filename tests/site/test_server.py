"""The real server, in its own process, on a free loopback port."""

import re
import urllib.error
import urllib.request

import pytest

from serving import serve

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("instance")) as instance:
        yield instance.address


def get(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.status, answer.headers, answer.read()


def test_every_page_is_served_with_a_strict_policy_and_secure_headers(server):
    status, headers, _ = get(server)
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "app;dur=" in headers["Server-Timing"]
    assert "Server" not in headers or "uvicorn" not in headers["Server"].lower()


def test_static_files_are_compressed_and_kept_for_a_year(server):
    page = get(server)[2].decode()
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    _, headers, _ = get(server + style, **{"Accept-Encoding": "br"})
    assert headers["Content-Encoding"] == "br"
    assert "immutable" in headers["Cache-Control"]


def test_a_host_name_that_is_not_ours_is_refused(server):
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(server, Host="attacker.example")
    assert caught.value.code == 400
    caught.value.close()


def test_a_first_start_serves_the_files_its_pages_name(server):
    _, _, page = get(server)
    style = re.search(rb'href="(/static/design/jalons[^"]*)"', page)[1].decode()
    status, headers, _ = get(server + style)
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "text/css")


def test_a_stopped_server_ends_in_order(tmp_path):
    with serve(tmp_path) as instance:
        pass
    assert "Traceback" not in instance.said.read_text()


@pytest.mark.parametrize("before", ["", "/jumeau/nobody"])
@pytest.mark.parametrize(
    "way", ["/ngsi-ld/v1/types", "/ogc", "/ogc/collections", "/sta/v1.1", "/export", "/models"]
)
def test_the_ways_of_the_twin_answer_before_the_pages(server, before, way):
    try:
        _, headers, _ = get(server.rstrip("/") + before + way)
    except urllib.error.HTTPError as refusal:
        headers = refusal.headers
        refusal.close()
    assert headers["Content-Type"].startswith("application/")
    assert "json" in headers["Content-Type"]
