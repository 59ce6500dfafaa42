"""A long audit whose worker is killed again and again: every page is measured, none twice.

    python benchmarks/webaudit_resumed.py [PAGES] [KILLS]

Pages are served on this machine only, by 40 servers, so that the delay between two pages of a
site does not make the run last. Prints the pages of each life of the worker, and what is stored at
the end. The last run is in the README of the room.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORKER = """
import sys
from jalons.site.cli import load_django
load_django(whole=True)
from jalons.webaudit.web.audits.actions import measure_job
measure_job(lambda *_: None, authority=int(sys.argv[1]), audit=sys.argv[2], allow_private=True)
"""
PAGE = b"<!doctype html><html lang='fr'><title>Page</title><main><h1>Page</h1><p>Texte.</p></main>"
HOSTS = 40


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def main(count: int, kills: int) -> None:
    """Print the figures."""
    os.environ["JALONS_DATA_DIR"] = tempfile.mkdtemp(prefix="resumed-")
    from jalons.site.cli import load_django

    load_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.register.writer import write
    from jalons.webaudit.web.audits.models import AuditedPage, WebAudit
    from jalons.webaudit.web.services.models import WebService

    ports = [_serve() for _rank in range(HOSTS)]
    town = Authority.objects.create(slug="town", name="Town")
    service, audit = WebService(authority=town), WebAudit(authority=town)
    write(town, None, [(service, {"name": "Site", "address": f"http://127.0.0.1:{ports[0]}/"})])
    pages = [f"http://127.0.0.1:{ports[rank % HOSTS]}/{rank}" for rank in range(count)]
    write(town, None, [(audit, {"name": "Pages", "pages": "\n".join(pages), "runs": 1})])
    rows, before = AuditedPage.objects.of(town), 0
    started = time.monotonic()
    for life in range(kills + 1):
        worker = subprocess.Popen([sys.executable, "-c", WORKER, str(town.pk), str(audit.pk)])
        wanted = count * (life + 1) // (kills + 1) if life < kills else count + 1
        while worker.poll() is None and rows.count() < wanted:
            time.sleep(0.2)
        end = "ended"
        if worker.poll() is None:
            worker.send_signal(signal.SIGKILL)
            end = "killed"
        worker.wait()
        print(f"life {life + 1}: {rows.count() - before} pages, {end}", flush=True)
        before = rows.count()
    audit.refresh_from_db()
    urls = {row.document["url"] for row in rows}
    scored = sum(row.score is not None for row in rows)
    print(f"{rows.count()} pages stored, {len(urls)} different, {scored} with a score, run"
          f" {audit.run}, {'finished' if audit.finished_at else 'not finished'},"
          f" {time.monotonic() - started:.0f} s")  # fmt: skip


def _serve() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


if __name__ == "__main__":
    main(*(int(each) for each in [*sys.argv[1:], "500", "3"][:2]))
