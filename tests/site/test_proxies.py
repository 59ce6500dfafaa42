"""The recipes of ``deploy``, run by the proxies themselves in front of a server that repeats."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

RECIPES = Path(__file__).parents[2] / "deploy"
SITE = "jalons.example.org"


class Repeating(BaseHTTPRequestHandler):
    """Answers with the headers it received."""

    def do_GET(self):
        content = json.dumps({name.lower(): value for name, value in self.headers.items()})
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content.encode())

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        """Nothing is written."""


@pytest.fixture
def upstream():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Repeating)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def trusting():
    """A TLS context that takes the certificate made for the test."""
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    return trust


def answers_over_tls(port):
    """Whether the proxy has its certificate: Caddy listens before it has made one."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
            trusting().wrap_socket(link, server_hostname=SITE).close()
    except OSError:
        return False
    return True


def program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def running(command, port, folder):
    """A proxy, until the block ends."""
    with (folder / "proxy.log").open("w") as log:
        environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        for _ in range(400):
            assert process.poll() is None, (folder / "proxy.log").read_text()
            if answers_over_tls(port):
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def nginx(upstream, folder):
    port = free_port()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    openssl = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", f"/CN={SITE}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*openssl, *names], check=True, capture_output=True)
    site = (RECIPES / "nginx.conf").read_text()
    for written, here in {
        f"/etc/letsencrypt/live/{SITE}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{SITE}/privkey.pem": str(key),
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
    }.items():
        assert written in site
        site = site.replace(written, here)
    site = "\n".join(line for line in site.splitlines() if "listen [::]" not in line)
    paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{path}_temp_path {folder}/{path};\n" for path in paths)
    owner = "user root; " if os.geteuid() == 0 else ""  # the folder of the test is private
    whole = f"{owner}pid {folder}/pid; error_log stderr; daemon off; worker_processes 1;\n"
    whole += f"events {{}}\nhttp {{ access_log off; {places}\n{site}\n}}"
    (folder / "nginx.conf").write_text(whole)
    command = [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running(command, port, folder):
        yield port


@contextmanager
def caddy(upstream, folder):
    port = free_port()
    site = (RECIPES / "Caddyfile").read_text()
    for written, here in {
        "{\n\tservers {": "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n"
        f"\thttps_port {port}\n\tdefault_bind 127.0.0.1\n\tservers {{",
        f"{{$JALONS_SITE:{SITE}}} {{": f"{SITE} {{\n\ttls internal",
        "{$JALONS_SERVERS:127.0.0.1:8000}": f"127.0.0.1:{upstream}",
    }.items():
        assert written in site
        site = site.replace(written, here)
    (folder / "Caddyfile").write_text(site)
    command = [program("caddy"), "run", "--config", str(folder / "Caddyfile")]
    with running(command, port, folder):
        yield port


def ask(port, method, path, body=None, **headers):
    """The status and the content of an answer through the proxy, over TLS."""
    link = http.client.HTTPSConnection(SITE, port, context=trusting(), timeout=30)
    link._create_connection = lambda _, *rest: socket.create_connection(("127.0.0.1", port), *rest)
    try:
        link.request(method, path, body, {name.replace("_", "-"): v for name, v in headers.items()})
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_a_proxy_says_who_visits_and_how_and_bounds_what_passes(proxy, upstream, tmp_path):
    with proxy(upstream, tmp_path) as port:
        status, content = ask(port, "GET", "/", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="http")
        assert status == 200
        seen = json.loads(content)
        assert seen["host"].partition(":")[0] == SITE
        assert seen["x-forwarded-proto"] == "https"
        assert seen["x-forwarded-for"] == "127.0.0.1", "what the visitor claims is replaced"
        assert ask(port, "GET", "/metrics")[0] == 403
        assert ask(port, "POST", "/", b"x" * 50_000_000)[0] == 200, "the largest file passes"
        try:
            refused = ask(port, "POST", "/", b"x" * 80_000_000)[0]
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            refused = 413  # the proxy closed the connection before the end of the body
        assert refused in {413, 502}
