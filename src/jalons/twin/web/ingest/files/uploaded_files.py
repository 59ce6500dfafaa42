"""Uploaded files: where each is stored, how it was read, its plan, how far its import is.

The bytes are in the files of the instance; the rest is a document of kind ``brought`` in the store
of the twin. Beside the file are its first rows, what was refused, and which entities it made.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from jalons.broker.engine.ingest.files.tables import SheetRow
from jalons.broker.engine.ingest.plan import Plan, plan_of
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.accounts.models import Authority
from jalons.kernel import Urn
from jalons.kernel.cells import harmless
from jalons.tabular.amounts import split_number
from jalons.tabular.files.writing import csv_text
from jalons.twin.web.connection import twin_store

KIND = "brought"
SAMPLED = 500
FOLDER = "twin"
DAY = 86_400 * 1_000_000
_OPERATORS = frozenset("=+-*^&|!(@")  # with one, a number begins a formula: -2+3+cmd|…


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """An uploaded file. Instants are microseconds since 1970; ``counts`` are those of the intake.

    ``state`` is read, running, done or undone. ``done`` rows of ``rows`` are imported; ``source``
    is the key of the source made from its plan.
    """

    key: str
    name: str
    size: int
    at: int
    by: int | None = None
    state: str = "read"
    plan: Plan = field(default_factory=Plan)
    source: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    rows: int = 0
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    made: int = 0
    changed: int = 0
    finished: int = 0
    erased: int = 0

    @property
    def urn(self) -> Urn:
        return Urn("twin_file", self.key)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return int(self.counts.get("refused", 0))


def every(authority: Authority) -> list[UploadedFile]:
    """The files of an authority, the latest first."""
    file_of = twin_store.store().every(twin_store.tenant_of(authority), KIND)
    return sorted((_uploaded_file(each) for each in file_of), key=lambda each: -each.at)


def file_of(authority: Authority, key: str) -> UploadedFile | None:
    document = twin_store.store().get(twin_store.tenant_of(authority), KIND, key)
    return _uploaded_file(document) if document is not None else None


def save(authority: Authority, upload: UploadedFile) -> UploadedFile:
    """Store what is known of a file."""
    document = {**asdict(upload), "plan": upload.plan.document()}
    twin_store.store().put(twin_store.tenant_of(authority), KIND, upload.key, document)
    return upload


def forget(authority: Authority, upload: UploadedFile) -> None:
    """Erase a file and all that is stored beside it."""
    twin_store.store().put(twin_store.tenant_of(authority), KIND, upload.key, None)
    for ending in ("file", "rows"):
        default_storage.delete(stored(authority, upload.key, ending))
    forget_outcome(authority, upload)


def forget_outcome(authority: Authority, upload: UploadedFile) -> None:
    """Erase the outcome of a former import."""
    for ending in ("refused", "made"):
        default_storage.delete(stored(authority, upload.key, ending))


def forget_older(authority: Authority, *, before: int) -> int:
    """Erase the files uploaded before an instant and not being imported; returns how many."""
    old = [each for each in every(authority) if each.at < before and each.state != "running"]
    for each in old:
        forget(authority, each)
    return len(old)


def new(authority: Authority, *, name: str, file: File[bytes], by: int | None) -> UploadedFile:
    """A new file, its bytes stored.

    Raises ``AccountsError`` when the quota of the authority leaves no room.
    """
    made = UploadedFile(
        uuid.uuid4().hex, name[:200], int(file.size or 0), time.time_ns() // 1_000, by=by
    )
    with transaction.atomic():
        admit(authority=authority, size=made.size)
        default_storage.save(stored(authority, made.key, "file"), file)
    return made


def content(authority: Authority, upload: UploadedFile) -> bytes:
    with default_storage.open(stored(authority, upload.key, "file")) as file:
        return bytes(file.read())


def stored(authority: Authority, key: str, ending: str) -> str:
    """The storage name of a part of a file."""
    return f"{FOLDER}/{authority.pk}/{key}.{ending}"


def outcome(authority: Authority, upload: UploadedFile, ending: str) -> str:
    """What an import wrote beside a file so far; empty before."""
    try:
        pieces = folders.dropped().pieces(stored(authority, upload.key, ending))
        return b"".join(pieces).decode("utf-8-sig")
    except FileNotFoundError:
        return ""


def add_outcome(authority: Authority, upload: UploadedFile, ending: str, text: str) -> None:
    """Write more of it."""
    folders.dropped().append(stored(authority, upload.key, ending), text.encode())


def save_sample(authority: Authority, upload: UploadedFile, rows: Sequence[SheetRow]) -> None:
    """Store the first rows, so that the preview need not read the file again."""
    name = stored(authority, upload.key, "rows")
    default_storage.delete(name)
    text = json.dumps([[row.number, row.cells] for row in rows[:SAMPLED]], ensure_ascii=False)
    default_storage.save(name, ContentFile(text.encode()))


def sample(authority: Authority, upload: UploadedFile) -> list[SheetRow]:
    with default_storage.open(stored(authority, upload.key, "rows")) as file:
        return [SheetRow(number, cells) for number, cells in json.loads(file.read())]


def refused_csv(
    names: Iterable[str], rows: Iterable[tuple[str, str, str, Mapping[str, Any]]], *, heading: bool
) -> str:
    """Lines of the CSV of refused rows: as they came, then line, what is wrong, how to fix it."""
    columns = list(names)
    head = [[*columns, "ligne", "motif", "remede"]] if heading else []
    body = ([*(cells.get(name, "") for name in columns), *rest] for *rest, cells in rows)
    return csv_text(chain(head, body), text=_raw_cell)


def _raw_cell(text: str) -> str:
    """A cell no spreadsheet reads as a formula; a number, with or without unit, has its sign."""
    number = split_number(text)
    is_inert = len(text) < 2 or (number is not None and not _OPERATORS & set(number[1]))
    return text if is_inert else harmless(text)


def _uploaded_file(document: Mapping[str, Any]) -> UploadedFile:
    known = {name: document[name] for name in UploadedFile.__slots__ if name in document}
    lists = {name: tuple(known.get(name, ())) for name in ("sheets", "names", "twice")}
    return UploadedFile(**{**known, **lists, "plan": plan_of(known.get("plan", {}))})
