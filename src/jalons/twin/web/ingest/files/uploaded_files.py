"""A file somebody brought: where it lies, how it was read, its plan, how far its taking is.

The bytes lie in the files of the instance; the rest is a document of kind ``brought`` in the store
of the twin. Beside the file are its first rows, what was refused, and which entities it made.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from jalons.broker.engine.ingest.files.tables import SheetRow
from jalons.broker.engine.ingest.plan import Plan, plan_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.quotas import admit
from jalons.kernel import Urn
from jalons.kernel.cells import harmless
from jalons.tabular.amounts import split_number
from jalons.tabular.writing import csv_text
from jalons.twin.web.connection import twin_store

KIND = "brought"
SAMPLED = 500
FOLDER = "twin"
DAY = 86_400 * 1_000_000
_OPERATORS = frozenset("=+-*^&|!(@")  # with one, a number begins a formula: -2+3+cmd|…


@dataclass(frozen=True, slots=True)
class Brought:
    """A file brought. Instants are microseconds since 1970; ``counts`` are those of the intake.

    ``state`` is read, running, done or undone. ``done`` rows of ``rows`` are behind; ``source`` is
    the key of the source it became.
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
        """What the journal calls it."""
        return Urn("twin_file", self.key)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return int(self.counts.get("refused", 0))


def every(authority: Authority) -> list[Brought]:
    """The files brought, the latest first."""
    found = twin_store.store().every(twin_store.tenant_of(authority), KIND)
    return sorted((_brought(each) for each in found), key=lambda each: -each.at)


def found(authority: Authority, key: str) -> Brought | None:
    """The file of a key, None when there is none."""
    document = twin_store.store().get(twin_store.tenant_of(authority), KIND, key)
    return _brought(document) if document is not None else None


def keep(authority: Authority, brought: Brought) -> Brought:
    """Keep what is known of a file."""
    document = {**asdict(brought), "plan": brought.plan.document()}
    twin_store.store().put(twin_store.tenant_of(authority), KIND, brought.key, document)
    return brought


def forget(authority: Authority, brought: Brought) -> None:
    """Forget a file and all that lies beside it."""
    twin_store.store().put(twin_store.tenant_of(authority), KIND, brought.key, None)
    for ending in ("file", "rows"):
        default_storage.delete(stored(authority, brought.key, ending))
    forget_outcome(authority, brought)


def forget_outcome(authority: Authority, brought: Brought) -> None:
    """Forget what a taking before wrote beside the file."""
    for ending in ("refused", "made"):
        default_storage.delete(stored(authority, brought.key, ending))


def forget_older(authority: Authority, *, before: int) -> int:
    """Forget the files brought before an instant and not being taken; how many."""
    old = [each for each in every(authority) if each.at < before and each.state != "running"]
    for each in old:
        forget(authority, each)
    return len(old)


def new(authority: Authority, *, name: str, file: File[bytes], by: int | None) -> Brought:
    """A file just dropped, its bytes on the disk.

    Raises ``AccountsError`` when the quota of the authority leaves no room.
    """
    made = Brought(
        uuid.uuid4().hex, name[:200], int(file.size or 0), time.time_ns() // 1_000, by=by
    )
    with transaction.atomic():
        admit(authority=authority, size=made.size)
        default_storage.save(stored(authority, made.key, "file"), file)
    return made


def content(authority: Authority, brought: Brought) -> bytes:
    """The bytes of a file."""
    with default_storage.open(stored(authority, brought.key, "file")) as file:
        return bytes(file.read())


def stored(authority: Authority, key: str, ending: str) -> str:
    """Where a part of a file lies."""
    return f"{FOLDER}/{authority.pk}/{key}.{ending}"


def path(authority: Authority, brought: Brought, ending: str) -> Path:
    """The same, as a path of this machine."""
    return Path(default_storage.path(stored(authority, brought.key, ending)))


def keep_sample(authority: Authority, brought: Brought, rows: Sequence[SheetRow]) -> None:
    """Keep the first rows, so that the preview need not read the file again."""
    name = stored(authority, brought.key, "rows")
    default_storage.delete(name)
    text = json.dumps([[row.number, row.cells] for row in rows[:SAMPLED]], ensure_ascii=False)
    default_storage.save(name, ContentFile(text.encode()))


def sample(authority: Authority, brought: Brought) -> list[SheetRow]:
    """The first rows of a file."""
    with default_storage.open(stored(authority, brought.key, "rows")) as file:
        return [SheetRow(number, cells) for number, cells in json.loads(file.read())]


def refused_csv(
    names: Iterable[str], rows: Iterable[tuple[str, str, str, Mapping[str, Any]]], *, heading: bool
) -> str:
    """Lines of the CSV of refused rows: as they came, then the line, what is wrong, how to mend."""
    columns = list(names)
    head = [[*columns, "ligne", "motif", "remede"]] if heading else []
    body = ([*(cells.get(name, "") for name in columns), *rest] for *rest, cells in rows)
    return csv_text(chain(head, body), text=_as_it_came)


def _as_it_came(text: str) -> str:
    """A cell no spreadsheet takes for a formula; a number, with its unit or not, has its sign."""
    number = split_number(text)
    is_inert = len(text) < 2 or (number is not None and not _OPERATORS & set(number[1]))
    return text if is_inert else harmless(text)


def _brought(document: Mapping[str, Any]) -> Brought:
    known = {name: document[name] for name in Brought.__slots__ if name in document}
    lists = {name: tuple(known.get(name, ())) for name in ("sheets", "names", "twice")}
    return Brought(**{**known, **lists, "plan": plan_of(known.get("plan", {}))})
