"""A small GLPI: enough of ``apirest.php`` to be read as the real one is (see apirest.md)."""

import json
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TABLES = {
    "Computer": "glpi_computers", "Monitor": "glpi_monitors", "Printer": "glpi_printers",
    "Phone": "glpi_phones", "NetworkEquipment": "glpi_networkequipments",
    "Peripheral": "glpi_peripherals",
}  # fmt: skip


def options_of(item: str, *, shift: int = 0) -> dict[str, Any]:
    """What listSearchOptions answers; ``shift`` numbers the options otherwise, as plugins do."""
    own, kind = TABLES[item], item.lower()

    def option(name, table, column, link=""):
        return {"name": name, "table": table, "field": column, "linkfield": link or column,
                "uid": f"{item}.{column}"}  # fmt: skip

    listed: dict[str, Any] = {
        "common": {"name": "Caractéristiques"},
        "1": option("Nom", own, "name"),
        "2": option("ID", own, "id"),
        "3": option("Lieu", "glpi_locations", "completename", "locations_id"),
        "80": option("Entité", "glpi_entities", "completename", "entities_id"),
        str(4 + shift): option("Type", f"glpi_{kind}types", "name", f"{kind}types_id"),
        str(40 + shift): option("Modèle", f"glpi_{kind}models", "name", f"{kind}models_id"),
        str(5 + shift): option("Numéro de série", own, "serial"),
        str(6 + shift): option("Numéro d'inventaire", own, "otherserial"),
        "17": option("Processeur - fabricant", "glpi_manufacturers", "name", "deviceprocessors_id"),
        str(23 + shift): option("Fabricant", "glpi_manufacturers", "name", "manufacturers_id"),
        str(31 + shift): option("Statut", "glpi_states", "completename", "states_id"),
        "37": option("Date d'achat", "glpi_infocoms", "buy_date"),
        "38": option("Date de mise en service", "glpi_infocoms", "use_date"),
    }
    return listed


@dataclass
class FakeGlpi:
    """What the server holds and how it misbehaves."""

    items: dict[str, list[dict[str, Any]]]
    user_token: str = "jeton-personnel"
    app_token: str = "jeton-application"
    shift: int = 0
    page_limit: int = 1000
    refused: frozenset[str] = frozenset()
    lose_session_at: frozenset[int] = frozenset()  # which searches find their session closed
    busy_at: frozenset[int] = frozenset()
    deleted_after_first_page: bool = False
    redirect: str = ""
    page: bytes = b""
    url: str = ""
    sessions: list[str] = field(default_factory=list)
    alive: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    searches: int = 0


class _Handler(BaseHTTPRequestHandler):
    glpi: FakeGlpi

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the other side hung up: what is tested is what it says of it
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        pass

    def answer(self, code: int, value: Any, **headers: str) -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(code)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        glpi, parts = self.glpi, urlsplit(self.path)
        glpi.asked.append(self.path)
        path = parts.path.removeprefix("/glpi/apirest.php/")
        if glpi.redirect:
            self.answer(302, b"", Location=glpi.redirect)
        elif glpi.page:
            self.answer(200, glpi.page)
        elif self.headers.get("App-Token", "") != glpi.app_token:
            self.answer(400, ["ERROR_WRONG_APP_TOKEN_PARAMETER", "jeton d'application incorrect"])
        elif path == "initSession":
            self.open()
        elif self.headers.get("Session-Token") not in glpi.alive:
            self.answer(401, ["ERROR_SESSION_TOKEN_INVALID", "session_token invalide"])
        elif path == "killSession":
            glpi.alive.discard(self.headers["Session-Token"])
            self.answer(200, True)
        else:
            self.item(path, parse_qs(parts.query))

    def open(self) -> None:
        glpi = self.glpi
        if self.headers.get("Authorization") != f"user_token {glpi.user_token}":
            self.answer(401, ["ERROR_GLPI_LOGIN_USER_TOKEN", "user_token invalide"])
            return
        token = f"session-{len(glpi.sessions)}"
        glpi.sessions.append(token)
        glpi.alive.add(token)
        self.answer(200, {"session_token": token})

    def item(self, path: str, query: dict[str, list[str]]) -> None:
        glpi = self.glpi
        verb, _, item = path.partition("/")
        if item in glpi.refused:
            self.answer(403, ["ERROR_RIGHT_MISSING", "droit manquant"])
        elif verb == "listSearchOptions":
            self.answer(200, options_of(item, shift=glpi.shift))
        elif verb == "search":
            self.search(item, query)
        else:
            self.answer(400, ["ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM", "inconnu"])

    def search(self, item: str, query: dict[str, list[str]]) -> None:
        glpi = self.glpi
        glpi.searches += 1
        if glpi.searches in glpi.lose_session_at:
            glpi.alive.clear()
            self.answer(401, ["ERROR_SESSION_TOKEN_INVALID", "session_token invalide"])
            return
        if glpi.searches in glpi.busy_at:
            self.answer(429, b"trop de demandes", Retry_After="3")
            return
        rows = glpi.items.get(item, [])
        start, _, end = query["range"][0].partition("-")
        first, last = int(start), min(int(end), int(start) + glpi.page_limit - 1, len(rows) - 1)
        if rows and first >= len(rows):
            self.answer(400, ["ERROR_RANGE_EXCEED_TOTAL", "hors limites"])
            return
        shown = {int(query[key][0]) for key in query if key.startswith("forcedisplay")}
        options = options_of(item, shift=glpi.shift)
        names = {number: options[str(number)]["name"] for number in shown}
        page = rows[first : last + 1]
        data = [{str(number): row.get(names[number]) for number in shown} for row in page]
        total = len(rows)
        if glpi.deleted_after_first_page:
            glpi.items[item] = rows[: last + 1]
        head = f"{first}-{last}/{total}"
        code = 200 if last + 1 >= total and first == 0 else 206
        value = {"totalcount": total, "count": len(data), "data": data, "content-range": head}
        if not rows:
            value.pop("data")
        self.answer(code, value, Content_Range=head, Accept_Range=f"{item} 1000")


@contextmanager
def serving(glpi: FakeGlpi, *, tls: ssl.SSLContext | None = None):
    """The address of a running server that behaves as ``glpi`` says."""
    handler = type("Handler", (_Handler,), {"glpi": glpi})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    glpi.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/glpi"
    try:
        yield glpi
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
