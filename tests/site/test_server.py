"""The real server, in its own process, on a free loopback port."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = tmp_path_factory.mktemp("instance")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("JALONS_")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "jalons.site.cli", "serve", "--port", str(port)],
        env=clean | {"JALONS_DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address, process
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()


def get(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return answer.status, dict(answer.headers), answer.read()


def test_every_page_is_served_with_a_strict_policy_and_secure_headers(server):
    address, _ = server
    status, headers, _ = get(address)
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
    address, _ = server
    page = get(address)[2].decode()
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    _, headers, _ = get(address + style, **{"Accept-Encoding": "br"})
    assert headers["Content-Encoding"] == "br"
    assert "immutable" in headers["Cache-Control"]


def test_a_host_name_that_is_not_ours_is_refused(server):
    address, _ = server
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(address, Host="attacker.example")
    assert caught.value.code == 400
    caught.value.close()


def test_a_first_start_serves_the_files_its_pages_name(server):
    address, _ = server
    _, _, page = get(address)
    style = re.search(rb'href="(/static/design/jalons[^"]*)"', page)[1].decode()
    status, headers, _ = get(address + style)
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "text/css")
