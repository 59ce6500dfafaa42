"""The faults to fix before an instance goes live, in words."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.limits import row_security
from jalons.foundation.documents.pdf import pdf_problem
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import is_loaded
from jalons.kernel import Messages
from jalons.site.storage.databases import BackupError, check_sound, main_file, room_store, twin_file
from jalons.site.storage.machine_settings import has_own_key
from jalons.site.storage.migration import MigrationError, refuse_newer
from jalons.site.storage.moved_folder import MovedError, refuse_former

say = Messages.of("jalons.site").text
MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}
FREE_SPACE_MB = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its level (ok, warning, error), its code and its sentence."""

    level: str
    code: str
    text: str

    @property
    def mark(self) -> str:
        return MARKS[self.level][0]

    @property
    def colour(self) -> str:
        return MARKS[self.level][1]

    def to_dict(self) -> dict[str, str]:
        return asdict(self)


def findings() -> list[Finding]:
    """Everything looked at, in a fixed order, good news included."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _folder,
        _files,
        _cache,
        _database,
        _postgis,
        _row_security,
        _territories,
        _address,
        _documents,
        _mail,
        _framework,
    )
    return [finding for look in looks for finding in look()]


def _found(level: str, code: str, **params: Any) -> Finding:
    return Finding(level, code, say(code, **params))


def _folder() -> Iterator[Finding]:
    folder = settings.DATA_DIR
    if not os.access(folder, os.W_OK):
        yield _found("error", "check_folder_readonly", folder=folder)
        return
    free = shutil.disk_usage(folder).free // 1_000_000
    enough = free >= FREE_SPACE_MB
    yield _found("ok" if enough else "error", "check_folder", folder=folder, free=free)
    if folder.stat().st_mode & 0o007:
        yield _found("warning", "check_folder_open", folder=folder)


def _files() -> Iterator[Finding]:
    """Whether the bucket of the files does what is needed, and what no backup has."""
    address = settings.OPTIONS["FILES"]
    if not has_own_key(settings.OPTIONS):
        yield _found("ok", "check_key")
    if not address:
        return
    from jalons.foundation.accounts.files.buckets import FAILURES, trial

    try:
        trial(folders.dropped())
    except FAILURES as problem:
        yield _found("error", "check_files_away", address=address, why=problem)
    else:
        yield _found("ok", "check_files", address=address)
        yield _found("warning", "check_files_backup", address=address)


def _cache() -> Iterator[Finding]:
    """Whether the cache that was set answers; the database is looked at by itself."""
    if not settings.OPTIONS["CACHE"]:
        return
    try:
        cache.set("check", "1", 10)
        answers = cache.get("check") == "1"
    except Exception as problem:
        yield _found("error", "check_cache_away", why=problem)
    else:
        yield (
            _found("ok", "check_cache") if answers else _found("error", "check_cache_away", why="")
        )


def _database() -> Iterator[Finding]:
    try:
        for file in (main_file(), twin_file()):
            if file is not None and file.exists():
                check_sound(file)
    except BackupError as problem:
        yield Finding("error", problem.code, str(problem))
        return
    try:
        refuse_former()
        refuse_newer()
    except (MovedError, MigrationError) as problem:
        yield Finding("error", problem.code, str(problem))
        return
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield _found("error", "check_migrations", count=len(waiting))
    else:
        yield _found("ok", "check_database", vendor=connection.display_name)


def _postgis() -> Iterator[Finding]:
    """Whether the twin, when it is in PostgreSQL, searches by PostGIS."""
    address = settings.OPTIONS["TWIN_STORE"]
    if not address or address.startswith("sqlite:"):
        return
    declared = room_store()
    if declared is None:
        return
    room, store = declared
    try:
        found = room.load(store.extension)(address)  # its driver may not be installed
    except OSError as problem:
        yield _found("error", "check_twin_unreachable", why=problem)
        return
    level = "ok" if found == "used" else "warning"
    yield _found(level, {"used": "check_postgis"}.get(found, f"check_postgis_{found}"))


def _row_security() -> Iterator[Finding]:
    """Whether PostgreSQL separates authorities too."""
    if connection.vendor != "postgresql":
        return
    if not row_security.is_used():
        yield _found("warning", "check_row_security_off")
    elif row_security.is_bypassed():
        yield _found("warning", "check_row_security_bypassed")
    else:
        yield _found("ok", "check_row_security")


def _territories() -> Iterator[Finding]:
    try:
        tables = connection.introspection.table_names()
    except DatabaseError:  # already said by ``_database``
        return
    if Territory._meta.db_table in tables and is_loaded():
        yield _found("ok", "check_territories")
    else:
        yield _found("error", "check_territories_missing")


def _address() -> Iterator[Finding]:
    if settings.DEBUG:
        yield _found("error", "check_debug")
    outside = set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}
    if outside and not settings.OPTIONS["HTTPS"]:
        yield _found("error", "check_https", hosts=", ".join(sorted(outside)))
    elif not outside:
        yield _found("warning", "check_local_only")
    else:
        yield _found("ok", "check_address", hosts=", ".join(sorted(outside)))


def _documents() -> Iterator[Finding]:
    if problem := pdf_problem():
        yield Finding("warning", "pdf_unavailable", str(problem))
    else:
        yield _found("ok", "check_documents")


def _mail() -> Iterator[Finding]:
    yield _found(
        *(("ok", "check_mail") if settings.OPTIONS["MAIL_URL"] else ("warning", "check_no_mail"))
    )


def _framework() -> Iterator[Finding]:
    """Django's own deployment checks, errors only: the others are settled by our settings."""
    for message in checks.run_checks(include_deployment_checks=False):
        if message.level >= checks.ERROR:
            yield Finding("error", message.id or "framework", message.msg)
