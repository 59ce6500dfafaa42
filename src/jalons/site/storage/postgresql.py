"""The PostgreSQL database of an instance, dumped and put back: what is ours in it, and no more.

Extensions, rights and comments belong to the administrator of the database: they are neither
dumped nor replaced, so that a role with no special right can restore beside them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from .databases import BackupError, room_store

# What Jalons makes in a database; the rest of a dump is somebody else's.
OURS = (
    "TABLE", "TABLE DATA", "TABLE ATTACH", "SEQUENCE", "SEQUENCE SET", "SEQUENCE OWNED BY",
    "DEFAULT", "CONSTRAINT", "CHECK CONSTRAINT", "FK CONSTRAINT", "INDEX", "INDEX ATTACH",
)  # fmt: skip
ENTRY = re.compile(rf"\d+; \d+ \d+ ({'|'.join(sorted(OURS, key=len, reverse=True))}) (\S+) (\S+)")
POSTGIS_TABLE = "spatial_ref_sys"  # filled by the extension itself
# Relations of our schemas, each with whether it is ours: neither of an extension nor of another.
RELATIONS = """
SELECT n.nspname, c.relname, c.relkind,
       pg_has_role(current_user, c.relowner, 'USAGE') AND NOT EXISTS (
           SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
           AND d.objid = c.oid AND d.deptype = 'e')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'S')
"""


def dump_postgresql(target: Path) -> None:
    """Write what is ours in the PostgreSQL database of the instance into a file."""
    schemas = [f"--schema={_quoted(name)}" for name in _schemas()]
    others = [
        f"--exclude-table={_quoted(schema)}.{_quoted(name)}"
        for schema, name, _kind, is_ours in _relations()
        if not is_ours
    ]
    connection.close()
    _tool(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments",
        "--no-publications", "--no-subscriptions", "--enable-row-security",
        *schemas, *others, f"--file={target}",
    )  # fmt: skip


def put_postgresql(dump: Path) -> None:
    """Put a dump in place of what is ours in the PostgreSQL database, whole or not at all.

    Raises ``BackupError``: postgresql_extension_missing; postgresql_tool_failed, also when
    something of others depends on our tables; postgresql_tool_missing.
    """
    entries = _entries(dump)
    _provide_postgis(dump, entries)
    with tempfile.TemporaryDirectory(dir=dump.parent, prefix=".load-") as folder:
        listed, script, clean = (Path(folder) / name for name in ("list", "script", "clean"))
        listed.write_text("\n".join(entries), encoding="utf-8")
        clean.write_text("\n".join(_drops()), encoding="utf-8")
        connection.close()
        _tool(
            "pg_restore", "--no-owner", "--no-privileges", f"--use-list={listed}",
            f"--file={script}", str(dump), connects=False,
        )  # fmt: skip
        _tool(
            "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction",
            "--output=/dev/null", f"--file={clean}", f"--file={script}",
        )  # fmt: skip


def rows_of_dump(dump: Path, table: str) -> Iterator[dict[str, str]]:
    """The rows of a small table, read in a dump without a database."""
    text = _tool(
        "pg_restore", "--data-only", f"--table={table}", "--file=-", str(dump), connects=False
    )
    names: list[str] = []
    for line in text.splitlines():
        if match := re.fullmatch(r"COPY \S+ \((.*)\) FROM stdin;", line):
            names = [name.strip(' "') for name in match[1].split(",")]
        elif line == "\\.":
            names = []
        elif names:
            yield dict(zip(names, line.split("\t"), strict=True))


def _main_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def _room_schema() -> str:
    """The schema of what a room stores beside the base, "" when there is none."""
    found = room_store()
    return found[1].schema if found else ""


def _schemas() -> list[str]:
    return [_main_schema(), *filter(None, [_room_schema()])]


def _relations() -> list[tuple[str, str, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS, [_schemas()])
        return list(cursor.fetchall())


def _drops() -> Iterator[str]:
    """The statements that take away what a dump replaces, partitions and later tables included.

    All tables go in one statement, which is refused when something of others, such as a view,
    depends on one of them.
    """
    ours = [(schema, name, kind) for schema, name, kind, is_ours in _relations() if is_ours]
    tables = [sql.Identifier(schema, name) for schema, name, kind in ours if kind in "rp"]
    if tables:
        yield sql.SQL("DROP TABLE {};").format(sql.SQL(", ").join(tables)).as_string()
    for schema, name, kind in ours:
        if kind == "S":  # most of them went with their table
            place = sql.Identifier(schema, name)
            yield sql.SQL("DROP SEQUENCE IF EXISTS {};").format(place).as_string()
    if schema := _room_schema():
        yield (
            sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE;").format(sql.Identifier(schema)).as_string()
        )


def _entries(dump: Path) -> list[str]:
    """The lines of the table of contents of a dump that are ours."""
    lines = _tool("pg_restore", "--list", str(dump), connects=False).splitlines()
    return [line for line in lines if _is_ours(line)]


def _is_ours(line: str) -> bool:
    match = ENTRY.match(line)
    schema = re.escape(_room_schema() or "-")
    is_schema = re.match(rf"\d+; \d+ \d+ (SCHEMA -|FUNCTION) {schema} ", line) is not None
    return is_schema or (match is not None and match[3] != POSTGIS_TABLE)


def _provide_postgis(dump: Path, entries: list[str]) -> None:
    """Make PostGIS where the twin of a dump needs it and it is not there yet."""
    shapes = any(f" TABLE {_room_schema()} shape " in line for line in entries)
    if not shapes or "geometry(" not in _definition(dump, "shape"):
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
    except DatabaseError as error:
        raise BackupError("postgresql_extension_missing", name="postgis") from error


def _definition(dump: Path, table: str) -> str:
    return _tool(
        "pg_restore", "--schema-only", f"--schema={_room_schema()}", f"--table={table}", "--file=-",
        str(dump), connects=False,
    )  # fmt: skip


def _quoted(name: str) -> str:
    """A name as a pattern of the tools that nothing else matches."""
    return '"' + name.replace('"', '""') + '"'


def _tool(tool: str, *arguments: str, connects: bool = True) -> str:
    """Run a tool of PostgreSQL; what it wrote. Options of the address go to it too."""
    program = shutil.which(tool)
    if program is None:
        raise BackupError("postgresql_tool_missing", tool=tool)
    database = connection.settings_dict
    if connects and database["DISABLE_SERVER_SIDE_CURSORS"]:  # its session would leak to others
        raise BackupError("postgresql_pooled", tool=tool)
    address = {
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PATH": str(Path(program).parent),
        "PGCLIENTENCODING": "UTF8",
    }
    # The options of the address go to the tools too: an encrypted link stays encrypted.
    place = make_conninfo(dbname=str(database["NAME"]), **database.get("OPTIONS", {}))
    done = subprocess.run(  # noqa: S603 - fixed program, arguments of our own
        [program, *([f"--dbname={place}"] if connects else []), *arguments],
        env={key: value for key, value in address.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError("postgresql_tool_failed", tool=tool, why=done.stderr.strip()[-300:])
    return done.stdout
