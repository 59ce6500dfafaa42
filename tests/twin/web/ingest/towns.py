"""A town with a twin of its own, and people of each role; spreadsheets as towns have them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.people import client_of
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.store.models import named
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.tasks.worker import Worker
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.files import uploaded_files as files

LAMPS = (
    "Matricule;Puissance (W);Relevé le;Longitude;Latitude;Commentaire\n"
    "L1;1 050,5;24/11/2025 07:00;-1,2;48,12;\n"
    "L2;N/A;24/11/2025 07:00;-1,21;48,13;près de l’école\n"
    "L3;80;01/01/1900;-1,22;48,14;\n"
    "L4;90;01/01/2099;-1,22;48,14;\n"
)
STREETLIGHT = named("Streetlight").iri


@contextmanager
def twin_in(folder: Path) -> Iterator[None]:
    """A store of its own for the block."""
    twin_store.close()
    before = settings.OPTIONS["TWIN_STORE"]
    settings.OPTIONS["TWIN_STORE"] = f"sqlite:///{folder / 'twin.sqlite3'}"
    try:
        yield
    finally:
        twin_store.close()
        settings.OPTIONS["TWIN_STORE"] = before


@dataclass
class Town:
    """An authority and the pages of it, asked by people of the roles."""

    authority: Authority
    clients: dict[Role, Client] = field(default_factory=dict)

    def client(self, role: Role) -> Client:
        """The browser of a person of a role."""
        if role not in self.clients:
            self.clients[role] = client_of(self.authority, role)
        return self.clients[role]

    def get(self, name: str, /, *args: Any, role: Role = Role.LEAD, **query: str) -> Any:
        """The answer to a page asked."""
        return self.client(role).get(reverse(name, args=(self.authority.slug, *args)), query)

    def page(self, name: str, /, *args: Any, role: Role = Role.LEAD, **query: str) -> str:
        """The text of a page that answers."""
        return words(self.get(name, *args, role=role, **query))

    def post(self, name: str, /, *args: Any, role: Role = Role.LEAD, **data: Any) -> Any:
        """The answer to a form sent."""
        return self.client(role).post(reverse(name, args=(self.authority.slug, *args)), data)

    def drop(self, name: str, content: bytes, *, query: str = "", **more: Any) -> Any:
        """The answer to a file dropped."""
        address = reverse("twin_file_new", args=(self.authority.slug,)) + query
        file = SimpleUploadedFile(name, content)
        return self.client(more.get("role", Role.CONTRIBUTOR)).post(address, {"file": file})

    def upload(self, name: str, content: bytes) -> files.UploadedFile:
        """A file dropped and looked at."""
        answer = self.drop(name, content)
        assert answer.status_code == 302, words(answer, status=422)
        return files.every(self.authority)[0]

    def take(self, upload: files.UploadedFile) -> files.UploadedFile:
        """The file once it is taken in."""
        assert self.post("twin_file_take", upload.key).status_code == 302
        Worker().run_pending()
        found = files.file_of(self.authority, upload.key)
        assert found is not None
        return found

    def sheet(self, iri: str = STREETLIGHT) -> None:
        """A complete sheet for a type."""
        twin_store.policies().keep(self.authority.slug, TypePolicy(
            type=iri, name="Points lumineux", purpose="Éclairer juste.", owner="Voirie",
            legal_basis="not_personal", retention_days=3650, audience="open",
        ))  # fmt: skip

    def entity(self, name: str, kind: str = "Streetlight") -> Any:
        """An entity as it is kept, None when it is not there."""
        identifier = f"urn:ngsi-ld:{kind}:{name}"
        return twin_store.store().read(self.authority.slug, [identifier]).get(identifier)


def words(response: Any, *, status: int = 200) -> str:
    """The text of an answer, its special spaces made plain."""
    assert response.status_code == status, response.status_code
    text = response.content.decode()
    return str(text.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'"))


def workbook(sheets: dict[str, Sequence[Sequence[Any]]], *, merged: str = "") -> bytes:
    """An XLSX with the rows of each sheet, the first under a title of merged cells if asked."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if merged:
                sheet.merge_range(0, 0, 0, len(rows[0]) - 1, merged)
            for number, row in enumerate(rows, start=1 if merged else 0):
                sheet.write_row(number, 0, row)
    return out.getvalue()
