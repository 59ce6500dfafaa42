"""Real servers for each page that cannot be measured, and for those that can."""

import dataclasses
import os
import signal
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jalons.webaudit.capture.measuring import Options, audit, measure
from jalons.webaudit.engine.journeys import Journey, Step
from jalons.webaudit.engine.measure import Consent, Device
from jalons.webaudit.store import rgaa_reference

QUICK = Options(allow_private=True, seconds=6, delay=0)
HEAD = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head><body>'
)
ENDLESS = HEAD + (
    '<p style="height:1200px">début</p><script>addEventListener("scroll", () => {'
    "const p = document.createElement('p'); p.style.height = '3000px'; document.body.append(p)})"
    "</script>"
)
BUSY = HEAD + '<p>Occupée</p><script>setInterval(() => fetch("/ping"), 150)</script>'
HANGING = HEAD + '<p>Lente</p><img alt="" src="/never">'
CONSENT = HEAD + (
    '<h1>Accueil</h1><div id="cookies" style="position:fixed;bottom:0">Nous utilisons des cookies'
    " <button onclick=\"document.cookie='ok=1';location.reload()\">Tout accepter</button></div>"
)
TRACKED = HEAD + '<h1>Accueil</h1><img alt="" src="/pixel.png"><script src="/track.js"></script>'
ROBOTS = "User-agent: *\nDisallow: /closed\nUser-agent: JalonsAudit\nDisallow: /ours\n"
CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
MEMBERS = HEAD.replace("Essai", "Membres") + "<h1>Espace des membres</h1>"
PAGES = {
    "/enter": HEAD
    + '<form method="post"><input id="word" name="word" type="password"><button>Entrer'
    "</button></form>",
    "/heavy-fetch": HEAD + "<script>fetch('/flood.bin').then(r => r.arrayBuffer())</script>",
    "/plain": HEAD + '<h1>Bonjour</h1><img alt="" src="/pixel.png"><iframe src="/inner"></iframe>',
    "/inner": HEAD + '<img alt="" src="/pixel.png?2">',
    "/endless": ENDLESS,
    "/busy": BUSY,
    "/hanging": HANGING,
    "/login": HEAD + '<form><input type="password" aria-label="Mot de passe"></form>',
    "/alert": HEAD + "<script>alert('Bonjour')</script><p>Suite</p>",
    "/closed": HEAD,
    "/ours": HEAD,
}


