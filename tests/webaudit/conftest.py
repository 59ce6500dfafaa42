"""Small faulty pages, served on the loopback, that the audit must see through."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<link rel="icon" href="/icon.png">{head}</head><body><main><h1>Un titre</h1>
<p>Un paragraphe de texte.</p>{body}</main></body></html>"""


def _page(head: str = "", body: str = "") -> str:
    return PAGE.format(head=head, body=body)


PAGES = {
    "/sober": _page(body='<p><a href="/next">La suite</a></p>'),
    "/next": _page(),
    "/third-party": _page(body='<img alt="" src="http://127.0.0.2:{port}/icon.png">'),
    "/console": _page(body="<script>console.error('panne')</script>"),
    "/exception": _page(body="<script>nothing.here()</script>"),
    "/missing-file": _page(head='<link rel="stylesheet" href="/absent.css">'),
    "/csp": _page(body="<script>document.title = 'x'</script>"),
    "/axe": _page(body='<img src="/icon.png">'),
    "/axe-dark": _page(
        head="<style>@media (prefers-color-scheme: dark) {{body {{background: #111}}"
        " p {{color: #222}}}}</style>"
    ),
    "/heavy": _page(body="<p>mot</p>" * 700),
    "/svg": _page(body='<svg role="img" aria-label="x">' + "<g><path/></g>" * 300 + "</svg>"),
    "/drawn": _page(
        body='<svg viewBox="0 0 9 9"><a href="?x=1#y" aria-label="près"><circle r="4"/></a></svg>'
    ),
    "/script-only": _page(
        body="<div id=app></div><script>app.innerHTML = '<p>' + 'mot '.repeat(80)</script>"
    ),
    "/lazy": _page(
        head="<style>.tall {{height: 9000px}}</style>",
        body='<p class="tall"></p><img alt="" loading="lazy" src="/late.png">',
    ),
    "/fetching": _page(body="<script>setTimeout(() => fetch('/data'), 200)</script>"),
    "/sign-in": _page(body='<form action="/answer"><input id="w" type="password"></form>'),
    "/form": _page(
        body="""<form action="/answer"><label for="name">Nom</label><input id="name" name="name">
<label for="kind">Type</label><select id="kind" name="kind"><option>a</option><option>b</option>
</select><input type="file" id="file" aria-label="Fichier"><button>Envoyer</button></form>
<script>file.onchange = async () => {{
  const p = document.createElement('p'); p.id = 'seen'; p.innerText = await file.files[0].text();
  document.querySelector('main').append(p); }}</script>"""
    ),
    "/answer": _page(),
    "/link": _page(body='<form method="post" action="/enter"><button>Entrer</button></form>'),
    "/links": _page(
        body='<a href="/item/1">un</a> <a href="/item/2">deux</a> <a href="/file">fichier</a>'
        ' <a href="/moved">ailleurs</a> <a href="http://127.0.0.2:{port}/next">dehors</a>'
        ' <a href="/private">privé</a> <a href="/thing/1">chose</a> <a href="/thing/2">autre</a>'
    ),
    "/item/1": _page(),
    "/item/2": _page(),
    "/thing/1": _page(),
    "/thing/2": _page(body="<p>mot</p>" * 9),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/private":
            known = "role=member" in self.headers.get("Cookie", "")
            self._send(200 if known else 403, "text/html", _page().encode())
        elif path == "/file":
            disposition = {"Content-Disposition": 'attachment; filename="a.csv"'}
            self._send(200, "text/csv", b"a;b", disposition)
        elif path == "/document":
            disposition = {"Content-Disposition": 'attachment; filename="a.html"'}
            wide = "<p>mot</p>" * 700 + '<div style="width: 900px">large</div>'
            self._send(200, "text/html", _page(body=wide).encode(), disposition)
        elif path == "/moved":
            self._send(302, "text/html", b"", {"Location": "/sober"})
        elif path.endswith(".png") or path == "/data":
            self._send(200, "image/png" if path.endswith(".png") else "text/plain", b"x" * 1000)
        elif path == "/agent":
            seen = f"{self.headers['Accept-Language']} {self.headers['X-Role']}"
            self._send(200, "text/html", _page(body=f"<p id='seen'>{seen}</p>").encode())
        elif path in PAGES:
            text = PAGES[path].replace("{port}", str(self.server.server_address[1]))
            text = text.replace("{{", "{").replace("}}", "}")
            extra = {"Server-Timing": "total;dur=12.5"}
            if path == "/csp":
                extra["Content-Security-Policy"] = "script-src 'self'"
            self._send(200, "text/html; charset=utf-8", text.encode(), extra)
        else:
            self._send(404, "text/html", _page().encode())

    def do_POST(self) -> None:
        self._send(302, "text/html", b"", {"Location": "/next", "Set-Cookie": "role=member"})

    def _send(
        self, status: int, kind: str, body: bytes, extra: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the faulty site; 127.0.0.2 answers on the same port."""
    first = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    port = first.server_address[1]
    servers = [first, ThreadingHTTPServer(("127.0.0.2", port), _Handler)]
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{port}"
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def axe():
    """The rules of axe-core, when npm has installed them."""
    from jalons.webaudit.capture import AxeSource

    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        assert os.environ.get("CI") != "true", "axe-core must be installed: run « npm ci »"
        pytest.skip("axe-core is not installed: run « npm ci »")
    locale = script.parent / "locales" / "fr.json"
    return AxeSource(script.read_text("utf-8"), locale.read_text("utf-8"))
