"""The second wall: PostgreSQL itself refuses the rows of another authority.

The first wall is the scoped manager. If one condition is missing in a query, row-level security
hides what belongs to others, while a page, a call of the API or a job of one authority runs. The
authority is a setting of the connection, empty outside of such work: rounds, pages of the instance
and public pages read as before. On SQLite, and for a role of PostgreSQL that bypasses row security,
nothing of this happens, nor behind a pooler by transaction; ``jalons check`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection, models

from jalons.foundation.accounts.scoping import AuthorityScoped

POLICY, SETTING = "jalons_authority", "jalons.authority"
# The sub-query is computed once a statement, not once a row.
RULE = (
    "authority_id = coalesce("
    f"(SELECT nullif(current_setting('{SETTING}', true), '')::bigint), authority_id)"
)
LACKING = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY (%s)
AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
    SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s))
"""
_current: ContextVar[str] = ContextVar("row_security_authority", default="")


def is_used() -> bool:
    """Whether the base is PostgreSQL and its connections belong to one process at a time."""
    is_pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False)
    is_wanted = bool(settings.OPTIONS["ROW_SECURITY"]) and not is_pooled
    return connection.vendor == "postgresql" and is_wanted


def is_bypassed() -> bool:
    """Whether the role of the instance is above row security, as an administrator of the base."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


@contextmanager
def bound(authority: models.Model) -> Iterator[None]:
    """Read and write the rows of one authority only, until the block ends."""
    with _set(str(authority.pk)):
        yield


@contextmanager
def lifted() -> Iterator[None]:
    """Read the rows of every authority until the block ends: for what they chose to share."""
    with _set(""):
        yield


@contextmanager
def _set(value: str) -> Iterator[None]:
    if not is_used() or value == _current.get():
        yield
        return
    _apply(value)
    token = _current.set(value)
    try:
        yield
    finally:
        _current.reset(token)
        _put_back(_current.get())


def _apply(value: str) -> None:
    """Set the authority of this connection; not through Django, which would count it as a query."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute("SELECT set_config(%s, %s, false)", [SETTING, value])


def _put_back(value: str) -> None:
    """Set what was there before; a connection where that fails is closed, never used again."""
    if connection.connection is None:
        return  # a new connection has no authority
    try:
        _apply(value)
    except DatabaseFailure:
        if not connection.in_atomic_block:  # else the rollback puts back what was set inside it
            connection.close()


def install() -> int:
    """Give each table of what an authority owns its policy, where it has none; how many."""
    if not is_used():
        return 0
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, AuthorityScoped) and model._meta.managed
    ]
    with connection.cursor() as cursor:
        cursor.execute(LACKING, [tables, POLICY])
        lacking = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
        for table in lacking:
            cursor.execute(
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
            )
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({RULE})")
    return len(lacking)