ANSWERS = {
    "/loop": (302, "", {"Location": "/loop"}),
    "/account": (302, "", {"Location": "/login"}),
    "/to-private": (302, "", {"Location": "http://127.0.0.1:1/"}),
    "/basic": (401, "non", {"WWW-Authenticate": "Basic"}),
    "/firewall": (403, "<title>Attention Required! | Cloudflare</title><p>captcha", {}),
    "/forbidden": (403, "<title>Interdit</title><p>Réservé aux agents", {}),
    "/limited": (429, "<p>Trop de requêtes", {}),
    "/file.pdf": (200, "%PDF-1.4", {"Content-Type": "application/pdf"}),
    "/robots.txt": (200, ROBOTS, {"Content-Type": "text/plain"}),
    "/pixel.png": (200, "x" * 400, {"Content-Type": "image/png"}),
    "/ping": (200, "ok", {"Content-Type": "text/plain"}),
    "/track.js": (200, "0;" * 200, {"Content-Type": "text/javascript"}),
    **{path: (200, page, {}) for path, page in PAGES.items()},
}
FLOODS = {
    "/heavy": "application/octet-stream",
    "/heavy.html": "text/html",
    "/flood.bin": "application/octet-stream",
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.split("?")[0]
        self.server.agent = self.headers["User-Agent"]
        if path == "/members":
            known = "member=1" in self.headers.get("Cookie", "")
            self._send(*((200, MEMBERS) if known else (302, "", {"Location": "/login"})))
        elif path in {"/never", "/silent"}:
            threading.Event().wait(8)
        elif path in FLOODS:
            self._flood(FLOODS[path])
        elif path == "/consent":
            known = "ok=1" in self.headers.get("Cookie", "")
            self._send(200, TRACKED if known else CONSENT)
        else:
            self._send(*ANSWERS.get(path, (404, HEAD + "<h1>Absente</h1>", {})))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        cookie = {"Set-Cookie": "member=1"} if "secret" in body else {}
        self._send(200, HEAD, cookie)

    def _flood(self, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(200_000_000))
        self.end_headers()
        self.server.sent = 0
        try:
            while self.server.sent < 200_000_000:
                self.wfile.write(b"<p>mot</p>" * 10_000)
                self.server.sent += 100_000
        except OSError:
            pass

    def _send(self, status, text, extra=None):
        body = text.encode()
        self.send_response(status)
        headers = {"Content-Type": "text/html; charset=utf-8"} | (extra or {})
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    sent = 0

    def handle_error(self, *arguments):
        pass  # a browser that leaves in the middle is what some tests are about


@pytest.fixture(scope="module")
def server():
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def one(chromium, url, options=QUICK):
    (page,) = measure(chromium, url, options)
    return page


@pytest.mark.parametrize(
    ("path", "code", "params"),
    [
        ("/nowhere", "page_status", {"status": 404}),
        ("/loop", "redirect_loop", {}),
        ("/account", "login_wall", {}),
        ("/basic", "login_wall", {}),
        ("/firewall", "blocked", {"firewall": "cloudflare", "status": 403}),
        ("/limited", "blocked", {"firewall": "", "status": 429}),
        ("/forbidden", "page_status", {"status": 403}),
        ("/file.pdf", "not_html", {"type": "application/pdf"}),
        ("/silent", "timeout", {"seconds": 3}),
    ],
)
def test_a_page_that_cannot_be_measured_says_why(chromium, server, path, code, params):
    options = Options(allow_private=True, seconds=3 if path == "/silent" else 6)
    page = one(chromium, server.address + path, options)
    assert page.problem.code == code
    assert params.items() <= page.problem.params.items()
    assert not page.scorable


@pytest.mark.parametrize("path", ["/heavy.html", "/heavy-fetch"])
def test_a_page_of_200_mb_is_left_past_the_most_allowed(chromium, server, path):
    page = one(chromium, server.address + path, Options(allow_private=True, seconds=20, max_mb=5))
    assert (page.problem.code, page.problem.params) == ("too_heavy", {"mb": 5})
    assert server.sent < 60_000_000


def test_a_download_is_not_a_page(chromium, server):
    assert one(chromium, server.address + "/heavy").problem.code == "not_html"


def test_a_page_that_scrolls_for_ever_has_a_score_and_a_remark(chromium, server):
    page = one(chromium, server.address + "/endless")
    assert page.scorable
    assert page.facts["scrolled_whole"] is False
    assert one(chromium, server.address + "/plain").facts["scrolled_whole"] is True


@pytest.mark.parametrize("path", ["/busy", "/hanging"])
def test_a_page_never_idle_has_a_score_and_is_not_settled(chromium, server, path):
    page = one(chromium, server.address + path, Options(allow_private=True, seconds=3))
    assert page.scorable
    assert page.settled is False


def test_a_dialog_does_not_stop_the_visit(chromium, server):
    assert one(chromium, server.address + "/alert").scorable


def test_a_closed_port_and_a_name_without_address_are_unreachable(chromium):
    page = one(chromium, "http://127.0.0.1:1/")
    assert page.problem.code == "unreachable"
    assert "REFUSED" in page.problem.params["reason"] or "UNSAFE" in page.problem.params["reason"]
    assert one(chromium, "http://absent.invalid/").problem.code == "unreachable"


def test_a_self_signed_certificate_is_a_reason(chromium, server, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [*CERTIFICATE, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    secure = _Server(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    thread = threading.Thread(target=secure.serve_forever, daemon=True)
    thread.start()
    page = one(chromium, f"https://127.0.0.1:{secure.server_address[1]}/plain")
    secure.shutdown()
    thread.join()
    secure.server_close()
    assert page.problem.code == "certificate"


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]:8000/", "http://10.0.0.1/"])
def test_a_private_address_is_refused_before_any_request(chromium, url):
    assert one(chromium, url, Options()).problem.code == "private_address"


def test_a_page_that_leads_to_a_private_address_is_stopped(chromium, server, monkeypatch):
    """The site answers for a public name; where it redirects is checked at each request."""
    from jalons.webaudit.capture import measuring
    from jalons.webaudit.capture.targets import check as real

    def public_here(url, allow_private):
        if not url.startswith(server.address):
            real(url, allow_private)

    monkeypatch.setattr(measuring, "check", public_here)
    monkeypatch.setattr(measuring, "is_private", lambda _address: False)
    page = one(chromium, server.address + "/to-private", Options(seconds=6))
    assert (page.problem.code, page.problem.params) == ("private_address", {"host": "127.0.0.1"})


def test_what_answers_from_a_private_address_under_a_public_name_is_stopped(
    chromium, server, monkeypatch
):
    from jalons.webaudit.capture import measuring

    monkeypatch.setattr(measuring, "check", lambda _url, _allow_private: None)
    page = one(chromium, server.address + "/plain", Options(seconds=6))
    assert page.problem.code == "private_address"


def test_what_is_not_an_address_is_a_problem_too(chromium):
    for url in ("file:///etc/passwd", "ville", "http://[::1"):
        assert one(chromium, url).problem.code == "url_invalid"


def test_the_frames_of_a_page_are_counted_and_its_facts_are_read(chromium, server):
    page = one(chromium, server.address + "/plain")
    assert page.requests == len(page.resources) == 4
    assert page.transferred_kb == pytest.approx(sum(r.transferred for r in page.resources) / 1000)
    assert {r.kind for r in page.resources} == {"document", "image"}
    assert page.facts["lang"] == "fr"
    assert page.facts["has_doctype"] is True
    assert page.facts["images_unsized"] == 1
    assert page.facts["compressed_share"] == 0
    assert page.findings is None


def test_three_runs_of_a_static_page_are_identical(chromium, server):
    options = Options(allow_private=True, seconds=6, runs=3)
    page = one(chromium, server.address + "/plain", options)
    assert page.runs == 3
    assert all(least == most for least, most in page.spread.values())


def test_a_banner_is_accepted_and_the_page_measured_after(chromium, server):
    options = Options(allow_private=True, seconds=6, consent=(Consent.BEFORE, Consent.AFTER))
    before, after = measure(chromium, server.address + "/consent", options)
    assert (before.consent, after.consent) == (Consent.BEFORE, Consent.AFTER)
    assert before.facts["consent_banner"] is after.facts["consent_banner"] is True
    assert (before.requests, after.requests) == (1, 3)


def test_a_mobile_has_its_own_measure(chromium, server):
    options = Options(allow_private=True, seconds=6, devices=tuple(Device))
    pages = measure(chromium, server.address + "/plain", options)
    assert [page.device for page in pages] == [Device.DESKTOP, Device.MOBILE]


def test_an_audit_goes_on_past_what_fails_and_obeys_robots(chromium, server):
    paths = ["/nowhere", "/closed", "/ours", "/plain"]
    pages = []
    audit([server.address + p for p in paths] + ["ftp://a/"], QUICK, on_page=pages.append)
    codes = [page.problem.code if page.problem else "" for page in pages]
    # the group that names the auditor stands in place of the one for all
    assert codes == ["page_status", "", "robots", "", "url_invalid"]


def test_an_audit_stops_when_it_should(chromium, server):
    pages = []
    audit([server.address + "/plain"] * 3, QUICK, on_page=pages.append, stop=lambda: bool(pages))
    assert len(pages) == 1


def test_findings_have_their_tests_of_the_rgaa(chromium, server, axe):
    examined = dataclasses.replace(QUICK, axe=axe, rules=rgaa_reference())
    page = one(chromium, server.address + "/login", examined)
    assert page.axe_version == "4.14.1"
    assert page.findings is not None
    assert {finding.source for finding in page.findings} <= {"axe", "jalons"}
    seen = {finding.rule: finding for finding in page.findings if not finding.undecided}
    assert "document-title" not in seen


def test_who_visits_is_said_and_a_mobile_says_so(chromium, server):
    one(chromium, server.address + "/plain", dataclasses.replace(QUICK, devices=[Device.MOBILE]))
    assert server.agent.endswith(" JalonsAudit")
    assert "Android" in server.agent
    assert "Mobile Safari" in server.agent
    one(chromium, server.address + "/plain")
    assert "Android" not in server.agent


def test_a_browser_that_dies_is_a_reason_and_another_one_goes_on(chromium, server):
    pages = []

    def seen(page):
        pages.append(page)
        if len(pages) == 1:  # only the browser of this audit has this process as parent
            own = subprocess.run(
                ["pgrep", "-n", "-P", str(os.getpid()), "-f", "jalons-chromium"],
                capture_output=True,
                text=True,
                check=True,
            )
            os.killpg(int(own.stdout), signal.SIGKILL)

    audit([server.address + "/plain"] * 3, QUICK, on_page=seen)
    assert [page.problem.code if page.problem else "" for page in pages] == ["", "browser_gone", ""]


def test_a_journey_signs_in_before_each_page_and_its_secret_is_nowhere(chromium, server):
    steps = (
        Step(open=server.address + "/enter"),
        Step(fill="#word", secret="WORD"),
        Step(click="button", page=True),
    )
    options = dataclasses.replace(
        QUICK, journey=Journey(steps), secrets={"WORD": "très secret"}, runs=2
    )
    page = one(chromium, server.address + "/members", options)
    assert page.scorable
    assert page.title == "Membres"
    assert "secret" not in repr(page)
    wrong = dataclasses.replace(options, secrets={"WORD": "faux"})
    assert one(chromium, server.address + "/members", wrong).problem.code == "login_wall"
    assert "faux" not in repr(options)
    missing = dataclasses.replace(options, secrets={})
    assert one(chromium, server.address + "/members", missing).problem.code == "secret_missing"
